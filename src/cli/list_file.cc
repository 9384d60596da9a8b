// SPDX-License-Identifier: Apache-2.0
#include "cli/list_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace verbatim::cli {

ListFile::ListFile(std::string path, std::string partial, io::Descriptor fd)
    : path_(std::move(path)), partial_(std::move(partial)), fd_(std::move(fd)), out_(fd_.get()) {}

Result<std::unique_ptr<ListFile>> ListFile::create(const std::string& path, bool overwrite) {
    if (!overwrite && io::exists(path)) {
        return Error{Code::conflict, "this file exists already", {path, {}}, "--force overwrites it"};
    }
    std::string partial = path + ".partial";
    io::Descriptor fd(::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!fd.valid()) {
        return io_error("write", partial, errno);
    }
    return std::unique_ptr<ListFile>(new ListFile(path, std::move(partial), std::move(fd)));
}

ListFile::~ListFile() {
    if (!finished_) {
        ::unlink(partial_.c_str());
    }
}

// Hands everything to the operating system; an error names the file.
Result<void> ListFile::written() {
    if (auto flushed = out_.flush(); !flushed) {
        Error error = flushed.error();
        error.where.source = path_;
        return error;
    }
    return out_.open() ? Result<void>{} : Error{Code::io, "nobody reads this file any more", {path_, {}}, {}};
}

Result<void> ListFile::finish() {
    VB_TRY(written());
    if (::fsync(fd_.get()) != 0 && errno != EINVAL) {
        return io_error("write", partial_, errno);
    }
    if (std::rename(partial_.c_str(), path_.c_str()) != 0) {
        return io_error("rename", partial_, errno);
    }
    finished_ = true;
    return {};
}

}  // namespace verbatim::cli
