// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/fields.h"

#include <array>
#include <cstdio>

namespace verbatim::verify::internal {
namespace {

using record::Group;

class Adder {
  public:
    Adder(Group group, std::vector<ProvedField>& out) : group_(record::name(group)), out_(out) {}
    void add(std::string_view name, std::string_view value) {
        if (!value.empty()) {
            out_.push_back({group_, std::string(name), std::string(value)});
        }
    }

  private:
    std::string group_;
    std::vector<ProvedField>& out_;
};

void add_source(const record::Message& m, const record::SourceIdentity& source, Adder& out) {
    for (const auto& step : source.container) {
        out.add("container", "SHA-256 " + step.object.hex() + ", member " + step.member);
    }
    out.add("object", "SHA-256 " + source.object.hex());
    out.add("place", m.locator.table.empty()
                         ? "bytes " + std::to_string(m.locator.begin) + " to " + std::to_string(m.locator.end)
                         : "table " + std::string(m.locator.table) + ", row " + std::to_string(m.locator.row));
    out.add("parser", source.parser + " version " + std::to_string(source.parser_version));
    if (source.settings) {
        out.add("settings", "SHA-256 " + source.settings->hex());
    }
}

void add_times(const record::Message& m, Adder& out) {
    for (size_t i = 0; i < record::kTimeKinds; ++i) {
        const record::Time& time = m.times[i];
        if (!time.present()) {
            continue;
        }
        std::string value(time.raw);
        const std::string_view zone = time.basis == record::ZoneBasis::none ? "not stated" : record::name(time.basis);
        if (time.utc_ms) {
            value += (value.empty() ? "" : " = ") + utc_text(*time.utc_ms);
        }
        value += " (zone " + std::string(zone);
        value += time.zone.empty() ? "" : " " + std::string(time.zone);
        value += ", precision " + std::string(record::name(time.precision)) + ")";
        out.add(record::name(static_cast<record::TimeKind>(i)), value);
    }
}

void add_attachments(const record::Message& m, Adder& out) {
    for (const record::Attachment& a : m.attachments) {
        std::string value = a.name.empty() ? "(no name)" : std::string(a.name);
        const auto more = [&value](std::string_view name, std::string_view text) {
            if (!text.empty()) {
                value += ", " + std::string(name) + " " + std::string(text);
            }
        };
        more("kind", a.kind);
        more("type stated", a.mime_stated);
        more("type found", a.mime_found);
        more("size", a.size_bytes ? std::to_string(*a.size_bytes) : "");
        more("SHA-256", a.sha256 ? a.sha256->hex() : "");
        more("hash stated", a.hash_stated);
        more("URL", a.url);
        out.add("attachment", value + (a.sha256 ? "" : " (named, but its bytes are not in the evidence)"));
    }
}

}  // namespace

std::string utc_text(int64_t utc_ms) {
    int64_t days = utc_ms / 86'400'000;
    int64_t rest = utc_ms % 86'400'000;
    if (rest < 0) {
        rest += 86'400'000;
        --days;
    }
    // Days to civil date in the proleptic Gregorian calendar, by eras of 400 years that begin on 1 March.
    const int64_t shifted = days + 719'468;
    const int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
    const int64_t day_of_era = shifted - era * 146'097;
    const int64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    const int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    const int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    std::array<char, 64> buffer;
    std::snprintf(buffer.data(), buffer.size(), "%04lld-%02lld-%02lldT%02lld:%02lld:%02lld.%03lldZ",
                  static_cast<long long>(year), static_cast<long long>(month), static_cast<long long>(day),
                  static_cast<long long>(rest / 3'600'000), static_cast<long long>(rest / 60'000 % 60),
                  static_cast<long long>(rest / 1'000 % 60), static_cast<long long>(rest % 1'000));
    return buffer.data();
}

void add_fields(Group group, const record::Message& m, const record::SourceIdentity& source,
                std::vector<ProvedField>& fields) {
    Adder out(group, fields);
    switch (group) {
        case Group::source:
            add_source(m, source, out);
            break;
        case Group::account:
            out.add("platform", m.platform);
            out.add("account", m.account);
            out.add("device", m.device);
            break;
        case Group::conversation:
            out.add("id", m.conversation_id);
            out.add("title", m.conversation_title);
            out.add("kind", m.conversation_kind == record::ConversationKind::unknown
                                ? std::string_view()
                                : record::name(m.conversation_kind));
            for (const std::string_view participant : m.participants) {
                out.add("participant", participant);
            }
            break;
        case Group::sender:
            out.add("handle", m.sender);
            out.add("name", m.sender_name);
            out.add("direction",
                    m.direction == record::Direction::unknown ? std::string_view() : record::name(m.direction));
            break;
        case Group::times:
            add_times(m, out);
            break;
        case Group::text:
            out.add("text", m.text);
            break;
        case Group::attachments:
            add_attachments(m, out);
            break;
        case Group::rest:
            out.add("kind", record::name(m.kind));
            out.add("native id", m.native_id);
            out.add("reply to", m.reply_to);
            out.add("forwarded from", m.forwarded_from);
            for (const record::Field& field : m.rest) {
                out.add("field " + std::string(field.key), field.value);
            }
            break;
    }
}

}  // namespace verbatim::verify::internal
