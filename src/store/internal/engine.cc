// SPDX-License-Identifier: Apache-2.0
#include "store/internal/engine.h"

#include <chrono>
#include <thread>

#include "store/internal/row_reader.h"

namespace verbatim::store {
namespace {

constexpr std::string_view kFormat = "RowBinary";
constexpr auto kWatchInterval = std::chrono::milliseconds(100);

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// Looks at a statement from outside while it runs: reports progress, and kills it if the caller wants to stop. Only
// made when the caller asks, since it costs a thread.
class Watch {
  public:
    Watch(Engine& engine, const Control& control, std::string tag)
        : engine_(engine), control_(control), tag_(std::move(tag)) {
        if (control_.cancelled || control_.progress) {
            thread_ = std::thread([this] { run(); });
        }
    }
    ~Watch() {
        if (thread_.joinable()) {
            {
                const std::lock_guard lock(mutex_);
                done_ = true;
            }
            wake_.notify_all();
            thread_.join();
        }
    }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

  private:
    void run() {
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, kWatchInterval, [this] { return done_; })) {
            if (control_.progress) {
                const std::string sql =
                    "SELECT read_rows, greatest(total_rows_approx, 0)::UInt64 FROM system.processes WHERE "
                    "Settings['log_comment'] = '" +
                    tag_ + "'";
                if (Result<Buffer> rows = engine_.query(sql)) {
                    RowReader reader(rows->bytes());
                    if (reader.more()) {
                        Progress progress;
                        progress.rows_read = reader.number<uint64_t>();
                        progress.rows_total = reader.number<uint64_t>();
                        control_.progress(progress);
                    }
                }
            }
            if (control_.cancelled && control_.cancelled()) {
                (void)engine_.query("KILL QUERY WHERE Settings['log_comment'] = '" + tag_ + "' ASYNC FORMAT Null");
            }
        }
    }

    Engine& engine_;
    const Control& control_;
    std::string tag_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool done_ = false;  // guarded by mutex_
    std::thread thread_;
};

}  // namespace

Error engine_error(std::string_view message) {
    if (contains(message, "MEMORY_LIMIT_EXCEEDED") || contains(message, "Memory limit")) {
        return Error{Code::limit,
                     "this question needs more memory than it may use: " + std::string(message),
                     {},
                     "narrow it (a period, a handle), or raise the memory limit of the store"};
    }
    if (contains(message, "QUERY_WAS_CANCELLED")) {
        return Error{Code::interrupted, "stopped on request", {}, ""};
    }
    if (contains(message, "CANNOT_COMPILE_REGEXP")) {
        return Error{Code::usage,
                     "the regular expression cannot be read: " + std::string(message),
                     {},
                     "the syntax is RE2; see docs/query.md"};
    }
    if (contains(message, "NOT_ENOUGH_SPACE") || contains(message, "No space left")) {
        return Error{Code::io, "the disk is full: " + std::string(message), {}, "free some space and try again"};
    }
    if (contains(message, "CHECKSUM_DOESNT_MATCH") || contains(message, "CORRUPTED_DATA") ||
        contains(message, "CANNOT_READ_ALL_DATA") || contains(message, "CANNOT_DECOMPRESS") ||
        contains(message, "BAD_SIZE_OF_FILE_IN_DATA_PART") || contains(message, "NO_FILE_IN_DATA_PART") ||
        contains(message, "UNEXPECTED_FILE_IN_DATA_PART") || contains(message, "FILE_DOESNT_EXIST")) {
        return Error{Code::integrity,
                     "the store is damaged: " + std::string(message),
                     {},
                     "rebuild the store; the evidence itself is in vault and log"};
    }
    return Error{Code::internal, "the search engine reports: " + std::string(message), {}, ""};
}

std::string_view Buffer::bytes() const {
    if (result_ == nullptr) {
        return {};
    }
    return {library_->result_buffer(result_), library_->result_length(result_)};
}

void Buffer::reset() {
    if (result_ != nullptr) {
        library_->destroy_result(result_);
        result_ = nullptr;
    }
}

Lease::~Lease() {
    cancel();
    if (connection_ != nullptr) {
        engine_->give_back(connection_);
    }
}

Result<Buffer> Lease::finished(ChdbResult* result) const {
    const Library& library = engine_->library();
    if (result == nullptr) {
        return Error{Code::internal, "the search engine gave no answer", {}, ""};
    }
    Buffer buffer(library, result);
    if (const char* message = library.result_error(result); message != nullptr && *message != '\0') {
        return engine_error(message);
    }
    return buffer;
}

