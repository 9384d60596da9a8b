// SPDX-License-Identifier: Apache-2.0
// Error: what went wrong, where, why, and what the user can do.
//
// Errors are values (see result.h); a *finding* is not an error: a broken row of evidence is itself evidence, is
// recorded and counted, and reading goes on (see formats/format.h). Codes are few: a new one only if a caller branches
// on it. Never parse `what`. `integrity` means bytes are not what they were proved to be: it is never retried,
// downgraded or merged into `not_found`, and names both hashes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace verbatim {

enum class Code : uint8_t {
    not_this_format,  // the bytes belong to another format; try the next
    malformed,        // the bytes break their own format
    unsupported,      // well-formed, but of a kind or version we do not read
    limit,            // a named limit of base/limits.h was passed
    io,               // the operating system refused
    conflict,         // the state forbids it (exists already, in use, other version)
    not_found,
    denied,
    integrity,
    usage,        // the command or query is wrong; `where` points at it
    interrupted,  // the user or a signal asked to stop; state is resumable
    internal,     // a bug of ours or a library's exception
};

std::string_view name(Code code);

struct Where {
    std::string source;              // file, object or argument; empty if none
    std::optional<uint64_t> offset;  // byte offset in the source, or column of a query
};

struct [[nodiscard]] Error {
    Code code = Code::internal;
    std::string what;  // one sentence, no full stop: "checkpoint signature does not verify"
    Where where;
    std::string advice;  // what to do, or empty

    // "log/checkpoint at byte 17: checkpoint signature does not verify (integrity); restore it from a backup"
    std::string to_string() const;
};

// `errno` as an Error: "cannot open vault/ab: No such file or directory".
Error io_error(std::string_view action, std::string_view path, int error_number);

}  // namespace verbatim
