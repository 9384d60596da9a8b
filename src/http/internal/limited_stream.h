// SPDX-License-Identifier: Apache-2.0
// LimitedStream: one accepted connection, as the library reads and writes it, with bounds that the library has not: on
// the head of a request (its line and headers: bytes and lines) and on the time that head, body and answer may take as
// a whole. Somebody who sends a byte every few seconds is cut off like somebody who sends none.
//
// A bound that is passed is a failed read or write: the library answers 400 if it still can, and closes. One thread.
#pragma once

#include <httplib.h>

#include <array>
#include <chrono>

#include "http/server.h"

namespace verbatim::http {

class LimitedStream : public httplib::Stream {
  public:
    LimitedStream(socket_t socket, const Options& options);

    bool is_readable() const override;
    bool is_writable() const override;
    ssize_t read(char* to, size_t size) override;
    ssize_t write(const char* from, size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    socket_t socket() const override { return socket_; }

    void expect_body(uint64_t bytes) { body_expected_ = bytes; }
    // Reads on for a moment what was announced and not read: a connection that is closed over unread bytes is reset,
    // and the answer may be lost with it.
    void drain();

  private:
    using Clock = std::chrono::steady_clock;
    bool wait(short events, Clock::time_point deadline) const;
    bool fill();
    bool count_head(char c);

    socket_t socket_;
    const Options& options_;
    Clock::time_point begun_;
    Clock::time_point answer_begun_{};
    std::array<char, 4096> buffer_{};
    size_t at_ = 0;
    size_t end_ = 0;
    bool in_head_ = true;
    bool line_is_empty_ = true;
    size_t head_bytes_ = 0;
    size_t head_lines_ = 0;
    uint64_t body_read_ = 0;
    uint64_t body_expected_ = 0;
};

// Whether the other side has closed.
bool is_gone(socket_t socket);

}  // namespace verbatim::http
