// SPDX-License-Identifier: Apache-2.0
#include "compare/files.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "base/limits.h"
#include "ingest/expand.h"
#include "ingest/read_source.h"

namespace verbatim::compare {

LooseFiles::~LooseFiles() {
    if (folder_.empty()) {
        return;
    }
    vault_.reset();
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
}

Result<void> LooseFiles::take_in(const Stop& stop) {
    std::string folder = temporary_folder_ + "/verbatim-compare-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) {
        Error error = io_error("make a folder in", temporary_folder_, errno);
        error.advice = "name another folder with --temporary";
        return error;
    }
    folder_ = folder;
    std::vector<std::string> recovered;
    VB_TRY_ASSIGN(vault_, vault::Vault::open(folder_, recovered));
    ingest::AcquireOptions options;
    options.storage = vault::Storage::reference;
    options.settings = settings_;
    ingest::Control control;
    control.cancelled = stop;
    // Nobody will ask who vouches for a folder that goes again.
    const vault::Sign sign = [](std::string_view text) -> Result<std::string> { return std::string(text); };
    VB_TRY_ASSIGN(const ingest::Acquired acquired, ingest::acquire(*vault_, {path_}, options, sign, control));
    return {};
}

Result<void> LooseFiles::expand(ingest::WorkItem item, const Stop& stop, Delivery& out) {
    std::string kind;
    if (item.object && item.size_bytes > 0) {
        VB_TRY_ASSIGN(kind, ingest::peek_container(*vault_, *item.object));
    }
    if (kind.empty() || item.container.size() >= limits::kContainerDepthMax) {
        out.items.push_back(std::move(item));
        return {};
    }
    VB_TRY_ASSIGN(auto process, ingest::ParseProcess::start(worker_program_));
    VB_TRY_ASSIGN(ingest::StartedSource started, ingest::start_source(*process, *vault_, item, true));
    ingest::SourceEntry entry;
    entry.path = item.path;
    entry.object = item.object;
    entry.size_bytes = item.size_bytes;
    ingest::Expansion expansion(*vault_);
    ingest::SourceHandlers handlers;
    handlers.members = &expansion;
    handlers.finding = [](const ingest::Finding&) { return Result<void>{}; };
    handlers.batch = [](std::string&, uint64_t, uint64_t) { return Result<void>{}; };
    handlers.progress = [&](uint64_t) { return !stop(); };
    VB_TRY(ingest::read_source(started, entry, handlers));
    VB_TRY_ASSIGN(const std::vector<vault::Member> members, expansion.take(entry));
    if (entry.status != ingest::SourceStatus::container || !entry.problem.empty()) {
        // Looked like one and is none, or broke off: the file itself is compared as a whole.
        ingest::WorkItem broken = item;
        if (!entry.problem.empty()) {
            broken.problem = entry.problem;
        }
        out.items.push_back(std::move(broken));
    }
    for (const vault::Member& member : members) {
        ingest::WorkItem inner;
        inner.acquisition = item.acquisition;
        inner.path = item.path + "/" + member.path;
        inner.object = member.sha256;
        inner.size_bytes = member.size_bytes;
        inner.container = item.container;
        inner.container.push_back({*item.object, member.path});
        inner.problem = member.problem;
        inner.settings = item.settings;
        VB_TRY(expand(std::move(inner), stop, out));
    }
    return {};
}

Result<Delivery> LooseFiles::load(const Stop& stop) {
    VB_TRY(take_in(stop));
    Delivery out;
    out.vault = &*vault_;
    VB_TRY_ASSIGN(ingest::WorkList work, ingest::WorkList::open(*vault_));
    for (;;) {
        VB_TRY_ASSIGN(const ingest::WorkItem* next, work.front());
        if (next == nullptr) {
            return out;
        }
        VB_TRY(expand(work.pop(), stop, out));
    }
}

}  // namespace verbatim::compare
