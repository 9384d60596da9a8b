// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "store/internal/each_row.h"
#include "store/internal/row_reader.h"
#include "store/internal/schema.h"
#include "store/internal/sql.h"
#include "store/internal/state.h"

namespace verbatim::store {
namespace {

constexpr std::string_view kVersionPrefix = "verbatim-store ";

// The file `version` says what made the tables. It is written before they are, so that a crash in between leaves an
// empty store of a known version.
Result<void> check_version(const std::string& folder, Access access) {
    const std::string path = folder + "/version";
    const std::string expected = std::string(kVersionPrefix) + std::to_string(kSchemaVersion);
    std::string found;
    if (std::ifstream in(path); in) {
        std::getline(in, found);
    }
    if (found.empty()) {
        std::error_code error;
        if (access == Access::open_existing || std::filesystem::exists(folder + "/engine", error)) {
            return Error{Code::not_found, "there is no message store", {folder, {}}, "rebuild it from the case"};
        }
        std::ofstream out(path, std::ios::trunc);
        out << expected << '\n';
        if (!out.flush()) {
            return Error{Code::io, "cannot write the version of the store", {path, {}}, ""};
        }
        return {};
    }
    if (found != expected) {
        return Error{Code::unsupported,
                     "the store was made by another version (" + found + ", not " + expected + ")",
                     {folder, {}},
                     "rebuild it from the case"};
    }
    return {};
}

// "Checksum mismatch for file text.bin in data part ...": the engine has no field for it. Empty if it names none.
std::string file_named_in(std::string_view message) {
    constexpr std::string_view kBefore = "file ";
    const size_t at = message.find(kBefore);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = message.substr(at + kBefore.size());
    return std::string(rest.substr(0, rest.find_first_of(" ,)")));
}

}  // namespace

Result<uint64_t> Store::State::number(const std::string& sql, const Control& control) {
    VB_TRY_ASSIGN(const Buffer rows, engine->query(sql, control));
    RowReader reader(rows.bytes());
    const auto value = reader.number<uint64_t>();
    if (!reader.ok()) {
        return short_answer();
    }
    return value;
}

Result<void> Store::State::run(const std::string& sql, const Control& control) {
    Result<Buffer> rows = engine->query(sql, control);
    if (!rows) {
        return rows.error();
    }
    return {};
}

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}

Store::~Store() {
    if (state_->engine) {
        (void)close();
    }
}

Result<std::unique_ptr<Store>> Store::open(const std::string& folder, const Options& options) {
    std::error_code error;
    if (options.access == Access::create_or_open) {
        std::filesystem::create_directories(folder, error);
    }
    if (!std::filesystem::is_directory(folder, error)) {
        return Error{Code::not_found, "there is no message store", {folder, {}}, "rebuild it from the case"};
    }
    auto state = std::make_unique<State>();
    state->folder = std::filesystem::absolute(folder, error).string();
    state->options = options;
    VB_TRY_ASSIGN(state->lock, FolderLock::take(state->folder));
    VB_TRY(check_version(state->folder, options.access));
    VB_TRY_ASSIGN(state->engine,
                  Engine::open(state->folder + "/engine",
                               {options.library, options.memory_bytes, options.query_memory_bytes, options.threads}));
    VB_TRY(state->run(create_messages_sql()));
    VB_TRY(state->run(create_links_sql()));
    VB_TRY_ASSIGN(state->link_rows, state->number("SELECT count() FROM links"));
    return std::unique_ptr<Store>(new Store(std::move(state)));
}

Result<void> Store::insert(Block& block) {
    if (block.rows() == 0) {
        return {};
    }
    VB_TRY_ASSIGN(Lease lease, state_->engine->lease());
    const std::vector<std::string_view> pieces = block.encode();
    Result<void> inserted = lease.insert(insert_messages_sql(), "Native", pieces);
    state_->forget_answers();
    return inserted;
}

