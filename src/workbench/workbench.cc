// SPDX-License-Identifier: Apache-2.0
#include "workbench/workbench.h"

#include <map>

#include "base/utf8.h"
#include "workbench/internal/schema.h"
#include "workbench/internal/state.h"

namespace verbatim::workbench {
namespace {

constexpr size_t kTextBytesMax = size_t{64} << 10;

constexpr std::string_view kSelections =
    "SELECT s.name, s.origin, s.query, s.canonical, s.ordering, s.collapse, s.checkpoint_size, s.checkpoint_root, "
    "s.version, s.messages, s.sightings, l.count, l.sha256, s.made_at, s.made_by, s.id, s.list FROM selection s JOIN "
    "list l ON l.id = s.list";

Result<Selection> read_selection(const Statement& row) {
    Selection out;
    out.name = row.text(0);
    out.origin = row.text(1);
    out.query = row.text(2);
    out.canonical = row.text(3);
    out.order = row.text(4);
    out.collapse = row.text(5);
    out.checkpoint_size = row.number(6);
    VB_TRY_ASSIGN(out.checkpoint_root, row.hash(7));
    out.version = row.text(8);
    out.messages = row.number(9);
    out.sightings = row.number(10);
    out.count = row.number(11);
    VB_TRY_ASSIGN(out.list_hash, row.hash(12));
    out.made = {row.text(13), row.text(14)};
    return out;
}

struct StoredSelection {
    Selection selection;
    uint64_t id = 0;
    uint64_t list = 0;
};

Result<StoredSelection> find_selection(Database& database, const std::string& name) {
    VB_TRY_ASSIGN(Statement find, database.prepare(std::string(kSelections) + " WHERE s.name = ?1"));
    VB_TRY(find.with(name));
    VB_TRY_ASSIGN(const bool found, find.step());
    if (!found) {
        return Error{Code::not_found, "there is no selection of this name", {name, {}}, "see: verbatim select --list"};
    }
    StoredSelection out;
    VB_TRY_ASSIGN(out.selection, read_selection(find));
    out.id = find.number(15);
    out.list = find.number(16);
    return out;
}

}  // namespace

Result<void> need_text(std::string_view what, std::string_view text) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    for (const char c : text) {
        if (is_control(c)) {
            return Error{Code::usage, std::string(what) + " holds a control character", {}, "write it on one line"};
        }
    }
    if (text.empty() || !is_utf8(text) || text.size() > kTextBytesMax) {
        return Error{Code::usage, std::string(what) + " is needed: one line of text, at most 64 KiB", {}, ""};
    }
    return {};
}

Result<void> need_made(const Made& made) {
    VB_TRY(need_text("the name of who does this", made.by));
    return need_text("the time", made.at);
}

NumberSource numbers_of(std::vector<uint64_t> list) {
    return [list = std::move(list), at = size_t{0}]() mutable -> Result<std::optional<uint64_t>> {
        return at < list.size() ? std::optional(list[at++]) : std::nullopt;
    };
}

Workbench::Workbench(std::unique_ptr<State> state) : state_(std::move(state)) {}
Workbench::~Workbench() = default;

Result<std::unique_ptr<Workbench>> Workbench::open(const std::string& file) {
    VB_TRY_ASSIGN(Database database, Database::open(file));
    VB_TRY(bring_up_to_date(database));
    return std::unique_ptr<Workbench>(new Workbench(std::make_unique<State>(State{std::move(database)})));
}

Result<Selection> Workbench::add_selection(Selection selection, const NumberSource& numbers) {
    VB_TRY(need_text("a name of the selection", selection.name));
    VB_TRY(need_made(selection.made));
    Database& database = state_->database;
    VB_TRY_ASSIGN(Transaction change, Transaction::begin(database));
    VB_TRY_ASSIGN(Statement taken, database.prepare("SELECT 1 FROM selection WHERE name = ?1"));
    VB_TRY(taken.with(selection.name));
    VB_TRY_ASSIGN(const bool is_taken, taken.step());
    if (is_taken) {
        return Error{Code::conflict,
                     "there is a selection of this name already",
                     {selection.name, {}},
                     "a selection is never overwritten: choose another name"};
    }
    VB_TRY_ASSIGN(const List list, add_list(database, numbers));
    selection.count = list.count;
    selection.list_hash = list.hash;
    VB_TRY_ASSIGN(Statement add, database.prepare("INSERT INTO selection VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                                                  "?9, ?10, ?11, ?12, ?13, ?14)"));
    VB_TRY(add.run(selection.name, selection.origin, selection.query, selection.canonical, selection.order,
                   selection.collapse, selection.checkpoint_size, selection.checkpoint_root, selection.version,
                   selection.messages, selection.sightings, list.id, selection.made.at, selection.made.by));
    VB_TRY(change.commit());
    return selection;
}

Result<Selection> Workbench::selection(const std::string& name) {
    VB_TRY_ASSIGN(StoredSelection found, find_selection(state_->database, name));
    return std::move(found.selection);
}

Result<void> Workbench::each_selection(const std::function<Result<void>(const Selection&)>& each) {
    VB_TRY_ASSIGN(Statement rows, state_->database.prepare(std::string(kSelections) + " ORDER BY s.id"));
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return {};
        }
        VB_TRY_ASSIGN(const Selection selection, read_selection(rows));
        VB_TRY(each(selection));
    }
}

Result<void> Workbench::each_found(const std::string& name, const EachNumber& each) {
    VB_TRY_ASSIGN(const StoredSelection found, find_selection(state_->database, name));
    return each_number(state_->database, found.list, each);
}

