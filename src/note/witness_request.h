// SPDX-License-Identifier: Apache-2.0
// What a witness is asked to cosign: the body of add-checkpoint of c2sp.org/tlog-witness, by file or over a network.
//
//   old SIZE / base64 of the hashes of the consistency proof from SIZE, one a line / an empty line / the checkpoint
//
// One spelling: parse() refuses every other; it checks no hashes and no signatures. Values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"

namespace verbatim::note {

struct WitnessRequest {
    uint64_t old_size = 0;  // the size that the witness saw last; 0: none
    std::vector<Hash> proof;
    std::string checkpoint;  // the signed note

    std::string to_text() const;
    static Result<WitnessRequest> parse(std::string_view text);
    bool operator==(const WitnessRequest&) const = default;
};

}  // namespace verbatim::note
