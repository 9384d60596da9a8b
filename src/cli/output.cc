// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <unistd.h>

#include <cerrno>

namespace verbatim::cli {
namespace {
constexpr size_t kBufferBytes = size_t{64} << 10;
}

void Output::write(std::string_view text) {
    if (!open()) {
        return;
    }
    buffer_ += text;
    if (buffer_.size() >= kBufferBytes) {
        drain();
    }
}

void Output::drain() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const ssize_t written = ::write(fd_, rest.data(), rest.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            gone_ = errno == EPIPE;
            error_number_ = gone_ ? 0 : errno;
            break;
        }
        rest.remove_prefix(static_cast<size_t>(written));
    }
    buffer_.clear();
}

Result<void> Output::flush() {
    drain();
    if (error_number_ != 0) {
        return io_error("write", "standard output", error_number_);
    }
    return {};
}

}  // namespace verbatim::cli
