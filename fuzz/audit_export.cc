// SPDX-License-Identifier: Apache-2.0
// Any bytes as an exported audit log: never more than a verdict, and none is proved that was not signed.
#include <cstdint>
#include <cstdlib>

#include "verify/audit_export.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto report = verify::verify_audit_export(verify::MemorySource(text), {}, {});
    if (!report || report->proved != (report->findings_count == 0) || report->to_text().empty()) {
        std::abort();
    }
    (void)report->to_json();
    return 0;
}
