// SPDX-License-Identifier: Apache-2.0
// A line is genuine if its leaf hash is the one that tiles or head hold for the number that it bears. Between two
// genuine lines, numbers that are missing and lines that are not genuine are set against each other: a pair is an entry
// that was changed, a number left over one that was deleted, a line left over one that was inserted.
#include "audit/internal/check.h"

#include <algorithm>
#include <map>

#include "audit/internal/head.h"
#include "audit/internal/lines.h"
#include "io/file.h"
#include "log/log.h"
#include "merkle/frontier.h"
#include "merkle/tree.h"

namespace verbatim::audit::internal {
namespace {

constexpr size_t kForeignMax = 10'000;  // lines between two genuine ones that are told apart; more are counted

std::string at_line(uint64_t line) {
    return "line " + std::to_string(line);
}

std::string numbers(uint64_t first, uint64_t last) {
    return first == last ? "entry " + std::to_string(first) + " is"
                         : "entries " + std::to_string(first) + " to " + std::to_string(last) + " are";
}

class Check {
  public:
    Check(const std::string& folder, const note::VerifierKey& key, const std::optional<note::Checkpoint>& known)
        : folder_(folder), key_(key), known_(known), tree_(folder, 0) {}

    Result<CheckReport> run() {
        VB_TRY(heads());
        VB_TRY(leaves());
        VB_TRY(lines());
        return std::move(report_);
    }

  private:
    void add(std::optional<uint64_t> entry, std::string what) { report_.findings.push_back({entry, std::move(what)}); }

    // The tiles and the checkpoint over them, then the head: what is signed, and of how many entries.
    Result<void> heads() {
        VB_TRY_ASSIGN(const log::FsckReport tiles, log::fsck(folder_, key_, {}));
        for (const log::Finding& finding : tiles.findings) {
            add({}, finding.file + ": " + finding.what);
        }
        tree_ = log::Reader(folder_, tiles.size);
        size_ = tiles.size;
        auto head = read_head(folder_, key_);
        if (!head && head.error().code != Code::integrity) {
            return head.error();
        }
        if (!head || !*head) {
            add({}, head ? "the signed head is missing" : head.error().what);
        } else if ((*head)->size < tree_.size()) {
            add({}, "the head is of " + std::to_string((*head)->size) + " entries, the checkpoint of " +
                        std::to_string(tree_.size()) + ": an older one was put back");
        } else if ((*head)->committed > tree_.size()) {
            add({}, "the checkpoint is of " + std::to_string(tree_.size()) + " entries, the head counts on " +
                        std::to_string((*head)->committed) + ": an older one was put back");
        } else {
            head_ = std::move(**head);
            size_ = head_->size;
        }
        report_.entries = size_;
        return {};
    }

    Result<Hash> leaf(uint64_t number) {
        return number < tree_.size() ? tree_.leaf_hash(number) : head_->leaves[number - head_->committed];
    }

    // The leaves lead to the root of the head, and of the checkpoint that was kept elsewhere.
    Result<void> leaves() {
        merkle::Frontier frontier;
        const auto compare_known = [&] {
            if (known_ && known_->size == frontier.size() && known_->root != frontier.root()) {
                add({}, "the checkpoint that was kept elsewhere, of " + std::to_string(known_->size) +
                            " entries, has root " + known_->root.hex() + ", this log had " + frontier.root().hex());
            }
        };
        compare_known();
        for (uint64_t number = 0; number < size_; ++number) {
            const auto hash = leaf(number);
            if (!hash) {
                add(number, "its leaf hash cannot be read: " + hash.error().what);
                return {};
            }
            frontier.append(*hash);
            compare_known();
        }
        report_.root = frontier.root();
        if (head_ && frontier.root() != head_->root) {
            add({}, "the leaf hashes lead to root " + frontier.root().hex() + ", the head says " + head_->root.hex());
        }
        if (known_ && known_->size > size_) {
            add(size_, "the log is of " + std::to_string(size_) +
                           " entries; the checkpoint that was kept elsewhere is of " + std::to_string(known_->size) +
                           ": the last ones were cut off");
        }
        return {};
    }

    struct Foreign {
        uint64_t line = 0;
        std::optional<uint64_t> claims;
        bool whole = true;
    };

