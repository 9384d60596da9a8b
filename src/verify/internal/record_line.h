// SPDX-License-Identifier: Apache-2.0
// An opened record of the walk of the log, as a line of twelve words (docs/bundle.md, section 3).
//
// parse() looks at the form alone and keeps views into the line; contents stay in base64 until they are needed. The
// order of parts, everywhere: by group, then by chunk.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "record/record.h"

namespace verbatim::verify::internal {

// `+BASE64` of salt and content, or `-HASH`.
struct PartWord {
    bool shown = false;
    std::string_view base64;  // of what is shown
    size_t bytes = 0;         // of salt and content
    Hash withheld;            // otherwise: its commitment
};

struct RecordLine {
    enum class Text : uint8_t { empty, withheld, chunks };

    uint64_t sequence = 0;
    Hash commitment;
    std::array<PartWord, record::kGroups> groups;  // that of the text only if it is withheld whole
    Text text = Text::empty;
    std::vector<PartWord> chunks;

    const PartWord& group(record::Group which) const { return groups[static_cast<size_t>(which) - 1]; }
    // The reason if it is no such line. Reuses the memory of `chunks`.
    Result<void> parse(std::string_view line, std::vector<std::string_view>& scratch);

  private:
    Result<void> parse_text(std::string_view word);
};

// An opened record, not the bare commitment of one: more than two words after which docs/bundle.md divides blocks.
bool is_opened_record(std::string_view line);

// Whether a chunk is divided as docs/proofs.md, section 2, says; only the last may be cut short by the end of the text.
bool is_one_chunk(std::string_view bytes, bool last);

}  // namespace verbatim::verify::internal
