// SPDX-License-Identifier: Apache-2.0
// The head: what the log acknowledges, signed with every batch of entries (docs/audit.md, section 3).
//
//   verbatim-audit-head v1 / log ORIGIN / size N / root BASE64 / committed C / leaf BASE64 ...   (one for C to N-1)
// The leaf hashes of entries that no tile holds yet make it possible to name one that was altered. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "note/key.h"

namespace verbatim::audit::internal {

struct Head {
    std::string origin;
    uint64_t size = 0;
    Hash root;
    uint64_t committed = 0;    // entries before this one are in tiles
    std::vector<Hash> leaves;  // size - committed of them

    std::string to_text() const;
    static Result<Head> parse(std::string_view text);
    bool operator==(const Head&) const = default;
};

inline constexpr std::string_view kHeadFile = "/head";

Result<void> write_head(const std::string& folder, const Head& head, const note::Signer& signer);  // durable
// None if there is no such file; Code::integrity if it is not signed by the key, or of another log.
Result<std::optional<Head>> read_head(const std::string& folder, const note::VerifierKey& key);

}  // namespace verbatim::audit::internal
