// SPDX-License-Identifier: Apache-2.0
#include "app/case.h"

#include <array>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <system_error>

#include "app/internal/destruction.h"
#include "app/internal/parts.h"
#include "crypto/random.h"
#include "io/file.h"
#include "note/note.h"

namespace verbatim::app {
namespace {

constexpr size_t kIdBytes = 16;

std::string linked_path(const std::string& folder) {
    return folder + "/ingest/linked";
}

// How many rows the last link pass had seen. A missing or odd file means: link all again, which changes nothing.
uint64_t read_linked(const std::string& folder) {
    const auto text = io::read_file(linked_path(folder), 64);
    return text ? std::strtoull(text->c_str(), nullptr, 10) : 0;
}

}  // namespace

std::string utc_now() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    struct tm parts {};
    ::gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

Result<CaseInfo> Case::create(const std::string& folder, const NewCase& options) {
    std::error_code error;
    if (std::filesystem::exists(folder, error) && !std::filesystem::is_empty(folder, error)) {
        return Error{Code::conflict,
                     "the folder is not empty",
                     {folder, std::nullopt},
                     "choose a new folder; a case is never made over existing files"};
    }
    if (!options.salt_key_file.empty()) {
        VB_TRY(read_salt_key(options.salt_key_file));  // before anything is made
    }
    VB_TRY(io::make_directories(folder, 0700));
    CaseInfo info;
    std::array<uint8_t, kIdBytes> id{};
    VB_TRY(crypto::fill_random(id));
    info.id = to_hex(id);
    info.name = options.name.empty() ? std::filesystem::absolute(folder, error).lexically_normal().filename().string()
                                     : options.name;
    info.created = utc_now();
    info.version = VERBATIM_VERSION;
    info.record_version = record::kRecordVersion;
    VB_TRY_ASSIGN(const Keys keys, make_keys(folder, options, "verbatim-case/" + info.id));
    info.verifier_key = keys.signer.verifier().to_string();
    std::vector<std::string> recovered;
    VB_TRY(vault::Vault::open(folder + "/vault", recovered));
    VB_TRY(io::make_directories(folder + "/ingest", 0700));
    log::Recovery recovery;
    VB_TRY_ASSIGN(auto log, log::Log::open(folder + "/log", keys.signer, recovery));
    VB_TRY(log->commit(ingest::encode(ingest::State{})));
    VB_TRY(io::sync_filesystem(folder));
    // Last: a folder without case.toml is not a case.
    VB_TRY(write_case_file(folder, info));
    return info;
}

Result<std::unique_ptr<Case>> Case::open(const std::string& folder, const OpenOptions& options) {
    VB_TRY_ASSIGN(CaseInfo info, read_case_file(folder));
    VB_TRY_ASSIGN(Keys keys, read_keys(folder));
    if (keys.signer.verifier().to_string() != info.verifier_key) {
        return Error{Code::integrity,
                     "keys/log.key is not the key that case.toml names",
                     {folder, std::nullopt},
                     "restore both from one backup"};
    }
    std::vector<std::string> recovered;
    // The log's lock comes first: it is what keeps a second process away from everything else.
    log::Recovery recovery;
    VB_TRY_ASSIGN(auto log, log::Log::open(folder + "/log", keys.signer, recovery));
    for (const std::string& action : recovery.actions) {
        recovered.push_back("log: " + action);
    }
    VB_TRY_ASSIGN(vault::Vault vault, vault::Vault::open(folder + "/vault", recovered));
    VB_TRY_ASSIGN(ingest::State state, ingest::decode_state(recovery.state));
    std::unique_ptr<Parts> parts(new Parts{folder,
                                           std::move(info),
                                           std::move(keys),
                                           options,
                                           std::move(vault),
                                           std::move(log),
                                           nullptr,
                                           state,
                                           std::move(recovered),
                                           {},
                                           nullptr,
                                           {},
                                           {}});
    VB_TRY(parts->open_audit());
    VB_TRY(Destruction(*parts, {}).settle());
    VB_TRY(parts->read_tombstones());
    if (parts->options.worker_program.empty()) {
        VB_TRY_ASSIGN(const std::string beside, io::executable_directory());
        parts->options.worker_program = beside + "/verbatim-parse-worker";
    }
    if (options.store != StoreUse::none) {
        auto opened = parts->open_store();
        if (!opened && (options.store == StoreUse::required || opened.error().code == Code::conflict)) {
            return opened.error();
        }
        if (!opened) {
            parts->store.reset();
            parts->store_problem = opened.error().to_string();
        }
    }
    if (parts->destruction_under_way()) {
        VB_TRY(Destruction(*parts, {}).resume());
    }
    return std::unique_ptr<Case>(new Case(std::move(parts)));
}

Result<void> Case::Parts::open_store() {
    store::Options store_options;
    store_options.library = options.store_library;
    store_options.memory_bytes = options.store_memory_bytes;
    store_options.query_memory_bytes = options.store_memory_bytes / 2;
    if (!io::exists(store_folder()) && log->committed_size() > 0) {
        return Error{Code::not_found,
                     "the store is missing",
                     {store_folder(), std::nullopt},
                     "make it anew from vault and log with: verbatim rebuild " + folder};
    }
    VB_TRY_ASSIGN(store, store::Store::open(store_folder(), store_options));
    // A destruction under way goes on first; it opens the store again.
    return destruction_under_way() ? Result<void>() : check_store_size();
}

Result<void> Case::Parts::check_store_size() {
    VB_TRY_ASSIGN(uint64_t rows, store->count());
    const uint64_t size = log->committed_size();
    const uint64_t expected = size - removed.count_below(size);
    if (rows > expected) {
        VB_TRY(store->truncate(size));
        const uint64_t before = rows;
        VB_TRY_ASSIGN(rows, store->count());
        if (rows < before) {
            recovered.push_back("store: dropped " + std::to_string(before - rows) +
                                " row(s) beyond the last commit point");
        }
    }
    if (rows != expected) {
        return Error{Code::integrity,
                     "the store holds " + std::to_string(rows) + " rows, the log " + std::to_string(size) + " records" +
                         (expected < size ? " of which " + std::to_string(size - expected) + " were destroyed" : ""),
                     {store_folder(), std::nullopt},
                     "make it anew from vault and log with: verbatim rebuild " + folder};
    }
    if (read_linked(folder) < size) {
        VB_TRY(link({}));
    }
    return {};
}

Result<store::LinkReport> Case::Parts::link(const ingest::Control& control) {
    store::Control store_control;
    store_control.cancelled = control.cancelled;
    if (control.progress) {
        ingest::Progress progress;
        progress.stage = "linking";
        control.progress(progress);
    }
    VB_TRY_ASSIGN(const store::LinkReport report, store->link(read_linked(folder), store_control));
    VB_TRY(io::make_directories(folder + "/ingest", 0700));
    VB_TRY(io::replace_file(linked_path(folder), as_bytes(std::to_string(log->committed_size()) + "\n")));
    return report;
}

Result<void> Case::Parts::need_store() const {
    if (store) {
        return {};
    }
    return Error{Code::not_found,
                 store_problem.empty() ? "this needs the message store" : store_problem,
                 {},
                 "make it anew with: verbatim rebuild " + folder};
}

vault::Sign Case::Parts::sign() const {
    return [this](std::string_view text) -> Result<std::string> {
        VB_TRY_ASSIGN(const note::Note note, note::sign(text, keys.signer));
        return note.to_string();
    };
}

Case::Case(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Case::~Case() = default;

Result<void> Case::close() {
    Result<void> result;
    if (parts_->store) {
        result = parts_->store->close();
        parts_->store.reset();
    }
    for (std::unique_ptr<audit::Log>* log : {&parts_->audit, &parts_->defence_audit}) {
        if (*log) {
            const Result<void> closed = (*log)->close();
            result = result ? closed : result;
            log->reset();
        }
    }
    parts_->log.reset();
    return result;
}

const CaseInfo& Case::info() const {
    return parts_->info;
}
const std::string& Case::folder() const {
    return parts_->folder;
}
const std::vector<std::string>& Case::recovered() const {
    return parts_->recovered;
}
const std::string& Case::store_problem() const {
    return parts_->store_problem;
}

}  // namespace verbatim::app
