// SPDX-License-Identifier: Apache-2.0
// Removal by law: rows deleted so that no file of the store holds them any more.
#include <array>
#include <filesystem>
#include <set>

#include "store/internal/each_row.h"
#include "store/internal/sql.h"
#include "store/internal/state.h"
#include "store/store.h"

namespace verbatim::store {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> kTables = {"messages", "links"};
constexpr size_t kNumbersAtOnce = 10'000;

// The numbers as a table in memory for as long as this lives: a statement with all of them would be too long.
class NumberTable {
  public:
    explicit NumberTable(Store::State& state) : state_(state) {}
    ~NumberTable() { (void)state_.run("DROP TABLE IF EXISTS picked SYNC"); }
    NumberTable(const NumberTable&) = delete;
    NumberTable& operator=(const NumberTable&) = delete;

    Result<void> fill(std::span<const uint64_t> seqs) {
        VB_TRY(state_.run("DROP TABLE IF EXISTS picked SYNC"));
        VB_TRY(state_.run("CREATE TABLE picked (seq UInt64) ENGINE = Memory"));
        while (!seqs.empty()) {
            std::string sql = "INSERT INTO picked SELECT arrayJoin([";
            const auto some = seqs.first(std::min(seqs.size(), kNumbersAtOnce));
            for (const uint64_t seq : some) {
                sql += (sql.back() == '[' ? "toUInt64(" : ", toUInt64(") + std::to_string(seq) + ")";
            }
            VB_TRY(state_.run(sql + "])"));
            seqs = seqs.subspan(some.size());
        }
        return {};
    }

  private:
    Store::State& state_;
};

}  // namespace

Result<void> Store::remove(std::span<const uint64_t> seqs, const Control& control) {
    state_->forget_answers();
    {
        NumberTable picked(*state_);
        VB_TRY(picked.fill(seqs));
        VB_TRY(state_->run("ALTER TABLE messages DELETE WHERE seq IN (SELECT seq FROM picked)", control));
    }
    // Which rows show the same message depends on all of them: the links are made anew.
    VB_TRY(state_->run("TRUNCATE TABLE links SYNC"));
    for (const std::string_view table : kTables) {
        VB_TRY_ASSIGN(const uint64_t detached,
                      state_->number("SELECT count() FROM system.detached_parts WHERE database = currentDatabase() AND "
                                     "table = " +
                                     quote(table)));
        if (detached > 0) {
            VB_TRY(state_->run("ALTER TABLE " + std::string(table) + " DROP DETACHED PARTITION ALL"));
        }
    }
    state_->link_rows = 0;
    state_->forget_answers();
    return flush();
}

Result<std::vector<uint64_t>> Store::other_sightings(std::span<const uint64_t> seqs) {
    std::vector<uint64_t> others;
    if (state_->link_rows == 0) {
        return others;
    }
    NumberTable picked(*state_);
    VB_TRY(picked.fill(seqs));
    VB_TRY(each_row(*state_->engine,
                    "SELECT seq FROM links WHERE first_seq IN (SELECT first_seq FROM links WHERE seq IN (SELECT seq "
                    "FROM picked)) AND seq NOT IN (SELECT seq FROM picked) ORDER BY seq",
                    {}, [&](RowReader& reader) {
                        others.push_back(reader.number<uint64_t>());
                        return reader.ok();
                    }));
    return others;
}

Result<void> Store::each_stored_bytes(const Each<std::string_view>& each, const Control& control) {
    VB_TRY_ASSIGN(const Buffer tables,
                  state_->engine->query("SELECT name FROM system.tables WHERE database = currentDatabase()"));
    RowReader names(tables.bytes());
    while (names.more()) {
        VB_TRY_ASSIGN(Lease lease, state_->engine->lease());
        VB_TRY(lease.begin("SELECT * FROM `" + std::string(names.text()) + "`", control));
        while (true) {
            VB_TRY_ASSIGN(const Buffer chunk, lease.fetch());
            if (chunk.bytes().empty()) {
                break;
            }
            if (!each(chunk.bytes())) {
                lease.cancel();
                return {};
            }
        }
    }
    return {};
}

Result<void> Store::close_removing_old_parts() {
    std::set<fs::path> used;
    std::set<fs::path> folders;
    VB_TRY_ASSIGN(const Buffer parts,
                  state_->engine->query("SELECT path FROM system.parts WHERE active AND database = currentDatabase()"));
    RowReader reader(parts.bytes());
    while (reader.more()) {
        used.insert((fs::path(reader.text()) / "").parent_path());
    }
    VB_TRY_ASSIGN(const Buffer tables, state_->engine->query("SELECT arrayJoin(data_paths) FROM system.tables WHERE "
                                                             "database = currentDatabase()"));
    RowReader places(tables.bytes());
    while (places.more()) {
        folders.insert((fs::path(places.text()) / "").parent_path());
    }
    VB_TRY(close());
    for (const fs::path& folder : folders) {
        std::error_code error;
        std::vector<fs::path> old;
        for (auto at = fs::directory_iterator(folder, error); at != fs::directory_iterator(); at.increment(error)) {
            if (at->is_directory() && at->path().filename() != "detached" && !used.contains(at->path())) {
                old.push_back(at->path());
            }
        }
        for (const fs::path& path : old) {
            fs::remove_all(path, error);
            if (fs::exists(path)) {
                return io_error("remove", path.string(), error.value());
            }
        }
    }
    return {};
}

}  // namespace verbatim::store
