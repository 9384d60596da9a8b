// SPDX-License-Identifier: Apache-2.0
// Profile: how the columns of an unknown table (CSV, JSON or XML) become the fields of a message.
//
// A profile is a TOML text; docs/formats/profiles.md describes every key. A user's profile (Settings::profile) always
// wins; else the built-in ones of src/formats/profiles/ are tried by their match rule. The identity of a profile is the
// SHA-256 of its canonical text and is part of the parser identity of every record it made.
// parse() names the line and key of a mistake; a key that is not known is a mistake, because a misspelt key would lose
// a field in silence. A Profile is immutable; any thread.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/message.h"
#include "text/datetime.h"

namespace verbatim::formats {

// How one field is made of source values.
struct FieldSpec {
    // Names of source values, tried in order: the first that is there and not empty is taken. "$path.stem" and its
    // like are parts of the path hint, "^name" is a field of an enclosing JSON object.
    std::vector<std::string> from;
    std::string text_template;  // "{chat} of {$path.parent}"
    std::string constant;
    std::vector<std::string> pair;  // two names whose values, sorted and joined by " | ", make the field
    std::map<std::string, std::string, std::less<>> words;  // source value -> our value
    std::string otherwise;                                  // value for a source value that words does not list
    std::string before;                                     // keep what stands before the first of this text
    std::string after;                                      // keep what stands behind the first of this text

    bool empty() const { return from.empty() && text_template.empty() && constant.empty() && pair.empty(); }
    bool changes_value() const { return !words.empty() || !before.empty() || !after.empty(); }
};

struct TimeSpec {
    std::vector<std::string> from;
    std::vector<text::DateTimePattern> formats;  // tried in order on every value
    std::vector<text::DateTimePattern> detect;   // one is chosen for the whole source by evidence
    std::string zone;                            // of values that state none; a user's --zone wins
};

struct AttachmentSpec {
    std::string from;   // column, JSON path or child path
    std::string split;  // several names or addresses in one value, separated by this text
    // Keys inside each item of a JSON array, or empty: the value itself is `as`.
    std::string name, url, mime, size, hash, kind;
    enum class As : uint8_t { name, url } as = As::name;
};

// A row that is no message: where the named value is one of `is`, or where it is missing.
struct SkipRule {
    std::string where;
    std::vector<std::string> is;
    bool missing = false;
    std::string why;
};

enum class TextField : uint8_t {
    platform,
    account,
    device,
    conversation,
    conversation_title,
    conversation_kind,
    sender,
    sender_name,
    direction,
    text,
    kind,
    id,
    reply_to,
    forwarded_from
};
inline constexpr size_t kTextFields = 14;

struct Profile {
    enum class Table : uint8_t { csv, json, xml };

    std::string name;
    std::string title;
    Table table = Table::csv;

    // [match]
    std::vector<std::string> match_columns;  // CSV header cells, JSON paths of an element
    std::vector<std::string> match_first;    // CSV without header: the first cell of every probed row is one of these
    std::string match_root;                  // XML: name of the document element

    // [read]
    std::string delimiter;  // one character; empty: detect
    std::optional<char> quote = '"';
    bool header = true;                 // false: columns are called 1, 2, 3 ...
    std::string encoding;               // a user's --encoding wins
    std::vector<std::string> elements;  // JSON paths or XML paths of the rows

    std::vector<std::string> absent;    // values that mean "not stated"
    std::vector<std::string> required;  // source values without which a row is rejected
    std::vector<SkipRule> skips;
    std::array<FieldSpec, kTextFields> fields;
    std::vector<FieldSpec> participants;
    std::string participants_split;
    std::array<std::optional<TimeSpec>, record::kTimeKinds> times;
    std::vector<AttachmentSpec> attachments;

    const FieldSpec& field(TextField which) const { return fields[static_cast<size_t>(which)]; }

    // Code::malformed: "line 7: [fields] text: ...".
    static Result<Profile> parse(std::string_view toml);
};

// The text with LF line ends and without blanks at line ends: what the identity is computed of.
std::string canonical_profile_text(std::string_view toml);
// "nus_sms-1f6e...": name and the SHA-256 of the canonical text.
std::string profile_identity(std::string_view toml);

// The built-in profiles, in the order of their file names.
struct BuiltinProfile {
    std::string_view file;
    std::string_view text;
};
std::span<const BuiltinProfile> builtin_profiles();

// The user's profile if the settings hold one and it is of this kind (else none), or all built-in ones of the kind.
Result<std::vector<std::shared_ptr<const Profile>>> candidate_profiles(std::string_view settings_profile,
                                                                       Profile::Table table);

}  // namespace verbatim::formats
