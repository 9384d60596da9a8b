// SPDX-License-Identifier: Apache-2.0
#include "workbench/internal/schema.h"

#include <array>
#include <iterator>

namespace verbatim::workbench {
namespace {

// "Vbwb": `file workbench.db` and other programs can tell what it is.
constexpr const char* kApplicationId = "PRAGMA application_id=1449293666;";

struct Step {
    const char* sql;
    std::span<const char* const> kept;  // tables made by it whose rows only ever increase
};

// A list of sequence numbers, in order, stands in `list_part` by 65,536: 8 bytes each, big-endian.
constexpr const char* kVersion1 = R"(
CREATE TABLE list (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, sha256 BLOB NOT NULL) STRICT;
CREATE TABLE list_part (list INTEGER NOT NULL, part INTEGER NOT NULL, numbers BLOB NOT NULL,
    PRIMARY KEY (list, part)) STRICT, WITHOUT ROWID;
CREATE TABLE selection (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, origin TEXT NOT NULL,
    query TEXT NOT NULL, canonical TEXT NOT NULL, ordering TEXT NOT NULL, collapse TEXT NOT NULL,
    checkpoint_size INTEGER NOT NULL, checkpoint_root BLOB NOT NULL, version TEXT NOT NULL,
    messages INTEGER NOT NULL, sightings INTEGER NOT NULL, list INTEGER NOT NULL REFERENCES list,
    made_at TEXT NOT NULL, made_by TEXT NOT NULL) STRICT;
CREATE TABLE selection_change (id INTEGER PRIMARY KEY, selection INTEGER NOT NULL REFERENCES selection,
    adds INTEGER NOT NULL, seq INTEGER NOT NULL, why TEXT NOT NULL CHECK (why != ''),
    made_at TEXT NOT NULL, made_by TEXT NOT NULL) STRICT;
CREATE INDEX selection_change_of ON selection_change (selection, id);
CREATE TABLE exhibit (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, pattern TEXT NOT NULL,
    place INTEGER NOT NULL, title TEXT NOT NULL, ordering TEXT NOT NULL, selection TEXT NOT NULL,
    list INTEGER NOT NULL REFERENCES list, made_at TEXT NOT NULL, made_by TEXT NOT NULL) STRICT;
CREATE TABLE exhibit_withdrawal (exhibit INTEGER PRIMARY KEY REFERENCES exhibit, why TEXT NOT NULL CHECK (why != ''),
    made_at TEXT NOT NULL, made_by TEXT NOT NULL) STRICT;
CREATE TABLE disclosure (id INTEGER PRIMARY KEY, what TEXT NOT NULL, recipient TEXT NOT NULL,
    list INTEGER NOT NULL REFERENCES list, made_at TEXT NOT NULL, made_by TEXT NOT NULL) STRICT;
CREATE TABLE request (id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL, request TEXT NOT NULL, answer TEXT NOT NULL,
    made_at TEXT NOT NULL, made_by TEXT NOT NULL) STRICT;
)";
constexpr const char* kKept1[] = {"list",    "list_part",          "selection",  "selection_change",
                                  "exhibit", "exhibit_withdrawal", "disclosure", "request"};

constexpr std::array kSteps{Step{kVersion1, kKept1}};

std::string keep_rows_sql(std::string_view table) {
    std::string sql;
    for (const std::string_view action : {"UPDATE", "DELETE"}) {
        sql += "CREATE TRIGGER " + std::string(table) + "_no_" + std::string(action) + " BEFORE " +
               std::string(action) + " ON " + std::string(table) + " BEGIN SELECT RAISE(ABORT, 'rows of " +
               std::string(table) + " are never changed or removed'); END;";
    }
    return sql;
}

}  // namespace

Result<void> bring_up_to_date(Database& database) {
    VB_TRY_ASSIGN(const uint64_t version, database.single("PRAGMA user_version"));
    if (version > kSteps.size()) {
        return Error{Code::unsupported,
                     "the workbench has version " + std::to_string(version) + ", this program knows " +
                         std::to_string(kSteps.size()),
                     {database.path(), {}},
                     "use the newer program that made it"};
    }
    for (size_t at = version; at < kSteps.size(); ++at) {
        VB_TRY_ASSIGN(Transaction step, Transaction::begin(database));
        VB_TRY(database.run(kApplicationId));
        VB_TRY(database.run(kSteps[at].sql));
        for (const char* table : kSteps[at].kept) {
            VB_TRY(database.run(keep_rows_sql(table)));
        }
        VB_TRY(database.run("PRAGMA user_version=" + std::to_string(at + 1)));
        VB_TRY(step.commit());
    }
    return {};
}

}  // namespace verbatim::workbench
