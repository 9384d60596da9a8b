// SPDX-License-Identifier: Apache-2.0
#include "http/local_guard.h"

#include "base/hash.h"
#include "crypto/random.h"

namespace verbatim::http {
namespace {

constexpr std::string_view kEntered =
    "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0; url=/\">"
    "<title>Verbatim</title><p><a href=\"/\">Go on</a></p>\n";

Result<std::string> random_word() {
    Hash bytes;
    VB_TRY(crypto::fill_random(bytes.bytes));
    return bytes.hex();
}

bool same(std::string_view a, std::string_view b) {
    return crypto::constant_time_equal(as_bytes(a), as_bytes(b));
}

}  // namespace

Result<LocalGuard> LocalGuard::make(uint16_t port) {
    LocalGuard guard;
    guard.port_ = std::to_string(port);
    guard.cookie_name_ = "verbatim_" + guard.port_;
    VB_TRY_ASSIGN(guard.token_, random_word());
    VB_TRY_ASSIGN(guard.session_, random_word());
    guard.token_used_ = std::make_unique<std::atomic<bool>>(false);
    return guard;
}

std::string LocalGuard::url() const {
    return "http://127.0.0.1:" + port_ + std::string(kEnterPath) + "?token=" + token_;
}

bool LocalGuard::is_ours(std::string_view host) const {
    return host == "127.0.0.1:" + port_ || host == "localhost:" + port_;
}

bool LocalGuard::has_cookie(const Request& request) const {
    const auto header = request.header("Cookie");
    std::string_view rest = header.value_or("");
    const std::string wanted = cookie();
    while (!rest.empty()) {
        const size_t end = rest.find("; ");
        if (same(rest.substr(0, end), wanted)) {
            return true;
        }
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
    }
    return false;
}

std::optional<Response> LocalGuard::refuse(const Request& request) const {
    const auto host = request.header("Host");
    if (!host || !is_ours(*host)) {
        return plain(421, "This address is answered only under the name 127.0.0.1.");
    }
    const auto origin = request.header("Origin");
    if (origin || request.method != "GET") {
        if (!origin || *origin != "http://" + std::string(*host)) {
            return plain(403, "This request does not come from our own page.");
        }
    }
    if (request.path != kEnterPath && !has_cookie(request)) {
        return plain(403, "Open the address that was printed when the program was started.");
    }
    return std::nullopt;
}

Response LocalGuard::enter(const Request& request) {
    // Not a redirect: a browser that came from elsewhere would not send the cookie along with it.
    Response response{200, "text/html; charset=utf-8", std::string(kEntered), {}};
    if (has_cookie(request)) {
        return response;
    }
    if (!same(request.parameter("token"), token_) || token_used_->exchange(true)) {
        return plain(403, "This address was used before, or is not the one that was printed. Start the program again.");
    }
    response.headers.emplace_back("Set-Cookie", cookie() + "; Path=/; HttpOnly; SameSite=Strict");
    return response;
}

}  // namespace verbatim::http