Result<void> Store::flush() {
    // insert() returns only when its part is committed: a killed process loses nothing. Power loss is another matter,
    // and one syncfs for many parts is cheaper than an fsync for each of their files.
    const int descriptor = ::open(state_->folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return io_error("open", state_->folder, errno);
    }
    const int failed = ::syncfs(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (failed != 0) {
        return io_error("sync", state_->folder, failed);
    }
    return {};
}

Result<void> Store::truncate(uint64_t seq) {
    const std::string condition = "seq >= " + std::to_string(seq);
    state_->forget_answers();
    for (const std::string table : {"links", "messages"}) {
        VB_TRY_ASSIGN(const uint64_t rows, state_->number("SELECT count() FROM " + table + " WHERE " + condition));
        if (rows > 0) {
            VB_TRY(state_->run("ALTER TABLE " + table + " DELETE WHERE " + condition));
        }
        // Parts that a power loss left half written: what they held is either beyond seq or missing from count().
        VB_TRY_ASSIGN(const uint64_t detached,
                      state_->number("SELECT count() FROM system.detached_parts WHERE database = currentDatabase() AND "
                                     "table = " +
                                     quote(table)));
        if (detached > 0) {
            VB_TRY(state_->run("ALTER TABLE " + table + " DROP DETACHED PARTITION ALL"));
        }
    }
    // A first sighting whose later ones are gone is alone now.
    VB_TRY_ASSIGN(state_->link_rows, state_->number("SELECT count() FROM links"));
    if (state_->link_rows > 0) {
        VB_TRY(
            state_->run("ALTER TABLE links DELETE WHERE reason = 0 AND first_seq NOT IN "
                        "(SELECT first_seq FROM links WHERE reason != 0)"));
        VB_TRY_ASSIGN(state_->link_rows, state_->number("SELECT count() FROM links"));
    }
    return {};
}

Result<void> Store::optimize(const Control& control) {
    return state_->run("OPTIMIZE TABLE messages FINAL", control);
}

Result<void> Store::close() {
    // The engine's own end is skipped: with MergeTree tables it may crash while its threads stop (26.7.3). Everything
    // inserted is on disk already; closing the connections lets another Store of this process open another folder.
    state_->engine->close();
    state_->engine.reset();
    state_->lock.release();
    return {};
}

Result<uint64_t> Store::count() {
    return state_->number("SELECT count() FROM messages");
}

Result<std::optional<uint64_t>> Store::max_seq() {
    VB_TRY_ASSIGN(const uint64_t rows, count());
    if (rows == 0) {
        return std::optional<uint64_t>();
    }
    VB_TRY_ASSIGN(const uint64_t seq, state_->number("SELECT max(seq) FROM messages"));
    return std::optional<uint64_t>(seq);
}

Result<uint64_t> Store::linked_count() {
    return state_->number("SELECT count() FROM links WHERE reason != 0");
}

Result<std::vector<Damage>> Store::check(const Control& control) {
    std::vector<Damage> damages;
    for (const std::string table : {"messages", "links"}) {
        VB_TRY_ASSIGN(
            const Buffer detached,
            state_->engine->query("SELECT name, ifNull(reason, '') FROM system.detached_parts WHERE database = "
                                  "currentDatabase() AND table = " +
                                  quote(table)));
        RowReader lost(detached.bytes());
        while (lost.more()) {
            Damage damage{table, "", "", ""};
            damage.part = lost.text();
            damage.what = "the part could not be loaded and was set aside (" + std::string(lost.text()) + ")";
            damages.push_back(std::move(damage));
        }
        VB_TRY_ASSIGN(const Buffer rows, state_->engine->query("CHECK TABLE " + table, control));
        RowReader reader(rows.bytes());
        while (reader.more()) {
            Damage damage{table, "", "", ""};
            damage.part = reader.text();
            const bool passed = reader.number<uint8_t>() != 0;
            damage.what = reader.text();
            damage.file = file_named_in(damage.what);
            if (!passed) {
                damages.push_back(std::move(damage));
            }
        }
        if (!reader.ok()) {
            return short_answer();
        }
    }
    return damages;
}

Result<void> Store::scan(uint64_t from_seq, const Each<StoredRecord>& each, const Control& control) {
    // Window by window: a window lies in a few parts, and only its rows are sorted.
    constexpr uint64_t kWindowRows = uint64_t{1} << 18;
    VB_TRY_ASSIGN(const std::optional<uint64_t> last, max_seq());
    bool stopped = false;
    for (uint64_t begin = from_seq; last && begin <= *last && !stopped; begin += kWindowRows) {
        const std::string sql = "SELECT seq, text, record FROM messages WHERE seq >= " + std::to_string(begin) +
                                " AND seq < " + std::to_string(begin + kWindowRows) + " ORDER BY seq";
        StoredRecord stored;
        VB_TRY(each_row(*state_->engine, sql, control, [&](RowReader& reader) {
            stored.seq = reader.number<uint64_t>();
            stored.text = reader.text();
            stored.record = reader.text();
            stopped = reader.ok() && !each(stored);
            return !stopped;
        }));
    }
    return {};
}

std::string Store::engine_version() const {
    return state_->engine->version();
}

}  // namespace verbatim::store
