// SPDX-License-Identifier: Apache-2.0
// The list of withheld parts (docs/bundle.md, section 4), compared with the records while these are read.
//
// expect() is called for each withheld part in the order of the records; what is wrong is kept until finish(), because
// it is a later step than the records. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "verify/internal/lines.h"

namespace verbatim::verify::internal {

class Redactions {
  public:
    // No lines: the bundle has no such file.
    explicit Redactions(std::optional<LineReader> lines) : lines_(std::move(lines)) {}

    // `chunk` only for one of the text.
    void expect(uint64_t sequence, size_t group, std::optional<size_t> chunk);
    // The first thing that was wrong, or that remains: lines for nothing, another number than stated.
    Result<void> finish(uint64_t stated);
    uint64_t count() const { return count_; }

  private:
    Result<void> header();
    Result<void> compare(uint64_t sequence, size_t group, std::optional<size_t> chunk);

    std::optional<LineReader> lines_;
    std::optional<Error> failed_;
    bool begun_ = false;
    uint64_t count_ = 0;
    std::string expected_;
};

}  // namespace verbatim::verify::internal
