// SPDX-License-Identifier: Apache-2.0
#include "formats/profile.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>

#include "crypto/sha256.h"
#include "text/toml_table.h"

namespace verbatim::formats {
namespace {

using text::TableReader;

constexpr std::array<std::string_view, kTextFields> kTextFieldNames = {"platform",
                                                                       "account",
                                                                       "device",
                                                                       "conversation",
                                                                       "conversation_title",
                                                                       "conversation_kind",
                                                                       "sender",
                                                                       "sender_name",
                                                                       "direction",
                                                                       "text",
                                                                       "kind",
                                                                       "id",
                                                                       "reply_to",
                                                                       "forwarded_from"};

FieldSpec read_field(TableReader& reader, std::string_view key, const toml::node& node) {
    FieldSpec spec;
    const toml::table* table = node.as_table();
    if (table == nullptr) {
        spec.from = reader.strings_of(node, key);
        return spec;
    }
    TableReader inner(*table, reader.path_of(key), reader.fault());
    spec.from = inner.strings("from");
    spec.text_template = inner.string("template");
    spec.constant = inner.string("value");
    spec.pair = inner.strings("pair");
    spec.otherwise = inner.string("otherwise");
    spec.before = inner.string("before");
    spec.after = inner.string("after");
    if (const toml::table* words = inner.table("words")) {
        for (const auto& [word, value] : *words) {
            if (!value.is_string()) {
                inner.complain(value, word.str(), "a string is wanted");
                break;
            }
            spec.words.emplace(std::string(word.str()), value.as_string()->get());
        }
    }
    if (!spec.pair.empty() && spec.pair.size() != 2) {
        inner.complain(node, "pair", "two names are wanted");
    }
    const int sources = static_cast<int>(!spec.from.empty()) + static_cast<int>(!spec.text_template.empty()) +
                        static_cast<int>(!spec.constant.empty()) + static_cast<int>(!spec.pair.empty());
    if (sources != 1) {
        reader.complain(node, key, "exactly one of from, template, value, pair is wanted");
    }
    return spec;
}

// Words of our side must be words of the record: a misspelt direction would become "unknown" in silence.
void check_words(TableReader& reader, const toml::node& node, TextField field, const FieldSpec& spec) {
    const auto known = [field](const std::string& word) {
        switch (field) {
            case TextField::kind:
                return record::kind(word).has_value();
            case TextField::direction:
                return record::direction(word).has_value();
            case TextField::conversation_kind:
                return record::conversation_kind(word).has_value();
            default:
                return true;
        }
    };
    for (const auto& [source, word] : spec.words) {
        if (!known(word)) {
            reader.complain(node, source, "\"" + word + "\" is no word for this field");
        }
    }
    for (const std::string& word : {spec.otherwise, spec.constant}) {
        if (!word.empty() && !known(word)) {
            reader.complain(node, kTextFieldNames[static_cast<size_t>(field)],
                            "\"" + word + "\" is no word for this field");
        }
    }
}

std::vector<text::DateTimePattern> read_patterns(TableReader& reader, std::string_view key, const toml::node& node,
                                                 const std::vector<std::string>& patterns) {
    std::vector<text::DateTimePattern> out;
    for (const std::string& pattern : patterns) {
        auto compiled = text::DateTimePattern::compile(pattern);
        if (!compiled) {
            reader.complain(node, key, "\"" + pattern + "\": " + compiled.error().what);
            break;
        }
        out.push_back(std::move(*compiled));
    }
    return out;
}

TimeSpec read_time(TableReader& reader, std::string_view key, const toml::node& node) {
    TimeSpec spec;
    std::vector<std::string> formats;
    std::vector<std::string> detect;
    if (const toml::table* table = node.as_table()) {
        TableReader inner(*table, reader.path_of(key), reader.fault());
        spec.from = inner.strings("from");
        formats = inner.strings("formats");
        detect = inner.strings("detect");
        spec.zone = inner.string("zone");
        if (spec.from.empty()) {
            reader.complain(node, key, "from is wanted");
        }
        if (!formats.empty() && !detect.empty()) {
            reader.complain(node, key, "formats and detect exclude each other");
        }
    } else {
        spec.from = reader.strings_of(node, key);
    }
    if (formats.empty() && detect.empty()) {
        formats.emplace_back("rfc3339");
    }
    spec.formats = read_patterns(reader, key, node, formats);
    spec.detect = read_patterns(reader, key, node, detect);
    return spec;
}

AttachmentSpec read_attachment(TableReader& reader, const toml::node& node, const toml::table& table) {
    AttachmentSpec spec;
    TableReader inner(table, "attachments.", reader.fault());
    spec.from = inner.string("from");
    spec.split = inner.string("split");
    spec.name = inner.string("name");
    spec.url = inner.string("url");
    spec.mime = inner.string("mime");
    spec.size = inner.string("size");
    spec.hash = inner.string("hash");
    spec.kind = inner.string("kind");
    const std::string as = inner.string("as");
    if (spec.from.empty()) {
        reader.complain(node, "attachments", "from is wanted");
    }
    if (!as.empty() && as != "name" && as != "url") {
        inner.complain(node, "as", "name or url is wanted");
    }
    spec.as = as == "url" ? AttachmentSpec::As::url : AttachmentSpec::As::name;
    return spec;
}

void read_match_and_read(TableReader& top, Profile& profile) {
    if (const toml::table* table = top.table("match")) {
        TableReader match(*table, "match.", top.fault());
        profile.match_columns = match.strings("columns");
        profile.match_first = match.strings("first_cell");
        profile.match_root = match.string("root");
    }
    if (const toml::table* table = top.table("read")) {
        TableReader read(*table, "read.", top.fault());
        profile.delimiter = read.string("delimiter");
        if (profile.delimiter.size() > 1) {
            read.complain(*table, "delimiter", "one ASCII character is wanted");
        }
        if (read.find("quote") != nullptr) {
            const std::string quote = read.string("quote");
            profile.quote = quote.empty() ? std::nullopt : std::optional<char>(quote[0]);
        }
        profile.header = read.boolean("header", true);
        profile.encoding = read.string("encoding");
        profile.elements = read.strings("elements");
    }
}

void read_fields(TableReader& top, Profile& profile) {
    const toml::table* table = top.table("fields");
    if (table == nullptr) {
        return;
    }
    TableReader fields(*table, "fields.", top.fault());
    for (size_t i = 0; i < kTextFields; ++i) {
        if (const toml::node* node = fields.find(kTextFieldNames[i])) {
            profile.fields[i] = read_field(fields, kTextFieldNames[i], *node);
            check_words(fields, *node, static_cast<TextField>(i), profile.fields[i]);
        }
    }
    if (const toml::node* node = fields.find("participants")) {
        if (const toml::array* array = node->as_array()) {
            for (const toml::node& item : *array) {
                profile.participants.push_back(read_field(fields, "participants", item));
            }
        } else {
            profile.participants.push_back(read_field(fields, "participants", *node));
        }
    }
    profile.participants_split = fields.string("participants_split");
}

}  // namespace

Result<Profile> Profile::parse(std::string_view text) {
    toml::table table;
    try {
        table = toml::parse(text);
    } catch (const toml::parse_error& error) {
        return Error{Code::malformed,
                     "mapping profile, line " + std::to_string(error.source().begin.line) + ": " +
                         std::string(error.description()),
                     {},
                     "see docs/formats/profiles.md"};
    }
    Profile profile;
    text::TomlFault fault{"mapping profile", "see docs/formats/profiles.md", {}};
    {
        TableReader top(table, "", fault);
        profile.name = top.string("name");
        profile.title = top.string("title");
        const std::string kind = top.string("table");
        if (profile.name.empty() || (kind != "csv" && kind != "json" && kind != "xml")) {
            top.complain(table, kind.empty() ? "table" : "name",
                         "a profile says name = \"...\" and table = \"csv\", \"json\" or \"xml\"");
        }
        profile.table = kind == "json" ? Table::json : kind == "xml" ? Table::xml : Table::csv;
        read_match_and_read(top, profile);
        profile.absent = top.strings("absent");
        profile.required = top.strings("required");
        read_fields(top, profile);
        if (const toml::table* times = top.table("times")) {
            TableReader reader(*times, "times.", fault);
            for (size_t i = 0; i < record::kTimeKinds; ++i) {
                const std::string_view key = record::name(static_cast<record::TimeKind>(i));
                if (const toml::node* node = reader.find(key)) {
                    profile.times[i] = read_time(reader, key, *node);
                }
            }
        }
        for (const auto& [key, read] : {std::pair{"attachments", 0}, std::pair{"skip", 1}}) {
            const toml::node* node = top.find(key);
            const toml::array* array = node == nullptr ? nullptr : node->as_array();
            if (node != nullptr && array == nullptr) {
                top.complain(*node, key, std::string("write it as [[") + key + "]]");
            }
            for (size_t i = 0; array != nullptr && i < array->size(); ++i) {
                const toml::table* item = array->get(i)->as_table();
                if (item == nullptr) {
                    top.complain(*array->get(i), key, "a table is wanted");
                } else if (read == 0) {
                    profile.attachments.push_back(read_attachment(top, *item, *item));
                } else {
                    TableReader skip(*item, "skip.", fault);
                    profile.skips.push_back(
                        {skip.string("where"), skip.strings("is"), skip.boolean("missing", false), skip.string("why")});
                    if (profile.skips.back().where.empty() || profile.skips.back().why.empty() ||
                        profile.skips.back().missing != profile.skips.back().is.empty()) {
                        top.complain(*item, "skip", "where, why and one of is, missing = true are wanted");
                    }
                }
            }
        }
        if (profile.table == Table::xml && profile.elements.empty()) {
            top.complain(table, "read.elements", "an XML profile says which elements are rows");
        }
    }
    if (fault.error) {
        return *fault.error;
    }
    return profile;
}

std::string canonical_profile_text(std::string_view toml) {
    std::string out;
    while (!toml.empty()) {
        const size_t end = toml.find('\n');
        std::string_view line = toml.substr(0, end);
        while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) {
            line.remove_suffix(1);
        }
        out.append(line);
        out.push_back('\n');
        toml = end == std::string_view::npos ? std::string_view() : toml.substr(end + 1);
    }
    while (out.ends_with("\n\n")) {
        out.pop_back();
    }
    return out;
}

