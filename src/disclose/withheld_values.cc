// SPDX-License-Identifier: Apache-2.0
#include "disclose/internal/withheld_values.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>

#include "disclose/internal/values.h"
#include "record/commitment.h"

namespace verbatim::disclose::internal {
namespace {

constexpr size_t kNeedleBytesMax = 256;
constexpr size_t kAloneBytes = 8;  // shorter values count only as words of their own
constexpr uint64_t kRoundBytes = uint64_t{64} << 20;
constexpr std::array<size_t, 4> kTiers = {4, 8, 16, 32};

bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

// Many values at once: a value is filed under its first 4, 8, 16 or 32 bytes, as many as it has.
class Needles {
  public:
    void add(std::string_view value) {
        const size_t index = values_.size();
        values_.emplace_back(value.substr(0, kNeedleBytesMax));
        size_t tier = 0;
        while (tier + 1 < kTiers.size() && values_.back().size() >= kTiers[tier + 1]) {
            ++tier;
        }
        heads_[tier][values_.back().substr(0, kTiers[tier])].push_back(index);
        filter_[filter_slot(values_.back().data())] = true;
        found_.push_back(false);
    }
    size_t size() const { return values_.size(); }
    const std::string& value(size_t index) const { return values_[index]; }

    // Bytes of one text as they come; `at_end` when there are no more. Calls found(index) for each value once.
    template <class Found>
    void search(std::string_view bytes, bool at_end, const Found& found) {
        window_ += bytes;
        // The last bytes wait for what follows: a value may go on, and a word may end.
        const size_t keep = at_end ? 0 : kNeedleBytesMax + 1;
        const size_t stop = window_.size() > keep ? window_.size() - keep : 0;
        for (; at_ < stop && at_ + kTiers[0] <= window_.size(); ++at_) {
            if (filter_[filter_slot(window_.data() + at_)]) {
                look(found);
            }
        }
        if (at_end) {
            window_.clear();
            at_ = 0;
        } else if (at_ > kNeedleBytesMax * 16) {
            window_.erase(0, at_ - 1);  // one byte before stays, to see where words begin
            at_ = 1;
        }
    }
    void forget_found() { std::fill(found_.begin(), found_.end(), false); }

  private:
    static constexpr size_t kFilterBits = 22;
    static size_t filter_slot(const char* bytes) {
        uint32_t head = 0;
        std::memcpy(&head, bytes, sizeof head);
        return (head * 0x9E3779B1U) >> (32 - kFilterBits);
    }

    template <class Found>
    void look(const Found& found) {
        const std::string_view rest = std::string_view(window_).substr(at_);
        for (size_t tier = 0; tier < kTiers.size() && rest.size() >= kTiers[tier]; ++tier) {
            if (heads_[tier].empty()) {
                continue;
            }
            const auto head = heads_[tier].find(std::string(rest.substr(0, kTiers[tier])));
            if (head == heads_[tier].end()) {
                continue;
            }
            for (const size_t index : head->second) {
                if (!found_[index] && rest.starts_with(values_[index]) && counts(values_[index].size())) {
                    found_[index] = true;
                    found(index);
                }
            }
        }
    }
    bool counts(size_t size) const {
        const size_t end = at_ + size;
        const bool before = at_ > 0 && is_word(window_[at_ - 1]) && is_word(window_[at_]);
        const bool after = end < window_.size() && is_word(window_[end]) && is_word(window_[end - 1]);
        return size >= kAloneBytes || (!before && !after);
    }

    std::vector<std::string> values_;
    std::array<std::unordered_map<std::string, std::vector<size_t>>, kTiers.size()> heads_;
    std::vector<bool> filter_ = std::vector<bool>(size_t{1} << kFilterBits);
    std::vector<bool> found_;
    std::string window_;
    size_t at_ = 0;
};

template <class Found>
Result<void> search_texts(Needles& needles, const EachText& texts, const Found& found) {
    needles.forget_found();
    std::string name;
    const auto note = [&](size_t index) { found(index, name); };
    VB_TRY(texts({[&](std::string_view next) {
                      needles.search({}, true, note);
                      name = next;
                  },
                  [&](std::string_view bytes) -> Result<void> {
                      needles.search(bytes, false, note);
                      return {};
                  }}));
    needles.search({}, true, note);
    return {};
}

Result<void> search_round(const std::vector<std::string>& round, const EachText& shown, const EachText& files,
                          SearchResult& result) {
    Needles needles;
    for (const std::string& value : round) {
        needles.add(std::string_view(value).substr(1));
    }
    std::vector<bool> is_shown(round.size());
    VB_TRY(search_texts(needles, shown, [&](size_t index, const std::string&) {
        is_shown[index] = true;
        if (round[index][0] == 'n') {
            result.shown_elsewhere.push_back(round[index].substr(1));
        }
    }));
    return search_texts(needles, files, [&](size_t index, const std::string& where) {
        if (!is_shown[index]) {
            result.leaks.push_back({round[index].substr(1), where});
        }
    });
}

}  // namespace

Result<WithheldValues> WithheldValues::create(const std::string& folder) {
    WithheldValues out;
    out.folder_ = folder;
    VB_TRY_ASSIGN(out.waiting_, TemporaryFile::create(folder));
    return out;
}

Result<void> WithheldValues::add(std::string_view value, bool named) {
    if (value.size() < kSearchedBytesMin) {
        return {};
    }
    std::string entry = named ? "n" : "a";
    entry += value.substr(0, kNeedleBytesMax);
    if (!named && seen_.contains("n" + entry.substr(1))) {
        return {};
    }
    const size_t bytes = entry.size();
    if (seen_.insert(std::move(entry)).second) {
        seen_bytes_ += bytes;
    }
    return seen_bytes_ > kRoundBytes ? spill() : Result<void>();
}

Result<void> WithheldValues::spill() {
    spilled_ = true;
    const ByteSink sink = waiting_.sink();
    for (const std::string& entry : seen_) {
        const auto size = static_cast<uint32_t>(entry.size());
        VB_TRY(sink(std::string_view(reinterpret_cast<const char*>(&size), sizeof size)));
        VB_TRY(sink(entry));
    }
    seen_.clear();
    seen_bytes_ = 0;
    return {};
}

Result<void> WithheldValues::search(const EachText& shown, const EachText& files, SearchResult& result) {
    std::vector<std::string> round(seen_.begin(), seen_.end());
    std::sort(round.begin(), round.end());
    VB_TRY(search_round(round, shown, files, result));
    if (spilled_) {
        round.clear();
        uint64_t round_bytes = 0;
        std::string rest;
        VB_TRY(waiting_.each([&](std::string_view bytes) -> Result<void> {
            rest += bytes;
            size_t at = 0;
            uint32_t size = 0;
            while (rest.size() - at >= sizeof size) {
                std::memcpy(&size, rest.data() + at, sizeof size);
                if (rest.size() - at - sizeof size < size) {
                    break;
                }
                round.push_back(rest.substr(at + sizeof size, size));
                round_bytes += size;
                at += sizeof size + size;
            }
            rest.erase(0, at);
            if (round_bytes > kRoundBytes) {
                VB_TRY(search_round(round, shown, files, result));
                round.clear();
                round_bytes = 0;
            }
            return {};
        }));
        VB_TRY(search_round(round, shown, files, result));
    }
    std::sort(result.shown_elsewhere.begin(), result.shown_elsewhere.end());
    const auto rest = std::unique(result.shown_elsewhere.begin(), result.shown_elsewhere.end());
    result.shown_elsewhere.erase(rest, result.shown_elsewhere.end());
    return {};
}

}  // namespace verbatim::disclose::internal
