// SPDX-License-Identifier: Apache-2.0
// Any bytes as XML: events ascend and stay inside.
#include <cstdlib>

#include "text/xml_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim::text;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    static_cast<void>(xml_root(bytes));
    const MemoryReader memory(bytes);
    XmlReader reader(memory, {"r/m", "r/*/n"});
    XmlEvent event;
    uint64_t end = 0;
    for (auto more = reader.next(event); *more; more = reader.next(event)) {
        if (event.begin < end || event.end < event.begin || event.end > size) {
            std::abort();
        }
        end = event.end;
    }
    return 0;
}
