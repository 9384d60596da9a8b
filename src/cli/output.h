// SPDX-License-Identifier: Apache-2.0
// Output: one buffered stream to a file descriptor that knows when nobody reads it any more.
//
// A reader that goes away (`| head`) is no error: open() turns false, further writes are dropped, and whoever streams
// stops. Any other failure (a full disk) is kept and comes back from flush(). One thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace verbatim::cli {

class Output {
  public:
    explicit Output(int fd) : fd_(fd) {}
    void write(std::string_view text);
    void line(std::string_view text) {
        write(text);
        write("\n");
    }
    // False once the reader has gone or a write has failed: stop producing.
    bool open() const { return !gone_ && error_number_ == 0; }
    Result<void> flush();

  private:
    void drain();

    int fd_;
    std::string buffer_;
    bool gone_ = false;
    int error_number_ = 0;
};

}  // namespace verbatim::cli
