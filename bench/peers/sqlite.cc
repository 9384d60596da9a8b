// SPDX-License-Identifier: Apache-2.0
// Peer: SQLite FTS5 as its users tune it for a bulk load (no journal, no sync, one transaction, external content, no
// prefix index), with a btree on (sender, sent) and one on (conversation, sent). One connection, one thread.
//
//   verbatim-bench-sqlite MESSAGES.jsonl QUERIES.json DATABASE
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "input.h"
#include "measure.h"

namespace {

using namespace verbatim::bench;

void check(int code, sqlite3* database) {
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) {
        std::fprintf(stderr, "bench: sqlite: %s\n", sqlite3_errmsg(database));
        std::exit(1);
    }
}

class Statement {
  public:
    Statement(sqlite3* database, const std::string& sql) : database_(database) {
        sqlite3_stmt* statement = nullptr;
        check(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), database);
        statement_.reset(statement);
    }
    Statement& bind(int at, std::string_view text) {
        check(sqlite3_bind_text(statement_.get(), at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC),
              database_);
        return *this;
    }
    Statement& bind(int at, int64_t value) {
        check(sqlite3_bind_int64(statement_.get(), at, value), database_);
        return *this;
    }
    void run() {
        check(sqlite3_step(statement_.get()), database_);
        sqlite3_reset(statement_.get());
    }
    // Number of rows, or the value of a count.
    uint64_t rows(bool is_count) {
        uint64_t rows = 0;
        while (sqlite3_step(statement_.get()) == SQLITE_ROW) {
            rows = is_count ? static_cast<uint64_t>(sqlite3_column_int64(statement_.get(), 0)) : rows + 1;
        }
        sqlite3_reset(statement_.get());
        return rows;
    }

  private:
    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement_{nullptr, sqlite3_finalize};
};

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) {
        std::fprintf(stderr, "usage: verbatim-bench-sqlite MESSAGES.jsonl QUERIES.json DATABASE\n");
        return 2;
    }
    const std::string path = arguments[3];
    std::filesystem::remove(path);
    sqlite3* raw = nullptr;
    check(sqlite3_open(path.c_str(), &raw), raw);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(raw, sqlite3_close);
    const auto execute = [&](const char* sql) { check(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr), raw); };

    Report report("SQLite FTS5");
    const double begin = now_s();
    execute(
        "pragma page_size=8192; pragma journal_mode=off; pragma synchronous=off; pragma locking_mode=exclusive;"
        "pragma cache_size=-262144; pragma temp_store=memory;");
    execute(
        "create table m(seq integer primary key, sent integer, sender text, conversation text, id text, text text);"
        "create virtual table f using fts5(text, content='m', content_rowid='seq',"
        "  tokenize='unicode61 remove_diacritics 2');");
    execute("begin");
    uint64_t messages = 0;
    {
        Statement row(raw, "insert into m values(?,?,?,?,?,?)");
        Statement index(raw, "insert into f(rowid, text) values(?,?)");
        messages = read_lines(arguments[1], 0, 1, [&, seq = int64_t{0}](const Line& line) mutable {
            row.bind(1, seq).bind(2, line.sent_ms).bind(3, line.sender).bind(4, line.conversation).bind(5, line.id);
            row.bind(6, line.text).run();
            index.bind(1, seq).bind(2, line.text).run();
            ++seq;
        });
    }
    execute("create index by_sender on m(sender, sent); create index by_conversation on m(conversation, sent)");
    execute("commit");
    report.ingest(messages, now_s() - begin, processor_s(), folder_bytes(path));

    auto q = read_queries(arguments[2]);
    const auto match = [&](const std::string& name, const std::string& expression) {
        Statement page(raw,
                       "select m.seq, sent, sender, conversation, m.text from f join m on m.seq=f.rowid "
                       "where f match ? order by f.rowid desc limit 50");
        page.bind(1, expression);
        report.query(name + " page", [&] { return page.rows(false); });
        Statement total(raw, "select count(*) from f where f match ?");
        total.bind(1, expression);
        report.query(name + " count", [&] { return total.rows(true); });
    };
    const auto quoted = [](const std::string& text) { return '"' + text + '"'; };
    match("frequent word", quoted(q["frequent"]));
    match("medium word", quoted(q["medium"]));
    match("rare word", quoted(q["rare"]));
    match("two words", quoted(q["and_left"]) + " AND " + quoted(q["and_right"]));
    match("phrase", quoted(q["phrase_left"] + " " + q["phrase_right"]));
    match("prefix", quoted(q["prefix"]) + "*");
    Statement period(raw,
                     "select seq, sent, sender, conversation, text from m where sender=? and sent>=? and sent<? "
                     "order by seq desc limit 50");
    period.bind(1, q["handle"]).bind(2, day_ms(q["period_begin"])).bind(3, day_ms(q["period_end"]) + 86'400'000);
    report.query("handle and period page", [&] { return period.rows(false); });
    Statement thread(raw, "select seq, sent, sender, text from m where conversation=? order by sent limit 50");
    thread.bind(1, q["conversation"]);
    report.query("conversation page", [&] { return thread.rows(false); });
    Statement days(raw, "select sent/86400000, count(*) from f join m on m.seq=f.rowid where f match ? group by 1");
    const std::string medium = quoted(q["medium"]);
    days.bind(1, medium);
    report.query("medium word by day", [&] { return days.rows(false); });
    Statement senders(raw, "select sender, count(*) n from m group by 1 order by n desc limit 20");
    report.query("busiest senders", [&] { return senders.rows(false); });
    Statement substring(raw, "select seq, sent, sender, text from m where text like ? order by seq desc limit 50");
    const std::string pattern = "%" + q["substring"] + "%";
    substring.bind(1, pattern);
    report.query("substring page", [&] { return substring.rows(false); });
    report.print();
    return 0;
}
