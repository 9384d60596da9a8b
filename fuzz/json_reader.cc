// SPDX-License-Identifier: Apache-2.0
// Any bytes as JSON: events ascend, elements are what their ranges say, check_json agrees with itself.
#include <cstdlib>

#include "text/json_reader.h"
#include "text/json_text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim::text;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const MemoryReader memory(bytes);
    for (const char* path : {"", "messages[*]", "a.*[*]"}) {
        PlainStream stream(memory);
        JsonReader reader(stream, {*JsonPath::parse(path)}, 500);
        JsonEvent event;
        uint64_t end = 0;
        for (auto more = reader.next(event); *more; more = reader.next(event)) {
            const bool element_differs = event.type == JsonEvent::Type::element &&
                                         event.text != bytes.substr(event.begin, event.end - event.begin);
            if (event.begin < end || event.end <= event.begin || event.end > size || element_differs) {
                std::abort();
            }
            end = event.end;
            static_cast<void>(reader.enclosing("a"));
        }
    }
    static_cast<void>(check_json(bytes));
    std::string scratch;
    if (repair_surrogate_escapes(bytes, scratch).text.size() != size) {
        std::abort();
    }
    static_cast<void>(JsonPath::parse(bytes));
    return 0;
}
