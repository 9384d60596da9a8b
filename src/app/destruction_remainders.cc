// SPDX-License-Identifier: Apache-2.0
// What becomes of each object: all of it goes, or a remainder is made and tried, or it is refused.
#include <algorithm>
#include <array>

#include "app/internal/destruction_planning.h"
#include "app/internal/raw_search.h"
#include "app/internal/remainder.h"
#include "ingest/read_source.h"

namespace verbatim::app {
namespace {

constexpr std::array kFills = {"zero", "space", "braces"};
constexpr std::string_view kSqlite = "SQLite format 3";
constexpr size_t kHeadBytes = 16;

std::vector<formats::ByteRange> ranges_of(const std::vector<note::Span>& spans) {
    std::vector<formats::ByteRange> out;
    for (const note::Span& span : spans) {
        out.push_back({span.begin, span.end});
    }
    return out;
}

}  // namespace

Result<void> DestructionPlanning::make_remainders() {
    for (auto& [hash, object] : objects_) {
        DestroyPlan::Object planned;
        planned.what.object = hash;
        planned.path = object.sources.empty() ? hash.hex() : object.sources.front().path;
        planned.records = object.rows.size();
        planned.of = object.records;
        refuse_containers(object);
        VB_TRY_ASSIGN(const auto original, parts_.vault.original(hash));
        if (original && original->outside) {
            plan_.outside.push_back(planned.path + " is kept by link or reference: the file outside the case stays");
        }
        if (const auto open = parts_.vault.open_object(hash)) {
            planned.size_bytes = open->size_bytes;
        }
        if (!gone_.contains(hash) && !is_whole(object)) {
            VB_TRY_ASSIGN(auto made, make_remainder(hash, object));
            if (!made) {
                continue;
            }
            planned.what = std::move(*made);
        }
        plan_.objects.push_back(std::move(planned));
    }
    return {};
}

void DestructionPlanning::refuse_containers(const Object& object) {
    std::set<Hash> named;
    for (const ingest::SourceEntry& source : object.sources) {
        for (const record::ContainerStep& step : source.container) {
            const auto known = parts_.removed.objects.find(step.object);
            const bool was_gone = known != parts_.removed.objects.end() && known->second.gone;
            if (!was_gone && !gone_.contains(step.object) && named.insert(step.object).second) {
                refuse(source.path + " stands in a container too, whose bytes cannot be cut; the whole container can " +
                       "go: --object " + step.object.hex());
            }
        }
    }
}

std::string DestructionPlanning::cannot_be_cut(const Hash& hash, const Object& object) const {
    if (object.has_rows_of_tables) {
        return "its rows have no place of their own in the file";
    }
    const auto open = parts_.vault.open_object(hash);
    if (!open) {
        return open.error().to_string();
    }
    uint8_t head[kHeadBytes];
    const auto count = io::read_at(open->fd.get(), 0, head, open->path);
    if (count && as_text(Bytes(head, *count)).starts_with(kSqlite)) {
        return "a database keeps deleted rows in free pages and logs";
    }
    const auto kind = ingest::peek_container(parts_.vault, hash);
    return kind && kind->empty() ? std::string() : "it is a container";
}

// None: refused.
Result<std::optional<note::DestroyedObject>> DestructionPlanning::make_remainder(const Hash& hash, Object& object) {
    std::string why = cannot_be_cut(hash, object);
    if (why.empty()) {
        VB_TRY_ASSIGN(const vault::OpenObject open, parts_.vault.open_object(hash));
        VB_TRY_ASSIGN(object.ranges, ranges_to_blank(open, object));
        for (const char* fill : kFills) {
            VB_TRY_ASSIGN(const Hash remainder, write_remainder(parts_.vault, hash, open, object.ranges, fill));
            VB_TRY_ASSIGN(why, try_remainder(hash, object, remainder));
            if (why.empty()) {
                return std::optional(note::DestroyedObject{hash, remainder, fill, object.ranges});
            }
        }
        why = "without them its other records would not be the same (" + why + ")";
    }
    refuse((object.sources.empty() ? hash.hex() : object.sources.front().path) + ": " +
           std::to_string(object.rows.size()) + " of " + std::to_string(object.records) +
           " records cannot be cut out of it: " + why + "; the whole object can go: --object " + hash.hex());
    return std::optional<note::DestroyedObject>();
}

// Each row loses its own line end before rows that touch are joined: the line ends between them stay as well.
Result<std::vector<note::Span>> DestructionPlanning::ranges_to_blank(const vault::OpenObject& open,
                                                                     const Object& object) {
    std::vector<note::Span> rows;
    for (const Row& row : object.rows) {
        rows.push_back({row.begin, row.end});
    }
    VB_TRY(spare_line_ends(open, rows));
    std::vector<formats::ByteRange> joined = ranges_of(rows);
    ingest::join_ranges(joined);
    rows.clear();
    for (const formats::ByteRange& range : joined) {
        rows.push_back({range.begin, range.end});
    }
    return rows;
}

// Reads every source of the object again from the remainder; empty: each record that stays is as the log has it.
Result<std::string> DestructionPlanning::try_remainder(const Hash& hash, const Object& object, const Hash& remainder) {
    vault::Vault trial = parts_.vault;
    auto destroyed = trial.destroyed();
    destroyed[hash] = {parts_.tombstones.size() + 1, remainder, trial.staging_path(hash)};
    trial.set_destroyed(std::move(destroyed));
    ingest::Removed removed = parts_.removed;
    std::vector<formats::ByteRange> records;
    for (const Row& row : object.rows) {
        records.push_back({row.seq, row.seq + 1});
    }
    removed.add(records);
    removed.add_holes(hash, ranges_of(object.ranges));
    const ingest::Parts parts{
        parts_.folder, trial, *parts_.log, nullptr, parts_.keys.salt, parts_.options.worker_program, &removed};
    std::string differs;
    ingest::ReparseOptions options;
    options.chosen = [&](const ingest::SourceEntry& entry) { return entry.object == hash; };
    VB_TRY(ingest::reparse(
        parts, parts_.state, options,
        [&](const ingest::Difference& difference) { differs = differs.empty() ? difference.what : differs; },
        control_));
    return differs;
}

// Every other file of the case: exports of ours, other evidence, notes of people.
Result<void> DestructionPlanning::look_in_files() {
    Needles needles;
    std::vector<size_t> numbers;
    for (size_t i = 0; i < words_.size(); ++i) {
        // What stands in records too is asked for already; their bytes in the vault are no other place.
        if (words_[i].text.size() >= Needles::kLeast && !words_[i].elsewhere) {
            needles.add(words_[i].text);
            numbers.push_back(i);
        }
    }
    needles.ready();
    std::set<std::string> leave_out{ingest::findings_path(parts_.folder)};
    for (const auto& [hash, object] : objects_) {
        VB_TRY_ASSIGN(const auto original, parts_.vault.original(hash));
        if (original) {
            leave_out.insert(original->path);
        }
        leave_out.insert(parts_.vault.remainder_path(hash));  // of an earlier tombstone; a new one takes its place
    }
    RawSearch search;
    const std::string store = parts_.store_folder() + "/";
    search.leave_out = [&](const std::string& path) { return path.starts_with(store) || leave_out.contains(path); };
    search.found = [&](size_t needle, const std::string& path, uint64_t offset) {
        words_[numbers[needle]].elsewhere = true;
        tell("file", std::nullopt, path + " at byte " + std::to_string(offset));
    };
    search.progress = [&](uint64_t bytes) { return progress("looking through the files", 0, bytes); };
    return search_files(parts_.folder, needles, search);
}

}  // namespace verbatim::app
