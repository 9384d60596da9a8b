// SPDX-License-Identifier: Apache-2.0
// What the files of datetime.h share; nobody else includes it.
#pragma once

#include "text/datetime.h"

namespace verbatim::text::internal {

inline constexpr int64_t kSecondsPerDay = 86'400;
// 0001-01-01 and the second behind 9999-12-31T23:59:59, against 1970.
inline constexpr int64_t kSecondsMin = -62'135'596'800;
inline constexpr int64_t kSecondsEnd = 253'402'300'800;

constexpr int64_t floor_div(int64_t value, int64_t divisor) {
    const int64_t quotient = value / divisor;
    return quotient - ((value % divisor != 0 && (value < 0) != (divisor < 0)) ? 1 : 0);
}

constexpr TimePrecision precision_of_fraction(int digits) {
    return digits == 0 ? TimePrecision::second : digits <= 3 ? TimePrecision::millisecond : TimePrecision::microsecond;
}

}  // namespace verbatim::text::internal
