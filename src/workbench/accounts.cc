// SPDX-License-Identifier: Apache-2.0
#include "workbench/accounts.h"

#include <mutex>

#include "crypto/sha256.h"
#include "workbench/internal/database.h"
#include "workbench/internal/state.h"

namespace verbatim::workbench {
namespace {

// "Vbus". What is overwritten or deleted does not stay in the file.
constexpr const char* kSchema = R"(
PRAGMA application_id=1449293171; PRAGMA secure_delete=ON;
CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
    roles TEXT NOT NULL, password TEXT NOT NULL, totp_secret BLOB NOT NULL, totp_step INTEGER NOT NULL DEFAULT 0,
    disabled INTEGER NOT NULL DEFAULT 0, last_seen INTEGER NOT NULL DEFAULT 0, made_at TEXT NOT NULL,
    made_by TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS failure (name INTEGER PRIMARY KEY, count INTEGER NOT NULL, last INTEGER NOT NULL,
    locked_until INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS session (token BLOB PRIMARY KEY, account INTEGER NOT NULL REFERENCES account,
    csrf TEXT NOT NULL, begun INTEGER NOT NULL, used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_of ON session (account, begun);
CREATE TABLE IF NOT EXISTS task (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL REFERENCES account,
    authority TEXT NOT NULL, purpose TEXT NOT NULL, role TEXT NOT NULL, opened_at TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS task_of ON task (account, id);
)";

constexpr std::string_view kAccountColumns =
    "SELECT id, name, roles, password, totp_secret, disabled, last_seen, made_at, made_by FROM account ";

uint64_t unsigned_ms(int64_t ms) {
    return static_cast<uint64_t>(ms);
}
int64_t ms_of(const Statement& row, int column) {
    return static_cast<int64_t>(row.number(column));
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) {
        out += (out.empty() ? "" : " ") + word;
    }
    return out;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const size_t space = text.find(' ');
        out.emplace_back(text.substr(0, space));
        text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
    }
    return out;
}

// The row of failures that a name has; two names may share one, which locks both.
uint64_t failure_row(const std::string& name) {
    const Hash hash = crypto::sha256(as_bytes(name));
    return uint64_t{hash.bytes[0]} << 8 | hash.bytes[1];
}

Account read_account(const Statement& row) {
    Account out;
    out.id = row.number(0);
    out.name = row.text(1);
    out.roles = split(row.text(2));
    out.password = row.text(3);
    out.totp_secret = row.text(4);
    out.disabled = row.number(5) != 0;
    out.last_seen_ms = ms_of(row, 6);
    out.made = {row.text(7), row.text(8)};
    return out;
}

StoredTask read_task(const Statement& row) {
    return {row.number(0), row.number(1), row.text(2), row.text(3), row.text(4), row.text(5)};
}

}  // namespace

struct Accounts::State {
    explicit State(Database opened) : database(std::move(opened)) {}
    Database database;
    std::mutex mutex;

    Result<Failures> failures(const std::string& name) {
        VB_TRY_ASSIGN(Statement row, database.prepare("SELECT count, last, locked_until FROM failure WHERE name = ?1"));
        VB_TRY(row.with(failure_row(name)));
        VB_TRY_ASSIGN(const bool found, row.step());
        return found ? Failures{row.number(0), ms_of(row, 1), ms_of(row, 2)} : Failures{};
    }

    template <class Value>
    Result<std::optional<Account>> find(std::string_view where, const Value& value) {
        VB_TRY_ASSIGN(Statement row, database.prepare(std::string(kAccountColumns) + std::string(where)));
        VB_TRY(row.with(value));
        VB_TRY_ASSIGN(const bool found, row.step());
        if (!found) {
            return std::optional<Account>();
        }
        Account account = read_account(row);
        VB_TRY_ASSIGN(const Failures counted, failures(account.name));
        account.locked_until_ms = counted.locked_until_ms;
        return std::optional(std::move(account));
    }

