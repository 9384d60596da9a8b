// SPDX-License-Identifier: Apache-2.0
// RequestLog: what the operator of a server may know of its requests: a line of JSON for each, and counts.
//
//   RequestLog log([](std::string_view line) { write(line); });
//   log.note({.method = "GET", .route = "/api/v1/search", .status = 200, .ms = 12.5, .user = "ada"});
//   answer(log.metrics());                              // Prometheus text
//
// Neither holds content or secrets: the route is the pattern of the table, never the address as it was sent, and query,
// body, names of handles and codes do not come here. Any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>

namespace verbatim::server {

struct SeenRequest {
    uint64_t number = 0;
    std::string_view method;
    std::string_view route;  // the pattern; "-" if there is no such route
    int status = 0;
    double ms = 0;
    std::string_view user = {};
    std::string_view error = {};  // of a fault of ours, in words
};

class RequestLog {
  public:
    using Write = std::function<void(std::string_view line)>;  // without its newline; called by one thread at a time
    explicit RequestLog(Write write) : write_(std::move(write)) {}

    uint64_t next_number();
    void note(const SeenRequest& request);
    void count_sign_in(bool entered);
    // `extra`: lines of numbers that are measured elsewhere.
    std::string metrics(std::string_view extra) const;

  private:
    static constexpr std::array kBounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};
    struct Times {
        std::array<uint64_t, kBounds.size() + 1> counts{};
        double seconds = 0;
    };

    Write write_;
    mutable std::mutex mutex_;
    uint64_t last_number_ = 0;
    std::map<std::tuple<std::string, std::string, int>, uint64_t> requests_;  // method, route, status
    std::map<std::string, Times> times_;                                      // by route
    std::array<uint64_t, 2> sign_ins_{};                                      // failed, entered
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace verbatim::server
