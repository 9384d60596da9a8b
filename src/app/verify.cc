// SPDX-License-Identifier: Apache-2.0
// verify: every promise of the case, checked against its bytes, with the exact file and record of what differs.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <unordered_set>

#include "app/case.h"
#include "app/internal/parts.h"
#include "app/internal/seal_making.h"
#include "io/file.h"
#include "log/log.h"
#include "merkle/tree.h"
#include "note/note.h"
#include "record/commitment.h"

namespace verbatim::app {
namespace {

// Leaves read from the log at a time while the store is compared.
constexpr uint64_t kLeafWindow = 1 << 16;

// Files are named relative to the case.
void add_finding(VerifyReport& report, const std::string& folder, std::string area, std::string file,
                 std::optional<uint64_t> seq, std::string what) {
    const std::string prefix = folder + "/";
    if (file.starts_with(prefix)) {
        file = file.substr(prefix.size());
    }
    report.findings.push_back({std::move(area), std::move(file), seq, std::move(what)});
}

using ByteStage = std::function<bool(uint64_t done)>;

// Hashes every object again; only a stop by the user is an error.
Result<void> rehash_objects(VerifyReport& report, const std::string& folder, const vault::Vault& vault,
                            const ByteStage& progress) {
    return vault.each_object(
        [&](const Hash& hash) -> Result<void> {
            const auto checked = vault.verify_object(hash, [&](uint64_t bytes) {
                report.object_bytes += bytes;
                return progress(report.object_bytes);
            });
            ++report.objects;
            if (!checked && checked.error().code == Code::interrupted) {
                return checked.error();
            }
            if (!checked) {
                add_finding(report, folder, "vault", checked.error().where.source, std::nullopt, checked.error().what);
            } else {
                report.references_renewed += checked->is_renewed ? 1 : 0;
            }
            return {};
        },
        [&](const std::string& stray) {
            add_finding(report, folder, "vault", stray, std::nullopt, "file does not belong in the vault");
        });
}

Result<void> check_log(VerifyReport& report, const std::string& folder, const note::VerifierKey& key,
                       const log::Progress& progress) {
    const auto checked = log::fsck(folder + "/log", key, progress);
    if (!checked) {
        if (checked.error().code == Code::interrupted) {
            return checked.error();
        }
        add_finding(report, folder, "log", checked.error().where.source, std::nullopt, checked.error().what);
        return {};
    }
    report.tiles = checked->tiles;
    for (const log::Finding& finding : checked->findings) {
        add_finding(report, folder, "log", "log/" + finding.file, std::nullopt,
                    finding.what + (finding.index ? " (hash " + std::to_string(*finding.index) + " of the tile)" : ""));
    }
    return {};
}

}  // namespace

class Verification {
  public:
    Verification(Case& owner, Case::Parts& parts, const VerifyOptions& options, const ingest::Control& control)
        : case_(owner), parts_(parts), options_(options), control_(control) {}

    Result<VerifyReport> run() {
        report_.tree_size = parts_.log->committed_size();
        report_.root = parts_.log->root();
        tombstones();
        VB_TRY(acquisitions());
        VB_TRY(vault());
        VB_TRY(log());
        const bool journal_sound = journal();
        if (journal_sound) {
            VB_TRY(read_again());
        }
        VB_TRY(store());
        VB_TRY(seals());
        workbench();
        VB_TRY(audit_logs());
        return std::move(report_);
    }

  private:
    void add(std::string area, std::string file, std::optional<uint64_t> seq, std::string what) {
        add_finding(report_, parts_.folder, std::move(area), std::move(file), seq, std::move(what));
    }

    // What a check says is a finding; only a stop by the user ends the verification.
    Result<void> note(std::string area, const Result<void>& result) {
        if (result) {
            return {};
        }
        if (result.error().code == Code::interrupted) {
            return result;
        }
        add(std::move(area), result.error().where.source, std::nullopt, result.error().what);
        return {};
    }