    // Changes one column of the account and ends its sessions, both or neither.
    template <class Value>
    Result<void> change(const std::string& name, const std::string& column, const Value& value) {
        VB_TRY_ASSIGN(Transaction together, Transaction::begin(database));
        VB_TRY_ASSIGN(const std::optional<Account> account, find("WHERE name = ?1", name));
        if (!account) {
            return Error{Code::not_found, "there is no user of this name", {name, {}}, "see: verbatim user list CASE"};
        }
        VB_TRY_ASSIGN(Statement change, database.prepare("UPDATE account SET " + column + " = ?2 WHERE id = ?1"));
        VB_TRY(change.run(account->id, value));
        VB_TRY_ASSIGN(Statement end, database.prepare("DELETE FROM session WHERE account = ?1"));
        VB_TRY(end.run(account->id));
        return together.commit();
    }
};

Accounts::Accounts(std::unique_ptr<State> state) : state_(std::move(state)) {}
Accounts::~Accounts() = default;

Result<std::unique_ptr<Accounts>> Accounts::open(const std::string& file) {
    VB_TRY_ASSIGN(Database database, Database::open(file));
    VB_TRY(database.run(kSchema));
    return std::unique_ptr<Accounts>(new Accounts(std::make_unique<State>(std::move(database))));
}

Result<Account> Accounts::add(Account account) {
    VB_TRY(need_text("a name", account.name));
    VB_TRY(need_made(account.made));
    if (account.roles.empty() || account.password.empty()) {
        return Error{Code::usage, "a user has a role and a password", {}, {}};
    }
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Transaction together, Transaction::begin(state_->database));
    VB_TRY_ASSIGN(const std::optional<Account> taken, state_->find("WHERE name = ?1", account.name));
    if (taken) {
        return Error{Code::conflict,
                     "there is a user of this name already",
                     {account.name, {}},
                     "a name is never given twice: the audit log knows people by it"};
    }
    VB_TRY_ASSIGN(Statement add,
                  state_->database.prepare("INSERT INTO account (name, roles, password, totp_secret, made_at, made_by) "
                                           "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
    VB_TRY(add.run(account.name, joined(account.roles), account.password, as_bytes(account.totp_secret),
                   account.made.at, account.made.by));
    account.id = state_->database.last_id();
    VB_TRY(together.commit());
    return account;
}

Result<std::optional<Account>> Accounts::find(const std::string& name) {
    const std::lock_guard lock(state_->mutex);
    return state_->find("WHERE name = ?1", name);
}

Result<std::optional<Account>> Accounts::find(uint64_t id) {
    const std::lock_guard lock(state_->mutex);
    return state_->find("WHERE id = ?1", id);
}

Result<std::vector<Account>> Accounts::all() {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement rows, state_->database.prepare(std::string(kAccountColumns) + "ORDER BY name"));
    std::vector<Account> out;
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return out;
        }
        out.push_back(read_account(rows));
        VB_TRY_ASSIGN(const Failures counted, state_->failures(out.back().name));
        out.back().locked_until_ms = counted.locked_until_ms;
    }
}

Result<void> Accounts::set_password(const std::string& name, const std::string& password) {
    const std::lock_guard lock(state_->mutex);
    return state_->change(name, "password", password);
}

Result<void> Accounts::set_totp_secret(const std::string& name, const std::string& secret) {
    const std::lock_guard lock(state_->mutex);
    return state_->change(name, "totp_secret", as_bytes(secret));
}

Result<void> Accounts::set_disabled(const std::string& name, bool disabled) {
    const std::lock_guard lock(state_->mutex);
    return state_->change(name, "disabled", uint64_t{disabled});
}

Result<void> Accounts::seen(uint64_t account, int64_t now_ms) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement change, state_->database.prepare("UPDATE account SET last_seen = ?2 WHERE id = ?1"));
    return change.run(account, unsigned_ms(now_ms));
}

Result<bool> Accounts::take_code(uint64_t account, uint64_t step) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement take,
                  state_->database.prepare(
                      "UPDATE account SET totp_step = ?2 WHERE id = ?1 AND totp_step < ?2 RETURNING totp_step"));
    VB_TRY(take.with(account, step));
    VB_TRY_ASSIGN(const bool taken, take.step());
    while (taken) {  // the change is made when the statement has run to its end
        VB_TRY_ASSIGN(const bool more, take.step());
        if (!more) {
            break;
        }
    }
    return taken;
}

