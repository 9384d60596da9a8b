// SPDX-License-Identifier: Apache-2.0
#include "scenario/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace verbatim::scenario {

Result<OutputFile> OutputFile::create(const std::string& path, size_t buffer_bytes) {
    OutputFile file;
    file.descriptor_ = io::Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!file.descriptor_.valid()) {
        return io_error("create", path, errno);
    }
    file.fd_ = file.descriptor_.get();
    file.path_ = path;
    file.capacity_ = buffer_bytes;
    file.buffer_ = std::make_unique_for_overwrite<char[]>(buffer_bytes);
    return file;
}

OutputFile OutputFile::create_late(const std::string& path, size_t buffer_bytes) {
    Result<OutputFile> made = create(path, buffer_bytes);
    if (made) {
        return std::move(*made);
    }
    OutputFile file;
    file.capacity_ = buffer_bytes;
    file.buffer_ = std::make_unique_for_overwrite<char[]>(buffer_bytes);
    file.error_ = made.error();
    return file;
}

OutputFile OutputFile::standard_output() {
    OutputFile file;
    file.fd_ = STDOUT_FILENO;
    file.path_ = "standard output";
    file.capacity_ = kBufferBytes;
    file.buffer_ = std::make_unique_for_overwrite<char[]>(kBufferBytes);
    return file;
}

void OutputFile::flush() {
    if (!error_) {
        const Result<void> written =
            io::write_all(fd_, {reinterpret_cast<const uint8_t*>(buffer_.get()), used_}, path_);
        if (!written) {
            error_ = written.error();
        }
    }
    flushed_ += used_;
    used_ = 0;
}

Result<void> OutputFile::check() const {
    return error_ ? Result<void>(*error_) : Result<void>();
}

Result<void> OutputFile::close() {
    if (!is_open()) {
        return {};
    }
    flush();
    buffer_.reset();
    descriptor_.reset();
    return check();
}

Result<void> write_file(const std::string& path, std::string_view bytes) {
    VB_TRY_ASSIGN(OutputFile file, OutputFile::create(path, bytes.size() + 1));
    file.append(bytes);
    return file.close();
}

}  // namespace verbatim::scenario
