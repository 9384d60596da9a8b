// SPDX-License-Identifier: Apache-2.0
// The values that a record's groups say, as texts, and where one of them stands again.
//
// each_value() gives what a withheld group must not say elsewhere: handles, names, ids, file names, times in every
// spelling that we know of, the fields of group 8 (of JSON fields each string inside). Left out is what tells nobody
// apart: platform, kinds, media types, parser. Pure functions; any thread.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "disclose/pattern.h"
#include "record/message.h"
#include "record/record.h"

namespace verbatim::disclose::internal {

using EachValue = std::function<void(std::string_view value)>;
// Not for the text: its pieces are chunks.
void each_value(record::Group group, const record::Message& message, const record::SourceIdentity& source,
                const EachValue& each);

// Appends where `value` stands in `text`: in any case of ASCII letters; a value below four bytes only as a word of its
// own; a number with other separators too.
void find_value(std::string_view value, std::string_view text, std::vector<Span>& out);

// Whether a shown `text` repeats a withheld `value`: it holds it, or is itself a piece of it that is long enough to
// tell something.
bool repeats(std::string_view value, std::string_view text);

// The shortest value that is looked for everywhere. Shorter ones stand in everything.
inline constexpr size_t kSearchedBytesMin = 4;

}  // namespace verbatim::disclose::internal
