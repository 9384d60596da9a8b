// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/record_line.h"

#include <algorithm>

#include "crypto/base64.h"
#include "note/lines.h"
#include "record/commitment.h"
#include "verify/internal/lines.h"

namespace verbatim::verify::internal {
namespace {

using record::Group;

constexpr size_t kWords = 12;
constexpr size_t kFirstGroup = 4;

Error malformed(std::string what) {
    return {Code::malformed, std::move(what), {}, {}};
}

bool parse_part(std::string_view word, PartWord& out) {
    if (word.empty()) {
        return false;
    }
    out.base64 = word.substr(1);
    out.shown = word[0] == '+';
    if (out.shown) {
        const auto size = crypto::base64_size(out.base64);
        out.bytes = size.value_or(0);
        return out.bytes > std::tuple_size_v<crypto::Salt>;
    }
    return word[0] == '-' && crypto::decode_base64(out.base64, out.withheld.bytes);
}

}  // namespace

bool is_opened_record(std::string_view line) {
    const auto rest = after_name(line, "record");
    return rest && rest->find(' ') != std::string_view::npos;
}

bool is_one_chunk(std::string_view bytes, bool last) {
    constexpr size_t kChunkBytesMax = 64;  // sixteen code points
    if (bytes.empty() || bytes.size() > kChunkBytesMax || record::chunk_length(bytes) != bytes.size()) {
        return false;
    }
    std::array<char, kChunkBytesMax + 1> longer;
    std::ranges::copy(bytes, longer.begin());
    longer[bytes.size()] = 'x';
    return last || record::chunk_length({longer.data(), bytes.size() + 1}) == bytes.size();
}

Result<void> RecordLine::parse_text(std::string_view word) {
    chunks.clear();
    if (word == "=") {
        text = Text::empty;
        return {};
    }
    if (word.starts_with("--")) {
        text = Text::withheld;
        return parse_part(word.substr(1), groups[static_cast<size_t>(Group::text) - 1])
                   ? Result<void>()
                   : malformed("the withheld text has no hash");
    }
    text = Text::chunks;
    while (true) {
        const size_t comma = word.find(',');
        if (!parse_part(word.substr(0, comma), chunks.emplace_back())) {
            return malformed("chunk " + std::to_string(chunks.size() - 1) + " is neither shown nor withheld");
        }
        if (comma == std::string_view::npos) {
            return {};
        }
        word.remove_prefix(comma + 1);
    }
}

Result<void> RecordLine::parse(std::string_view line, std::vector<std::string_view>& scratch) {
    split_words(line, scratch);
    if (scratch.size() != kWords || scratch[0] != "record") {
        return malformed("an opened record is not a line of twelve words");
    }
    const auto number = note::decimal(scratch[1]);
    if (!number || !crypto::decode_base64(scratch[2], commitment.bytes)) {
        return malformed("the sequence number or the commitment of the record is not in its one spelling");
    }
    sequence = *number;
    if (scratch[3] != "1") {
        return malformed("record version " + std::string(scratch[3]) + " is not known here");
    }
    for (size_t i = 0; i < record::kGroups; ++i) {
        const std::string_view word = scratch[kFirstGroup + i];
        if (static_cast<Group>(i + 1) == Group::text) {
            VB_TRY(parse_text(word));
        } else if (!parse_part(word, groups[i])) {
            return malformed("group " + std::to_string(i + 1) + " is neither shown nor withheld");
        }
    }
    return {};
}

}  // namespace verbatim::verify::internal
