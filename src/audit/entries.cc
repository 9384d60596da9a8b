// SPDX-License-Identifier: Apache-2.0
// Giving entries out: by a filter, as proofs, as one file.
#include <algorithm>

#include "audit/internal/check.h"
#include "audit/internal/entry.h"
#include "audit/internal/lines.h"
#include "merkle/tree.h"
#include "note/lines.h"
#include "note/tlog_proof.h"
#include "verify/audit_export.h"

namespace verbatim::audit {
namespace {

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
    VB_TRY_ASSIGN(const auto file, verify::FileSource::open(path));
    CheckReport report;
    uint64_t number = 0;
    VB_TRY_ASSIGN(const verify::AuditReport checked,
                  verify::verify_audit_export(*file, key.to_string(), [&](std::string_view line) -> Result<void> {
                      if (const auto entry = parse_line(line); !entry) {
                          report.findings.push_back({number, entry.error().what});
                      }
                      ++number;
                      return {};
                  }));
    report.entries = checked.entries;
    report.root = checked.root;
    for (const verify::AuditFinding& finding : checked.findings) {
        report.findings.push_back({finding.entry, finding.what});
    }
    if (checked.findings_count > checked.findings.size()) {
        report.findings.push_back(
            {{}, "and " + std::to_string(checked.findings_count - checked.findings.size()) + " findings more"});
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
        auto entry = parse_entry(line.text);
        if (!entry) {
            return Error{Code::integrity, entry.error().what, {path, line.begin}, "see: verbatim audit verify CASE"};
        }
        return !filter.matches(*entry) ? Result<bool>(true) : each_entry(*entry);
    });
}

Result<void> write_export(const std::string& path, uint64_t end, const note::VerifierKey& key,
                          std::string_view checkpoint, const std::function<Result<void>(std::string_view)>& write) {
    VB_TRY(write(verify::audit_export_head(key.to_string(), checkpoint)));
    return each_line(path, 0, end, [&](const Line& line) -> Result<bool> {
        VB_TRY(write(verify::audit_export_line(line.text)));
        return true;
    });
}

}  // namespace verbatim::audit::internal
