// SPDX-License-Identifier: Apache-2.0
// CRC-32 as zip files have it (ISO 3309, reflected polynomial EDB88320): finds accidents, proves nothing.
//
//   uint32_t crc = crc32(piece1); crc = crc32(piece2, crc);
//
// In base because the offline verifier reads zip files and links no library for them. Pure; any thread.
#pragma once

#include <cstdint>

#include "base/hash.h"

namespace verbatim {

uint32_t crc32(Bytes data, uint32_t before = 0);

}  // namespace verbatim
