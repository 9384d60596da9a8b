// SPDX-License-Identifier: Apache-2.0
// Engine: one opened libchdb on one folder, and its connections. The only user of the C interface.
//
// A connection runs one statement at a time, so each caller leases one from the pool; statements on different
// connections run in parallel. Results come in RowBinary (https://clickhouse.com/docs/interfaces/formats/RowBinary) and
// are read with RowReader. Statements given with a Control carry no SETTINGS of their own: one is added to find them
// among the running ones. What all need is an argument of the connection. Errors of the engine become Error: memory
// limits are Code::limit, cancelled statements Code::interrupted, everything else Code::internal with the engine's
// words. Threads: lease() and every Lease function may be called from any thread; one lease belongs to one thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/internal/library.h"
#include "store/results.h"

namespace verbatim::store {

class Engine;

// Owns the bytes of a result.
class Buffer {
  public:
    Buffer() = default;
    Buffer(const Library& library, ChdbResult* result) : library_(&library), result_(result) {}
    ~Buffer() { reset(); }
    Buffer(Buffer&& other) noexcept : library_(other.library_), result_(std::exchange(other.result_, nullptr)) {}
    Buffer& operator=(Buffer&& other) noexcept {
        reset();
        library_ = other.library_;
        result_ = std::exchange(other.result_, nullptr);
        return *this;
    }
    std::string_view bytes() const;

  private:
    void reset();
    const Library* library_ = nullptr;
    ChdbResult* result_ = nullptr;
};

class Lease {
  public:
    Lease(Engine& engine, ChdbConnection* connection) : engine_(&engine), connection_(connection) {}
    ~Lease();
    Lease(Lease&& other) noexcept
        : engine_(other.engine_),
          connection_(std::exchange(other.connection_, nullptr)),
          stream_(std::exchange(other.stream_, nullptr)),
          insert_(std::exchange(other.insert_, nullptr)) {}
    Lease& operator=(Lease&&) = delete;

    // Runs a statement to its end.
    Result<Buffer> query(const std::string& sql, const Control& control);
    // Starts a statement whose rows come in chunks of whole rows: call fetch() until it gives an empty buffer.
    Result<void> begin(const std::string& sql, const Control& control);
    Result<Buffer> fetch();
    void cancel();  // of a begun stream or insert; harmless otherwise
    Result<void> insert(const std::string& sql, std::string_view format, std::span<const std::string_view> pieces);
    // The same, piece by piece; an error or the end of the lease gives it up.
    Result<void> begin_insert(const std::string& sql, std::string_view format);
    Result<void> append(std::string_view piece);
    Result<void> end_insert();

  private:
    Result<Buffer> finished(ChdbResult* result) const;
    Error insert_failed();
    Engine* engine_;
    ChdbConnection* connection_;
    ChdbResult* stream_ = nullptr;
    ChdbInsert* insert_ = nullptr;
    Control control_;
    std::string tag_;
};

class Engine {
  public:
    struct Settings {
        std::string library;
        uint64_t memory_bytes = 0;
        uint64_t query_memory_bytes = 0;
        uint32_t threads = 2;
    };
    static Result<std::unique_ptr<Engine>> open(const std::string& folder, const Settings& settings);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    Result<Lease> lease();
    // Convenience: lease, run, give back.
    Result<Buffer> query(const std::string& sql, const Control& control = {});
    void close();
    const Library& library() const { return *library_; }
    std::string version() const { return library_->version(); }

  private:
    friend class Lease;
    Engine() = default;
    Result<ChdbConnection*> connect();
    void give_back(ChdbConnection* connection);

    std::shared_ptr<const Library> library_;
    std::vector<std::string> arguments_;
    std::mutex mutex_;
    std::vector<ChdbConnection*> idle_;  // guarded by mutex_
    std::atomic<uint64_t> next_tag_{1};
};

// Turns the engine's message into an Error.
Error engine_error(std::string_view message);

}  // namespace verbatim::store
