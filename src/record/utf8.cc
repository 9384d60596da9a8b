// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "record/cbor.h"

namespace verbatim::record {

bool is_utf8(std::string_view text) {
    const auto* at = reinterpret_cast<const uint8_t*>(text.data());
    const auto* end = at + text.size();
    const auto is_tail = [](uint8_t byte) { return (byte & 0xc0) == 0x80; };
    while (at != end) {
        if (end - at >= 8) {  // most text is ASCII, at least in runs
            uint64_t word = 0;
            std::memcpy(&word, at, sizeof word);
            if ((word & 0x8080808080808080) == 0) {
                at += 8;
                continue;
            }
        }
        const uint8_t first = *at;
        const auto left = static_cast<size_t>(end - at);
        if (first < 0x80) {
            at += 1;
        } else if (first >= 0xc2 && first <= 0xdf && left >= 2 && is_tail(at[1])) {
            at += 2;
        } else if ((first & 0xf0) == 0xe0 && left >= 3 && is_tail(at[1]) && is_tail(at[2]) &&
                   (first != 0xe0 || at[1] >= 0xa0) && (first != 0xed || at[1] < 0xa0)) {
            at += 3;
        } else if (first >= 0xf0 && first <= 0xf4 && left >= 4 && is_tail(at[1]) && is_tail(at[2]) && is_tail(at[3]) &&
                   (first != 0xf0 || at[1] >= 0x90) && (first != 0xf4 || at[1] < 0x90)) {
            at += 4;
        } else {
            return false;
        }
    }
    return true;
}

}  // namespace verbatim::record
