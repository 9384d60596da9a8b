// SPDX-License-Identifier: Apache-2.0
// Where the files of a bundle lie in its zip, for whoever reads one of them: a maker who searches what he made, a
// viewer.
//
// The form of the zip is checked, the content is not: whoever needs to believe it runs verify_bundle() first. Any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "verify/byte_source.h"

namespace verbatim::verify {

struct BundleEntry {
    std::string name;
    uint64_t size = 0;
    uint64_t offset = 0;  // of its first byte in the zip
};

Result<std::vector<BundleEntry>> bundle_entries(const ByteSource& source);
// The bytes of one file; not_found if the bundle has none of this name, limit if it is larger.
Result<std::string> read_entry(const ByteSource& source, std::string_view name, uint64_t limit_bytes);

}  // namespace verbatim::verify
