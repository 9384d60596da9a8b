// SPDX-License-Identifier: Apache-2.0
// JSON by mapping profile: arrays, JSON Lines, values one after another or joined by commas, nested paths.
//
// Elements are isolated by text::JsonReader, checked against the grammar, and mapped by a Profile; broken ones are
// rejected one by one while reading goes on. Fields of enclosing objects are named "^key" in a profile. Of the values
// around the elements, objects and arrays are declared skips ("field contacts"), plain values are structure: they are
// what "^key" takes.
#include <algorithm>
#include <optional>

#include "base/limits.h"
#include "formats/accounting.h"
#include "formats/format.h"
#include "formats/json_row.h"
#include "formats/profile.h"
#include "formats/row_mapper.h"
#include "formats/source_reader.h"
#include "text/json_reader.h"
#include "text/json_text.h"
#include "text/utf8.h"

namespace verbatim::formats {
namespace {

using ProfilePointer = std::shared_ptr<const Profile>;

// A profile and where its elements stand in this source.
struct Layout {
    ProfilePointer profile;
    std::vector<text::JsonPath> paths;
};

// Where the elements can stand: at all the stated paths together, or as top-level values if the profile lists "".
Result<std::vector<std::vector<text::JsonPath>>> alternatives(const Profile& profile) {
    std::vector<text::JsonPath> inner;
    std::vector<text::JsonPath> top;
    for (const std::string& element : profile.elements.empty() ? std::vector<std::string>{""} : profile.elements) {
        VB_TRY_ASSIGN(text::JsonPath path, text::JsonPath::parse(element));
        (path.steps().empty() ? top : inner).push_back(std::move(path));
    }
    if (inner.size() > 64) {
        return Error{Code::usage, "a profile may name at most 64 element paths", {}, {}};
    }
    std::vector<std::vector<text::JsonPath>> out;
    if (!inner.empty()) {
        out.push_back(std::move(inner));
    }
    if (!top.empty()) {
        out.push_back(std::move(top));
    }
    return out;
}

// Whether one of the first elements has every key that the profile wants.
bool fits(const Profile& profile, const std::vector<text::JsonPath>& paths, std::string_view head) {
    constexpr int kElementsLooked = 10;
    if (profile.match_columns.empty()) {
        return false;
    }
    const text::MemoryReader bytes(head);
    text::PlainStream stream(bytes);
    text::JsonReader reader(stream, paths);
    text::JsonEvent event;
    for (int looked = 0; looked < kElementsLooked;) {
        const auto more = reader.next(event);
        if (!more || !*more) {
            return false;
        }
        if (event.type != text::JsonEvent::Type::element) {
            continue;
        }
        ++looked;
        const bool all =
            event.text.starts_with('{') && text::check_json(event.text) == text::JsonCheck::valid &&
            std::all_of(profile.match_columns.begin(), profile.match_columns.end(), [&](const std::string& key) {
                return key.starts_with('^') ? reader.enclosing(std::string_view(key).substr(1)).has_value()
                                            : find_json_value(event.text, key).has_value();
            });
        if (all) {
            return true;
        }
    }
    return false;
}

// The profile that fits best: the one that names most keys. A stated profile is taken in any case.
Result<std::optional<Layout>> find_layout(const Source& source, std::string_view head) {
    VB_TRY_ASSIGN(const auto candidates, candidate_profiles(source.settings().profile, Profile::Table::json));
    std::optional<Layout> best;
    const std::string text = text::decode_head(head, source.settings().encoding);
    const bool stated = !source.settings().profile.empty();
    // A dump may begin with junk; but something of JSON must be near.
    if (!stated && text.find('{') == std::string::npos) {
        return best;
    }
    for (const ProfilePointer& profile : candidates) {
        VB_TRY_ASSIGN(auto choices, alternatives(*profile));
        const bool better = !best || profile->match_columns.size() > best->profile->match_columns.size();
        for (auto& paths : choices) {
            if (better && fits(*profile, paths, text)) {
                best = Layout{profile, std::move(paths)};
                break;
            }
        }
        if (stated && !best) {
            VB_TRY_ASSIGN(choices, alternatives(*profile));
            best = Layout{profile, std::move(choices.front())};
        }
    }
    return best;
}

Probe probe(const Source& source, Bytes head) {
    const auto layout = find_layout(source, as_text(head));
    if (!layout || !*layout) {
        return {};  // csv reports what is wrong with a stated profile
    }
    const Profile& profile = *(*layout)->profile;
    const bool stated = !source.settings().profile.empty();
    return {stated || profile.match_columns.size() >= 4 ? Likelihood::certain : Likelihood::likely,
            "keys of profile " + profile.name};
}

class EnclosingFields final : public Surroundings {
  public:
    explicit EnclosingFields(const text::JsonReader& reader) : reader_(reader) {}
    // "name": the innermost object that has it; "#0", "#1" ...: the key under which the element's container stands.
    std::optional<std::string_view> value(std::string_view name) const override {
        if (name.size() == 2 && name[0] == '#' && name[1] >= '0' && name[1] <= '9') {
            return reader_.enclosing_key(static_cast<size_t>(name[1] - '0'));
        }
        const auto json = reader_.enclosing(name);
        if (!json || *json == "null" || text::check_json(*json) != text::JsonCheck::valid) {
            return std::nullopt;
        }
        std::string& text = texts_[used_++ % texts_.size()];
        std::string repaired;
        decode_json_text(text::repair_surrogate_escapes(text::repair_utf8(*json, repaired).text, surrogates_).text,
                         text);
        return text;
    }

