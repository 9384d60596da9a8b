// SPDX-License-Identifier: Apache-2.0
// Raw search: every byte of every file below a folder, whatever the file is.
//
// Links are not followed. A place is told once for each spelling that stands there. Memory: one piece of a file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "app/internal/needles.h"
#include "base/result.h"

namespace verbatim::app {

struct RawSearch {
    std::function<bool(const std::string& path)> leave_out;  // may be empty
    std::function<void(size_t needle, const std::string& path, uint64_t offset)> found;
    std::function<bool(uint64_t bytes)> progress;  // false: stop with Code::interrupted; may be empty

    uint64_t files = 0;
    uint64_t bytes = 0;
};

Result<void> search_files(const std::string& folder, const Needles& needles, RawSearch& search);

}  // namespace verbatim::app