Result<Buffer> Lease::query(const std::string& sql, const Control& control) {
    const Library& library = engine_->library();
    if (!control.cancelled && !control.progress) {
        return finished(library.query(*connection_, sql.data(), sql.size(), kFormat.data(), kFormat.size()));
    }
    if (control.cancelled && control.cancelled()) {
        return Error{Code::interrupted, "stopped on request", {}, ""};
    }
    const std::string tag = "verbatim-" + std::to_string(engine_->next_tag_++);
    const std::string tagged = sql + " SETTINGS log_comment = '" + tag + "'";
    const Watch watch(*engine_, control, tag);
    return finished(library.query(*connection_, tagged.data(), tagged.size(), kFormat.data(), kFormat.size()));
}

Result<void> Lease::begin(const std::string& sql, const Control& control) {
    const Library& library = engine_->library();
    VB_ASSERT(stream_ == nullptr);
    control_ = control;
    tag_ = "verbatim-" + std::to_string(engine_->next_tag_++);
    const std::string tagged = sql + " SETTINGS log_comment = '" + tag_ + "'";
    ChdbResult* result = nullptr;
    {
        const Watch watch(*engine_, control_, tag_);
        result = library.stream_query(*connection_, tagged.data(), tagged.size(), kFormat.data(), kFormat.size());
    }
    if (result == nullptr) {
        return Error{Code::internal, "the search engine gave no answer", {}, ""};
    }
    if (const char* message = library.result_error(result); message != nullptr && *message != '\0') {
        Error error = engine_error(message);
        library.destroy_result(result);
        return error;
    }
    stream_ = result;
    return {};
}

Result<Buffer> Lease::fetch() {
    const Library& library = engine_->library();
    VB_ASSERT(stream_ != nullptr);
    if (control_.cancelled && control_.cancelled()) {
        cancel();
        return Error{Code::interrupted, "stopped on request", {}, ""};
    }
    Result<Buffer> chunk = Buffer();
    {
        const Watch watch(*engine_, control_, tag_);
        chunk = finished(library.stream_fetch(*connection_, stream_));
    }
    if (!chunk || chunk->bytes().empty()) {
        library.destroy_result(stream_);
        stream_ = nullptr;
    }
    return chunk;
}

void Lease::cancel() {
    if (insert_ != nullptr) {
        engine_->library().stream_cancel_insert(insert_);
        engine_->library().destroy_insert(std::exchange(insert_, nullptr));
    }
    if (stream_ != nullptr) {
        const Library& library = engine_->library();
        library.stream_cancel(*connection_, stream_);
        library.destroy_result(stream_);
        stream_ = nullptr;
    }
}

Result<void> Lease::insert(const std::string& sql, std::string_view format, std::span<const std::string_view> pieces) {
    VB_TRY(begin_insert(sql, format));
    for (const std::string_view piece : pieces) {
        VB_TRY(append(piece));
    }
    return end_insert();
}

Error Lease::insert_failed() {
    const Library& library = engine_->library();
    const char* message = library.stream_insert_error(insert_);
    Error error = engine_error(message == nullptr ? "insert failed" : message);
    library.destroy_insert(std::exchange(insert_, nullptr));
    return error;
}

Result<void> Lease::begin_insert(const std::string& sql, std::string_view format) {
    const Library& library = engine_->library();
    VB_ASSERT(insert_ == nullptr);
    insert_ = library.stream_insert(*connection_, sql.data(), sql.size(), format.data(), format.size());
    if (insert_ == nullptr) {
        return Error{Code::internal, "the search engine gave no insert stream", {}, ""};
    }
    const char* message = library.stream_insert_error(insert_);
    return message == nullptr || *message == '\0' ? Result<void>() : insert_failed();
}

Result<void> Lease::append(std::string_view piece) {
    VB_ASSERT(insert_ != nullptr);
    return engine_->library().stream_append(insert_, piece.data(), piece.size()) == 0 ? Result<void>()
                                                                                      : insert_failed();
}

Result<void> Lease::end_insert() {
    const Library& library = engine_->library();
    VB_ASSERT(insert_ != nullptr);
    const Result<Buffer> outcome = finished(library.stream_done(insert_));
    library.destroy_insert(std::exchange(insert_, nullptr));
    return outcome.ok() ? Result<void>() : outcome.error();
}

