// SPDX-License-Identifier: Apache-2.0
// Any bytes as the text of a checkpoint: without extension lines it is spelled in one way.
#include <cstdint>
#include <cstdlib>

#include "note/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto checkpoint = note::Checkpoint::parse(text);
    if (checkpoint &&
        (checkpoint->extensions.empty() ? checkpoint->to_text() != text : !text.starts_with(checkpoint->to_text()))) {
        std::abort();
    }
    return 0;
}
