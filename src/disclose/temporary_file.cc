// SPDX-License-Identifier: Apache-2.0
#include "disclose/internal/temporary_file.h"

namespace verbatim::disclose::internal {
namespace {

constexpr std::string_view kFile = "temporary file of the bundle";
constexpr size_t kBufferBytes = size_t{1} << 18;

}  // namespace

Result<TemporaryFile> TemporaryFile::create(const std::string& folder) {
    TemporaryFile out;
    VB_TRY_ASSIGN(out.file_, io::open_temporary(folder));
    return out;
}

ByteSink TemporaryFile::sink() {
    return [this](std::string_view bytes) { return append(bytes); };
}

Result<void> TemporaryFile::append(std::string_view bytes) {
    buffer_ += bytes;
    return buffer_.size() < kBufferBytes ? Result<void>() : flush();
}

Result<void> TemporaryFile::flush() {
    VB_TRY(io::write_all(file_.get(), as_bytes(buffer_), kFile));
    size_ += buffer_.size();
    buffer_.clear();
    return {};
}

Result<void> TemporaryFile::adopt() {
    VB_TRY_ASSIGN(size_, io::size_of(file_.get(), kFile));
    return {};
}

Result<void> TemporaryFile::each(const ByteSink& use) {
    VB_TRY(flush());
    std::string part(size_t{1} << 20, '\0');
    for (uint64_t at = 0; at < size_;) {
        VB_TRY_ASSIGN(const size_t got,
                      io::read_at(file_.get(), at, {reinterpret_cast<uint8_t*>(part.data()), part.size()}, kFile));
        if (got == 0) {
            return Error{Code::io, "the temporary file became shorter", {std::string(kFile), at}, {}};
        }
        VB_TRY(use(std::string_view(part).substr(0, got)));
        at += got;
    }
    return {};
}

Result<ZipEntry> TemporaryFile::move_into(ZipWriter& zip, std::string_view name) {
    VB_TRY(zip.begin(name));
    VB_TRY(each([&](std::string_view bytes) { return zip.write(bytes); }));
    return zip.end();
}

}  // namespace verbatim::disclose::internal
