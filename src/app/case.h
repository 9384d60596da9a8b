// SPDX-License-Identifier: Apache-2.0
// Case: the one door to a case. Command line, server and tests go through it; nothing else opens vault, log and store
// together.
//
//   VB_TRY(Case::create(folder, {.name = "Emma 95"}));
//   VB_TRY_ASSIGN(auto open, Case::open(folder, {}));        // recovers; open->recovered() says what it did
//   VB_TRY_ASSIGN(auto report, open->ingest(paths, options, control));
//   VB_TRY_ASSIGN(auto hits, open->search("from:kilo boxes", {}, control));
//
// The vault and the log are the truth, the store is derived: a Case without a usable store still proves and verifies.
// One process has a case open at a time. Functions are called by one thread; Control's callbacks come back on it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/authority.h"
#include "app/destroy.h"
#include "app/disclose.h"
#include "app/requests.h"
#include "app/selections.h"
#include "app/sweep.h"
#include "audit/audit.h"
#include "base/result.h"
#include "compare/compare.h"
#include "gaps/gaps.h"
#include "ingest/ingest.h"
#include "log/seals.h"
#include "log/tombstones.h"
#include "record/record.h"
#include "store/results.h"
#include "store/store.h"

namespace verbatim::app {

struct NewCase {
    std::string name;           // free text; empty: the folder's name
    std::string salt_key_file;  // 64 hexadecimal digits; empty: a new random key
};

struct CaseInfo {
    std::string id;  // 32 hexadecimal digits, random
    std::string name;
    std::string created;  // UTC, RFC 3339
    std::string version;  // of Verbatim that made it
    uint32_t record_version = 0;
    std::string verifier_key;  // `name+hash+base64` of the log (docs/proofs.md)
};

enum class StoreUse : uint8_t {
    required,   // fail if it cannot be opened or does not hold what the log holds
    if_usable,  // go on without; store_problem() says why
    none,
};

struct OpenOptions {
    StoreUse store = StoreUse::required;
    uint64_t store_memory_bytes = uint64_t{2} << 30;
    std::string worker_program;  // empty: verbatim-parse-worker beside this program
    std::string store_library;   // empty: as store::Options says
    std::string who;             // whom the audit log names; empty: the login name
    std::string purpose;         // why; empty: not stated
};

struct IngestOptions {
    ingest::AcquireOptions acquire;
    ingest::IngestOptions run;
};

struct IngestReport {
    std::optional<ingest::Acquired> acquired;  // none: only what was pending was read
    ingest::Report run;
    store::LinkReport links;
    double seconds_acquiring = 0;
    double seconds_linking = 0;
    uint64_t tree_size = 0;
    Hash root;
};

// What `verbatim stats` shows. `problems` is empty unless something does not add up: then the case is not in order.
struct Stats {
    CaseInfo info;
    uint64_t tree_size = 0;
    Hash root;
    uint32_t acquisitions = 0;
    uint64_t sources = 0;
    std::map<std::string, uint64_t> sources_by_status;
    uint64_t bytes = 0;
    ingest::SourceCounts counts;
    uint64_t pending_sources = 0;        // acquired, not yet read
    std::optional<uint64_t> store_rows;  // none: no usable store
    uint64_t linked_rows = 0;            // sightings beyond the first of their message
    uint64_t destroyed = 0;              // records that tombstones removed
    std::vector<std::string> problems;
};

struct SearchOptions {
    store::Page page;   // limit 0: all
    bool count = true;  // also the exact totals
};

struct SearchResult {
    std::string canonical;  // the query as understood
    std::optional<store::Totals> totals;
    std::unique_ptr<store::HitCursor> hits;
};

// One message in full: every field of the record, and where it stands.
struct FullMessage {
    uint64_t seq = 0;
    record::OwnedMessage record;
    std::string source_path;
    uint64_t source = 0;
    Hash leaf;
};

struct SealOptions {
    std::string time;  // stated in the seal, like 2026-11-23T20:26:44Z; empty: now
};

struct VerifyOptions {
    double sample = 1.0;  // share of sources to read again, 0..1; a fixed choice for the same share
    bool rehash_vault = true;
    bool check_store = true;
};

// One thing that is not as it was proved to be.
struct VerifyFinding {
    // "vault", "acquisition", "log", "journal", "record", "store", "seal", "tombstone", "workbench", "audit", "case"
    std::string area;
    std::string file;  // relative to the case
    std::optional<uint64_t> seq;
    std::string what;
};

struct VerifyReport {
    uint64_t objects = 0;
    uint64_t object_bytes = 0;
    uint64_t acquisitions = 0;
    uint64_t tiles = 0;
    uint64_t tree_size = 0;
    Hash root;
    uint64_t sources_total = 0;
    uint64_t sources_read_again = 0;
    uint64_t records_read_again = 0;
    uint64_t store_rows_compared = 0;
    uint64_t seals = 0;                  // signatures, chain and log checked
    uint64_t seals_made_again = 0;       // of those, trees too
    uint64_t references_renewed = 0;     // files kept by reference: the same bytes, another time of change
    std::vector<std::string> destroyed;  // by law, in words: no finding
    std::vector<std::string> left_out;   // in words: "store: not checked (--no-store)"
    std::vector<VerifyFinding> findings;
    bool ok() const { return findings.empty(); }
};

class Case {
  public:
    // conflict if the folder exists and is not empty.
    static Result<CaseInfo> create(const std::string& folder, const NewCase& options);
    static Result<std::unique_ptr<Case>> open(const std::string& folder, const OpenOptions& options);
    ~Case();
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;
    // Lets go of everything in order; the last chance to see an error.
    Result<void> close();