Result<Failures> Accounts::failures(const std::string& name) {
    const std::lock_guard lock(state_->mutex);
    return state_->failures(name);
}

Result<void> Accounts::set_failures(const std::string& name, const Failures& failures) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement set, state_->database.prepare("INSERT OR REPLACE INTO failure VALUES (?1, ?2, ?3, ?4)"));
    return set.run(failure_row(name), failures.count, unsigned_ms(failures.last_ms),
                   unsigned_ms(failures.locked_until_ms));
}

Result<void> Accounts::add_session(const StoredSession& session, size_t most_of_account) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Transaction together, Transaction::begin(state_->database));
    VB_TRY_ASSIGN(Statement add, state_->database.prepare("INSERT INTO session VALUES (?1, ?2, ?3, ?4, ?5)"));
    VB_TRY(add.run(session.token, session.account, session.csrf, unsigned_ms(session.begun_ms),
                   unsigned_ms(session.used_ms)));
    VB_TRY_ASSIGN(Statement end,
                  state_->database.prepare("DELETE FROM session WHERE token IN (SELECT token FROM session WHERE "
                                           "account = ?1 ORDER BY begun DESC, token LIMIT -1 OFFSET ?2)"));
    VB_TRY(end.run(session.account, uint64_t{most_of_account}));
    return together.commit();
}

Result<std::optional<StoredSession>> Accounts::session(const Hash& token) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement row,
                  state_->database.prepare("SELECT account, csrf, begun, used FROM session WHERE token = ?1"));
    VB_TRY(row.with(token));
    VB_TRY_ASSIGN(const bool found, row.step());
    if (!found) {
        return std::optional<StoredSession>();
    }
    return std::optional(StoredSession{token, row.number(0), row.text(1), ms_of(row, 2), ms_of(row, 3)});
}

Result<void> Accounts::use_session(const Hash& token, int64_t now_ms) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement use, state_->database.prepare("UPDATE session SET used = ?2 WHERE token = ?1"));
    return use.run(token, unsigned_ms(now_ms));
}

Result<void> Accounts::end_session(const Hash& token) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement end, state_->database.prepare("DELETE FROM session WHERE token = ?1"));
    return end.run(token);
}

Result<void> Accounts::end_sessions_before(int64_t begun_ms, int64_t used_ms) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement end, state_->database.prepare("DELETE FROM session WHERE begun < ?1 OR used < ?2"));
    return end.run(unsigned_ms(begun_ms), unsigned_ms(used_ms));
}

Result<StoredTask> Accounts::add_task(StoredTask task) {
    VB_TRY(need_text("a purpose", task.purpose));
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement add,
                  state_->database.prepare("INSERT INTO task (account, authority, purpose, role, opened_at) VALUES "
                                           "(?1, ?2, ?3, ?4, ?5)"));
    VB_TRY(add.run(task.account, task.authority, task.purpose, task.role, task.opened_at));
    task.id = state_->database.last_id();
    return task;
}

Result<std::optional<StoredTask>> Accounts::task(uint64_t account, uint64_t id) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement row,
                  state_->database.prepare("SELECT id, account, authority, purpose, role, opened_at FROM task WHERE "
                                           "account = ?1 AND id = ?2"));
    VB_TRY(row.with(account, id));
    VB_TRY_ASSIGN(const bool found, row.step());
    return found ? std::optional(read_task(row)) : std::nullopt;
}

Result<std::vector<StoredTask>> Accounts::tasks(uint64_t account, size_t most) {
    const std::lock_guard lock(state_->mutex);
    VB_TRY_ASSIGN(Statement rows,
                  state_->database.prepare("SELECT id, account, authority, purpose, role, opened_at FROM task WHERE "
                                           "account = ?1 ORDER BY id DESC LIMIT ?2"));
    VB_TRY(rows.with(account, uint64_t{most}));
    std::vector<StoredTask> out;
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return out;
        }
        out.push_back(read_task(rows));
    }
}

}  // namespace verbatim::workbench
