// SPDX-License-Identifier: Apache-2.0
#include "base/crc32.h"

#include <array>
#include <bit>
#include <cstring>

namespace verbatim {
namespace {

constexpr uint32_t kPolynomial = 0xEDB88320;
constexpr size_t kSlices = 8;

// kTables[k][b]: what byte b adds when k more bytes follow it in the same step.
constexpr auto make_tables() {
    std::array<std::array<uint32_t, 256>, kSlices> tables{};
    for (uint32_t byte = 0; byte < 256; ++byte) {
        uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value >> 1) ^ ((value & 1) != 0 ? kPolynomial : 0);
        }
        tables[0][byte] = value;
    }
    for (size_t slice = 1; slice < kSlices; ++slice) {
        for (size_t byte = 0; byte < 256; ++byte) {
            const uint32_t value = tables[slice - 1][byte];
            tables[slice][byte] = (value >> 8) ^ tables[0][value & 0xff];
        }
    }
    return tables;
}
constexpr auto kTables = make_tables();

}  // namespace

uint32_t crc32(Bytes data, uint32_t before) {
    uint32_t crc = ~before;
    if constexpr (std::endian::native == std::endian::little) {
        while (data.size() >= kSlices) {
            uint64_t word = 0;
            std::memcpy(&word, data.data(), sizeof word);
            word ^= crc;
            crc = 0;
            for (size_t i = 0; i < kSlices; ++i) {
                crc ^= kTables[kSlices - 1 - i][(word >> (8 * i)) & 0xff];
            }
            data = data.subspan(kSlices);
        }
    }
    for (const uint8_t byte : data) {
        crc = (crc >> 8) ^ kTables[0][(crc ^ byte) & 0xff];
    }
    return ~crc;
}

}  // namespace verbatim