    const CaseInfo& info() const;
    const std::string& folder() const;
    // Sentences about what open() put right after a crash; empty if all was in order.
    const std::vector<std::string>& recovered() const;
    // Why there is no store; empty if there is one.
    const std::string& store_problem() const;

    // --- custody
    // Takes `paths` in (none: goes on with what is pending), reads everything pending, links sightings.
    Result<IngestReport> ingest(const std::vector<std::string>& paths, const IngestOptions& options,
                                const ingest::Control& control);
    // Deletes the store and makes it anew from vault and log; differences are findings of verify().
    Result<ingest::Report> rebuild(const std::function<void(const ingest::Difference&)>& differs,
                                   const ingest::Control& control);
    Result<VerifyReport> verify(const VerifyOptions& options, const ingest::Control& control);

    // --- accounting
    Result<Stats> stats();
    Result<void> each_source(const std::function<Result<void>(const ingest::SourceEntry&)>& each);
    // A finding may quote what it is about, so this leaves an entry in the audit log.
    Result<void> each_finding(const std::function<Result<void>(const ingest::Finding&)>& each);
    Result<void> each_acquisition(
        const std::function<Result<void>(const vault::AcquisitionHead&, uint64_t items, uint64_t bytes)>& each);
    Result<void> each_item(uint32_t acquisition,
                           const std::function<Result<void>(const vault::AcquisitionItem&)>& each);
    Result<ingest::SourceEntry> source(uint64_t number);
    // The path of the source that `identity` names, also if an ingest stopped in the middle of it.
    Result<std::string> source_path(uint64_t number, const record::SourceIdentity& identity);

