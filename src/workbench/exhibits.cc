// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "workbench/internal/state.h"

namespace verbatim::workbench {
namespace {

constexpr std::string_view kExhibits =
    "SELECT e.number, e.pattern, e.title, e.ordering, e.selection, l.count, l.sha256, e.made_at, e.made_by, w.why, "
    "w.made_at, w.made_by, e.id, e.list FROM exhibit e JOIN list l ON l.id = e.list LEFT JOIN exhibit_withdrawal w ON "
    "w.exhibit = e.id";

Result<Exhibit> read_exhibit(const Statement& row) {
    Exhibit out{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.number(5), {}, {}, {}};
    VB_TRY_ASSIGN(out.list_hash, row.hash(6));
    out.made = {row.text(7), row.text(8)};
    if (!row.is_null(9)) {
        out.withdrawn = Exhibit::Withdrawal{row.text(9), {row.text(10), row.text(11)}};
    }
    return out;
}

struct StoredExhibit {
    Exhibit exhibit;
    uint64_t id = 0;
    uint64_t list = 0;
};

Result<StoredExhibit> find_exhibit(Database& database, const std::string& number) {
    VB_TRY_ASSIGN(Statement find, database.prepare(std::string(kExhibits) + " WHERE e.number = ?1"));
    VB_TRY(find.with(number));
    VB_TRY_ASSIGN(const bool found, find.step());
    if (!found) {
        return Error{Code::not_found, "there is no exhibit of this number", {number, {}}, "see: verbatim exhibit list"};
    }
    StoredExhibit out;
    VB_TRY_ASSIGN(out.exhibit, read_exhibit(find));
    out.id = find.number(12);
    out.list = find.number(13);
    return out;
}

// "EX-####" and 7: "EX-0007".
Result<std::string> numbered(const std::string& pattern, uint64_t place) {
    const size_t begin = pattern.find('#');
    const size_t end = pattern.find_first_not_of('#', std::min(begin, pattern.size()));
    if (begin == std::string::npos || (end != std::string::npos && pattern.find('#', end) != std::string::npos)) {
        return Error{Code::usage, "a pattern of exhibit numbers holds one run of #", {pattern, {}}, "such as EX-####"};
    }
    const size_t width = std::min(end, pattern.size()) - begin;
    std::string digits = std::to_string(place);
    digits.insert(0, width - std::min(width, digits.size()), '0');
    return pattern.substr(0, begin) + digits + pattern.substr(begin + width);
}

}  // namespace

Result<Exhibit> Workbench::add_exhibit(Exhibit exhibit, const NumberSource& numbers) {
    VB_TRY(need_text("a title", exhibit.title));
    VB_TRY(need_text("a pattern", exhibit.pattern));
    VB_TRY(need_made(exhibit.made));
    Database& database = state_->database;
    VB_TRY_ASSIGN(Transaction change, Transaction::begin(database));
    VB_TRY_ASSIGN(Statement last,
                  database.prepare("SELECT coalesce(max(place), 0) + 1 FROM exhibit WHERE pattern = ?1"));
    VB_TRY(last.with(exhibit.pattern));
    VB_TRY(last.step());
    const uint64_t place = last.number(0);
    VB_TRY_ASSIGN(exhibit.number, numbered(exhibit.pattern, place));
    VB_TRY_ASSIGN(const List list, add_list(database, numbers));
    if (list.count == 0) {
        return Error{Code::usage, "an exhibit without messages", {}, "name the messages, or a selection that has some"};
    }
    exhibit.count = list.count;
    exhibit.list_hash = list.hash;
    exhibit.withdrawn.reset();
    VB_TRY_ASSIGN(Statement add,
                  database.prepare("INSERT INTO exhibit VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
    VB_TRY(add.run(exhibit.number, exhibit.pattern, place, exhibit.title, exhibit.order, exhibit.selection, list.id,
                   exhibit.made.at, exhibit.made.by));
    VB_TRY(change.commit());
    return exhibit;
}

Result<Exhibit> Workbench::exhibit(const std::string& number) {
    VB_TRY_ASSIGN(StoredExhibit found, find_exhibit(state_->database, number));
    return std::move(found.exhibit);
}

Result<void> Workbench::each_exhibit(const std::function<Result<void>(const Exhibit&)>& each) {
    VB_TRY_ASSIGN(Statement rows, state_->database.prepare(std::string(kExhibits) + " ORDER BY e.id"));
    while (true) {
        VB_TRY_ASSIGN(const bool more, rows.step());
        if (!more) {
            return {};
        }
        VB_TRY_ASSIGN(const Exhibit exhibit, read_exhibit(rows));
        VB_TRY(each(exhibit));
    }
}

Result<void> Workbench::each_shown(const std::string& number, const EachNumber& each) {
    VB_TRY_ASSIGN(const StoredExhibit found, find_exhibit(state_->database, number));
    return each_number(state_->database, found.list, each);
}

Result<void> Workbench::withdraw_exhibit(const std::string& number, const Exhibit::Withdrawal& withdrawal) {
    VB_TRY(need_text("a reason", withdrawal.why));
    VB_TRY(need_made(withdrawal.made));
    VB_TRY_ASSIGN(const StoredExhibit found, find_exhibit(state_->database, number));
    if (found.exhibit.withdrawn) {
        return Error{Code::conflict, "this exhibit is withdrawn already", {number, {}}, ""};
    }
    VB_TRY_ASSIGN(Statement add, state_->database.prepare("INSERT INTO exhibit_withdrawal VALUES (?1, ?2, ?3, ?4)"));
    return add.run(found.id, withdrawal.why, withdrawal.made.at, withdrawal.made.by);
}

}  // namespace verbatim::workbench