std::string profile_identity(std::string_view toml) {
    const auto profile = Profile::parse(toml);
    return (profile ? profile->name : std::string("invalid")) + "-" +
           crypto::sha256(as_bytes(canonical_profile_text(toml))).hex();
}

Result<std::vector<std::shared_ptr<const Profile>>> candidate_profiles(std::string_view settings_profile,
                                                                       Profile::Table table) {
    std::vector<std::shared_ptr<const Profile>> out;
    if (!settings_profile.empty()) {
        VB_TRY_ASSIGN(Profile profile, Profile::parse(settings_profile));
        if (profile.table == table) {
            out.push_back(std::make_shared<const Profile>(std::move(profile)));
        }
        return out;
    }
    // Parsed once: a folder of many small files would otherwise spend its time here. A fault is a fault of the build.
    static const std::vector<std::shared_ptr<const Profile>> all = [] {
        std::vector<std::shared_ptr<const Profile>> parsed;
        for (const BuiltinProfile& builtin : builtin_profiles()) {
            parsed.push_back(std::make_shared<const Profile>(*Profile::parse(builtin.text)));
        }
        return parsed;
    }();
    std::copy_if(all.begin(), all.end(), std::back_inserter(out),
                 [table](const auto& profile) { return profile->table == table; });
    return out;
}

}  // namespace verbatim::formats
