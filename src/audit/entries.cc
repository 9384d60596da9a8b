// SPDX-License-Identifier: Apache-2.0
// Giving entries out: by a filter, as proofs, as one file.
#include <algorithm>

#include "audit/internal/check.h"
#include "audit/internal/lines.h"
#include "io/file.h"
#include "log/log.h"
#include "merkle/frontier.h"
#include "merkle/tree.h"
#include "note/lines.h"
#include "note/note.h"
#include "note/tlog_proof.h"

namespace verbatim::audit {
namespace {

constexpr std::string_view kExportHead = "verbatim-audit-export v1 ";
constexpr size_t kPieceBytes = size_t{1} << 16;

// Calls `each` with the first and last number of each range of "3,17-20"; false if the text is no such list.
template <class Each>
bool each_range(std::string_view list, Each each) {
    while (!list.empty()) {
        const size_t comma = list.find(',');
        const std::string_view item = list.substr(0, comma);
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
        const size_t dash = item.find('-');
        const auto first = note::decimal(item.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : note::decimal(item.substr(dash + 1));
        if (!first || !last) {
            return false;
        }
        each(*first, *last);
    }
    return true;
}

}  // namespace

std::string record_list(std::vector<uint64_t> seqs) {
    std::sort(seqs.begin(), seqs.end());
    seqs.erase(std::unique(seqs.begin(), seqs.end()), seqs.end());
    std::string out;
    for (size_t begin = 0; begin < seqs.size();) {
        size_t end = begin + 1;
        while (end < seqs.size() && seqs[end] == seqs[end - 1] + 1) {
            ++end;
        }
        out += (out.empty() ? "" : ",") + std::to_string(seqs[begin]);
        out += end - begin > 1 ? "-" + std::to_string(seqs[end - 1]) : "";
        begin = end;
    }
    return out;
}

bool names_record(std::string_view list, uint64_t seq) {
    bool named = false;
    const bool is_list =
        each_range(list, [&](uint64_t first, uint64_t last) { named = named || (first <= seq && seq <= last); });
    return is_list && named;
}

bool Filter::matches(const Entry& entry) const {
    const auto asks = [](const std::string& wanted, const std::string& value) {
        return wanted.empty() || wanted == value;
    };
    return entry.number >= first && asks(who, entry.event.who) && asks(operation, entry.event.operation) &&
           asks(authority, entry.event.authority) && (!name || *name == entry.event.name) &&
           (!outcome || *outcome == entry.event.outcome) && entry.time >= from && (to.empty() || entry.time < to) &&
           (!record || names_record(entry.event.target, *record));
}

Result<void> each_in_folder(const std::string& folder, const Filter& filter, const EachEntry& each_entry) {
    return internal::each_entry_of(folder + std::string(internal::kEventsFile), UINT64_MAX, filter, each_entry);
}

Result<Entry> check_proof(std::string_view bytes, const note::VerifierKey& key) {
    VB_TRY_ASSIGN(const note::TlogProof proof, note::TlogProof::parse(bytes));
    VB_TRY_ASSIGN(const note::Checkpoint checkpoint, note::open_checkpoint(proof.checkpoint, key.name, {&key, 1}));
    if (!proof.extra) {
        return Error{Code::malformed, "the proof does not hold the entry", {}, {}};
    }
    VB_TRY(merkle::verify_inclusion(proof.index, checkpoint.size, merkle::leaf_hash(as_bytes(*proof.extra)),
                                    proof.hashes, checkpoint.root));
    VB_TRY_ASSIGN(Entry entry, parse_line(*proof.extra));
    if (entry.number != proof.index) {
        return Error{
            Code::integrity,
            "the entry calls itself " + std::to_string(entry.number) + " and stands as " + std::to_string(proof.index),
            {},
            {}};
    }
    return entry;
}

Result<CheckReport> check_export(const std::string& path, const note::VerifierKey& key) {
    VB_TRY_ASSIGN(const io::Descriptor fd, io::open_read(path));
    std::string head(kPieceBytes, '\0');
    VB_TRY_ASSIGN(const size_t got,
                  io::read_at(fd.get(), 0, {reinterpret_cast<uint8_t*>(head.data()), head.size()}, path));
    head.resize(got);
    std::string_view rest = head;
    const auto first = note::take_line(rest);
    const auto note_bytes =
        first && first->starts_with(kExportHead) ? note::decimal(first->substr(kExportHead.size())) : std::nullopt;
    if (!note_bytes || *note_bytes > rest.size()) {
        return Error{Code::malformed, "not an exported audit log", {path, {}}, {}};
    }
    VB_TRY_ASSIGN(const note::Checkpoint checkpoint,
                  note::open_checkpoint(rest.substr(0, *note_bytes), key.name, {&key, 1}));
    CheckReport report;
    merkle::Frontier frontier;
    const uint64_t begin = head.size() - rest.size() + *note_bytes;
    VB_TRY(internal::each_line(path, begin, UINT64_MAX, [&](const internal::Line& line) -> Result<bool> {
        const uint64_t number = frontier.size();
        const auto entry = line.whole ? parse_line(line.text) : Result<Entry>(Error{Code::malformed, "no end", {}, {}});
        if (!entry || entry->number != number) {
            report.findings.push_back({number, entry
                                                   ? "entry " + std::to_string(entry->number) + " stands where entry " +
                                                         std::to_string(number) + " should"
                                                   : "line " + std::to_string(number + 1) + ": " + entry.error().what});
        }
        frontier.append(merkle::leaf_hash(as_bytes(line.text)));
        return report.findings.size() < kPieceBytes;
    }));
    report.entries = frontier.size();
    report.root = frontier.root();
    if (report.entries != checkpoint.size || report.root != checkpoint.root) {
        report.findings.push_back({{},
                                   "the " + std::to_string(report.entries) + " lines lead to root " +
                                       report.root.hex() + ", the checkpoint is of " + std::to_string(checkpoint.size) +
                                       " with root " + checkpoint.root.hex()});
    }
    return report;
}

}  // namespace verbatim::audit

namespace verbatim::audit::internal {

Result<void> each_entry_of(const std::string& path, uint64_t end, const Filter& filter, const EachEntry& each_entry) {
    return each_line(path, 0, end, [&](const Line& line) -> Result<bool> {
        if (!line.whole) {
            return false;  // being written, or left by a kill
        }
        auto entry = parse_line(line.text);
        if (!entry) {
            return Error{Code::integrity, entry.error().what, {path, line.begin}, "see: verbatim audit verify CASE"};
        }
        return !filter.matches(*entry) ? Result<bool>(true) : each_entry(*entry);
    });
}

Result<void> write_export(const std::string& path, uint64_t end, std::string_view checkpoint,
                          const std::function<Result<void>(std::string_view)>& write) {
    VB_TRY(write(std::string(kExportHead) + std::to_string(checkpoint.size()) + "\n" + std::string(checkpoint)));
    VB_TRY_ASSIGN(const io::Descriptor fd, io::open_read(path));
    std::string piece;
    for (uint64_t at = 0; at < end; at += piece.size()) {
        piece.resize(static_cast<size_t>(std::min<uint64_t>(kPieceBytes, end - at)));
        VB_TRY_ASSIGN(const size_t count,
                      io::read_at(fd.get(), at, {reinterpret_cast<uint8_t*>(piece.data()), piece.size()}, path));
        if (count == 0) {
            return Error{Code::integrity, "the file of entries is shorter than the log", {path, at}, {}};
        }
        piece.resize(count);
        VB_TRY(write(piece));
    }
    return {};
}

}  // namespace verbatim::audit::internal
