// SPDX-License-Identifier: Apache-2.0
#include "note/tombstone.h"

#include <algorithm>
#include <array>

#include "crypto/base64.h"
#include "note/internal/text.h"
#include "note/lines.h"
#include "note/note.h"
#include "note/seal.h"

namespace verbatim::note {
namespace {

constexpr std::string_view kHeader = "verbatim-tombstone v1";
constexpr std::string_view kDoneHeader = "verbatim-destruction-done v1";
constexpr std::string_view kSalts = "derivable";
constexpr std::string_view kNone = "none";
constexpr std::array<std::string_view, 4> kReasons = {"privilege", "retention", "order", "other"};
constexpr std::array<std::string_view, 3> kFills = {"zero", "space", "braces"};
constexpr size_t kIdDigits = 32;

Error malformed(std::string what) {
    return {Code::malformed, std::move(what), {"tombstone", {}}, {}};
}

// The rest of the next line if it begins with "name "; nothing is taken otherwise.
std::optional<std::string_view> value_if(std::string_view& text, std::string_view name) {
    std::string_view rest = text;
    const auto line = take_line(rest);
    if (!line || !line->starts_with(name) || line->size() <= name.size() || (*line)[name.size()] != ' ') {
        return std::nullopt;
    }
    text = rest;
    return line->substr(name.size() + 1);
}

Result<std::string_view> value(std::string_view& text, std::string_view name) {
    const auto found = value_if(text, name);
    return found ? Result<std::string_view>(*found)
                 : malformed("the tombstone has no line '" + std::string(name) + "' in its place");
}

Result<uint64_t> take_number(std::string_view& text, std::string_view name) {
    VB_TRY_ASSIGN(const std::string_view word, value(text, name));
    const auto found = decimal(word);
    return found ? Result<uint64_t>(*found)
                 : malformed("line '" + std::string(name) + "' of the tombstone is not a decimal number");
}

Result<Hash> take_hash(std::string_view& text, std::string_view name) {
    VB_TRY_ASSIGN(const std::string_view word, value(text, name));
    const auto found = crypto::hash_from_base64(word);
    return found ? Result<Hash>(*found) : malformed("line '" + std::string(name) + "' of the tombstone is not a hash");
}

Result<std::string> stated(std::string_view& text, std::string_view name) {
    VB_TRY_ASSIGN(const std::string_view words, value(text, name));
    return is_stated_text(words)
               ? Result<std::string>(std::string(words))
               : malformed("line '" + std::string(name) + "' of the tombstone is not one line of text");
}

bool is_id(std::string_view id) {
    return id.size() == kIdDigits &&
           std::ranges::all_of(id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// The next word of a line of words separated by one space.
std::string_view take_word(std::string_view& line) {
    const size_t end = line.find(' ');
    const std::string_view word = line.substr(0, end);
    line = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
    return word;
}

std::optional<Span> two_numbers(std::string_view text, char between) {
    const size_t at = text.find(between);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const auto first = decimal(text.substr(0, at));
    const auto second = decimal(text.substr(at + 1));
    return first && second ? std::optional<Span>({first.value(), second.value()}) : std::nullopt;
}

// Ascending, not empty, not touching: one spelling of every set.
bool follows(const std::vector<Span>& before, const Span& span) {
    return span.begin < span.end && (before.empty() || before.back().end < span.begin);
}

Result<void> take_records(std::string_view& text, std::vector<Span>& out) {
    while (const auto line = value_if(text, "records")) {
        auto run = two_numbers(*line, ' ');  // the first and the last
        if (run && run->end != UINT64_MAX) {
            ++run->end;
        }
        if (!run || !follows(out, *run)) {
            return malformed("a line 'records' of the tombstone is not the first and last number of a run in order");
        }
        out.push_back(*run);
    }
    return {};
}

Result<DestroyedObject> object_of(std::string_view line) {
    DestroyedObject object;
    const std::string_view name = take_word(line);
    const auto hash = crypto::hash_from_base64(name);
    if (!hash) {
        return malformed("a line 'object' of the tombstone does not begin with a hash");
    }
    object.object = *hash;
    if (line == "gone") {
        return object;
    }
    const bool remains = take_word(line) == "remainder";
    const auto remainder = crypto::hash_from_base64(take_word(line));
    object.fill = take_word(line);
    if (!remains || !remainder || std::ranges::find(kFills, object.fill) == kFills.end() || line.empty()) {
        return malformed("a line 'object' of the tombstone says neither 'gone' nor what remains");
    }
    object.remainder = *remainder;
    while (!line.empty()) {
        const std::string_view word = take_word(line);
        const auto range = two_numbers(word, '-');
        if (!range || !follows(object.ranges, *range)) {
            return malformed("a range of an object in the tombstone is not BEGIN-END in order");
        }
        object.ranges.push_back(*range);
    }
    return object;
}

std::string line_of(const DestroyedObject& object) {
    std::string line = "object " + crypto::to_base64(object.object.span());
    if (!object.remainder) {
        return line + " gone\n";
    }
    line += " remainder " + crypto::to_base64(object.remainder->span()) + " " + object.fill;
    for (const Span& range : object.ranges) {
        line += " " + std::to_string(range.begin) + "-" + std::to_string(range.end);
    }
    return line + "\n";
}

Result<std::string> signed_text(std::string_view bytes, std::string_view origin, std::span<const VerifierKey> known) {
    VB_TRY_ASSIGN(Note note, Note::parse(bytes, kTombstoneBytesMax));
    VB_TRY_ASSIGN(const auto signers, verify(note, known));
    if (std::ranges::none_of(signers, [&](const VerifierKey& signer) { return signer.name == origin; })) {
        return Error{Code::integrity, "the tombstone is not signed in the name of the log", {"tombstone", {}}, {}};
    }
    return std::move(note.text);
}

}  // namespace

bool is_stated_text(std::string_view text) {
    return !text.empty() && internal::is_plain_utf8(text) && text.front() != ' ' && text.back() != ' ';
}

std::string Tombstone::to_text() const {
    std::string text = std::string(kHeader) + "\ncase " + case_id + "\ntombstone " + std::to_string(number) +
                       "\ntime " + time + "\nby " + by + "\norder " + order + "\nwhy " + why + "\nlog " +
                       std::to_string(log_size) + "\nseal " + std::to_string(last_seal) + "\nsalts " +
                       std::string(kSalts) + "\nkept " + std::to_string(kept) + "\n";
    for (const Span& run : records) {
        text += "records " + std::to_string(run.begin) + " " + std::to_string(run.end - 1) + "\n";
    }
    for (const DestroyedObject& object : objects) {
        text += line_of(object);
    }
    return text + "previous " + (previous ? crypto::to_base64(previous->span()) : std::string(kNone)) + "\n";
}

Result<Tombstone> Tombstone::parse(std::string_view text) {
    Tombstone out;
    if (take_line(text) != kHeader) {
        return malformed("first line is not '" + std::string(kHeader) + "'");
    }
    VB_TRY_ASSIGN(out.case_id, value(text, "case"));
    VB_TRY_ASSIGN(out.number, take_number(text, "tombstone"));
    VB_TRY_ASSIGN(out.time, value(text, "time"));
    if (!is_id(out.case_id) || !is_utc_second(out.time)) {
        return malformed("case or time of the tombstone is not well written");
    }
    VB_TRY_ASSIGN(out.by, stated(text, "by"));
    VB_TRY_ASSIGN(out.order, stated(text, "order"));
    VB_TRY_ASSIGN(out.why, value(text, "why"));
    if (std::ranges::find(kReasons, out.why) == kReasons.end()) {
        return malformed("the tombstone's reason is not privilege, retention, order or other");
    }
    VB_TRY_ASSIGN(out.log_size, take_number(text, "log"));
    VB_TRY_ASSIGN(out.last_seal, take_number(text, "seal"));
    VB_TRY_ASSIGN(const std::string_view salts, value(text, "salts"));
    if (salts != kSalts) {
        return malformed("the tombstone says something unknown of the salts");
    }
    VB_TRY_ASSIGN(out.kept, take_number(text, "kept"));
    VB_TRY(take_records(text, out.records));
    while (const auto line = value_if(text, "object")) {
        VB_TRY_ASSIGN(DestroyedObject object, object_of(*line));
        if (!out.objects.empty() && !(out.objects.back().object < object.object)) {
            return malformed("the objects of the tombstone are not in order");
        }
        out.objects.push_back(std::move(object));
    }
    VB_TRY_ASSIGN(const std::string_view previous, value(text, "previous"));
    if (previous != kNone) {
        const auto hash = crypto::hash_from_base64(previous);
        if (!hash) {
            return malformed("line 'previous' of the tombstone is neither a hash nor 'none'");
        }
        out.previous = *hash;
    }
    const bool first = out.number == 1;
    if (!text.empty() || out.number == 0 || first != !out.previous || (out.records.empty() && out.objects.empty()) ||
        (!out.records.empty() && out.records.back().end > out.log_size)) {
        return malformed("lines of the tombstone contradict each other, or it goes on after its last line");
    }
    return out;
}

std::string DestructionDone::to_text() const {
    return std::string(kDoneHeader) + "\ncase " + case_id + "\ntombstone " + std::to_string(number) + "\ntime " + time +
           "\nof " + crypto::to_base64(tombstone.span()) + "\nreport " + crypto::to_base64(report.span()) + "\nfound " +
           std::to_string(found) + "\n";
}

Result<DestructionDone> DestructionDone::parse(std::string_view text) {
    DestructionDone out;
    if (take_line(text) != kDoneHeader) {
        return malformed("first line is not '" + std::string(kDoneHeader) + "'");
    }
    VB_TRY_ASSIGN(out.case_id, value(text, "case"));
    VB_TRY_ASSIGN(out.number, take_number(text, "tombstone"));
    VB_TRY_ASSIGN(out.time, value(text, "time"));
    VB_TRY_ASSIGN(out.tombstone, take_hash(text, "of"));
    VB_TRY_ASSIGN(out.report, take_hash(text, "report"));
    VB_TRY_ASSIGN(out.found, take_number(text, "found"));
    if (!text.empty() || out.number == 0 || !is_id(out.case_id) || !is_utc_second(out.time)) {
        return malformed("the note that a destruction is done is not well written");
    }
    return out;
}

Result<std::string> sign_note_text(const std::string& text, const Signer& signer) {
    VB_TRY_ASSIGN(const Note note, sign(text, signer));
    return note.to_string();
}

Result<Tombstone> open_tombstone(std::string_view bytes, std::string_view origin, std::span<const VerifierKey> known) {
    VB_TRY_ASSIGN(const std::string text, signed_text(bytes, origin, known));
    return Tombstone::parse(text);
}

Result<DestructionDone> open_done(std::string_view bytes, std::string_view origin, std::span<const VerifierKey> known) {
    VB_TRY_ASSIGN(const std::string text, signed_text(bytes, origin, known));
    return DestructionDone::parse(text);
}

}  // namespace verbatim::note
