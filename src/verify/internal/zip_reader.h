// SPDX-License-Identifier: Apache-2.0
// Reads the zip of a bundle in its one spelling (docs/bundle.md, section 6), and nothing else that calls itself a zip.
//
// open() checks every byte of headers and directory and that the entries fill the file without a gap; what is inside an
// entry (CRC-32, content) is for whoever reads it. Errors: Code::integrity, where.source "zip". Memory: one ZipEntry
// for each file. Values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "verify/byte_source.h"

namespace verbatim::verify::internal {

struct ZipEntry {
    std::string name;
    uint32_t crc = 0;
    uint64_t size = 0;
    uint64_t data = 0;  // offset of its first byte in the file
};

Result<std::vector<ZipEntry>> read_zip(const ByteSource& source);

}  // namespace verbatim::verify::internal
