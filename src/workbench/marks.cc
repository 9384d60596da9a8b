// SPDX-License-Identifier: Apache-2.0
#include "workbench/marks.h"

#include <mutex>

#include "workbench/internal/database.h"
#include "workbench/internal/state.h"

namespace verbatim::workbench {
namespace {

// "Vbmk". `tag_change` is what was done, in order, and never changes; `tagged` is what holds now.
constexpr const char* kSchema = R"(
PRAGMA application_id=1449291115;
CREATE TABLE IF NOT EXISTS tag (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, made_at TEXT NOT NULL,
    made_by TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tag_change (id INTEGER PRIMARY KEY, tag INTEGER NOT NULL REFERENCES tag,
    seq INTEGER NOT NULL, adds INTEGER NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tagged (seq INTEGER NOT NULL, tag INTEGER NOT NULL REFERENCES tag, made_at TEXT NOT NULL,
    made_by TEXT NOT NULL, PRIMARY KEY (seq, tag)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tagged_with ON tagged (tag);
CREATE TABLE IF NOT EXISTS saved_search (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, query TEXT NOT NULL,
    messages INTEGER NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS tag_change_kept_1 BEFORE UPDATE ON tag_change
    BEGIN SELECT RAISE(ABORT, 'what was done is never changed'); END;
CREATE TRIGGER IF NOT EXISTS tag_change_kept_2 BEFORE DELETE ON tag_change
    BEGIN SELECT RAISE(ABORT, 'what was done is never removed'); END;
)";

Result<void> need_tag(const std::string& name) {
    VB_TRY(need_text("the name of a tag", name));
    if (name.size() > kTagBytesMax || name.front() == ' ' || name.back() == ' ') {
        return Error{
            Code::usage, "a tag has at most " + std::to_string(kTagBytesMax) + " bytes, no space around it", {}, {}};
    }
    return {};
}

}  // namespace

struct MarkBook::State {
    explicit State(Database opened) : database(std::move(opened)) {}
    Database database;
    std::mutex mutex;

    Result<std::optional<uint64_t>> find_tag(const std::string& name) {
        VB_TRY_ASSIGN(Statement row, database.prepare("SELECT id FROM tag WHERE name = ?1"));
        VB_TRY(row.with(name));
        VB_TRY_ASSIGN(const bool found, row.step());
        return found ? std::optional(row.number(0)) : std::nullopt;
    }

    Result<uint64_t> tag_of(const std::string& name, const Made& made) {
        VB_TRY_ASSIGN(const std::optional<uint64_t> known, find_tag(name));
        if (known) {
            return *known;
        }
        VB_TRY_ASSIGN(Statement add, database.prepare("INSERT INTO tag VALUES (NULL, ?1, ?2, ?3)"));
        VB_TRY(add.run(name, made.at, made.by));
        return database.last_id();
    }

    // Only what changes something is noted.
    Result<void> change(uint64_t tag, std::span<const uint64_t> seqs, bool adds, const Made& made) {
        VB_TRY_ASSIGN(Statement has, database.prepare("SELECT 1 FROM tagged WHERE seq = ?1 AND tag = ?2"));
        VB_TRY_ASSIGN(Statement set, database.prepare("INSERT INTO tagged VALUES (?1, ?2, ?3, ?4)"));
        VB_TRY_ASSIGN(Statement clear, database.prepare("DELETE FROM tagged WHERE seq = ?1 AND tag = ?2"));
        VB_TRY_ASSIGN(Statement note, database.prepare("INSERT INTO tag_change VALUES (NULL, ?1, ?2, ?3, ?4, ?5)"));
        for (const uint64_t seq : seqs) {
            VB_TRY(has.with(seq, tag));
            VB_TRY_ASSIGN(const bool is_tagged, has.step());
            if (is_tagged == adds) {
                continue;
            }
            VB_TRY(adds ? set.run(seq, tag, made.at, made.by) : clear.run(seq, tag));
            VB_TRY(note.run(tag, seq, uint64_t{adds}, made.at, made.by));
        }
        return {};
    }
};

MarkBook::MarkBook(std::unique_ptr<State> state) : state_(std::move(state)) {}
MarkBook::~MarkBook() = default;

Result<std::unique_ptr<MarkBook>> MarkBook::open(const std::string& file) {
    VB_TRY_ASSIGN(Database database, Database::open(file));
    VB_TRY(database.run(kSchema));
    return std::unique_ptr<MarkBook>(new MarkBook(std::make_unique<State>(std::move(database))));
}

Result<void> MarkBook::add_tag(const std::string& name, const Made& made) {
    VB_TRY(need_tag(name));
    VB_TRY(need_made(made));
    const std::lock_guard lock(state_->mutex);
    VB_TRY(state_->tag_of(name, made));
    return {};
}

Result<std::vector<TagCount>> MarkBook::tags() {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement rows,
                  state_->database.prepare("SELECT name, (SELECT count(*) FROM tagged WHERE tag = id) FROM tag "
                                           "ORDER BY name"));
    std::vector<TagCount> out;
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return out;
        }
        out.push_back({rows.text(0), rows.number(1)});
    }
}

Result<void> MarkBook::tag(std::span<const uint64_t> seqs, std::span<const std::string> add,
                           std::span<const std::string> remove, const Made& made) {
    VB_TRY(need_made(made));
    for (const std::string& name : add) {
        VB_TRY(need_tag(name));
    }
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Transaction together, Transaction::begin(state_->database));
    for (const std::string& name : remove) {
        VB_TRY_ASSIGN(const std::optional<uint64_t> tag, state_->find_tag(name));
        if (tag) {
            VB_TRY(state_->change(*tag, seqs, false, made));
        }
    }
    for (const std::string& name : add) {
        VB_TRY_ASSIGN(const uint64_t tag, state_->tag_of(name, made));
        VB_TRY(state_->change(tag, seqs, true, made));
    }
    return together.commit();
}

