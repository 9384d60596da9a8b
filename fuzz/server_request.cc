// SPDX-License-Identifier: Apache-2.0
// Any bytes as what the server reads of a request by itself: the cookie, parameters, a path, a JSON body.
#include <cstdint>
#include <cstdlib>

#include "server/dispatch.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    const std::string text(reinterpret_cast<const char*>(data), size);
    http::Request request;
    request.path = text;
    request.body = text;
    request.headers = {{"Cookie", text}};
    request.query = {{"a", text}};
    const std::string_view token = server::session_token(request);
    if (!token.empty() && text.find(token) == std::string::npos) {
        std::abort();
    }
    std::string_view value;
    if (server::matches("/message/{seq}/proof", text, value) && value.find('/') != std::string_view::npos) {
        std::abort();
    }
    (void)server::number_parameter(request, "a", 1, 500);
    (void)server::word_parameter(request, "a", {"one", "two"});
    (void)server::path_number(text);
    if (server::utf16_units(text, size) > 2 * size) {
        std::abort();
    }
    if (const auto body = server::body_object(request, {"name", "seqs", "add"})) {
        (void)server::text_of(*body, "name", 1, 100);
        (void)server::texts_of(*body, "add", 10, 100);
        (void)server::numbers_of(*body, "seqs", 10);
        // What was accepted is written and read again as the same.
        request.body = server::to_bytes(*body);
        if (!server::body_object(request, {"name", "seqs", "add"})) {
            std::abort();
        }
    }
    return 0;
}
