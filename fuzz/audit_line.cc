// SPDX-License-Identifier: Apache-2.0
// Any bytes as an entry of an audit log, a list of records or a proof: what is accepted is spelled in one way.
#include <cstdint>
#include <cstdlib>

#include "audit/audit.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto entry = audit::parse_line(text)) {
        const auto again = audit::to_line(*entry);
        if (!again || *again != text) {
            std::abort();
        }
    }
    (void)audit::names_record(text, 3);
    (void)audit::check_proof(text, note::VerifierKey{});
    return 0;
}