    Result<void> lines() {
        uint64_t line_number = 0;
        VB_TRY(each_line(folder_ + std::string(kEventsFile), 0, UINT64_MAX, [&](const Line& line) -> Result<bool> {
            ++line_number;
            const auto entry = line.whole ? parse_line(line.text) : Result<Entry>(Error{Code::malformed, "", {}, ""});
            if (entry && entry->number < size_) {
                const auto expected = leaf(entry->number);
                if (expected && *expected == merkle::leaf_hash(as_bytes(line.text))) {
                    genuine(entry->number, line_number);
                    return true;
                }
            }
            if (foreign_.size() < kForeignMax) {
                foreign_.push_back({line_number, entry ? std::optional(entry->number) : std::nullopt, line.whole});
            } else {
                ++more_foreign_;
            }
            return true;
        }));
        close_gap(size_, true);
        for (const auto& [first, end] : missing_) {
            add(first, numbers(first, end - 1) + " missing" + (end == size_ ? ": the log was cut off" : ": deleted"));
        }
        std::stable_sort(report_.findings.begin(), report_.findings.end(),
                         [](const Finding& a, const Finding& b) { return a.entry.value_or(0) < b.entry.value_or(0); });
        return {};
    }

    void genuine(uint64_t number, uint64_t line) {
        if (number >= next_) {
            close_gap(number, false);
            next_ = number + 1;
            return;
        }
        const auto gap = std::find_if(missing_.begin(), missing_.end(), [&](const auto& range) {
            return range.first <= number && number < range.second;
        });
        if (gap == missing_.end()) {
            add(number, "entry " + std::to_string(number) + " stands a second time, as " + at_line(line));
            return;
        }
        add(number, "entry " + std::to_string(number) + " was moved: it stands behind entry " +
                        std::to_string(next_ - 1) + ", as " + at_line(line));
        const auto [first, end] = *gap;
        const auto after = missing_.erase(gap);
        const auto rest = number + 1 < end ? missing_.insert(after, {number + 1, end}) : after;
        if (first < number) {
            missing_.insert(rest, {first, number});
        }
    }

    void changed(uint64_t number, const Foreign& foreign) {
        add(number, "entry " + std::to_string(number) + " was changed: " + at_line(foreign.line) +
                        " is not what was signed" + (foreign.whole ? "" : " (it has no end)"));
    }

    // What stands between entry next_ - 1 and entry `to`.
    void close_gap(uint64_t to, bool at_end) {
        std::map<uint64_t, const Foreign*> stands_for;
        std::vector<const Foreign*> others;
        for (const Foreign& foreign : foreign_) {
            const bool in_gap = foreign.claims && *foreign.claims >= next_ && *foreign.claims < to;
            if (!in_gap || !stands_for.emplace(*foreign.claims, &foreign).second) {
                others.push_back(&foreign);
            }
        }
        // A line that bears no number stands for the first number that no other line claims.
        uint64_t free = next_;
        for (auto at = others.begin(); at != others.end();) {
            while (free < to && stands_for.count(free) > 0) {
                ++free;
            }
            if ((*at)->claims || free == to) {
                ++at;
                continue;
            }
            stands_for.emplace(free, *at);
            at = others.erase(at);
        }
        uint64_t from = next_;
        for (const auto& [number, foreign] : stands_for) {
            if (from < number) {
                missing_.emplace_back(from, number);
            }
            changed(number, *foreign);
            from = number + 1;
        }
        if (from < to) {
            missing_.emplace_back(from, to);
        }
        for (const Foreign* foreign : others) {
            inserted(*foreign, at_end && from == to);
        }
        if (more_foreign_ > 0) {
            add(next_, std::to_string(more_foreign_) + " more lines there were never signed");
        }
        foreign_.clear();
        more_foreign_ = 0;
    }

    void inserted(const Foreign& foreign, bool at_end) {
        const std::string where = next_ == 0 ? "before entry 0" : "behind entry " + std::to_string(next_ - 1);
        add(next_ == 0 ? 0 : next_ - 1,
            at_line(foreign.line) + ", " + where + ", was never signed: it was inserted" +
                (at_end ? ", or left by a process that was killed before anything was shown for it" : ""));
    }

    std::string folder_;
    const note::VerifierKey& key_;
    const std::optional<note::Checkpoint>& known_;
    log::Reader tree_;
    std::optional<Head> head_;
    uint64_t size_ = 0;  // entries under a signature
    CheckReport report_;

    uint64_t next_ = 0;             // the number of the next genuine line, if all is well
    std::vector<Foreign> foreign_;  // lines since the last genuine one
    uint64_t more_foreign_ = 0;
    std::vector<std::pair<uint64_t, uint64_t>> missing_;  // [first, end)
};

}  // namespace

Result<CheckReport> check(const std::string& folder, const note::VerifierKey& key,
                          const std::optional<note::Checkpoint>& known) {
    return Check(folder, key, known).run();
}

}  // namespace verbatim::audit::internal

namespace verbatim::audit {

Result<CheckReport> check_folder(const std::string& folder, const note::VerifierKey& key,
                                 const std::optional<note::Checkpoint>& known) {
    VB_TRY_ASSIGN(const io::Descriptor lock, io::lock_exclusive(folder + "/lock"));
    return internal::check(folder, key, known);
}

}  // namespace verbatim::audit
