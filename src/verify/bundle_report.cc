// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "verify/bundle.h"
#include "verify/internal/fields.h"
#include "verify/internal/printable.h"
#include "verify/verify.h"

namespace verbatim::verify {
namespace {

using internal::json_string;
using internal::utc_text;

std::string count_of(uint64_t count, std::string_view thing) {
    return std::to_string(count) + " " + std::string(thing) + (count == 1 ? "" : "s");
}

// The identity of a conversation for people; its first byte says what kind of text follows.
std::string identity_text(std::string_view identity) {
    constexpr std::string_view kKinds[] = {"with the native id", "of", "with the title", "of the file with SHA-256"};
    std::string people(identity.substr(1));
    std::ranges::replace(people, '\n', ',');
    return std::string(kKinds[identity[0] - 1]) + " \"" + printable(people) + "\"";
}

std::string period_text(const ProvedScope& scope) {
    const std::string from = scope.from ? "from " + utc_text(*scope.from) : "";
    const std::string to = scope.to ? "before " + utc_text(*scope.to) : "";
    const std::string period =
        from.empty() && to.empty() ? "of any time" : from + (from.empty() || to.empty() ? "" : " and ") + to;
    return period + (scope.undated ? ", and those without a date" : "; nothing is said of messages without a date");
}

std::string scope_text(const ProvedScope& scope) {
    switch (scope.kind) {
        case ProvedScope::Kind::conversation:
            return "COMPLETE: the conversation " +
                   (scope.text ? identity_text(*scope.text) : "with the key " + scope.key) +
                   "\n    All its messages in the case " + period_text(scope) + ".\n";
        case ProvedScope::Kind::handle:
            return "COMPLETE: the handle " +
                   (scope.text ? "\"" + printable(*scope.text) + "\"" : "with the key " + scope.key) +
                   "\n    All messages of all its " + count_of(scope.conversations, "conversation") + " in the case.\n";
        case ProvedScope::Kind::selection:
            break;
    }
    return "NOT COMPLETE: a selection (verify/selection.json says by which search)\n"
           "    Each message is proved to be in the case. That the search found all it should is NOT proved.\n";
}

std::string timestamp_text(const BundleReport& report) {
    if (report.timestamp.empty()) {
        return "No time stamp: that the case was sealed at the stated time is the word of the key's owner.\n";
    }
    return "Time stamp on the seal: " + printable(report.timestamp) +
           (report.timestamp_trusted ? ", checked with the certificates you gave.\n"
                                     : ", stated, not checked: give the authority's certificate with --tsa-ca.\n");
}

std::string optional_number(const std::optional<int64_t>& value) {
    return value ? std::to_string(*value) : "null";
}

std::string scope_json(const ProvedScope& scope) {
    constexpr std::string_view kKinds[] = {"conversation", "handle", "selection"};
    std::string out =
        "{\"kind\":\"" + std::string(kKinds[static_cast<size_t>(scope.kind)]) + "\",\"key\":\"" + scope.key + "\"";
    if (scope.kind != ProvedScope::Kind::selection) {
        out += ",\"text\":" + (scope.text ? json_string(*scope.text) : "null");
    }
    if (scope.kind == ProvedScope::Kind::conversation) {
        out += ",\"from\":" + optional_number(scope.from) + ",\"to\":" + optional_number(scope.to) +
               ",\"undated\":" + (scope.undated ? "true" : "false");
    } else if (scope.kind == ProvedScope::Kind::handle) {
        out += ",\"conversations\":" + std::to_string(scope.conversations);
    }
    return out + "}";
}

template <class Items, class ToJson>
std::string json_list(const Items& items, ToJson&& to_json) {
    std::string out = "[";
    for (const auto& item : items) {
        out += out.size() > 1 ? "," : "";
        out += to_json(item);
    }
    return out + "]";
}

}  // namespace

std::string BundleReport::to_text() const {
    if (!proved) {
        return "NOT PROVED\n  step:   " + printable(failed_step) + "\n  reason: " + printable(reason) +
               "\nNothing in this bundle may be relied on. If it was damaged on its way, ask for it again.\n";
    }
    std::string out = "PROVED: " + count_of(records, "message") + " of case " + case_id + ", bundle " +
                      std::to_string(number) + ", made " + time + " by " + printable(made_by) +
                      "\n  for:       " + printable(recipient) + "\n  authority: " + printable(authority) + "\n\n";
    out += "Each message shown is in the case as it was sealed: seal " + std::to_string(seal_number) + ", " +
           seal_time + ", " + count_of(tree_size, "record") +
           ".\nNot one byte of this file has changed since it was signed.\n\n";
    for (const ProvedScope& scope : scopes) {
        out += scope_text(scope);
    }
    if (included_only > 0) {
        out += count_of(included_only, "message") + " outside the complete parts: proved to be in the case, no more.\n";
    }
    out += withheld == 0 ? "\nNothing in these messages is withheld.\n"
                         : "\nWithheld: " + count_of(withheld, "part") +
                               ", each with its reason in verify/redactions. Present in the case, content not shown.\n";
    if (has_opening) {
        out += "The opening shows " + count_of(opened, "withheld part") + " and fits this bundle.\n";
    }
    out += timestamp_text(*this);
    for (const Witness& witness : witnesses) {
        out += "Witness " + printable(witness.name) + " cosigned the log at " +
               utc_text(static_cast<int64_t>(std::min<uint64_t>(witness.time, uint64_t{1} << 50)) * 1000) + ".\n";
    }
    out += "Signed with the key " + printable(key) + "\n";
    out += key_trusted
               ? "  which is the key you gave.\n"
               : "  which the bundle itself names. NOBODY HAS VOUCHED FOR THIS KEY: compare it with the key that "
                 "the keeper\n  of the case published, or give that key with --key.\n";
    out +=
        "\nNot proved: who really wrote a message, that its content is true, that the clock which dated it was right;\n"
        "that the devices gave everything to the case; that a person has no other handle. report.html, tables and "
        "media\n"
        "are reading copies that the same key signed; what counts is in verify/.\n";
    return out;
}

std::string BundleReport::to_json() const {
    std::string out = "{\"verdict\":" + json_string(proved ? "proved" : "not proved");
    const auto add = [&out](std::string_view name, const std::string& value) {
        out += ",\"" + std::string(name) + "\":" + value;
    };
    const auto boolean = [](bool value) { return std::string(value ? "true" : "false"); };
    if (!proved) {
        add("step", json_string(failed_step));
        add("reason", json_string(reason));
    }
    add("key", json_string(key));
    add("key_trusted", boolean(key_trusted));
    if (!proved) {
        return out + "}";
    }
    add("case", json_string(case_id));
    add("bundle", std::to_string(number));
    add("time", json_string(time));
    add("made_by", json_string(made_by));
    add("recipient", json_string(recipient));
    add("authority", json_string(authority));
    add("tree_size", std::to_string(tree_size));
    add("root", json_string(root.hex()));
    add("seal", std::to_string(seal_number));
    add("seal_time", json_string(seal_time));
    add("timestamp", timestamp.empty() ? "null" : json_string(timestamp));
    add("timestamp_trusted", boolean(timestamp_trusted));
    add("witnesses", json_list(witnesses, [](const Witness& witness) {
            return "{\"name\":" + json_string(witness.name) + ",\"time\":" + std::to_string(witness.time) + "}";
        }));
    add("records", std::to_string(records));
    add("withheld", std::to_string(withheld));
    add("included_only", std::to_string(included_only));
    add("sources", std::to_string(sources));
    add("scopes", json_list(scopes, scope_json));
    add("opened", has_opening ? std::to_string(opened) : "null");
    return out + "}";
}

}  // namespace verbatim::verify
