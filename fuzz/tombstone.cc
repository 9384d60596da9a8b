// SPDX-License-Identifier: Apache-2.0
// Any bytes as the text of a tombstone, or of the note that it was carried out: there is one spelling of each.
#include <cstdint>
#include <cstdlib>

#include "note/tombstone.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto tombstone = note::Tombstone::parse(text);
    if (tombstone && tombstone->to_text() != text) {
        std::abort();
    }
    const auto done = note::DestructionDone::parse(text);
    if (done && done->to_text() != text) {
        std::abort();
    }
    return 0;
}