Result<std::vector<Tagged>> MarkBook::tags_of(uint64_t seq) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement rows,
                  state_->database.prepare("SELECT name, tagged.made_at, tagged.made_by FROM tagged JOIN tag ON tag = "
                                           "id WHERE seq = ?1 ORDER BY name"));
    VB_TRY(rows.with(seq));
    std::vector<Tagged> out;
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return out;
        }
        out.push_back({rows.text(0), {rows.text(1), rows.text(2)}});
    }
}

Result<std::map<uint64_t, std::vector<std::string>>> MarkBook::tags_of(std::span<const uint64_t> seqs) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement rows, state_->database.prepare(
                                      "SELECT name FROM tagged JOIN tag ON tag = id WHERE seq = ?1 ORDER BY name"));
    std::map<uint64_t, std::vector<std::string>> out;
    for (const uint64_t seq : seqs) {
        VB_TRY(rows.with(seq));
        while (true) {
            VB_TRY_ASSIGN(const bool more, rows.step());
            if (!more) {
                break;
            }
            out[seq].push_back(rows.text(0));
        }
    }
    return out;
}

Result<SavedSearch> MarkBook::save(SavedSearch search) {
    VB_TRY(need_text("a name of the selection", search.name));
    VB_TRY(need_made(search.made));
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement taken, state_->database.prepare("SELECT 1 FROM saved_search WHERE name = ?1"));
    VB_TRY(taken.with(search.name));
    VB_TRY_ASSIGN(const bool is_taken, taken.step());
    if (is_taken) {
        return Error{Code::conflict, "there is a selection of this name already", {search.name, {}}, "choose another"};
    }
    VB_TRY_ASSIGN(Statement add,
                  state_->database.prepare("INSERT INTO saved_search VALUES (NULL, ?1, ?2, ?3, ?4, ?5)"));
    VB_TRY(add.run(search.name, search.query, search.messages, search.made.at, search.made.by));
    return search;
}

Result<std::vector<SavedSearch>> MarkBook::saved() {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement rows, state_->database.prepare("SELECT name, query, messages, made_at, made_by FROM "
                                                           "saved_search ORDER BY id"));
    std::vector<SavedSearch> out;
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return out;
        }
        out.push_back({rows.text(0), rows.text(1), rows.number(2), {rows.text(3), rows.text(4)}});
    }
}

}  // namespace verbatim::workbench
