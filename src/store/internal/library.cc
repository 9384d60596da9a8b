// SPDX-License-Identifier: Apache-2.0
#include "store/internal/library.h"

#include <dlfcn.h>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <vector>

namespace verbatim::store {
namespace {

std::vector<std::string> candidates(const std::string& path) {
    if (!path.empty()) {
        return {path};
    }
    if (const char* stated = std::getenv("VERBATIM_LIBCHDB"); stated != nullptr && *stated != '\0') {
        return {stated};
    }
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    const std::filesystem::path folder = program.parent_path();
    return {(folder / "libchdb.so").string(), (folder.parent_path() / "lib" / "verbatim" / "libchdb.so").string()};
}

Error missing(const std::vector<std::string>& tried, const std::string& reason) {
    std::string what = "the search engine libchdb.so cannot be loaded (tried";
    for (const std::string& path : tried) {
        what += " " + path;
    }
    what += ")";
    if (!reason.empty()) {
        what += ": " + reason;
    }
    return Error{Code::unsupported,
                 what,
                 {},
                 "install the npm package @chdb/lib-linux-x64-gnu and put libchdb.so beside the program, or set "
                 "VERBATIM_LIBCHDB to its path"};
}

// The engine's threads outlive its connections, and its static destructors race them: a process that ends normally may
// crash at the very end (26.7.3). What is committed is on disk, so the process ends here, before those destructors.
void end_process(int status, void*) {
    std::cout.flush();
    std::clog.flush();
    std::fflush(nullptr);
    _exit(status);
}

template <class Function>
bool bind(void* handle, const char* symbol, Function& function) {
    function = reinterpret_cast<Function>(dlsym(handle, symbol));
    return function != nullptr;
}

// The library brings its own allocator, which by default gives memory back to the system between two blocks, and at
// once what is larger than 8 MiB, to be faulted in and cleared again for the next: up to a tenth of an ingest. Few
// arenas, as each keeps memory of its own. What the user has set stays. Read by the allocator when the library is
// loaded, so there is no later way.
constexpr const char* kAllocatorVariable = "JE_MALLOC_CONF";
constexpr const char* kAllocatorSettings = "dirty_decay_ms:60000,muzzy_decay_ms:60000,oversize_threshold:0,narenas:4";

}  // namespace

Result<std::shared_ptr<const Library>> Library::load(const std::string& path) {
    const std::vector<std::string> tried = candidates(path);
    ::setenv(kAllocatorVariable, kAllocatorSettings, 0);
    void* handle = nullptr;
    std::string reason;
    for (const std::string& candidate : tried) {
        std::error_code error;
        if (!std::filesystem::exists(candidate, error)) {
            continue;
        }
        handle = dlopen(candidate.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (handle != nullptr) {
            break;
        }
        const char* text = dlerror();
        reason = text == nullptr ? "" : text;
    }
    if (handle == nullptr) {
        return missing(tried, reason);
    }
    // Registered after the library's own, so it runs before them.
    if (::on_exit(end_process, nullptr) != 0) {
        return Error{Code::internal, "cannot register the end of the search engine", {}, ""};
    }
    auto library = std::make_shared<Library>();
    const bool complete =
        bind(handle, "chdb_connect", library->connect) && bind(handle, "chdb_close_conn", library->close) &&
        bind(handle, "chdb_query_n", library->query) && bind(handle, "chdb_stream_query_n", library->stream_query) &&
        bind(handle, "chdb_stream_fetch_result", library->stream_fetch) &&
        bind(handle, "chdb_stream_cancel_query", library->stream_cancel) &&
        bind(handle, "chdb_destroy_query_result", library->destroy_result) &&
        bind(handle, "chdb_stream_insert_n", library->stream_insert) &&
        bind(handle, "chdb_stream_append", library->stream_append) &&
        bind(handle, "chdb_stream_done", library->stream_done) &&
        bind(handle, "chdb_stream_cancel_insert", library->stream_cancel_insert) &&
        bind(handle, "chdb_stream_insert_error", library->stream_insert_error) &&
        bind(handle, "chdb_destroy_insert_stream", library->destroy_insert) &&
        bind(handle, "chdb_result_buffer", library->result_buffer) &&
        bind(handle, "chdb_result_length", library->result_length) &&
        bind(handle, "chdb_result_error", library->result_error) &&
        bind(handle, "chdb_set_signal_handlers_enabled", library->set_signal_handlers_enabled) &&
        bind(handle, "chdb_version", library->version);
    if (!complete) {
        return missing(tried, "it lacks a function of the C interface; version 26.7 is needed");
    }
    // Signals belong to the program: Ctrl-C must leave a resumable case, not end inside the engine.
    library->set_signal_handlers_enabled(0);
    return std::shared_ptr<const Library>(library);
}

}  // namespace verbatim::store
