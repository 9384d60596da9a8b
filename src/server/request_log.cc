// SPDX-License-Identifier: Apache-2.0
#include "server/request_log.h"

#include <algorithm>
#include <cmath>

#include "server/json.h"

namespace verbatim::server {
namespace {

constexpr double kMs = 1000;

int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string number_text(double value) {
    return Json(value).dump();
}

// Only patterns of our own table are labels, so nothing needs escaping.
std::string labels(const std::string& method, const std::string& route, int status) {
    return "{method=\"" + method + "\",route=\"" + route + "\",status=\"" + std::to_string(status) + "\"}";
}

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
    out += "# HELP " + std::string(name) + " " + std::string(help) + "\n# TYPE " + std::string(name) + " " +
           std::string(type) + "\n";
}

}  // namespace

uint64_t RequestLog::next_number() {
    const std::lock_guard lock(mutex_);
    return ++last_number_;
}

void RequestLog::note(const SeenRequest& request) {
    Json line{{"time", time_text(now_ms())}, {"request", request.number}, {"method", request.method},
              {"route", request.route},      {"status", request.status},  {"ms", std::round(request.ms * 10) / 10}};
    if (!request.user.empty()) {
        line["user"] = request.user;
    }
    if (!request.error.empty()) {
        line["error"] = request.error;
    }
    const std::string text = to_bytes(line);
    const std::lock_guard lock(mutex_);
    write_(text);
    ++requests_[{std::string(request.method), std::string(request.route), request.status}];
    Times& times = times_[std::string(request.route)];
    const auto* const bound = std::lower_bound(kBounds.begin(), kBounds.end(), request.ms / kMs);
    ++times.counts[static_cast<size_t>(bound - kBounds.begin())];
    times.seconds += request.ms / kMs;
}

void RequestLog::count_sign_in(bool entered) {
    const std::lock_guard lock(mutex_);
    ++sign_ins_[entered ? 1 : 0];
}

std::string RequestLog::metrics(std::string_view extra) const {
    const std::lock_guard lock(mutex_);
    std::string out;
    head(out, "verbatim_requests_total", "counter", "Requests answered.");
    for (const auto& [key, count] : requests_) {
        out += "verbatim_requests_total" + labels(std::get<0>(key), std::get<1>(key), std::get<2>(key)) + " " +
               std::to_string(count) + "\n";
    }
    head(out, "verbatim_request_seconds", "histogram", "Time from the request's head to its answer.");
    for (const auto& [route, times] : times_) {
        uint64_t sum = 0;
        for (size_t at = 0; at < times.counts.size(); ++at) {
            sum += times.counts[at];
            const std::string bound = at < kBounds.size() ? number_text(kBounds[at]) : "+Inf";
            out += "verbatim_request_seconds_bucket{route=\"" + route + "\",le=\"" + bound + "\"} " +
                   std::to_string(sum) + "\n";
        }
        out += "verbatim_request_seconds_sum{route=\"" + route + "\"} " + number_text(times.seconds) + "\n";
        out += "verbatim_request_seconds_count{route=\"" + route + "\"} " + std::to_string(sum) + "\n";
    }
    head(out, "verbatim_sign_ins_total", "counter", "Attempts to sign in.");
    out += "verbatim_sign_ins_total{result=\"failed\"} " + std::to_string(sign_ins_[0]) + "\n";
    out += "verbatim_sign_ins_total{result=\"entered\"} " + std::to_string(sign_ins_[1]) + "\n";
    head(out, "verbatim_uptime_seconds", "gauge", "Since the server was started.");
    const std::chrono::duration<double> up = std::chrono::steady_clock::now() - begun_;
    out += "verbatim_uptime_seconds " + number_text(up.count()) + "\n";
    return out + std::string(extra);
}

}  // namespace verbatim::server