  private:
    const text::JsonReader& reader_;
    mutable std::array<std::string, 32> texts_;  // more than a profile asks of one row
    mutable std::string surrogates_;
    mutable size_t used_ = 0;
};

class DocumentParser {
  public:
    DocumentParser(const Source& source, const Profile& profile, RowMapper& mapper, Sink& sink)
        : source_(source), mapper_(mapper), tiler_(sink), rows_(JsonRowReader::opened_by(profile)) {}

    Result<void> read(text::ByteStream& stream, std::vector<text::JsonPath> paths, bool evidence) {
        text::JsonReader reader(stream, std::move(paths));
        const EnclosingFields surroundings(reader);
        text::JsonEvent event;
        for (;;) {
            VB_TRY_ASSIGN(const bool more, reader.next(event));
            if (!more) {
                break;
            }
            if (evidence) {
                if (event.type == text::JsonEvent::Type::element && prepare(event.text)) {
                    mapper_.add_evidence(row_);
                }
            } else if (!take(event, surroundings)) {
                return {};
            }
        }
        if (!evidence) {
            if (reader.ended_inside()) {
                tiler_.remark({source_.size(), source_.size()}, "truncated",
                              "the source ends inside an array or object that was opened");
            }
            tiler_.structure_until(source_.size());
        }
        return {};
    }

  private:
    // The element as a row; false, with fault_, if it is no object of valid JSON.
    bool prepare(std::string_view element) {
        const text::Repaired utf8 = text::repair_utf8(element, utf8_);
        const text::RepairedJson json = text::repair_surrogate_escapes(utf8.text, surrogates_);
        replaced_ = utf8.replaced;
        halves_ = json.replaced;
        const text::JsonCheck check = text::check_json(json.text);
        fault_ = check == text::JsonCheck::valid ? "" : check == text::JsonCheck::too_deep ? "too-deep" : "bad-json";
        if (fault_.empty() && !json.text.starts_with('{')) {
            fault_ = "no-object";
        }
        if (fault_.empty()) {
            duplicate_ = rows_.fill(json.text, row_);
            fault_ = rows_.overfull() ? "too-many-fields" : "";
        }
        return fault_.empty();
    }

    std::string fault_reason() const {
        if (fault_ == "no-object") {
            return "the element is no JSON object";
        }
        if (fault_ == "too-many-fields") {
            return "the element has more than " + std::to_string(limits::kColumnsMax) + " fields";
        }
        return fault_ == "too-deep" ? "the element is nested deeper than 256 levels"
                                    : "a number, word or escape in the element is no JSON";
    }

