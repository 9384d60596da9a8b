// SPDX-License-Identifier: Apache-2.0
#include "text/numbers.h"

#include <array>
#include <cstdio>

namespace verbatim::text {

std::string grouped(uint64_t number) {
    std::string out = std::to_string(number);
    for (size_t at = out.size(); at > 3; at -= 3) {
        out.insert(at - 3, 1, ',');
    }
    return out;
}

std::string counted(uint64_t number, std::string_view one, std::string_view many) {
    return grouped(number) + " " + std::string(number == 1 ? one : many);
}

std::string bytes_text(uint64_t bytes) {
    static constexpr std::array<const char*, 5> kUnits{"kB", "MB", "GB", "TB", "PB"};
    if (bytes < 1000) {
        return counted(bytes, "byte", "bytes");
    }
    double value = static_cast<double>(bytes) / 1000;
    size_t unit = 0;
    while (value >= 999.95 && unit + 1 < kUnits.size()) {
        value /= 1000;
        ++unit;
    }
    std::array<char, 32> buffer;
    const int size = std::snprintf(buffer.data(), buffer.size(), "%.1f %s", value, kUnits[unit]);
    return {buffer.data(), static_cast<size_t>(size)};
}

}  // namespace verbatim::text
