// SPDX-License-Identifier: Apache-2.0
// Any bytes as a request or an answer: what is accepted is spelled in one way.
#include <cstdint>
#include <cstdlib>

#include "workbench/request.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto request = workbench::Request::parse(text);
    if (request && request->to_text() != text) {
        std::abort();
    }
    const auto answer = workbench::Answer::parse(text);
    if (answer && answer->to_text() != text) {
        std::abort();
    }
    (void)workbench::open_request(text);
    return 0;
}
