// SPDX-License-Identifier: Apache-2.0
#include "note/seal.h"

#include <algorithm>
#include <chrono>

#include "crypto/base64.h"
#include "note/lines.h"
#include "note/note.h"

namespace verbatim::note {
namespace {

constexpr std::string_view kHeader = "verbatim-seal v1";
constexpr std::string_view kNoPrevious = "none";
constexpr size_t kIdDigits = 32;

Error malformed(std::string what) {
    return {Code::malformed, std::move(what), {"seal", {}}, {}};
}

std::string tree_line(std::string_view name, const TreeHead& head) {
    return std::string(name) + " " + std::to_string(head.size) + " " + crypto::to_base64(head.root.span()) + "\n";
}

// The rest of the next line after "name ".
Result<std::string_view> take_value(std::string_view& text, std::string_view name) {
    const auto line = take_line(text);
    if (!line || !line->starts_with(name) || line->size() <= name.size() || (*line)[name.size()] != ' ') {
        return malformed("the seal has no line '" + std::string(name) + "' in its place");
    }
    return line->substr(name.size() + 1);
}

Result<void> take_number(std::string_view& text, std::string_view name, uint64_t& out) {
    VB_TRY_ASSIGN(const std::string_view value, take_value(text, name));
    const auto number = decimal(value);
    if (!number) {
        return malformed("line '" + std::string(name) + "' of the seal has no decimal number without leading zeros");
    }
    out = *number;
    return {};
}

Result<void> take_tree(std::string_view& text, std::string_view name, TreeHead& out) {
    VB_TRY_ASSIGN(const std::string_view value, take_value(text, name));
    const size_t space = value.find(' ');
    const auto size = decimal(value.substr(0, space));
    const auto root = crypto::hash_from_base64(space == std::string_view::npos ? "" : value.substr(space + 1));
    if (!size || !root) {
        return malformed("line '" + std::string(name) + "' of the seal is not a size and a root");
    }
    out = {*size, *root};
    return {};
}

Result<void> take_previous(std::string_view& text, std::optional<Hash>& out) {
    VB_TRY_ASSIGN(const std::string_view value, take_value(text, "previous"));
    if (value == kNoPrevious) {
        return {};
    }
    const auto hash = crypto::hash_from_base64(value);
    if (!hash) {
        return malformed("line 'previous' of the seal is neither a hash nor 'none'");
    }
    out = *hash;
    return {};
}

bool is_lower_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

// The two digits at `at`, or -1.
int two_digits(std::string_view text, size_t at) {
    const char tens = text[at];
    const char ones = text[at + 1];
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return is_digit(tens) && is_digit(ones) ? (tens - '0') * 10 + (ones - '0') : -1;
}

}  // namespace

bool is_utc_second(std::string_view text) {
    constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:ddZ";
    if (text.size() != kShape.size()) {
        return false;
    }
    for (size_t i = 0; i < kShape.size(); ++i) {
        if (kShape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != kShape[i]) {
            return false;
        }
    }
    const std::chrono::year_month_day day(std::chrono::year(two_digits(text, 0) * 100 + two_digits(text, 2)),
                                          std::chrono::month(static_cast<unsigned>(two_digits(text, 5))),
                                          std::chrono::day(static_cast<unsigned>(two_digits(text, 8))));
    return day.ok() && two_digits(text, 11) < 24 && two_digits(text, 14) < 60 && two_digits(text, 17) < 60;
}

std::string Seal::to_text() const {
    return std::string(kHeader) + "\ncase " + case_id + "\nseal " + std::to_string(number) + "\ntime " + time + "\n" +
           tree_line("log", log) + tree_line("conversations", conversations) +
           tree_line("participations", participations) + tree_line("sources", sources) + "rejected " +
           std::to_string(rejected) + "\nskipped " + std::to_string(skipped) + "\nprevious " +
           (previous ? crypto::to_base64(previous->span()) : std::string(kNoPrevious)) + "\n";
}

Result<Seal> Seal::parse(std::string_view text) {
    Seal seal;
    if (take_line(text) != kHeader) {
        return malformed("first line is not '" + std::string(kHeader) + "'");
    }
    VB_TRY_ASSIGN(seal.case_id, take_value(text, "case"));
    if (seal.case_id.size() != kIdDigits || !std::ranges::all_of(seal.case_id, is_lower_hex)) {
        return malformed("case of the seal is not 32 hexadecimal digits");
    }
    VB_TRY(take_number(text, "seal", seal.number));
    VB_TRY_ASSIGN(seal.time, take_value(text, "time"));
    if (!is_utc_second(seal.time)) {
        return malformed("time of the seal is not like 2026-11-23T20:26:44Z");
    }
    VB_TRY(take_tree(text, "log", seal.log));
    VB_TRY(take_tree(text, "conversations", seal.conversations));
    VB_TRY(take_tree(text, "participations", seal.participations));
    VB_TRY(take_tree(text, "sources", seal.sources));
    VB_TRY(take_number(text, "rejected", seal.rejected));
    VB_TRY(take_number(text, "skipped", seal.skipped));
    VB_TRY(take_previous(text, seal.previous));
    if (!text.empty()) {
        return malformed("the seal goes on after its last line");
    }
    if (seal.number == 0 || (seal.number == 1) != !seal.previous) {
        return malformed("number and previous of the seal contradict each other");
    }
    if (seal.conversations.size != seal.log.size) {
        return malformed("the seal's log has " + std::to_string(seal.log.size) + " records, its conversations " +
                         std::to_string(seal.conversations.size));
    }
    return seal;
}

Result<std::string> sign_seal(const Seal& seal, const Signer& signer) {
    VB_TRY(Seal::parse(seal.to_text()));
    VB_TRY_ASSIGN(const Note note, sign(seal.to_text(), signer));
    return note.to_string();
}

Result<Seal> open_seal(std::string_view bytes, std::string_view origin, std::span<const VerifierKey> known) {
    VB_TRY_ASSIGN(const Note note, Note::parse(bytes));
    VB_TRY_ASSIGN(const auto signers, verify(note, known));
    if (!origin.empty() &&
        std::ranges::none_of(signers, [&](const VerifierKey& signer) { return signer.name == origin; })) {
        return Error{Code::integrity, "the seal is not signed in the name of the log", {"seal", {}}, {}};
    }
    return Seal::parse(note.text);
}

}  // namespace verbatim::note
