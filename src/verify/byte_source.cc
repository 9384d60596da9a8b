// SPDX-License-Identifier: Apache-2.0
#include "verify/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace verbatim::verify {
namespace {

Error outside() {
    return {Code::io, "read beyond the end of the file", {}, {}};
}

}  // namespace

Result<void> MemorySource::read(uint64_t offset, std::span<uint8_t> out) const {
    if (offset > bytes_.size() || out.size() > bytes_.size() - offset) {
        return outside();
    }
    if (!out.empty()) {
        std::memcpy(out.data(), bytes_.data() + offset, out.size());
    }
    return {};
}

Result<std::unique_ptr<FileSource>> FileSource::open(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return io_error("open", path, errno);
    }
    std::unique_ptr<FileSource> source(new FileSource(descriptor, 0, path));
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) {
        return io_error("read", path, errno);
    }
    if (!S_ISREG(status.st_mode)) {
        return Error{Code::io, "not a regular file", {path, {}}, "copy it to a file first"};
    }
    source->size_ = static_cast<uint64_t>(status.st_size);
    return source;
}

FileSource::~FileSource() {
    ::close(descriptor_);
}

Result<void> FileSource::read(uint64_t offset, std::span<uint8_t> out) const {
    while (!out.empty()) {
        const ssize_t got = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return io_error("read", path_, errno);
        }
        if (got == 0) {
            return outside();
        }
        out = out.subspan(static_cast<size_t>(got));
        offset += static_cast<uint64_t>(got);
    }
    return {};
}

}  // namespace verbatim::verify