    // --- reading (all need the store), by whoever holds the case's folder. Each leaves an entry in the audit log
    // before it gives anything (docs/audit.md); users of a server read through app::Reading instead. Parses and runs a
    // query; errors of the language are Code::usage with the byte offset in the query.
    Result<SearchResult> search(std::string_view query, const SearchOptions& options, const store::Control& control);
    Result<store::Totals> count(std::string_view query, const store::Control& control);
    Result<void> histogram(std::string_view query, store::Period period, const store::Each<store::PeriodCount>& each,
                           const store::Control& control);
    Result<void> group_by(std::string_view query, store::GroupKey key, const store::Each<store::GroupCount>& each,
                          const store::Control& control);
    Result<void> conversations(std::string_view query, const store::Each<store::ConversationInfo>& each,
                               const store::Control& control);
    Result<void> handles(std::string_view query, const store::Each<store::HandleInfo>& each,
                         const store::Control& control);
    Result<store::Store::ConversationPage> conversation_around(uint64_t seq, uint64_t before, uint64_t after);
    Result<FullMessage> message(uint64_t seq);
    // These messages in the order given, not_found if one is not there.
    Result<std::vector<store::Hit>> hits(std::span<const uint64_t> seqs);
    // The original bytes of a message: its locator in its source object.
    Result<std::string> original_bytes(const FullMessage& message, uint64_t limit_bytes);

    // --- comparing
    // Two parts of the evidence, row by row. A selection is the number of an acquisition, "source:12", "source:3-7", or
    // a pattern of source paths ("*/april/*.csv"). `options` names the temporary folder; the rest is filled in.
    Result<compare::Report> compare(const std::string& a, const std::string& b, compare::Options options,
                                    const compare::Receiver& receiver, const ingest::Control& control);

    // --- gaps
    // What the case should hold and does not, device by device; needs the store.
    Result<gaps::Report> gaps(const gaps::Options& options, const gaps::Receiver& receiver,
                              const store::Control& control);

    // --- seals (docs/seals.md)
    // Fixes the state of the log, all sources, conversations and participations under one signature; needs the store.
    Result<log::FiledSeal> seal(const SealOptions& options, const ingest::Control& control);
    // All of them in order, each with signature and chain checked.
    Result<std::vector<log::FiledSeal>> seals();
    Result<log::FiledSeal> read_seal(std::optional<uint64_t> number);  // none: the last
    // Makes the trees of a seal anew; gives in words what differs from the seal, or nothing. Needs the store.
    Result<std::string> seal_again(uint64_t number, const ingest::Control& control);
    // What goes out to a time-stamping authority or a witness, and what comes back, all as files (none: the last seal).
    Result<std::string> timestamp_request(std::optional<uint64_t> number);
    Result<crypto::Timestamp> file_timestamp(std::optional<uint64_t> number, std::string_view response,
                                             std::string_view trusted_pem);
    // `old_size`: what the witness signed last (none: the seal before).
    Result<std::string> witness_request(std::optional<uint64_t> number, std::optional<uint64_t> old_size);
    Result<uint64_t> file_cosignature(std::optional<uint64_t> number, std::string_view bytes,
                                      const note::WitnessKey& witness);

    // --- selections, exhibits, disclosures (app/selections.h, workbench/workbench.h)
    // For listing; what adds goes through the functions below, which check it against the case.
    Result<workbench::Workbench*> workbench();
    // Saves a query with what it finds now. Needs the store, like rerun and export.
    Result<workbench::Selection> select(const NewSelection& selection, const store::Control& control);
    Result<SelectionView> saved_selection(const std::string& name);
    Result<SelectionRerun> rerun_selection(const std::string& name, const store::Control& control);
    Result<workbench::Change> change_selection(const std::string& name, workbench::Change change);
    // What the query found, in its order, removed ones too; then what was added by hand.
    Result<void> each_item(const std::string& name, const EachItem& each);
    Result<void> each_selected(const std::string& name, const workbench::EachNumber& each);  // without the removed
    // selection.json, with so many neighbours counted before and after each item; gives its SHA-256.
    Result<Hash> export_selection(const std::string& name, uint64_t neighbours, const WriteText& write,
                                  const store::Control& control);
    // Of these messages, or, if exhibit.selection names one, of what is selected in it.
    Result<workbench::Exhibit> add_exhibit(workbench::Exhibit exhibit, const std::vector<uint64_t>& seqs);
    Result<void> withdraw_exhibit(const std::string& number, const workbench::Exhibit::Withdrawal& withdrawal);
    // Notes that what is selected left the house, so that it is marked wherever it is found again.
    Result<workbench::Disclosure> note_disclosed(workbench::Disclosure disclosure, const std::string& selection);

