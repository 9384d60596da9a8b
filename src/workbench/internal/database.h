// SPDX-License-Identifier: Apache-2.0
// Database: one SQLite file, for the files of workbench/ only.
//
//   VB_TRY_ASSIGN(Database database, Database::open(path));
//   VB_TRY_ASSIGN(Transaction change, Transaction::begin(database));
//   VB_TRY_ASSIGN(Statement add, database.prepare("INSERT INTO t VALUES (?1, ?2)"));
//   VB_TRY(add.run(number, text));
//   VB_TRY(change.commit());                      // without it everything since begin() is undone
//
// The file is made with mode 0600, in WAL mode with synchronous=FULL: what commit() said is there after a power loss.
// Text that is bound must live until the statement has run. One thread; statements die before their database.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace verbatim::workbench {

class Statement {
  public:
    // Binds the values in order, from ?1 on, and starts anew.
    template <class... Values>
    Result<void> with(const Values&... values) {
        VB_TRY(reset());
        int at = 0;
        Result<void> bound;
        ((bound = bound ? bind(++at, values) : std::move(bound)), ...);
        return bound;
    }
    // with() and to the end, for statements without rows.
    template <class... Values>
    Result<void> run(const Values&... values) {
        VB_TRY(with(values...));
        return finish();
    }
    Result<bool> step();  // true: a row is there

    uint64_t number(int column) const;
    std::string text(int column) const;
    Bytes bytes(int column) const;  // dies with the next step()
    Result<Hash> hash(int column) const;
    bool is_null(int column) const;

  private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    Statement(sqlite3* database, sqlite3_stmt* statement, std::string path)
        : database_(database), statement_(statement), path_(std::move(path)) {}

    Result<void> reset();
    Result<void> finish();
    Result<void> bind(int at, uint64_t value);
    Result<void> bind(int at, std::string_view value);
    Result<void> bind(int at, const std::string& value) { return bind(at, std::string_view(value)); }
    Result<void> bind(int at, const Hash& value) { return bind(at, value.span()); }
    Result<void> bind(int at, Bytes value);
    Result<void> check(int code) const;

    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    std::string path_;
};

class Database {
  public:
    static Result<Database> open(const std::string& path);

    Result<void> run(const std::string& sql);  // one or more statements without values
    Result<Statement> prepare(std::string_view sql);
    Result<uint64_t> single(std::string_view sql);  // the one number that it gives
    uint64_t last_id() const;
    const std::string& path() const { return path_; }

  private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    Database(sqlite3* database, std::string path) : database_(database), path_(std::move(path)) {}
    std::unique_ptr<sqlite3, Close> database_;
    std::string path_;
};

class Transaction {
  public:
    static Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Result<void> commit();

  private:
    explicit Transaction(Database& database) : database_(&database) {}
    Database* database_;
};

}  // namespace verbatim::workbench
