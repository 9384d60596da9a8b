// SPDX-License-Identifier: Apache-2.0
// BundleStatement: what the maker of a bundle signs, the text of verify/bundle (docs/bundle.md, section 2).
//
// A value; to_text() gives the one spelling. Texts may not be empty: whoever does not know says "not stated".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "disclose/zip_writer.h"

namespace verbatim::disclose {

struct StatedScope {
    enum class Kind : uint8_t { conversation, handle, selection };
    Kind kind = Kind::conversation;
    Hash key;  // of a selection: the SHA-256 of verify/selection.json
    std::optional<int64_t> from{};
    std::optional<int64_t> to{};
    bool undated = false;
};

struct BundleStatement {
    std::string case_id;
    uint64_t number = 0;
    std::string time;
    std::string made_by;
    std::string recipient;
    std::string authority;
    Hash seal;
    uint64_t records = 0;
    uint64_t withheld = 0;
    std::vector<StatedScope> scopes;
    std::vector<Hash> blocks;
    std::vector<ZipEntry> files;  // in any order
    std::string claimed_key;

    std::string to_text() const;
};

}  // namespace verbatim::disclose
