// SPDX-License-Identifier: Apache-2.0
// A walk through a sealed tree (docs/seals.md, section 3): header, gaps, leaves, root. What the lines between the gaps
// say is for the caller.
//
//   Walk walk(std::move(lines), "conversations", head);
//   while (true) { VB_TRY_ASSIGN(auto item, walk.next()); if (item.kind == Walk::Kind::end) break; ... walk.leaf(hash)
//   }
//
// next() at the end has checked that the leaves number the tree and lead to its root. One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "merkle/frontier.h"
#include "note/seal.h"
#include "verify/internal/lines.h"

namespace verbatim::verify::internal {

class Walk {
  public:
    enum class Kind : uint8_t { gap, line, end };
    struct Item {
        Kind kind = Kind::end;
        std::string_view line;  // valid until the next call
    };

    Walk(LineReader lines, std::string_view tree, const note::TreeHead& head)
        : lines_(std::move(lines)), tree_(tree), head_(head) {}

    Result<Item> next();
    Result<void> leaf(const Hash& leaf_hash);
    uint64_t position() const { return frontier_.size(); }  // leaves so far
    uint64_t line_number() const { return lines_.number(); }
    bool whole() const { return !has_gaps_; }
    Error fail(std::string what) const { return lines_.fail(std::move(what)); }

  private:
    Result<void> begin();
    Result<void> gap(std::string_view rest);
    Result<void> end() const;

    LineReader lines_;
    std::string tree_;
    note::TreeHead head_;
    merkle::Frontier frontier_;
    bool begun_ = false;
    bool after_gap_ = false;
    bool has_gaps_ = false;
    std::vector<std::string_view> words_;
};

}  // namespace verbatim::verify::internal
