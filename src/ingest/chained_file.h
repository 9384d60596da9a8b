// SPDX-License-Identifier: Apache-2.0
// ChainedFile: a file of lines that only grows, bound by a hash chain: chain_i = SHA-256(chain_{i-1} || line_i).
//
// The commit point keeps size and chain value, so one changed byte below it is found by check_chain(). Lines beyond the
// commit point are dropped on open: they were never acknowledged.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "io/file.h"

namespace verbatim::ingest {

struct ChainPoint {
    uint64_t bytes = 0;
    Hash chain;  // all zero for no lines
    bool operator==(const ChainPoint&) const = default;
};

class ChainedFile {
  public:
    static Result<ChainedFile> open(const std::string& path, const ChainPoint& committed);
    Result<void> append(std::string_view line);  // without its newline
    Result<void> flush() { return file_.flush(); }
    ChainPoint point() const { return {file_.size(), chain_}; }
    uint64_t dropped_bytes() const { return file_.dropped_bytes(); }

  private:
    explicit ChainedFile(io::AppendFile file, const Hash& chain) : file_(std::move(file)), chain_(chain) {}
    io::AppendFile file_;
    Hash chain_;
    std::string scratch_;
};

// Streams the lines below `committed`; integrity if the chain differs. A missing file with no committed bytes is empty.
Result<void> read_chained(const std::string& path, const ChainPoint& committed,
                          const std::function<Result<void>(std::string_view line)>& each);

}  // namespace verbatim::ingest
