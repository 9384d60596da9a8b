// SPDX-License-Identifier: Apache-2.0
// The statement of a bundle, `verify/bundle` (docs/bundle.md, section 2): what its maker signed.
//
// parse() checks the form of the text alone, strictly; the signature around it is checked by the caller. Values.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "note/key.h"

namespace verbatim::verify::internal {

inline constexpr size_t kStatementBytesMax = size_t{256} << 20;
inline constexpr size_t kScopesMax = 1'000'000;
inline constexpr uint64_t kBlockRecords = 1'000;
// An entry's time as a number that sorts like its eight bytes; that of an undated record is the last.
inline constexpr uint64_t kUndated = std::numeric_limits<uint64_t>::max();
uint64_t sortable(int64_t utc_ms);

struct Scope {
    enum class Kind : uint8_t { conversation, handle, selection };
    Kind kind = Kind::selection;
    Hash key;  // of the conversation or handle; of the selection its hash
    std::optional<int64_t> from;
    std::optional<int64_t> to;
    bool undated = false;
};

struct ListedFile {
    uint64_t size = 0;
    Hash hash;
    std::string name;
};

struct Statement {
    std::string case_id;
    uint64_t number = 0;
    std::string time;
    std::string made_by;
    std::string recipient;
    std::string authority;
    Hash seal;
    uint64_t records = 0;
    uint64_t withheld = 0;
    std::vector<Scope> scopes;
    std::vector<Hash> blocks;
    std::vector<ListedFile> files;
    note::VerifierKey claimed_key;

    static Result<Statement> parse(std::string_view text);
    const ListedFile* file(std::string_view name) const;
    bool has(Scope::Kind kind) const;
};

}  // namespace verbatim::verify::internal