Result<Change> Workbench::add_change(const std::string& name, Change change) {
    VB_TRY(need_text("a reason", change.why));
    VB_TRY(need_made(change.made));
    Database& database = state_->database;
    VB_TRY_ASSIGN(const StoredSelection found, find_selection(database, name));
    VB_TRY_ASSIGN(Statement add,
                  database.prepare("INSERT INTO selection_change VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6)"));
    VB_TRY(add.run(found.id, uint64_t{change.adds}, change.seq, change.why, change.made.at, change.made.by));
    change.number = database.last_id();
    change.superseded_by.reset();
    return change;
}

Result<std::vector<Change>> Workbench::changes(const std::string& name) {
    Database& database = state_->database;
    VB_TRY_ASSIGN(const StoredSelection found, find_selection(database, name));
    VB_TRY_ASSIGN(Statement rows, database.prepare("SELECT id, adds, seq, why, made_at, made_by FROM selection_change "
                                                   "WHERE selection = ?1 ORDER BY id"));
    VB_TRY(rows.with(found.id));
    std::vector<Change> out;
    std::map<uint64_t, size_t> last;  // by seq, the place of its latest change
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return out;
        }
        Change change;
        change.number = rows.number(0);
        change.adds = rows.number(1) != 0;
        change.seq = rows.number(2);
        change.why = rows.text(3);
        change.made = {rows.text(4), rows.text(5)};
        if (const auto before = last.find(change.seq); before != last.end()) {
            out[before->second].superseded_by = change.number;
        }
        last[change.seq] = out.size();
        out.push_back(std::move(change));
    }
}

Result<Disclosure> Workbench::add_disclosure(Disclosure disclosure, const NumberSource& numbers) {
    VB_TRY(need_text("what was disclosed", disclosure.what));
    VB_TRY(need_text("a recipient", disclosure.recipient));
    VB_TRY(need_made(disclosure.made));
    Database& database = state_->database;
    VB_TRY_ASSIGN(Transaction change, Transaction::begin(database));
    VB_TRY_ASSIGN(const List list, add_list(database, numbers));
    disclosure.count = list.count;
    VB_TRY_ASSIGN(Statement add, database.prepare("INSERT INTO disclosure VALUES (NULL, ?1, ?2, ?3, ?4, ?5)"));
    VB_TRY(add.run(disclosure.what, disclosure.recipient, list.id, disclosure.made.at, disclosure.made.by));
    disclosure.number = database.last_id();
    VB_TRY(change.commit());
    return disclosure;
}

Result<void> Workbench::each_disclosure(const std::function<Result<void>(const Disclosure&)>& each) {
    VB_TRY_ASSIGN(Statement rows,
                  state_->database.prepare("SELECT d.id, d.what, d.recipient, l.count, d.made_at, d.made_by FROM "
                                           "disclosure d JOIN list l ON l.id = d.list ORDER BY d.id"));
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return {};
        }
        VB_TRY(each({rows.number(0), rows.text(1), rows.text(2), rows.number(3), {rows.text(4), rows.text(5)}}));
    }
}

Result<void> Workbench::each_disclosed(uint64_t disclosure, const EachNumber& each) {
    VB_TRY_ASSIGN(Statement find, state_->database.prepare("SELECT list FROM disclosure WHERE id = ?1"));
    VB_TRY(find.with(disclosure));
    VB_TRY_ASSIGN(const bool found, find.step());
    if (!found) {
        return Error{Code::not_found, "there is no disclosure " + std::to_string(disclosure), {}, ""};
    }
    return each_number(state_->database, find.number(0), each);
}

Result<AnsweredRequest> Workbench::add_request(AnsweredRequest request) {
    VB_TRY(need_made(request.made));
    Database& database = state_->database;
    VB_TRY_ASSIGN(Statement add, database.prepare("INSERT INTO request VALUES (NULL, ?1, ?2, ?3, ?4, ?5)"));
    VB_TRY(add.run(request.hash, request.request, request.answer, request.made.at, request.made.by));
    request.number = database.last_id();
    return request;
}

Result<void> Workbench::each_request(const std::function<Result<void>(const AnsweredRequest&)>& each) {
    VB_TRY_ASSIGN(Statement rows, state_->database.prepare("SELECT id, sha256, request, answer, made_at, made_by FROM "
                                                           "request ORDER BY id"));
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return {};
        }
        AnsweredRequest request{rows.number(0), {}, rows.text(2), rows.text(3), {rows.text(4), rows.text(5)}};
        VB_TRY_ASSIGN(request.hash, rows.hash(1));
        VB_TRY(each(request));
    }
}

Result<std::vector<std::string>> Workbench::check() {
    std::vector<std::string> out;
    Database& database = state_->database;
    VB_TRY_ASSIGN(Statement whole, database.prepare("PRAGMA integrity_check"));
    while (true) {
        VB_TRY_ASSIGN(const bool more, whole.step());
        if (!more) {
            break;
        }
        if (std::string line = whole.text(0); line != "ok") {
            out.push_back(std::move(line));
        }
    }
    VB_TRY_ASSIGN(Statement lists, database.prepare("SELECT id FROM list ORDER BY id"));
    while (true) {
        VB_TRY_ASSIGN(const bool more, lists.step());
        if (!more) {
            return out;
        }
        const auto read = each_number(database, lists.number(0), [](uint64_t) { return Result<void>{}; });
        if (!read) {
            out.push_back(read.error().what);
        }
    }
}

}  // namespace verbatim::workbench
