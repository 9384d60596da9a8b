// SPDX-License-Identifier: Apache-2.0
#include "note/source_line.h"

#include <algorithm>

#include "crypto/base64.h"
#include "note/lines.h"

namespace verbatim::note {
namespace {

constexpr std::string_view kNothing = "-";

Error malformed(std::string_view what) {
    return {Code::malformed, "line of a source: " + std::string(what), {}, {}};
}

// The next word; words are separated by exactly one space.
std::string_view take_word(std::string_view& rest) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    return word;
}

Result<void> take_name(std::string_view& rest, std::string_view name) {
    return take_word(rest) == name ? Result<void>() : malformed("'" + std::string(name) + "' is not in its place");
}

Result<void> take_number(std::string_view& rest, uint64_t& out) {
    const auto number = decimal(take_word(rest));
    if (!number) {
        return malformed("a number is not decimal without leading zeros");
    }
    out = *number;
    return {};
}

Result<void> take_named_number(std::string_view& rest, std::string_view name, uint64_t& out) {
    VB_TRY(take_name(rest, name));
    return take_number(rest, out);
}

}  // namespace

std::string SourceLine::to_text() const {
    const auto number_word = [](std::string_view name, uint64_t value) {
        return " " + std::string(name) + " " + std::to_string(value);
    };
    return "source " + std::to_string(number) + " object " + (object ? object->hex() : std::string(kNothing)) +
           number_word("bytes", bytes) + number_word("messages", messages) + number_word("first", first) +
           number_word("rejected", rejected) + number_word("skipped", skipped) + number_word("unread", unread) +
           " format " + (format.empty() ? std::string(kNothing) : format) + " " + std::to_string(format_version) +
           " path " + crypto::to_base64(as_bytes(path));
}

Result<SourceLine> SourceLine::parse(std::string_view line) {
    std::string_view rest = line;
    SourceLine source;
    VB_TRY(take_named_number(rest, "source", source.number));
    VB_TRY(take_name(rest, "object"));
    if (const std::string_view object = take_word(rest); object != kNothing) {
        VB_TRY_ASSIGN(source.object, Hash::from_hex(object));
    }
    VB_TRY(take_named_number(rest, "bytes", source.bytes));
    VB_TRY(take_named_number(rest, "messages", source.messages));
    VB_TRY(take_named_number(rest, "first", source.first));
    VB_TRY(take_named_number(rest, "rejected", source.rejected));
    VB_TRY(take_named_number(rest, "skipped", source.skipped));
    VB_TRY(take_named_number(rest, "unread", source.unread));
    VB_TRY(take_name(rest, "format"));
    if (const std::string_view format = take_word(rest); format != kNothing) {
        source.format = format;
    }
    VB_TRY(take_number(rest, source.format_version));
    VB_TRY(take_name(rest, "path"));
    VB_TRY_ASSIGN(source.path, crypto::from_base64(take_word(rest)));
    // Whatever is spelled in another way (upper-case digits, an empty word, more at the end) is not written like that.
    if (source.to_text() != line) {
        return malformed("it is not spelled in the one way");
    }
    return source;
}

}  // namespace verbatim::note