    bool take(const text::JsonEvent& event, const Surroundings& surroundings) {
        const ByteRange range{event.begin, event.end};
        switch (event.type) {
            case text::JsonEvent::Type::broken:
                return tiler_.reject(range, event.code, event.reason);
            case text::JsonEvent::Type::sibling:
                if (event.text.empty() || event.text.starts_with('{') || event.text.starts_with('[')) {
                    why_ = "field " + std::string(event.key);
                    return tiler_.skip(range, text::repair_utf8(why_, utf8_).text);
                }
                return true;
            case text::JsonEvent::Type::element:
                break;
        }
        if (!prepare(event.text)) {
            return tiler_.reject(range, fault_, fault_reason());
        }
        RowMapper::Outcome outcome = mapper_.map(row_, message_, &surroundings);
        if (outcome.type == RowMapper::Outcome::Type::skip) {
            return tiler_.skip(range, outcome.code);
        }
        if (outcome.type == RowMapper::Outcome::Type::reject) {
            return tiler_.reject(range, outcome.code, outcome.reason);
        }
        if (!duplicate_.empty()) {
            tiler_.remark(range, "duplicate-key",
                          "the key \"" + std::string(duplicate_) +
                              "\" stands twice; the first value is taken, all others are kept in rest");
        }
        if (replaced_ > 0) {
            tiler_.remark(range, "invalid-utf8",
                          std::to_string(replaced_) + " invalid UTF-8 sequences were replaced by U+FFFD");
        }
        if (halves_ > 0) {
            tiler_.remark(range, "lone-surrogate",
                          std::to_string(halves_) + " escapes of half a surrogate pair were replaced by U+FFFD");
        }
        for (const RowMapper::Remark& remark : mapper_.remarks()) {
            tiler_.remark(range, remark.code, remark.reason);
        }
        message_.locator = {event.begin, event.end, {}, 0};
        return tiler_.message(message_);
    }

    const Source& source_;
    RowMapper& mapper_;
    Tiler tiler_;
    JsonRowReader rows_;
    Row row_;
    record::Message message_;
    std::string utf8_;
    std::string surrogates_;
    std::string why_;
    std::string_view fault_;
    std::string_view duplicate_;
    size_t replaced_ = 0;
    size_t halves_ = 0;
};

Result<void> parse(const Source& source, Sink& sink) {
    std::vector<uint8_t> head(limits::kProbeBytes);
    VB_TRY_ASSIGN(const size_t size, read_head(source, head));
    VB_TRY_ASSIGN(std::optional<Layout> layout, find_layout(source, as_text({head.data(), size})));
    if (!layout) {
        return Error{
            Code::not_this_format,
            "no mapping profile fits the keys",
            {std::string(source.path()), std::nullopt},
            "write one (docs/formats/profiles.md), try it with `verbatim profile preview`, and give it with --profile"};
    }
    const Profile& profile = *layout->profile;
    VB_TRY_ASSIGN(RowMapper mapper, RowMapper::create(profile, source));
    const SourceReader reader(source);
    VB_TRY_ASSIGN(text::OpenedText opened, open_source_text(source, reader, sink, Encodings::unicode_only));
    sink.assume("profile", profile.name, source.settings().profile.empty() ? "an element has its keys" : "stated");
    DocumentParser parser(source, profile, mapper, sink);
    if (mapper.needs_evidence()) {
        VB_TRY_ASSIGN(text::OpenedText first_pass, text::open_text(reader, opened.encoding.name));
        VB_TRY(parser.read(*first_pass.stream, layout->paths, true));
    }
    mapper.settle(sink, source.size());
    return parser.read(*opened.stream, std::move(layout->paths), false);
}

}  // namespace

extern const Format format_json;
const Format format_json{
    .name = "json",
    .title = "JSON by mapping profile",
    .description =
        "Arrays, JSON Lines or joined objects whose keys a profile maps; built in: jabber, Rocket.Chat, Matrix and "
        "others",
    .version = 1,
    .probe = probe,
    .parse = parse,
};

}  // namespace verbatim::formats
