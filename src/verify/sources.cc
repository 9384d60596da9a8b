// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/sources.h"

#include <algorithm>
#include <optional>

#include "crypto/base64.h"
#include "note/source_line.h"
#include "record/seal_leaves.h"

namespace verbatim::verify::internal {
namespace {

constexpr std::string_view kField = "verify/sources";

struct Range {
    uint64_t first;
    uint64_t messages;
    uint32_t object;
};

struct Sums {
    uint64_t messages = 0;
    uint64_t rejected = 0;
    uint64_t skipped = 0;
};

class SourceChecker {
  public:
    SourceChecker(Walk walk, const note::Seal& seal, Disclosed& disclosed)
        : walk_(std::move(walk)), seal_(seal), disclosed_(disclosed) {}
    Result<uint64_t> run();

  private:
    Result<void> line(std::string_view line);
    Result<void> opened(std::string_view bytes);
    Result<void> ranges();
    Result<void> sums() const;
    Result<void> records() const;

    Walk walk_;
    const note::Seal& seal_;
    Disclosed& disclosed_;
    std::vector<Range> ranges_;  // of opened sources that have messages
    Sums sums_;
    uint64_t opened_ = 0;
    std::vector<std::string_view> words_;
};

Result<void> SourceChecker::opened(std::string_view bytes) {
    const auto source = note::SourceLine::parse(bytes);
    if (!source) {
        return walk_.fail(source.error().what);
    }
    if (source->number != walk_.position()) {
        return walk_.fail("source " + std::to_string(source->number) + " stands at place " +
                          std::to_string(walk_.position()));
    }
    if (source->first > seal_.log.size || source->messages > seal_.log.size - source->first) {
        return walk_.fail("the source has more messages than the log");
    }
    if (source->messages > 0) {
        if (!source->object) {
            return walk_.fail("the source has messages but no object");
        }
        ranges_.push_back({source->first, source->messages, disclosed_.objects.number(*source->object)});
    }
    sums_.messages += source->messages;
    sums_.rejected += source->rejected;
    sums_.skipped += source->skipped;
    ++opened_;
    return {};
}

Result<void> SourceChecker::line(std::string_view line) {
    split_words(line, words_);
    const bool form = words_[0] == "source" && (words_.size() == 2 || words_.size() == 3);
    if (form && words_.size() == 2) {
        const auto leaf = hash_word(words_[1]);
        return leaf ? walk_.leaf(*leaf) : walk_.fail("the hash of the source is not 32 bytes in base64");
    }
    const auto salt = form ? salt_word(words_[1]) : std::nullopt;
    const auto bytes = form ? crypto::from_base64(words_[2]) : Result<std::string>(walk_.fail({}));
    if (!salt || !bytes) {
        return walk_.fail("line is neither `source HASH` nor `source SALT LINE`");
    }
    VB_TRY(opened(*bytes));
    return walk_.leaf(record::source_leaf(*salt, *bytes));
}

Result<void> SourceChecker::ranges() {
    std::ranges::sort(ranges_, {}, &Range::first);
    for (size_t i = 1; i < ranges_.size(); ++i) {
        if (ranges_[i].first - ranges_[i - 1].first < ranges_[i - 1].messages) {
            return failure(std::string(kField),
                           "two sources share the sequence number " + std::to_string(ranges_[i].first));
        }
    }
    return {};
}

Result<void> SourceChecker::sums() const {
    if (opened_ != walk_.position()) {
        return {};
    }
    const bool right =
        sums_.messages == seal_.log.size && sums_.rejected == seal_.rejected && sums_.skipped == seal_.skipped;
    return right ? Result<void>()
                 : failure(std::string(kField),
                           "the messages, rejected or skipped rows of all sources are not those "
                           "of the seal");
}

Result<void> SourceChecker::records() const {
    for (size_t i = 0; i < disclosed_.size(); ++i) {
        const auto object = disclosed_.facts(i).object;
        if (!object) {
            continue;
        }
        const uint64_t sequence = disclosed_.sequence(i);
        const auto after = std::ranges::upper_bound(ranges_, sequence, {}, &Range::first);
        const bool inside = after != ranges_.begin() && sequence - std::prev(after)->first < std::prev(after)->messages;
        if (!inside || std::prev(after)->object != *object) {
            return failure(std::string(kField),
                           "record " + std::to_string(sequence) + " does not come from a source that is shown");
        }
    }
    return {};
}

Result<uint64_t> SourceChecker::run() {
    while (true) {
        VB_TRY_ASSIGN(const auto item, walk_.next());
        if (item.kind == Walk::Kind::end) {
            break;
        }
        if (item.kind == Walk::Kind::line) {
            VB_TRY(line(item.line));
        }
    }
    VB_TRY(ranges());
    VB_TRY(sums());
    VB_TRY(records());
    return opened_;
}

}  // namespace

Result<uint64_t> check_sources(Walk walk, const note::Seal& seal, Disclosed& disclosed) {
    return SourceChecker(std::move(walk), seal, disclosed).run();
}

}  // namespace verbatim::verify::internal
