// SPDX-License-Identifier: Apache-2.0
// Redactor: decides, record by record, what a plan withholds.
//
//   Redactor redactor(plan);
//   VB_TRY(redactor.decide(sequence, owned, chunks, decision));   // decision is reused
//
// What a pattern finds in a text covers every chunk it touches, and goes on while the word does, so that no rest of a
// cut word is left over; in every other group it withholds the whole group. A value withheld in one group does not stay
// in another shown group of the same record: that group (of a text, those chunks) is withheld too, with kRepeats as its
// reason, or listed if the plan allows repeats. Reasons are views into the plan or constants. One thread.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "disclose/plan.h"
#include "record/record.h"

namespace verbatim::disclose {

inline constexpr std::string_view kRepeats = "repeats what is withheld";

// A withheld value that a shown group says again, because the plan allows it.
struct Repeat {
    record::Group group = record::Group::rest;
    std::string value;
};

struct Decision {
    std::array<std::string_view, record::kGroups> groups{};  // reason; empty: shown. That of the text: withheld whole
    std::vector<std::string_view> chunks;                    // of every chunk of the text
    std::vector<Repeat> repeats;
    std::vector<std::string> named;  // the values that rules name: what must stand nowhere in the bundle
    std::vector<std::string> along;  // the other values of groups that are withheld with them

    std::string_view& group(record::Group which) { return groups[static_cast<size_t>(which) - 1]; }
    std::string_view group(record::Group which) const { return groups[static_cast<size_t>(which) - 1]; }
    bool shows(record::Group which) const { return group(which).empty(); }
    bool shows_all() const;
    // Parts that a verifier finds withheld: groups, and chunks of a text that is not withheld whole.
    uint64_t parts() const;
    void clear(size_t chunk_count);
};

class Redactor {
  public:
    explicit Redactor(const RedactionPlan& plan) : plan_(plan) {}

    // `chunks` are those of the record's text (record/commitment.h). usage: the plan names a chunk that is not there.
    Result<void> decide(uint64_t sequence, const record::OwnedMessage& record, std::span<const std::string_view> chunks,
                        Decision& out);

  private:
    Result<void> apply(const Rule& rule, uint64_t sequence, Decision& out);
    void apply_patterns(const Rule& rule, Decision& out);
    void withhold_spans(const std::vector<Span>& spans, uint32_t neighbours, std::string_view reason, Decision& out);
    void name_withheld(Decision& out);
    void follow_repeats(Decision& out);
    bool is_withheld(const Span& span, const Decision& decision) const;
    bool says(record::Group group, std::string_view value) const;

    const RedactionPlan& plan_;
    // Of the record under way.
    const record::OwnedMessage* record_ = nullptr;
    std::span<const std::string_view> chunks_;
    std::string_view text_;
    GroupSet by_rule_;  // groups withheld whole because a rule says so
    std::vector<Span> spans_;
};

}  // namespace verbatim::disclose