Result<std::unique_ptr<Engine>> Engine::open(const std::string& folder, const Settings& settings) {
    std::unique_ptr<Engine> engine(new Engine());
    VB_TRY_ASSIGN(engine->library_, Library::load(settings.library));
    const auto number = [](uint64_t value) { return std::to_string(value); };
    const uint64_t cache_bytes = settings.memory_bytes / 16;
    engine->arguments_ = {
        "verbatim",
        "--path=" + folder,
        // The whole engine. Caches count, so they are small and the questions get the rest.
        "--max_server_memory_usage=" + number(settings.memory_bytes),
        "--mark_cache_size=" + number(cache_bytes),
        "--primary_index_cache_size=" + number(cache_bytes),
        "--index_mark_cache_size=" + number(cache_bytes),
        "--text_index_tokens_cache_size=" + number(cache_bytes),
        "--text_index_header_cache_size=" + number(cache_bytes),
        "--text_index_postings_cache_size=" + number(cache_bytes),
        "--query_condition_cache_size=" + number(cache_bytes / 4),
        // Two cores are the machine we plan for: merges take one of them, questions the other.
        "--background_pool_size=1",
        "--background_schedule_pool_size=1",
        "--background_common_pool_size=1",
        "--max_thread_pool_size=256",
        // Settings of every statement.
        "--max_threads=" + number(settings.threads),
        "--max_insert_threads=1",
        // By default a question gets one thread for each 4 GiB of free memory, which is one thread with our limit.
        "--max_threads_min_free_memory_per_thread=0",
        "--max_memory_usage=" + number(settings.query_memory_bytes),
        "--max_bytes_before_external_group_by=" + number(settings.query_memory_bytes / 3),
        "--max_bytes_before_external_sort=" + number(settings.query_memory_bytes / 3),
        "--max_bytes_ratio_before_external_group_by=0",
        "--max_bytes_ratio_before_external_sort=0",
        // Wrong in 26.7.3 where other conditions join the one on the projection's column: rows are lost
        // (docs/adr/0014-store-table.md). Only statements that ask for nothing but seq turn it on.
        "--optimize_use_projections=0",
        "--min_table_rows_to_use_projection_index=0",
        "--input_format_parallel_parsing=0",
        "--log_queries=0",
        // Conditions come cheapest first: what the index answers, then what must be read and compared.
        "--allow_reorder_prewhere_conditions=0",
        // A page is read from the newest part until it is full; without these every part would be read at least a bit.
        "--read_in_order_use_virtual_row=1",
        "--read_in_order_use_virtual_row_per_block=1",
        "--mutations_sync=2",
        "--check_query_single_value_result=0",
        "--allow_drop_detached=1",
        "--join_algorithm=grace_hash,hash",
        // Long lists of handles and words are normal questions.
        "--max_query_size=268435456",
        "--max_ast_elements=10000000",
        "--max_expanded_ast_elements=10000000",
        "--use_query_condition_cache=1",
    };
    VB_TRY_ASSIGN(ChdbConnection * first, engine->connect());
    engine->idle_.push_back(first);
    return engine;
}

Result<ChdbConnection*> Engine::connect() {
    std::vector<char*> pointers;
    for (std::string& argument : arguments_) {
        pointers.push_back(argument.data());
    }
    ChdbConnection* connection = library_->connect(static_cast<int>(pointers.size()), pointers.data());
    if (connection == nullptr) {
        return Error{Code::internal, "the search engine does not start", {}, ""};
    }
    return connection;
}

Result<Lease> Engine::lease() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            ChdbConnection* connection = idle_.back();
            idle_.pop_back();
            return Lease(*this, connection);
        }
    }
    VB_TRY_ASSIGN(ChdbConnection * connection, connect());
    return Lease(*this, connection);
}

void Engine::give_back(ChdbConnection* connection) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(connection);
}

Result<Buffer> Engine::query(const std::string& sql, const Control& control) {
    VB_TRY_ASSIGN(Lease connection, lease());
    return connection.query(sql, control);
}

void Engine::close() {
    const std::lock_guard lock(mutex_);
    for (ChdbConnection* connection : idle_) {
        library_->close(connection);
    }
    idle_.clear();
}

Engine::~Engine() {
    close();
}

}  // namespace verbatim::store
