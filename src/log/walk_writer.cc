// SPDX-License-Identifier: Apache-2.0
#include "log/walk_writer.h"

#include "crypto/base64.h"
#include "merkle/gap.h"

namespace verbatim::log {
namespace {

constexpr size_t kBufferBytes = size_t{64} << 10;

}  // namespace

WalkWriter::WalkWriter(std::string_view tree, const note::TreeHead& head, merkle::NodeReader nodes, WalkSink sink)
    : tree_(tree), head_(head), nodes_(std::move(nodes)), sink_(std::move(sink)) {
    buffer_ = "verbatim-walk v1 " + tree_ + " " + std::to_string(head_.size) + "\n";
}

Result<void> WalkWriter::put(std::string_view line) {
    buffer_ += line;
    buffer_ += '\n';
    if (buffer_.size() < kBufferBytes) {
        return {};
    }
    VB_TRY(sink_(buffer_));
    buffer_.clear();
    return {};
}

Result<void> WalkWriter::skip_to(uint64_t position) {
    const uint64_t begin = frontier_.size();
    if (position < begin || position > head_.size) {
        return Error{Code::usage, "leaves of a walk rise, up to the size of the tree", {tree_, position}, {}};
    }
    if (position == begin) {
        return {};
    }
    std::string line = "gap " + std::to_string(position - begin);
    VB_TRY(merkle::each_subtree(begin, position, [&](unsigned level, uint64_t index) -> Result<void> {
        VB_TRY_ASSIGN(const Hash hash, nodes_(level, index));
        frontier_.append_subtree(level, hash);
        line += ' ';
        line += crypto::to_base64(hash.span());
        return {};
    }));
    return put(line);
}

Result<void> WalkWriter::leaf(uint64_t position, const Hash& leaf_hash, std::string_view line) {
    VB_TRY(skip_to(position));
    frontier_.append(leaf_hash);
    return put(line);
}

Result<void> WalkWriter::finish() {
    VB_TRY(skip_to(head_.size));
    VB_TRY(sink_(buffer_));
    buffer_.clear();
    if (const Hash root = frontier_.root(); root != head_.root) {
        return Error{Code::integrity,
                     "the tree of " + tree_ + " leads to root " + root.hex() + ", the seal says " + head_.root.hex(),
                     {},
                     "make the trees of the seal again with: verbatim seal CASE --again"};
    }
    return {};
}

}  // namespace verbatim::log
