// SPDX-License-Identifier: Apache-2.0
#include "io/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace verbatim::io {
namespace {

constexpr size_t kAppendBufferBytes = size_t{1} << 18;

std::string parent_of(const std::string& path) {
    const auto parent = std::filesystem::path(path).parent_path().string();
    return parent.empty() ? "." : parent;
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        reset();
        fd_ = other.release();
    }
    return *this;
}

int Descriptor::release() {
    const int fd = fd_;
    fd_ = -1;
    return fd;
}

void Descriptor::reset() {
    if (fd_ >= 0) {
        ::close(fd_);
        fd_ = -1;
    }
}

Result<Descriptor> open_read(const std::string& path, NoFollow no_follow) {
    // O_NONBLOCK: a named pipe planted in a seizure must not hang the examiner.
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (no_follow == NoFollow::yes ? O_NOFOLLOW : 0);
    Descriptor fd(::open(path.c_str(), flags));
    if (!fd.valid()) {
        return io_error("open", path, errno);
    }
    return fd;
}

Result<Descriptor> open_temporary(const std::string& folder) {
    int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
        // A filesystem without nameless files: the name goes at once.
        std::string path = folder + "/verbatim-XXXXXX";
        fd = ::mkostemp(path.data(), O_CLOEXEC);
        if (fd >= 0) {
            ::unlink(path.c_str());
        }
    }
    if (fd < 0) {
        Error error = io_error("make a temporary file in", folder, errno);
        error.advice = "name another folder with --temporary";
        return error;
    }
    return Descriptor(fd);
}

Result<uint64_t> size_of(int fd, std::string_view path) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) {
        return io_error("read the size of", path, errno);
    }
    return static_cast<uint64_t>(status.st_size);
}

Result<size_t> read_at(int fd, uint64_t offset, std::span<uint8_t> buffer, std::string_view path) {
    size_t done = 0;
    while (done < buffer.size()) {
        const ssize_t count =
            ::pread(fd, buffer.data() + done, buffer.size() - done, static_cast<off_t>(offset + done));
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            Error error = io_error("read", path, errno);
            error.where.offset = offset + done;
            return error;
        }
        if (count == 0) {
            break;
        }
        done += static_cast<size_t>(count);
    }
    return done;
}

Result<void> write_all(int fd, Bytes bytes, std::string_view path) {
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::write(fd, bytes.data() + done, bytes.size() - done);
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            return io_error("write", path, errno);
        }
        done += static_cast<size_t>(count);
    }
    return {};
}

Result<std::string> read_file(const std::string& path, uint64_t limit_bytes) {
    VB_TRY_ASSIGN(const Descriptor fd, open_read(path));
    VB_TRY_ASSIGN(const uint64_t size, size_of(fd.get(), path));
    if (size > limit_bytes) {
        return Error{
            Code::limit,
            "file has " + std::to_string(size) + " bytes, at most " + std::to_string(limit_bytes) + " are read",
            {path, std::nullopt},
            {}};
    }
    std::string text(size, '\0');
    VB_TRY_ASSIGN(const size_t count,
                  read_at(fd.get(), 0, {reinterpret_cast<uint8_t*>(text.data()), text.size()}, path));
    text.resize(count);
    return text;
}

bool exists(const std::string& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0;
}

Result<void> replace_file(const std::string& path, Bytes bytes, uint32_t mode) {
    const std::string temporary = path + ".tmp";
    ::unlink(temporary.c_str());  // left over by a crash; O_EXCL below refuses anything planted meanwhile
    {
        Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
        if (!fd.valid()) {
            return io_error("create", temporary, errno);
        }
        VB_TRY(write_all(fd.get(), bytes, temporary));
        if (::fsync(fd.get()) != 0) {
            return io_error("sync", temporary, errno);
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        return io_error("rename to", path, errno);
    }
    return sync_directory(parent_of(path));
}

Result<void> make_directories(const std::string& path, uint32_t mode) {
    std::error_code error;
    const std::filesystem::path wanted(path);
    std::filesystem::path made;
    for (const auto& part : wanted) {
        made /= part;
        if (made.empty() || std::filesystem::is_directory(made, error)) {
            continue;
        }
        if (::mkdir(made.c_str(), mode) != 0 && errno != EEXIST) {
            return io_error("create folder", made.string(), errno);
        }
    }
    return {};
}

Result<void> sync_directory(const std::string& path) {
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.valid()) {
        return io_error("open folder", path, errno);
    }
    if (::fsync(fd.get()) != 0) {
        return io_error("sync folder", path, errno);
    }
    return {};
}

Result<void> sync_filesystem(const std::string& path) {
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.valid()) {
        return io_error("open", path, errno);
    }
    if (::syncfs(fd.get()) != 0) {
        return io_error("sync the filesystem of", path, errno);
    }
    return {};
}

Result<AppendFile> AppendFile::open(const std::string& path, uint64_t keep_bytes) {
    AppendFile file;
    file.path_ = path;
    file.fd_ = Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    if (!file.fd_.valid()) {
        return io_error("open", path, errno);
    }
    VB_TRY_ASSIGN(const uint64_t size, size_of(file.fd_.get(), path));
    if (size < keep_bytes) {
        return Error{
            Code::integrity,
            "file has " + std::to_string(size) + " bytes, the last commit acknowledged " + std::to_string(keep_bytes),
            {path, size},
            "restore the case from a backup"};
    }
    if (size > keep_bytes) {
        if (::ftruncate(file.fd_.get(), static_cast<off_t>(keep_bytes)) != 0) {
            return io_error("shorten", path, errno);
        }
        file.dropped_ = size - keep_bytes;
    }
    file.size_ = keep_bytes;
    return file;
}

Result<void> AppendFile::append(std::string_view bytes) {
    buffer_ += bytes;
    size_ += bytes.size();
    return buffer_.size() >= kAppendBufferBytes ? flush() : Result<void>{};
}

Result<void> AppendFile::flush() {
    if (!buffer_.empty()) {
        VB_TRY(write_all(fd_.get(), as_bytes(buffer_), path_));
        buffer_.clear();
    }
    return {};
}

Result<uint64_t> AppendFile::sync() {
    VB_TRY(flush());
    if (::fdatasync(fd_.get()) != 0) {
        return io_error("sync", path_, errno);
    }
    return size_;
}

Result<Descriptor> lock_exclusive(const std::string& path) {
    Descriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd.valid()) {
        return io_error("open", path, errno);
    }
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return Error{Code::conflict,
                         "another process uses this case",
                         {path, std::nullopt},
                         "wait until it ends, or stop it: nothing is lost"};
        }
        return io_error("lock", path, errno);
    }
    return fd;
}

Result<std::string> executable_directory() {
    std::error_code error;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) {
        return io_error("find", "/proc/self/exe", error.value());
    }
    return path.parent_path().string();
}

}  // namespace verbatim::io
