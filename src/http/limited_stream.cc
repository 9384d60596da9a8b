// SPDX-License-Identifier: Apache-2.0
#include "http/internal/limited_stream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace verbatim::http {
namespace {

using namespace std::chrono_literals;

constexpr auto kDrainTime = 500ms;
constexpr uint64_t kDrainBytes = uint64_t{1} << 20;

bool has_passed(ssize_t result) {
    return result < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK);
}

void describe(const sockaddr_storage& address, std::string& ip, int& port) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.ss_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        ::inet_ntop(AF_INET, &in.sin_addr, text.data(), text.size());
        port = ntohs(in.sin_port);
    } else if (address.ss_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, sizeof in);
        ::inet_ntop(AF_INET6, &in.sin6_addr, text.data(), text.size());
        port = ntohs(in.sin6_port);
    }
    ip = text.data();
}

}  // namespace

bool is_gone(socket_t socket) {
    char byte = 0;
    const ssize_t got = ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && !has_passed(got));
}

LimitedStream::LimitedStream(socket_t socket, const Options& options)
    : socket_(socket), options_(options), begun_(Clock::now()) {}

bool LimitedStream::wait(short events, Clock::time_point deadline) const {
    const auto patience = Clock::now() + std::chrono::seconds(options_.read_seconds);
    while (true) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::min(deadline, patience) - Clock::now());
        if (left.count() <= 0) {
            return false;
        }
        pollfd what{socket_, events, 0};
        const int ready = ::poll(&what, 1, static_cast<int>(left.count()));
        if (ready > 0) {
            return true;
        }
        if (ready == 0 || errno != EINTR) {
            return false;
        }
    }
}

bool LimitedStream::is_readable() const {
    return at_ < end_ || wait(POLLIN, begun_ + std::chrono::seconds(options_.request_seconds));
}

bool LimitedStream::is_writable() const {
    const auto begun = answer_begun_ == Clock::time_point{} ? Clock::now() : answer_begun_;
    return wait(POLLOUT, begun + std::chrono::seconds(options_.answer_seconds));
}

bool LimitedStream::fill() {
    const unsigned seconds = in_head_ ? options_.head_seconds : options_.request_seconds;
    while (wait(POLLIN, begun_ + std::chrono::seconds(seconds))) {
        const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
        if (got > 0) {
            at_ = 0;
            end_ = static_cast<size_t>(got);
            return true;
        }
        if (!has_passed(got)) {
            return false;
        }
    }
    return false;
}

// False if the head is too large. An empty line ends it.
bool LimitedStream::count_head(char c) {
    ++head_bytes_;
    if (c == '\n') {
        ++head_lines_;
        in_head_ = !(line_is_empty_ && head_lines_ > 1);
        line_is_empty_ = true;
    } else if (c != '\r') {
        line_is_empty_ = false;
    }
    return head_bytes_ <= options_.head_bytes && head_lines_ <= options_.head_lines;
}

ssize_t LimitedStream::read(char* to, size_t size) {
    if (at_ == end_ && !fill()) {
        return -1;
    }
    size_t taken = 0;
    while (taken < size && at_ < end_ && in_head_) {
        if (!count_head(buffer_[at_])) {
            return -1;
        }
        to[taken++] = buffer_[at_++];
    }
    if (!in_head_ && taken == 0) {
        taken = std::min(size, end_ - at_);
        std::memcpy(to, buffer_.data() + at_, taken);
        at_ += taken;
        body_read_ += taken;
    }
    return static_cast<ssize_t>(taken);
}

ssize_t LimitedStream::write(const char* from, size_t size) {
    if (answer_begun_ == Clock::time_point{}) {
        answer_begun_ = Clock::now();
    }
    while (is_writable()) {
        const ssize_t sent = ::send(socket_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (!has_passed(sent)) {
            return sent;
        }
    }
    return -1;
}

void LimitedStream::get_remote_ip_and_port(std::string& ip, int& port) const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getpeername(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
        describe(address, ip, port);
    }
}

void LimitedStream::get_local_ip_and_port(std::string& ip, int& port) const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
        describe(address, ip, port);
    }
}

void LimitedStream::drain() {
    if (!in_head_ && body_read_ >= body_expected_) {
        return;
    }
    ::shutdown(socket_, SHUT_WR);
    const auto deadline = Clock::now() + kDrainTime;
    uint64_t dropped = 0;
    while (dropped < kDrainBytes && wait(POLLIN, deadline)) {
        const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
        if (got <= 0 && !has_passed(got)) {
            return;
        }
        dropped += got > 0 ? static_cast<uint64_t>(got) : 0;
    }
}

}  // namespace verbatim::http
