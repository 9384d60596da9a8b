// SPDX-License-Identifier: Apache-2.0
#include "log/seal_walks.h"

#include <algorithm>

#include "crypto/base64.h"

namespace verbatim::log {
namespace {

std::string key_line(std::string_view word, const Hash& key, const std::optional<KeyOpening>& opening) {
    std::string line = std::string(word) + " " + crypto::to_base64(key.span());
    if (opening) {
        line += " " + crypto::to_base64(opening->salt) + " " + crypto::to_base64(as_bytes(opening->text));
    }
    return line;
}

std::string entry_line(const ConversationTree::Leaf& leaf, bool opened) {
    if (!opened) {
        return "entry " + crypto::to_base64(leaf.entry.span());
    }
    return "entry " + (leaf.sent_ms ? std::to_string(*leaf.sent_ms) : std::string("undated")) + " " +
           std::to_string(leaf.sequence) + " " + crypto::to_base64(leaf.salt);
}

}  // namespace

Result<void> ConversationWalk::add(const ConversationScope& scope) {
    VB_TRY_ASSIGN(const KeyRange range, tree_.find(scope.key));
    VB_TRY_ASSIGN(const Positions period, tree_.period(range, scope.from, scope.to));
    VB_TRY(enclose(range, period));
    if (scope.undated) {
        VB_TRY_ASSIGN(const Positions undated, tree_.undated(range));
        VB_TRY(enclose(range, undated));
    }
    return {};
}

// A neighbour of the same key is opened, to show that it lies outside; one of another key says so by its key.
Result<void> ConversationWalk::enclose(const KeyRange& range, const Positions& positions) {
    if (positions.begin < positions.end) {
        shown_.push_back({positions.begin, positions.end, true});
    }
    if (positions.begin > 0) {
        shown_.push_back({positions.begin - 1, positions.begin, positions.begin > range.begin});
    }
    if (positions.end < tree_.head().size) {
        shown_.push_back({positions.end, positions.end + 1, positions.end < range.end});
    }
    return {};
}

// Disjoint and rising; what one scope opens and another only encloses is opened.
std::vector<ConversationWalk::Shown> ConversationWalk::merged() const {
    std::vector<Shown> opened;
    std::vector<Shown> all = shown_;
    std::ranges::sort(all);
    for (const Shown& next : all) {
        if (!next.opened) {
            continue;
        }
        if (!opened.empty() && next.begin <= opened.back().end) {
            opened.back().end = std::max(opened.back().end, next.end);
        } else {
            opened.push_back(next);
        }
    }
    std::vector<Shown> result;
    size_t at = 0;
    for (const Shown& next : all) {
        while (at < opened.size() && opened[at].begin <= next.begin) {
            result.push_back(opened[at++]);
        }
        const bool repeated = !result.empty() && next.begin < result.back().end;
        if (!next.opened && !repeated) {
            result.push_back(next);
        }
    }
    result.insert(result.end(), opened.begin() + static_cast<std::ptrdiff_t>(at), opened.end());
    return result;
}

Result<void> ConversationWalk::write_leaves(WalkWriter& writer, const Shown& shown, const KeyOpener& opener) {
    if (shown.begin > writer.position()) {
        VB_TRY(writer.skip_to(shown.begin));
        heading_.reset();
    }
    return tree_.each(shown.begin, shown.end, [&](const ConversationTree::Leaf& leaf) -> Result<void> {
        if (heading_ != leaf.key) {
            heading_ = leaf.key;
            VB_TRY(writer.heading(key_line("conversation", leaf.key, opener(leaf.key))));
        }
        return writer.leaf(leaf.position, leaf.leaf_hash, entry_line(leaf, shown.opened));
    });
}

Result<void> ConversationWalk::write(const KeyOpener& opener, const WalkSink& sink) {
    WalkWriter writer(
        "conversations", tree_.head(), [this](unsigned level, uint64_t index) { return tree_.node(level, index); },
        sink);
    heading_.reset();
    for (const Shown& shown : merged()) {
        VB_TRY(write_leaves(writer, shown, opener));
    }
    return writer.finish();
}

Result<void> write_participation_walk(ParticipationTree& tree, std::vector<Hash> handle_keys, const KeyOpener& opener,
                                      const WalkSink& sink) {
    WalkWriter writer(
        "participations", tree.head(), [&](unsigned level, uint64_t index) { return tree.node(level, index); }, sink);
    std::ranges::sort(handle_keys);
    std::optional<Hash> heading;
    for (const Hash& handle_key : handle_keys) {
        VB_TRY_ASSIGN(const KeyRange range, tree.find(handle_key));
        const uint64_t begin = std::max(writer.position(), range.begin - std::min<uint64_t>(range.begin, 1));
        const uint64_t end = std::min(tree.head().size, range.end + 1);
        if (begin > writer.position()) {
            VB_TRY(writer.skip_to(begin));
            heading.reset();
        }
        VB_TRY(tree.each(begin, end, [&](const ParticipationTree::Leaf& leaf) -> Result<void> {
            if (heading != leaf.handle_key) {
                heading = leaf.handle_key;
                VB_TRY(writer.heading(key_line("handle", leaf.handle_key, opener(leaf.handle_key))));
            }
            return writer.leaf(leaf.position, leaf.leaf_hash,
                               "with " + crypto::to_base64(leaf.conversation_key.span()));
        }));
    }
    return writer.finish();
}

Result<void> write_source_walk(SourceTree& tree, std::vector<uint64_t> sources, const WalkSink& sink) {
    WalkWriter writer(
        "sources", tree.head(), [&](unsigned level, uint64_t index) { return tree.node(level, index); }, sink);
    std::ranges::sort(sources);
    const auto rest = std::ranges::unique(sources);
    sources.erase(rest.begin(), rest.end());
    for (const uint64_t source : sources) {
        VB_TRY_ASSIGN(const SourceTree::Leaf leaf, tree.leaf(source));
        VB_TRY(writer.leaf(source, leaf.leaf_hash,
                           "source " + crypto::to_base64(leaf.salt) + " " + crypto::to_base64(as_bytes(leaf.line))));
    }
    return writer.finish();
}

}  // namespace verbatim::log
