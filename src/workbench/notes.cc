// SPDX-License-Identifier: Apache-2.0
#include "workbench/notes.h"

#include <mutex>

#include "base/utf8.h"
#include "workbench/internal/database.h"

namespace verbatim::workbench {
namespace {

// "Vbnt". Deleted notes are overwritten, and their numbers not given again.
constexpr const char* kSchema = R"(
PRAGMA application_id=1449291380; PRAGMA secure_delete=ON;
CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER, text TEXT NOT NULL,
    made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX IF NOT EXISTS note_of ON note (seq, id);
CREATE TABLE IF NOT EXISTS sent_request (number INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, file TEXT NOT NULL,
    made_at TEXT NOT NULL, made_by TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sent_answer (number INTEGER PRIMARY KEY REFERENCES sent_request, file TEXT NOT NULL,
    answered_at TEXT NOT NULL) STRICT;
)";

constexpr const char* kNoteColumns = "SELECT id, seq, text, made_at, made_by, changed_at FROM note ";

Result<void> check_text(const std::string& text) {
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
        return Error{Code::usage, "a note has no text", {}, {}};
    }
    if (text.size() > kNoteBytesMax || !is_utf8(text)) {
        return Error{Code::usage,
                     "a note is UTF-8 of at most " + std::to_string(kNoteBytesMax) + " bytes",
                     {},
                     "make two of it"};
    }
    return {};
}

Error no_note(uint64_t id) {
    return {Code::not_found, "there is no note " + std::to_string(id), {}, {}};
}

Note read_note(const Statement& row) {
    Note note;
    note.id = row.number(0);
    if (!row.is_null(1)) {
        note.seq = row.number(1);
    }
    note.text = row.text(2);
    note.made = {row.text(3), row.text(4)};
    note.changed_at = row.text(5);
    return note;
}

}  // namespace

struct NoteBook::State {
    explicit State(Database opened) : database(std::move(opened)) {}
    Database database;
    std::mutex mutex;

    Result<Note> find(uint64_t id) {
        VB_TRY_ASSIGN(Statement row, database.prepare(std::string(kNoteColumns) + "WHERE id = ?1"));
        VB_TRY(row.with(id));
        VB_TRY_ASSIGN(const bool found, row.step());
        return found ? Result<Note>(read_note(row)) : no_note(id);
    }
};

NoteBook::NoteBook(std::unique_ptr<State> state) : state_(std::move(state)) {}
NoteBook::~NoteBook() = default;

Result<std::unique_ptr<NoteBook>> NoteBook::open(const std::string& file) {
    VB_TRY_ASSIGN(Database database, Database::open(file));
    VB_TRY(database.run(kSchema));
    return std::unique_ptr<NoteBook>(new NoteBook(std::make_unique<State>(std::move(database))));
}

Result<Note> NoteBook::add(Note note) {
    VB_TRY(check_text(note.text));
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement add,
                  state_->database.prepare(note.seq ? "INSERT INTO note (text, made_at, made_by, seq) VALUES (?1, ?2, "
                                                      "?3, ?4)"
                                                    : "INSERT INTO note (text, made_at, made_by) VALUES (?1, ?2, ?3)"));
    VB_TRY(note.seq ? add.run(note.text, note.made.at, note.made.by, *note.seq)
                    : add.run(note.text, note.made.at, note.made.by));
    note.id = state_->database.last_id();
    return note;
}

Result<Note> NoteBook::change(uint64_t id, const std::string& text, const std::string& at) {
    VB_TRY(check_text(text));
    const std::lock_guard lock(state_->mutex);
    VB_TRY(state_->find(id));
    VB_TRY_ASSIGN(Statement change,
                  state_->database.prepare("UPDATE note SET text = ?2, changed_at = ?3 WHERE id = ?1"));
    VB_TRY(change.run(id, text, at));
    return state_->find(id);
}

Result<Note> NoteBook::note(uint64_t id) {
    const std::lock_guard lock(state_->mutex);
    return state_->find(id);
}

Result<void> NoteBook::remove(uint64_t id) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY(state_->find(id));
    VB_TRY_ASSIGN(Statement remove, state_->database.prepare("DELETE FROM note WHERE id = ?1"));
    VB_TRY(remove.run(id));
    // The log of what was written holds the text as well, until it is emptied.
    return state_->database.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

Result<void> NoteBook::each(const std::function<Result<void>(const Note&)>& each) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement rows, state_->database.prepare(std::string(kNoteColumns) + "ORDER BY seq, id"));
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return {};
        }
        VB_TRY(each(read_note(rows)));
    }
}

Result<std::vector<Note>> NoteBook::of_message(uint64_t seq) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement rows, state_->database.prepare(std::string(kNoteColumns) + "WHERE seq = ?1 ORDER BY id"));
    VB_TRY(rows.with(seq));
    std::vector<Note> notes;
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return notes;
        }
        notes.push_back(read_note(rows));
    }
}

Result<uint64_t> NoteBook::count() {
    const std::lock_guard lock(state_->mutex);
    return state_->database.single("SELECT count(*) FROM note");
}

Result<uint64_t> NoteBook::next_request() {
    const std::lock_guard lock(state_->mutex);
    return state_->database.single("SELECT coalesce(max(number), 0) + 1 FROM sent_request");
}

Result<void> NoteBook::add_request(const SentRequest& request) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement add, state_->database.prepare("INSERT INTO sent_request VALUES (?1, ?2, ?3, ?4, ?5)"));
    return add.run(request.number, request.hash, request.file, request.made.at, request.made.by);
}

Result<void> NoteBook::add_answer(const Hash& request, const std::string& answer, const std::string& at) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement find, state_->database.prepare("SELECT number FROM sent_request WHERE sha256 = ?1"));
    VB_TRY(find.with(request));
    VB_TRY_ASSIGN(const bool found, find.step());
    if (!found) {
        return Error{Code::not_found, "the answer is to a request that was not made here", {}, {}};
    }
    const uint64_t number = find.number(0);
    VB_TRY_ASSIGN(Statement known, state_->database.prepare("SELECT file FROM sent_answer WHERE number = ?1"));
    VB_TRY(known.with(number));
    VB_TRY_ASSIGN(const bool answered, known.step());
    if (answered) {
        return known.text(0) == answer
                   ? Result<void>()
                   : Error{Code::conflict, "request " + std::to_string(number) + " has another answer already", {}, {}};
    }
    VB_TRY_ASSIGN(Statement add, state_->database.prepare("INSERT INTO sent_answer VALUES (?1, ?2, ?3)"));
    return add.run(number, answer, at);
}

Result<void> NoteBook::each_request(const std::function<Result<void>(const SentRequest&)>& each) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement rows,
                  state_->database.prepare("SELECT number, sha256, r.file, made_at, made_by, coalesce(a.file, ''), "
                                           "coalesce(answered_at, '') FROM sent_request r LEFT JOIN sent_answer a "
                                           "USING (number) ORDER BY number"));
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return {};
        }
        SentRequest request;
        request.number = rows.number(0);
        VB_TRY_ASSIGN(request.hash, rows.hash(1));
        request.file = rows.text(2);
        request.made = {rows.text(3), rows.text(4)};
        request.answer = rows.text(5);
        request.answered_at = rows.text(6);
        VB_TRY(each(request));
    }
}

}  // namespace verbatim::workbench
