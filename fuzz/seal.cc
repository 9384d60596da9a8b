// SPDX-License-Identifier: Apache-2.0
// Any bytes as the text of a seal: there is one spelling.
#include <cstdint>
#include <cstdlib>

#include "note/seal.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto seal = note::Seal::parse(text);
    if (seal && seal->to_text() != text) {
        std::abort();
    }
    return 0;
}
