// SPDX-License-Identifier: Apache-2.0
// c2sp.org/tlog-proof@v1: an inclusion proof and the signed checkpoint it leads to, as text.
//
// The `extra` line is read and kept but never trusted; we write none. Parsing is strict and checks no hashes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"

namespace verbatim::note {

inline constexpr std::string_view kTlogProofHeader = "c2sp.org/tlog-proof@v1";
inline constexpr size_t kProofHashesMax = 64;

struct TlogProof {
    std::optional<std::string> extra;  // raw bytes
    uint64_t index = 0;
    std::vector<Hash> hashes;
    std::string checkpoint;  // the signed note, verbatim

    static Result<TlogProof> parse(std::string_view bytes);
    std::string to_string() const;
};

}  // namespace verbatim::note
