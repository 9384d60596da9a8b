// SPDX-License-Identifier: Apache-2.0
#include "disclose/internal/lines.h"

#include <algorithm>
#include <charconv>

#include "crypto/base64.h"
#include "merkle/gap.h"

namespace verbatim::disclose::internal {

void append_number(std::string& out, uint64_t value) {
    char digits[20];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    out.append(digits, static_cast<size_t>(end - digits));
}

void append_json_text(std::string& out, std::string_view text) {
    static constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        constexpr std::string_view kShort = "\b\t\n\f\r\"\\";
        constexpr std::string_view kLetters = "btnfr\"\\";
        if (const size_t at = kShort.find(c); at != std::string_view::npos) {
            out += '\\';
            out += kLetters[at];
        } else if (byte < 0x20) {
            out += "\\u00";
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

// Sixteen bytes of salt are five groups of three and one byte over: the seam is made whole with the first two of the
// content, so that nothing has to be copied together.
void append_salted(std::string& out, const crypto::Salt& salt, Bytes content) {
    constexpr size_t kWhole = 15;
    crypto::append_base64(out, Bytes(salt).first(kWhole));
    const size_t borrowed = std::min<size_t>(content.size(), 2);
    uint8_t seam[3] = {salt[kWhole]};
    std::copy_n(content.begin(), borrowed, seam + 1);
    crypto::append_base64(out, Bytes(seam, 1 + borrowed));
    crypto::append_base64(out, content.subspan(borrowed));
}

Result<void> append_gap(std::string& out, uint64_t begin, uint64_t end, const merkle::NodeReader& nodes) {
    if (begin == end) {
        return {};
    }
    out += "gap ";
    append_number(out, end - begin);
    VB_TRY(merkle::each_subtree(begin, end, [&](unsigned level, uint64_t index) -> Result<void> {
        VB_TRY_ASSIGN(const Hash hash, nodes(level, index));
        out += ' ';
        crypto::append_base64(out, hash.span());
        return {};
    }));
    out += '\n';
    return {};
}

}  // namespace verbatim::disclose::internal
