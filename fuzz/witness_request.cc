// SPDX-License-Identifier: Apache-2.0
// Any bytes as a request to a witness: there is one spelling.
#include <cstdint>
#include <cstdlib>

#include "note/witness_request.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto request = note::WitnessRequest::parse(text);
    if (request && request->to_text() != text) {
        std::abort();
    }
    return 0;
}
