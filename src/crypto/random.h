// SPDX-License-Identifier: Apache-2.0
// Random bytes for keys, from the kernel (getrandom), and careful handling of secrets in memory.
// All functions may be called from any thread.
#pragma once

#include <cstdint>
#include <span>

#include "base/hash.h"

namespace verbatim::crypto {

Result<void> fill_random(std::span<uint8_t> out);  // Code::io if the kernel refuses

// Takes the same time wherever the first difference is. Sizes are not secret.
bool constant_time_equal(Bytes a, Bytes b);

// Overwrites in a way the compiler does not remove.
void wipe(std::span<uint8_t> secret);

}  // namespace verbatim::crypto
