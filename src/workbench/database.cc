// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sqlite3.h>

#include <cerrno>
#include <utility>

#include "io/file.h"
#include "workbench/internal/database.h"

namespace verbatim::workbench {
namespace {

constexpr uint32_t kMode = 0600;

Error database_error(sqlite3* database, int code, const std::string& path) {
    const bool damaged = (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB;
    const bool taken = (code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED;
    const bool refused = (code & 0xFF) == SQLITE_CONSTRAINT;
    return Error{damaged            ? Code::integrity
                 : taken || refused ? Code::conflict
                                    : Code::io,
                 std::string("the workbench refuses: ") +
                     (database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code)),
                 {path, {}},
                 damaged ? "restore it from a backup; the evidence, the log and the search store are not touched" : ""};
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}
void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

Result<void> Statement::check(int code) const {
    return code == SQLITE_OK ? Result<void>{} : database_error(database_, code, path_);
}

Result<void> Statement::reset() {
    sqlite3_reset(statement_.get());  // repeats the error of the last run, which was given back then
    return {};
}

Result<void> Statement::finish() {
    VB_TRY_ASSIGN(const bool more, step());
    VB_ASSERT(!more);
    return {};
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW || code == SQLITE_DONE) {
        return code == SQLITE_ROW;
    }
    return database_error(database_, code, path_);
}

Result<void> Statement::bind(int at, uint64_t value) {
    return check(sqlite3_bind_int64(statement_.get(), at, static_cast<sqlite3_int64>(value)));
}
Result<void> Statement::bind(int at, std::string_view value) {
    return check(sqlite3_bind_text64(statement_.get(), at, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8));
}
Result<void> Statement::bind(int at, Bytes value) {
    return check(sqlite3_bind_blob64(statement_.get(), at, value.data(), value.size(), SQLITE_STATIC));
}

uint64_t Statement::number(int column) const {
    return static_cast<uint64_t>(sqlite3_column_int64(statement_.get(), column));
}
std::string Statement::text(int column) const {
    return std::string(as_text(bytes(column)));
}
Bytes Statement::bytes(int column) const {
    const auto* data = static_cast<const uint8_t*>(sqlite3_column_blob(statement_.get(), column));
    return {data, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}
Result<Hash> Statement::hash(int column) const {
    const Bytes stored = bytes(column);
    if (stored.size() != Hash::kSize) {
        return Error{Code::integrity, "a hash in the workbench has another size", {path_, {}}, "restore a backup"};
    }
    return Hash::from_bytes(stored);
}
bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

Result<Database> Database::open(const std::string& path) {
    // SQLite gives the files beside it (-wal, -shm) the mode of this one.
    const io::Descriptor made(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kMode));
    if (!made.valid()) {
        return io_error("open", path, errno);
    }
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, nullptr);
    Database database(opened, path);
    if (code != SQLITE_OK) {
        return database_error(opened, code, path);
    }
    sqlite3_extended_result_codes(opened, 1);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    VB_TRY(
        database.run("PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON; PRAGMA journal_mode=WAL; PRAGMA "
                     "synchronous=FULL;"));
    return database;
}

Result<void> Database::run(const std::string& sql) {
    const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? Result<void>{} : database_error(database_.get(), code, path_);
}

Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) {
        return database_error(database_.get(), code, path_);
    }
    return Statement(database_.get(), statement, path_);
}

Result<uint64_t> Database::single(std::string_view sql) {
    VB_TRY_ASSIGN(Statement statement, prepare(sql));
    VB_TRY_ASSIGN(const bool row, statement.step());
    VB_ASSERT(row);
    return statement.number(0);
}

uint64_t Database::last_id() const {
    return static_cast<uint64_t>(sqlite3_last_insert_rowid(database_.get()));
}

Result<Transaction> Transaction::begin(Database& database) {
    VB_TRY(database.run("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Transaction::~Transaction() {
    if (database_ != nullptr) {
        (void)database_->run("ROLLBACK");
    }
}

Result<void> Transaction::commit() {
    VB_TRY(database_->run("COMMIT"));
    database_ = nullptr;
    return {};
}

}  // namespace verbatim::workbench
