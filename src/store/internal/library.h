// SPDX-License-Identifier: Apache-2.0
// Library: libchdb, found and loaded at run time. The package has no header; the functions used are declared here after
// chdb-io/chdb-core programs/local/chdb.h (26.7). Never unloaded: its threads live as long as the process,
// and once it is loaded a normal exit skips the static destructors (see end_process).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

namespace verbatim::store {

struct ChdbResult;   // chdb_result
struct ChdbInsert;   // what a chdb_insert_stream points at
struct ChdbSession;  // what a chdb_connection points at
using ChdbConnection = ChdbSession*;

struct Library {
    ChdbConnection* (*connect)(int, char**) = nullptr;
    void (*close)(ChdbConnection*) = nullptr;
    ChdbResult* (*query)(ChdbConnection, const char*, size_t, const char*, size_t) = nullptr;
    ChdbResult* (*stream_query)(ChdbConnection, const char*, size_t, const char*, size_t) = nullptr;
    ChdbResult* (*stream_fetch)(ChdbConnection, ChdbResult*) = nullptr;
    void (*stream_cancel)(ChdbConnection, ChdbResult*) = nullptr;
    void (*destroy_result)(ChdbResult*) = nullptr;
    ChdbInsert* (*stream_insert)(ChdbConnection, const char*, size_t, const char*, size_t) = nullptr;
    int (*stream_append)(ChdbInsert*, const void*, size_t) = nullptr;  // 0: success
    ChdbResult* (*stream_done)(ChdbInsert*) = nullptr;
    void (*stream_cancel_insert)(ChdbInsert*) = nullptr;
    const char* (*stream_insert_error)(ChdbInsert*) = nullptr;
    void (*destroy_insert)(ChdbInsert*) = nullptr;
    char* (*result_buffer)(ChdbResult*) = nullptr;
    size_t (*result_length)(ChdbResult*) = nullptr;
    const char* (*result_error)(ChdbResult*) = nullptr;
    void (*set_signal_handlers_enabled)(int) = nullptr;
    const char* (*version)() = nullptr;

    // `path`: of the library; empty: $VERBATIM_LIBCHDB, libchdb.so in the folder of the program, ../lib/verbatim beside
    // that folder. unsupported with advice if there is none or it lacks a function.
    static Result<std::shared_ptr<const Library>> load(const std::string& path);
};

}  // namespace verbatim::store
