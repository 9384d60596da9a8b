// SPDX-License-Identifier: Apache-2.0
// XML by mapping profile: attributes and child paths of row elements become fields.
//
// The rows are the elements that the profile names (read.elements); text::XmlReader isolates them and refuses entity
// declarations. Elements beside them are declared skips.
#include "base/limits.h"
#include "formats/accounting.h"
#include "formats/format.h"
#include "formats/profile.h"
#include "formats/row_mapper.h"
#include "formats/source_reader.h"
#include "text/xml_reader.h"

namespace verbatim::formats {
namespace {

using ProfilePointer = std::shared_ptr<const Profile>;

Result<ProfilePointer> find_profile(const Source& source, Bytes head) {
    VB_TRY_ASSIGN(const auto candidates, candidate_profiles(source.settings().profile, Profile::Table::xml));
    const std::string root = text::xml_root(as_text(head));
    for (const ProfilePointer& profile : candidates) {
        if (!source.settings().profile.empty() || (!root.empty() && profile->match_root == root)) {
            return profile;
        }
    }
    return ProfilePointer();
}

Probe probe(const Source& source, Bytes head) {
    const auto profile = find_profile(source, head);
    if (!profile || *profile == nullptr) {
        return {};  // csv reports what is wrong with a stated profile
    }
    return {Likelihood::certain, "document element of profile " + (*profile)->name};
}

class DocumentParser {
  public:
    DocumentParser(const Source& source, RowMapper& mapper, Sink& sink)
        : source_(source), mapper_(mapper), tiler_(sink) {}

    Result<void> read(const text::ByteReader& bytes, const Profile& profile, bool evidence) {
        text::XmlReader reader(bytes, profile.elements);
        text::XmlEvent event;
        for (;;) {
            VB_TRY_ASSIGN(const bool more, reader.next(event));
            if (!more) {
                break;
            }
            if (evidence) {
                if (event.type == text::XmlEvent::Type::element) {
                    fill(event);
                    mapper_.add_evidence(row_);
                }
            } else if (!take(event)) {
                return {};
            }
        }
        if (!evidence) {
            tiler_.structure_until(source_.size());
        }
        return {};
    }

  private:
    void fill(const text::XmlEvent& event) {
        row_.clear();
        for (const auto& [name, value] : event.values) {
            row_.add(name, value);
        }
        row_.add("$element", event.name);
        row_.values().back().used = true;
    }

    bool take(const text::XmlEvent& event) {
        const ByteRange range{event.begin, event.end};
        if (event.type == text::XmlEvent::Type::broken) {
            return tiler_.reject(range, event.code, event.reason);
        }
        if (event.type == text::XmlEvent::Type::other) {
            return tiler_.skip(range, "element " + event.name);
        }
        fill(event);
        RowMapper::Outcome outcome = mapper_.map(row_, message_);
        if (outcome.type == RowMapper::Outcome::Type::skip) {
            return tiler_.skip(range, outcome.code);
        }
        if (outcome.type == RowMapper::Outcome::Type::reject) {
            return tiler_.reject(range, outcome.code, outcome.reason);
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
    Row row_;
    record::Message message_;
};

Result<void> parse(const Source& source, Sink& sink) {
    std::vector<uint8_t> head(limits::kProbeBytes);
    VB_TRY_ASSIGN(const size_t size, read_head(source, head));
    VB_TRY_ASSIGN(const ProfilePointer profile, find_profile(source, {head.data(), size}));
    if (profile == nullptr) {
        return Error{
            Code::not_this_format,
            "no mapping profile fits the document element",
            {std::string(source.path()), std::nullopt},
            "write one (docs/formats/profiles.md), try it with `verbatim profile preview`, and give it with --profile"};
    }
    VB_TRY_ASSIGN(RowMapper mapper, RowMapper::create(*profile, source));
    const SourceReader reader(source);
    sink.assume("profile", profile->name, source.settings().profile.empty() ? "its document element" : "stated");
    DocumentParser parser(source, mapper, sink);
    if (mapper.needs_evidence()) {
        VB_TRY(parser.read(reader, *profile, true));
    }
    mapper.settle(sink, source.size());
    return parser.read(reader, *profile, false);
}

}  // namespace

extern const Format format_xml;
const Format format_xml{
    .name = "xml",
    .title = "XML by mapping profile",
    .description = "XML whose elements a profile maps; built in: SMS Backup & Restore, NUS SMS corpus",
    .version = 1,
    .probe = probe,
    .parse = parse,
};

}  // namespace verbatim::formats
