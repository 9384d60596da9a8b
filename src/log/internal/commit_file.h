// SPDX-License-Identifier: Apache-2.0
// The file log/commit: the last commit point. Replaced as a whole, so it is always one commit point or the one before.
//
//   verbatim-log-commit v1 / size N / root BASE64 / state BASE64 / sum BASE64     (one line each)
// `sum` is SHA-256 over the lines above it: damage is told from a crash, which cannot tear the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/hash.h"

namespace verbatim::log::internal {

struct CommitFile {
    uint64_t size = 0;
    Hash root;
    std::string state;

    std::string to_string() const;
    static Result<CommitFile> parse(std::string_view bytes);
};

// None if there is no such file. Code::integrity if it is damaged.
Result<std::optional<CommitFile>> read_commit(const std::filesystem::path& folder);
Result<void> write_commit(const std::filesystem::path& folder, const CommitFile& commit);  // durable

}  // namespace verbatim::log::internal