    // What was destroyed by law is named, and is no finding.
    void tombstones() {
        for (const log::FiledTombstone& filed : parts_.tombstones) {
            uint64_t records = 0;
            for (const note::Span& run : filed.tombstone.records) {
                records += run.end - run.begin;
            }
            report_.destroyed.push_back(std::to_string(records) + " record(s), " +
                                        std::to_string(filed.tombstone.objects.size()) +
                                        " object(s) in whole or part: " + Case::Parts::words_of(filed.tombstone));
            if (!filed.done) {
                add("tombstone", filed.path, std::nullopt,
                    "the destruction is not finished; open the case with its store to go on");
            } else if (filed.done->found > 0) {
                report_.destroyed.back() += "; the search then found " + std::to_string(filed.done->found) +
                                            " place(s), named in " + filed.path + ".report";
            }
        }
    }

    uint64_t destroyed_seal() const {
        return parts_.tombstones.empty() ? 0 : parts_.tombstones.back().tombstone.last_seal;
    }

    // What was done with the case: every entry, in both logs.
    Result<void> audit_logs() {
        for (const bool defence : {false, true}) {
            const std::string folder = parts_.folder + (defence ? "/audit-defence" : "/audit");
            if (!io::exists(folder)) {
                continue;
            }
            const auto log = parts_.audit_of(defence);
            const auto report = log ? (*log)->check({}) : Result<audit::CheckReport>(log.error());
            if (!report) {
                VB_TRY(note("audit", report.error()));
                continue;
            }
            for (const audit::Finding& finding : report->findings) {
                add("audit", folder + "/events.jsonl", std::nullopt, finding.what);
            }
        }
        return {};
    }

    // What people decided: each list against its hash. A case without a workbench gets none by being verified.
    void workbench() {
        const std::string file = parts_.folder + "/workbench.db";
        if (!io::exists(file)) {
            return;
        }
        const auto bench = case_.workbench();
        const auto problems = bench ? (*bench)->check() : Result<std::vector<std::string>>(bench.error());
        if (!problems) {
            add("workbench", file, std::nullopt, problems.error().what);
            return;
        }
        for (const std::string& problem : *problems) {
            add("workbench", file, std::nullopt, problem);
        }
    }

    bool progress(std::string_view stage, uint64_t bytes, uint64_t total) {
        if (control_.progress) {
            ingest::Progress now;
            now.stage = stage;
            now.bytes_done = bytes;
            now.bytes_total = total;
            control_.progress(now);
        }
        return !control_.cancelled || !control_.cancelled();
    }

    Result<void> acquisitions() {
        const auto numbers = vault::list_acquisitions(parts_.vault);
        if (!numbers) {
            return note("acquisition", numbers.error());
        }
        const note::VerifierKey key = parts_.keys.signer.verifier();
        for (const uint32_t number : *numbers) {
            VB_TRY(note("acquisition", vault::verify_acquisition(
                                           parts_.vault, number, [&](std::string_view bytes) -> Result<std::string> {
                                               VB_TRY_ASSIGN(const note::Note parsed, note::Note::parse(bytes));
                                               VB_TRY(note::verify(parsed, {&key, 1}));
                                               return parsed.text;
                                           })));
            Result<void> items;
            const auto head =
                vault::read_acquisition(parts_.vault, number, [&](const vault::AcquisitionItem& item) -> Result<void> {
                    if (item.sha256) {
                        expected_bytes_ += item.size_bytes;
                        if (!parts_.vault.has(*item.sha256)) {
                            add("vault", parts_.vault.object_path(*item.sha256), std::nullopt,
                                "object is missing; acquisition " + std::to_string(number) + " took it in as " +
                                    item.path);
                        }
                    }
                    return {};
                });
            if (!head) {
                VB_TRY(note("acquisition", head.error()));
            }
            ++report_.acquisitions;
        }
        return {};
    }

