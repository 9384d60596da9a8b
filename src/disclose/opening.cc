// SPDX-License-Identifier: Apache-2.0
#include "disclose/opening.h"

#include <algorithm>

#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "disclose/internal/lines.h"
#include "note/lines.h"
#include "verify/bundle_entries.h"

namespace verbatim::disclose {
namespace {

using record::Group;

constexpr uint64_t kEntryBytesMax = uint64_t{1} << 30;

std::string words_of(const OpenedPart& part) {
    std::string out = std::string(record::name(part.group)) + " of message " + std::to_string(part.sequence);
    return part.chunk ? "chunk " + std::to_string(*part.chunk) + " of the " + out : "the " + out;
}

// "17 6.3 "reason"": the part that a line of verify/redactions names.
std::optional<OpenedPart> part_of(std::string_view line) {
    const size_t first = line.find(' ');
    const size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view place = line.substr(first + 1, second - first - 1);
    const size_t dot = place.find('.');
    const auto sequence = note::decimal(line.substr(0, first));
    const auto group = note::decimal(place.substr(0, dot));
    const auto chunk = dot == std::string_view::npos ? std::nullopt : note::decimal(place.substr(dot + 1));
    if (!sequence || !group || *group < 1 || *group > record::kGroups || (dot != std::string_view::npos && !chunk)) {
        return std::nullopt;
    }
    return OpenedPart{*sequence, static_cast<Group>(*group), chunk};
}

void put_part(std::string& out, uint64_t sequence, std::string_view place, const crypto::Salt& salt, Bytes content) {
    internal::append_number(out, sequence);
    out += ' ';
    out += place;
    out += ' ';
    crypto::append_base64(out, salt);
    out += ' ';
    crypto::append_base64(out, content);
    out += '\n';
}

}  // namespace

Result<void> OpeningMaker::want(const OpenedPart& part) {
    if (part.chunk && part.group != Group::text) {
        return Error{Code::usage, "only a text has chunks, not the " + std::string(record::name(part.group)), {}, {}};
    }
    wanted_.push_back(part);
    return {};
}

Result<std::vector<OpenedPart>> OpeningMaker::withheld_of(std::string_view redactions) const {
    std::vector<OpenedPart> out;
    note::take_line(redactions);
    while (const auto line = note::take_line(redactions)) {
        const auto part = part_of(*line);
        if (!part) {
            return Error{Code::malformed, "a line of verify/redactions cannot be read", {std::string(*line), {}}, {}};
        }
        const auto same_record = [&](const OpenedPart& wanted) { return wanted.sequence == part->sequence; };
        if (std::any_of(wanted_.begin(), wanted_.end(), same_record)) {
            out.push_back(*part);
        }
    }
    return out;
}

Result<std::string> OpeningMaker::make(
    const std::string& bundle, const std::function<Result<void>(std::span<const uint64_t>, const UseRecord&)>& read) {
    std::sort(wanted_.begin(), wanted_.end());
    VB_TRY_ASSIGN(const auto file, verify::FileSource::open(bundle));
    VB_TRY_ASSIGN(const std::string statement, verify::read_entry(*file, "verify/bundle", kEntryBytesMax));
    VB_TRY_ASSIGN(const std::string redactions, verify::read_entry(*file, "verify/redactions", kEntryBytesMax));
    VB_TRY_ASSIGN(withheld_, withheld_of(redactions));
    std::vector<uint64_t> sequences;
    for (const OpenedPart& part : wanted_) {
        const auto opens = [&](const OpenedPart& hidden) {
            return hidden.sequence == part.sequence && hidden.group == part.group &&
                   (!part.chunk || !hidden.chunk || part.chunk == hidden.chunk);
        };
        if (std::none_of(withheld_.begin(), withheld_.end(), opens)) {
            return Error{Code::not_found, "the bundle does not withhold " + words_of(part), {bundle, {}}, {}};
        }
        if (sequences.empty() || sequences.back() != part.sequence) {
            sequences.push_back(part.sequence);
        }
    }
    std::string out = "verbatim-opening v1\nbundle ";
    crypto::append_base64(out, crypto::sha256(as_bytes(statement)).span());
    out += '\n';
    VB_TRY(read(sequences, [&](const StoredRecord& stored) { return put_record(stored, out); }));
    return out;
}

Result<void> OpeningMaker::put_record(const StoredRecord& stored, std::string& out) {
    VB_TRY_ASSIGN(const record::EncodedRecord record, record::from_blob(as_bytes(stored.blob), stored.text));
    const record::Opening opening = committer_.open(stored.sequence, record);
    const auto wants = [&](Group group, std::optional<uint64_t> chunk) {
        return std::any_of(wanted_.begin(), wanted_.end(), [&](const OpenedPart& part) {
            return part.sequence == stored.sequence && part.group == group && (!part.chunk || part.chunk == chunk);
        });
    };
    for (size_t i = 0; i < record::kGroups; ++i) {
        const auto group = static_cast<Group>(i + 1);
        const OpenedPart whole{stored.sequence, group, {}};
        const bool hidden = std::find(withheld_.begin(), withheld_.end(), whole) != withheld_.end();
        const bool any = std::any_of(wanted_.begin(), wanted_.end(), [&](const OpenedPart& part) {
            return part.sequence == stored.sequence && part.group == group;
        });
        if (group != Group::text) {
            if (any) {
                put_part(out, stored.sequence, std::to_string(i + 1), opening.salts[i], record.group(group));
            }
            continue;
        }
        if (hidden && any) {
            out += std::to_string(stored.sequence) + " 6 chunks";
            for (const record::Opening::Chunk& chunk : opening.chunks) {
                out += ' ';
                crypto::append_base64(out, chunk.commitment.span());
            }
            out += '\n';
        }
        for (size_t chunk = 0; chunk < opening.chunks.size(); ++chunk) {
            const OpenedPart part{stored.sequence, group, chunk};
            const bool withheld = hidden || std::find(withheld_.begin(), withheld_.end(), part) != withheld_.end();
            if (withheld && wants(group, chunk)) {
                put_part(out, stored.sequence, "6." + std::to_string(chunk), opening.chunks[chunk].salt,
                         as_bytes(opening.chunks[chunk].text));
            }
        }
    }
    return {};
}

}  // namespace verbatim::disclose
