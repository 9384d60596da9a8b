// SPDX-License-Identifier: Apache-2.0
// Any bytes as a signed note and as key text: what is accepted is spelled in one way.
#include <cstdint>
#include <cstdlib>

#include "note/key.h"
#include "note/note.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto note = note::Note::parse(text);
    if (note && note->to_string() != text) {
        std::abort();
    }
    const auto key = note::VerifierKey::parse(text);
    if (key && key->to_string() != text) {
        std::abort();
    }
    if (note && key && note::verify(*note, {&*key, 1})) {
        std::abort();  // a text that is both a note and a key cannot have signed itself
    }
    return 0;
}