    Result<void> vault() {
        if (!options_.rehash_vault) {
            report_.left_out.push_back("vault: objects were not hashed again");
            return {};
        }
        return rehash_objects(report_, parts_.folder, parts_.vault,
                              [this](uint64_t done) { return progress("hashing the vault", done, expected_bytes_); });
    }

    Result<void> log() {
        return check_log(report_, parts_.folder, parts_.keys.signer.verifier(),
                         [this](uint64_t done, uint64_t total) { return progress("checking the log", done, total); });
    }

    // Both chained files, and that the accounting adds up.
    bool journal() {
        const size_t before = report_.findings.size();
        for (const auto& [path, point] : {std::pair(ingest::journal_path(parts_.folder), parts_.state.journal),
                                          std::pair(ingest::findings_path(parts_.folder), parts_.state.findings)}) {
            const auto read = ingest::read_chained(path, point, [](std::string_view) { return Result<void>{}; });
            if (!read) {
                add("journal", path, std::nullopt, read.error().what);
            }
        }
        if (report_.findings.size() != before) {
            return false;
        }
        uint64_t next = 0;
        const auto read = case_.each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
            ++report_.sources_total;
            if (const std::string wrong = ingest::balance(entry); !wrong.empty()) {
                add("journal", ingest::journal_path(parts_.folder), std::nullopt, wrong);
            }
            if (entry.first_seq != next) {
                add("journal", ingest::journal_path(parts_.folder), entry.first_seq,
                    "source " + std::to_string(entry.source) + " does not begin where the one before it ends");
            }
            next = entry.first_seq + entry.counts.messages;
            return {};
        });
        if (!read) {
            add("journal", ingest::journal_path(parts_.folder), std::nullopt, read.error().to_string());
            return false;
        }
        if (next + parts_.state.current_messages != report_.tree_size) {
            add("journal", ingest::journal_path(parts_.folder), std::nullopt,
                "sources account for " + std::to_string(next + parts_.state.current_messages) +
                    " messages, the log holds " + std::to_string(report_.tree_size));
        }
        return true;
    }

    // The sample is spread evenly over the sources and the same every time.
    bool in_sample(uint64_t source) const {
        const auto share = std::clamp(options_.sample, 0.0, 1.0);
        const auto upto = [&](uint64_t n) { return std::floor(static_cast<double>(n) * share); };
        return upto(source + 1) > upto(source);
    }

    Result<void> read_again() {
        ingest::Parts parts = parts_.ingest_parts();
        parts.store = nullptr;
        ingest::ReparseOptions options;
        if (options_.sample < 1.0) {
            options.chosen = [this](const ingest::SourceEntry& entry) { return in_sample(entry.source); };
            report_.left_out.push_back("records: only a sample of the sources was read again");
        }
        const auto again = ingest::reparse(
            parts, parts_.state, options,
            [&](const ingest::Difference& difference) {
                std::string what = "source " + std::to_string(difference.source) + " (" + difference.path + ")";
                if (difference.seq) {
                    what += " at bytes " + std::to_string(difference.begin) + "-" + std::to_string(difference.end);
                }
                add("record", difference.path, difference.seq, what + ": " + difference.what);
            },
            control_);
        if (!again) {
            return note("record", again.error());
        }
        report_.sources_read_again = again->sources;
        report_.records_read_again = again->counts.messages;
        return {};
    }

    Result<void> store() {
        if (!options_.check_store) {
            report_.left_out.push_back("store: not checked");
            return {};
        }
        if (!parts_.store) {
            add("store", "store", std::nullopt, parts_.store_problem.empty() ? "not open" : parts_.store_problem);
            return {};
        }
        store::Control control;
        control.cancelled = control_.cancelled;
        const auto damages = parts_.store->check(control);
        if (!damages) {
            return note("store", damages.error());
        }
        for (const store::Damage& damage : *damages) {
            add("store", "store: " + damage.table + "/" + damage.part + (damage.file.empty() ? "" : "/" + damage.file),
                std::nullopt, damage.what);
        }
        return note("store", compare_rows(control));
    }

    // Each row's record is committed to again and compared with its leaf.
    Result<void> compare_rows(const store::Control& control) {
        record::Committer committer(parts_.keys.salt);
        std::vector<Hash> window;
        uint64_t window_begin = 0;
        uint64_t expected = 0;
        VB_TRY(parts_.store->scan(
            0,
            [&](const store::StoredRecord& row) {
                if (parts_.removed.has(row.seq)) {
                    add("store", "store", row.seq, "the row of a destroyed record still stands");
                    return true;
                }
                missing_rows(expected, row.seq);
                if (row.seq >= report_.tree_size || row.seq < expected) {
                    add("store", "store", row.seq, "the row stands twice or beyond the log");
                    return true;
                }
                expected = row.seq + 1;
                if (row.seq >= window_begin + window.size()) {
                    window_begin = row.seq;
                    window.clear();
                    const auto read = log::read_leaves(parts_.log_folder(), window_begin,
                                                       std::min(window_begin + kLeafWindow, report_.tree_size),
                                                       report_.tree_size, [&](uint64_t, std::span<const Hash> leaves) {
                                                           window.insert(window.end(), leaves.begin(), leaves.end());
                                                           return Result<void>{};
                                                       });
                    if (!read || row.seq >= window_begin + window.size()) {
                        add("log", "log", row.seq, read ? "leaf hash is missing" : read.error().to_string());
                        return false;
                    }
                    if (!progress("comparing the store", row.seq, report_.tree_size)) {
                        return false;
                    }
                }
                compare_row(row, committer, window[row.seq - window_begin]);
                return true;
            },
            control));
        if (control_.cancelled && control_.cancelled()) {
            return Error{Code::interrupted, "stopped", {}, {}};
        }
        if (report_.findings.empty()) {
            missing_rows(expected, report_.tree_size);
        }
        return {};
    }

    void missing_rows(uint64_t& expected, uint64_t end) {
        for (expected = parts_.removed.next_kept(expected); expected < end;
             expected = parts_.removed.next_kept(expected + 1)) {
            add("store", "store", expected, "the row is missing");
        }
    }

    void compare_row(const store::StoredRecord& row, record::Committer& committer, const Hash& leaf) {
        const auto encoded = record::from_blob(as_bytes(row.record), row.text);
        if (!encoded) {
            add("store", "store", row.seq, "the row's record is damaged: " + encoded.error().what);
        } else if (merkle::leaf_hash(committer.commit(row.seq, *encoded).span()) != leaf) {
            add("store", "store", row.seq, "the row's record has another commitment than the log holds");
        }
        ++report_.store_rows_compared;
    }

    // Each seal's signature and chain, that the log had its root, and, with a store, its trees made again.
    Result<void> seals() {
        const std::string folder = parts_.log_folder();
        const auto last = log::last_seal(folder);
        if (!last) {
            return note("seal", last.error());
        }
        std::optional<log::FiledSeal> before;
        for (uint64_t number = 1; number <= *last; ++number) {
            auto filed = log::read_seal(folder, number, parts_.keys.signer.verifier());
            if (!filed) {
                VB_TRY(note("seal", filed.error()));
                before.reset();
                continue;
            }
            ++report_.seals;
            if (number == 1 || before) {
                VB_TRY(note("seal", log::check_chain(*filed, before ? &*before : nullptr)));
            }
            VB_TRY(seal_log(*filed));
            VB_TRY(seal_trees(*filed));
            before = std::move(*filed);
        }
        if (report_.seals_made_again < report_.seals && (!options_.check_store || !parts_.store)) {
            report_.left_out.push_back("seals: their trees were not made again, which needs the store");
        }
        return {};
    }

    Result<void> seal_log(const log::FiledSeal& filed) {
        const note::TreeHead& sealed = filed.seal.log;
        if (sealed.size > report_.tree_size) {
            add("seal", filed.folder + "/seal", std::nullopt,
                "the seal is of " + std::to_string(sealed.size) + " records, the log holds " +
                    std::to_string(report_.tree_size));
            return {};
        }
        const auto root = parts_.log->root_at(sealed.size);
        if (!root) {
            return note("seal", root.error());
        }
        if (*root != sealed.root) {
            add("seal", filed.folder + "/seal", std::nullopt,
                "the log of that size has root " + root->hex() + ", the seal says " + sealed.root.hex());
        }
        return {};
    }

    Result<void> seal_trees(const log::FiledSeal& filed) {
        if (!options_.check_store || !parts_.store || filed.seal.log.size > report_.tree_size) {
            return {};
        }
        if (filed.number <= destroyed_seal()) {
            report_.destroyed.push_back("seal " + std::to_string(filed.number) +
                                        " was made before: its signature, chain and log are checked, its trees are "
                                        "not made again");
            return {};
        }
        const auto made = make_trees(parts_.seal_parts(), filed.seal.log.size, filed.seal.sources.size, control_);
        if (!made) {
            return note("seal", made.error());
        }
        ++report_.seals_made_again;
        if (std::string differs = difference(filed.seal, *made); !differs.empty()) {
            add("seal", filed.folder + "/seal", std::nullopt, std::move(differs));
        } else {
            const auto file = log::first_different_tree_file(parts_.log_folder(), filed.number, made->folder);
            if (!file || !file->empty()) {
                add("seal", filed.folder + "/" + (file ? *file : std::string()), std::nullopt,
                    file ? "the file is not what the sealed tree gives; make it again with: verbatim seal --again"
                         : file.error().to_string());
            }
        }
        log::discard_made(made->folder);
        return {};
    }

    Case& case_;
    Case::Parts& parts_;
    const VerifyOptions& options_;
    const ingest::Control& control_;
    VerifyReport report_;
    uint64_t expected_bytes_ = 0;
};

