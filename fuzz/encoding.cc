// SPDX-License-Identifier: Apache-2.0
// Any bytes in any encoding: original offsets ascend and end at the end; decoded text of a transcoder is valid UTF-8.
#include <cstdlib>
#include <vector>

#include "base/hash.h"
#include "text/encoding.h"
#include "text/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    using namespace verbatim::text;
    static constexpr const char* kNames[] = {"",       "utf-16le",    "gb18030", "shift_jis", "windows-1251",
                                             "utf-16", "iso-2022-jp", "utf-7"};
    const MemoryReader memory({reinterpret_cast<const char*>(data), size});
    auto opened = open_text(memory, kNames[size % 8]);
    if (!opened) {
        return 0;
    }
    std::string decoded;
    std::vector<uint8_t> buffer(97);
    uint64_t last = 0;
    for (;;) {
        const size_t count = *opened->stream->read(buffer);
        if (count == 0) {
            break;
        }
        for (size_t i = 0; i < count; ++i) {
            const uint64_t offset = opened->stream->source_offset(decoded.size() + i);
            if (offset < last || offset > size) {
                std::abort();
            }
            last = offset;
        }
        decoded.append(as_text({buffer.data(), count}));
    }
    if (opened->stream->source_offset(decoded.size()) != size) {
        std::abort();
    }
    if (opened->encoding.name != "utf-8" && !is_valid_utf8(decoded)) {
        std::abort();
    }
    return 0;
}
