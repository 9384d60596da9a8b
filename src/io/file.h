// SPDX-License-Identifier: Apache-2.0
// Files: read-only opening, whole small files, durable replacement, append files that survive kill -9.
//
// Durable write = write a temporary beside the target, fsync it, rename it, fsync the folder: after a crash the old or
// the new file stands there, never a mixture. Bulk writers (vault, log tiles) instead write many files and call
// sync_filesystem once before the commit that names them. Nothing here follows a symbolic link at the last component
// when `NoFollow` is asked. Errors name the path. A class is used by one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace verbatim::io {

// An open file descriptor, closed on destruction.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { reset(); }

    int get() const { return fd_; }
    bool valid() const { return fd_ >= 0; }
    int release();
    void reset();

  private:
    int fd_ = -1;
};

enum class NoFollow : uint8_t { no, yes };

Result<Descriptor> open_read(const std::string& path, NoFollow no_follow = NoFollow::no);
// A file without a name in `folder`: nothing stays behind however the process ends.
Result<Descriptor> open_temporary(const std::string& folder);
Result<uint64_t> size_of(int fd, std::string_view path);
// Up to buffer.size() bytes at offset; fewer only at the end of the file.
Result<size_t> read_at(int fd, uint64_t offset, std::span<uint8_t> buffer, std::string_view path);
Result<void> write_all(int fd, Bytes bytes, std::string_view path);

// A whole file of at most `limit_bytes`.
Result<std::string> read_file(const std::string& path, uint64_t limit_bytes);
bool exists(const std::string& path);

// Replaces path durably; `mode` e.g. 0600.
Result<void> replace_file(const std::string& path, Bytes bytes, uint32_t mode = 0644);
Result<void> make_directories(const std::string& path, uint32_t mode = 0755);
Result<void> sync_directory(const std::string& path);
// syncfs on the filesystem that holds path: one call makes any number of written files durable.
Result<void> sync_filesystem(const std::string& path);

// A file that only grows, written through one buffer; sync() makes all of it durable and returns its size.
class AppendFile {
  public:
    // Opens or creates; drops what stands beyond `keep_bytes` (an unacknowledged tail). A file shorter than that is an
    // integrity error.
    static Result<AppendFile> open(const std::string& path, uint64_t keep_bytes);

    Result<void> append(std::string_view bytes);
    Result<void> flush();  // to the operating system
    Result<uint64_t> sync();
    uint64_t size() const { return size_; }
    uint64_t dropped_bytes() const { return dropped_; }

  private:
    AppendFile() = default;
    Descriptor fd_;
    std::string path_;
    std::string buffer_;
    uint64_t size_ = 0;
    uint64_t dropped_ = 0;
};

// An exclusive lock on a file, released when the process ends however it ends. Code::conflict if another holds it.
Result<Descriptor> lock_exclusive(const std::string& path);

// Folder of the running executable, with symbolic links resolved.
Result<std::string> executable_directory();

}  // namespace verbatim::io
