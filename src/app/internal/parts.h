// SPDX-License-Identifier: Apache-2.0
// What a Case holds open, for the files of app/ only.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "access/authorities.h"
#include "app/case.h"
#include "app/internal/case_files.h"
#include "app/internal/seal_making.h"
#include "app/internal/selected.h"
#include "audit/audit.h"
#include "crypto/salts.h"
#include "log/log.h"
#include "log/tombstones.h"
#include "note/key.h"
#include "search/query.h"
#include "vault/vault.h"
#include "workbench/workbench.h"

namespace verbatim::app {

struct Case::Parts {
    std::string folder;
    CaseInfo info;
    Keys keys;
    OpenOptions options;
    vault::Vault vault;
    std::unique_ptr<log::Log> log;
    std::unique_ptr<store::Store> store;
    ingest::State state;
    std::vector<std::string> recovered;
    std::string store_problem;
    std::unique_ptr<workbench::Workbench> bench;  // opened by the first who needs it
    std::vector<log::FiledTombstone> tombstones;
    ingest::Removed removed;  // what they say
    std::unique_ptr<audit::Log> audit{};
    std::unique_ptr<audit::Log> defence_audit{};  // opened by the first who needs it
    std::mutex reading{};                         // guards defence_audit, the log's reader and files of locks

    // The audit log of everybody, or that of the defence.
    Result<audit::Log*> audit_of(bool defence);
    // An entry by the holder of the case; durable on return.
    Result<void> note(audit::LegalName name, std::string_view operation, std::string_view query,
                      const std::string& target, uint64_t shown, const std::string& detail);

    std::string store_folder() const { return folder + "/store"; }
    std::string log_folder() const { return folder + "/log"; }

    Result<void> open_store();
    // Reads the tombstones; from here on what they name is refused by every reader.
    Result<void> read_tombstones();
    void obey_tombstones();
    bool destruction_under_way() const { return !tombstones.empty() && !tombstones.back().done; }
    Error destroyed_error(uint64_t seq) const;  // of a record in `removed`
    // The words of one tombstone: "tombstone 1 of 2026-11-24 by ..., order ...".
    static std::string words_of(const note::Tombstone& tombstone);
    Result<void> open_audit();
    Result<void> check_store_size();
    // Links the rows that were inserted since the last time, and notes how far.
    Result<store::LinkReport> link(const ingest::Control& control);
    Result<void> need_store() const;
    // `listed` receives what goes wrong while names are looked up; it must outlive what is returned.
    search::Names names(Result<void>& listed);
    access::ScopeNames scope_names(Result<void>& listed);
    Result<store::Predicate> compile(std::string_view query, std::string* canonical);
    // As the functions of Case, without an entry: for those who write one.
    Result<FullMessage> full_message(Case& door, uint64_t seq);
    Result<std::string> message_bytes(const FullMessage& message, uint64_t limit_bytes);
    Result<std::string> message_proof(Case& door, uint64_t seq);
    Result<store::Predicate> compile_saved(const workbench::Selection& selection, std::string* canonical);
    // All rows that show an item: what the query finds, and what changes by hand name.
    Result<store::Predicate> item_rows(const workbench::Selection& selection,
                                       const std::vector<workbench::Change>& changes);
    Result<void> place_items(std::vector<Placed>& items, const store::Predicate& rows,
                             const store::Control& control) const;
    Result<workbench::TermAnswer> answer_term(const std::string& term, const std::string& scope, uint64_t log_size,
                                              const store::Control& control);
    Result<void> need_record(uint64_t seq) const;  // not_found unless the case has it
    ingest::Parts ingest_parts() {
        return {folder, vault, *log, store.get(), keys.salt, options.worker_program, &removed};
    }
    SealParts seal_parts() { return {folder, state, *store, keys.salt, removed}; }  // needs the store
    vault::Sign sign() const;
};

// "2026-11-23T08:00:00Z" from this machine's clock.
std::string utc_now();

}  // namespace verbatim::app