    // --- sweeps (app/sweep.h) and requests of the defence (app/requests.h); both need the store
    Result<Sweep> prepare_sweep(const SweepOptions& options, const store::Control& control);
    // Oldest first; fills the counts of `sweep`.
    Result<void> each_swept(Sweep& sweep, const std::function<Result<void>(const SweptHit&)>& each,
                            const store::Control& control);
    // Runs the terms of a signed request, signs the answer, and keeps both.
    Result<AnsweredTerms> answer_request(std::string_view request, const AnswerOptions& options,
                                         const store::Control& control);

    // --- disclosure (docs/disclosure.md)
    // A bundle that a stranger can check; needs the store and a seal.
    Result<disclose::BundleReport> disclose(DiscloseOptions options, const ingest::Control& control);
    // An opening (docs/bundle.md, section 4): what makes parts that a bundle withheld readable in it.
    Result<std::string> open_withheld(const std::string& bundle, const std::vector<WithheldPart>& parts);

    // --- removal by law (docs/destroy.md); needs the store
    // What would go, changing nothing.
    Result<DestroyPlan> plan_destruction(const DestroyChoice& choice, const ingest::Control& control);
    // Carries out the plan with this hash, and no other.
    Result<DestroyReport> destroy(const DestroyChoice& choice, const Hash& confirmed, const ingest::Control& control);
    const std::vector<log::FiledTombstone>& tombstones() const;
    bool is_destroyed(uint64_t seq) const;

    // --- audit (docs/audit.md)
    // What was done with the case: that of everybody, or the defence's own. Who may read it is for the caller.
    Result<audit::Log*> audit_log(bool defence);

    // --- authorities (docs/access.md): signed files, each checked and kept, with an entry in the audit log
    Result<void> trust_issuer(const note::VerifierKey& key);
    Result<access::Authority> add_authority(std::string_view file);
    Result<access::Withdrawal> withdraw_authority(std::string_view file);

    // --- proofs
    // The message proof file (docs/proofs.md): everything opened, under the last checkpoint.
    Result<std::string> prove(uint64_t seq);

  private:
    friend class Verification;
    friend class Disclosing;
    friend class DestructionPlanning;
    friend class Destruction;
    friend class Reading;
    struct Parts;
    explicit Case(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

// The verifier key of a case's audit log: the case's own under the log's name.
Result<note::VerifierKey> audit_key(const CaseInfo& info, bool defence);
Result<CaseInfo> read_info(const std::string& folder);  // of a case that is not opened

// What can be verified of a case that Case::open() refuses with `why`: the vault's hashes and every tile of the log.
// The report holds `why` as its first finding; store and records are left out.
Result<VerifyReport> verify_unopened(const std::string& folder, const Error& why, const ingest::Control& control);

// `verbatim profile preview`: what a format makes of a file, without a case. Reads in the sandboxed worker.
struct Preview {
    std::string format;
    uint32_t format_version = 0;
    ingest::SourceEntry entry;       // counts, assumptions, problem of the whole file
    std::vector<std::string> lines;  // the first messages and findings, each as one line of JSON
};
Result<Preview> preview(const std::string& file, const formats::Settings& settings, uint64_t lines_max,
                        const std::string& worker_program);

// `verbatim compare --files`: two files or folders, without a case, both read under `settings`.
Result<compare::Report> compare_files(const std::string& a, const std::string& b, const formats::Settings& settings,
                                      compare::Options options, const compare::Receiver& receiver,
                                      const ingest::Control& control);

}  // namespace verbatim::app
