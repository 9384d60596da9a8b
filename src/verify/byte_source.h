// SPDX-License-Identifier: Apache-2.0
// Where the bytes of a bundle come from: a file, read in pieces, or memory (tests, fuzzing, a page in a browser).
//
//   VB_TRY_ASSIGN(auto file, FileSource::open(path)); verify_bundle(*file, options);
//
// The same bytes must come back for the same offset as long as the source lives: a bundle is read several times over.
// read() may be called from several threads.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/hash.h"

namespace verbatim::verify {

class ByteSource {
  public:
    ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;
    virtual ~ByteSource() = default;

    virtual uint64_t size() const = 0;
    // Fills `out` wholly from `offset` on, or fails: Code::io.
    virtual Result<void> read(uint64_t offset, std::span<uint8_t> out) const = 0;
};

class MemorySource : public ByteSource {
  public:
    explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}  // which must outlive it
    uint64_t size() const override { return bytes_.size(); }
    Result<void> read(uint64_t offset, std::span<uint8_t> out) const override;

  private:
    std::string_view bytes_;
};

class FileSource : public ByteSource {
  public:
    static Result<std::unique_ptr<FileSource>> open(const std::string& path);  // a regular file
    ~FileSource() override;
    uint64_t size() const override { return size_; }
    Result<void> read(uint64_t offset, std::span<uint8_t> out) const override;

  private:
    FileSource(int descriptor, uint64_t size, std::string path)
        : descriptor_(descriptor), size_(size), path_(std::move(path)) {}
    int descriptor_;
    uint64_t size_;
    std::string path_;
};

}  // namespace verbatim::verify