Result<VerifyReport> Case::verify(const VerifyOptions& options, const ingest::Control& control) {
    return Verification(*this, *parts_, options, control).run();
}

Result<VerifyReport> verify_unopened(const std::string& folder, const Error& why, const ingest::Control& control) {
    VerifyReport report;
    add_finding(report, folder, "case", why.where.source, std::nullopt, why.what);
    report.left_out.push_back("records and store: the case cannot be opened");
    const auto not_cancelled = [&] { return !control.cancelled || !control.cancelled(); };
    std::vector<std::string> recovered;
    auto vault = vault::Vault::open(folder + "/vault", recovered);
    if (!vault) {
        add_finding(report, folder, "vault", vault.error().where.source, std::nullopt, vault.error().what);
    }
    const auto info = read_case_file(folder);
    const auto key = info ? note::VerifierKey::parse(info->verifier_key) : Result<note::VerifierKey>(info.error());
    if (vault) {
        if (const auto tombstones = key ? log::read_tombstones(folder + "/log", *key)
                                        : Result<std::vector<log::FiledTombstone>>(key.error())) {
            std::map<Hash, vault::Destroyed> destroyed;
            for (const log::FiledTombstone& filed : *tombstones) {
                for (const note::DestroyedObject& object : filed.tombstone.objects) {
                    destroyed[object.object] = {filed.tombstone.number, object.remainder, {}};
                }
            }
            vault->set_destroyed(std::move(destroyed));
        }
        VB_TRY(rehash_objects(report, folder, *vault, [&](uint64_t) { return not_cancelled(); }));
    }
    if (!key) {
        add_finding(report, folder, "case", folder + "/case.toml", std::nullopt, key.error().what);
        return report;
    }
    VB_TRY(check_log(report, folder, *key, [&](uint64_t, uint64_t) { return not_cancelled(); }));
    return report;
}

}  // namespace verbatim::app
