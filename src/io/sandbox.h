// SPDX-License-Identifier: Apache-2.0
// Sandbox: what a process that reads hostile bytes gives up before it reads the first one.
//
// After enter(): no file can be opened, no socket made, no program started, no other process touched; memory, processor
// time and file size are bounded; the process dies with its parent. What was open stays open: the source (read only),
// the shared slots, one socket pair. A forbidden call ends the process (SIGSYS), except path look-ups that libraries
// try in passing (ICU, locale): those get EACCES. There is no way back.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace verbatim::io {

struct SandboxLimits {
    uint64_t memory_bytes = 0;
    uint64_t processor_seconds = 0;
};

// Closes every descriptor from `first_closed_fd` upwards, then locks the process down. Single-threaded callers only.
Result<void> enter_sandbox(const SandboxLimits& limits, int first_closed_fd);

}  // namespace verbatim::io
