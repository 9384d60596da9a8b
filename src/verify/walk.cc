// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/walk.h"

#include "crypto/base64.h"
#include "merkle/gap.h"
#include "note/lines.h"

namespace verbatim::verify::internal {

Result<void> Walk::begin() {
    begun_ = true;
    VB_TRY_ASSIGN(const auto line, lines_.next());
    const std::string expected = "verbatim-walk v1 " + tree_ + " " + std::to_string(head_.size);
    if (!line || *line != expected) {
        return fail("first line is not `" + expected + "`, the tree that the seal names");
    }
    return {};
}

Result<void> Walk::gap(std::string_view rest) {
    if (after_gap_) {
        return fail("two gaps follow each other");
    }
    split_words(rest, words_);
    const auto count = note::decimal(words_[0]);
    if (!count || *count == 0 || *count > head_.size - frontier_.size()) {
        return fail("the count of the gap is not a number of leaves that are left in the tree");
    }
    size_t next = 1;
    const uint64_t begin = frontier_.size();
    VB_TRY(merkle::each_subtree(begin, begin + *count, [&](unsigned level, uint64_t) -> Result<void> {
        const auto hash = next < words_.size() ? hash_word(words_[next]) : std::nullopt;
        if (!hash) {
            return fail("hash " + std::to_string(next) + " of the gap is missing or not 32 bytes in base64");
        }
        ++next;
        frontier_.append_subtree(level, *hash);
        return {};
    }));
    if (next != words_.size()) {
        return fail("the gap has more hashes than subtrees");
    }
    after_gap_ = true;
    has_gaps_ = true;
    return {};
}

Result<void> Walk::leaf(const Hash& leaf_hash) {
    if (frontier_.size() == head_.size) {
        return fail("more leaves than the tree has");
    }
    frontier_.append(leaf_hash);
    return {};
}

Result<void> Walk::end() const {
    if (frontier_.size() != head_.size) {
        return fail("the walk shows " + std::to_string(frontier_.size()) + " leaves of a tree of " +
                    std::to_string(head_.size));
    }
    if (frontier_.root() != head_.root) {
        return fail("the walk leads to the root " + crypto::to_base64(frontier_.root().span()) + ", the seal says " +
                    crypto::to_base64(head_.root.span()));
    }
    return {};
}

Result<Walk::Item> Walk::next() {
    if (!begun_) {
        VB_TRY(begin());
    }
    VB_TRY_ASSIGN(const auto line, lines_.next());
    if (!line) {
        VB_TRY(end());
        return Item{};
    }
    if (const auto rest = after_name(*line, "gap")) {
        VB_TRY(gap(*rest));
        return Item{Kind::gap, *line};
    }
    after_gap_ = false;
    return Item{Kind::line, *line};
}

}  // namespace verbatim::verify::internal
