// SPDX-License-Identifier: Apache-2.0
// RedactionPlan: what a bundle withholds, and why, as a person writes it down (docs/disclosure.md shows the file).
//
//   VB_TRY_ASSIGN(RedactionPlan plan, RedactionPlan::parse(toml_text));
//   plan.rules.push_back(std::move(rule));       // what the command line adds
//   Redactor redactor(plan);                     // redaction.h carries it out
//
// Every rule has a reason. A rule says what (whole groups, chunks of the text, or what a pattern finds) and where (all
// records, or those with certain numbers). The plan must outlive whoever carries it out: reasons are given as views.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "disclose/pattern.h"
#include "record/record.h"

namespace verbatim::disclose {

// A set of the eight groups.
class GroupSet {
  public:
    constexpr GroupSet() = default;
    constexpr GroupSet(std::initializer_list<record::Group> groups) {
        for (const record::Group group : groups) {
            add(group);
        }
    }
    constexpr void add(record::Group group) { bits_ |= bit(group); }
    constexpr bool has(record::Group group) const { return (bits_ & bit(group)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    bool operator==(const GroupSet&) const = default;

  private:
    static constexpr uint32_t bit(record::Group group) { return uint32_t{1} << static_cast<uint32_t>(group); }
    uint32_t bits_ = 0;
};

// Numbers [begin, end).
struct NumberRange {
    uint64_t begin = 0;
    uint64_t end = 0;
    bool operator==(const NumberRange&) const = default;
};
// "17, 20-25" (both ends count), sorted and joined.
Result<std::vector<NumberRange>> parse_numbers(std::string_view text);

struct Rule {
    std::string reason;
    std::vector<NumberRange> sequences;  // sorted; empty: every record
    GroupSet groups;                     // withheld whole
    std::vector<NumberRange> chunks;     // of the text
    std::vector<Pattern> patterns;
    GroupSet in;               // where the patterns look; a group with a match is withheld whole, a text by chunks
    bool hide_length = false;  // a text with a match is withheld whole, so that nobody can count its chunks
    uint32_t neighbours = 0;   // chunks withheld on each side of a match

    bool applies_to(uint64_t sequence) const;
};

inline constexpr GroupSet kPatternGroups{record::Group::text, record::Group::attachments, record::Group::rest};
inline constexpr GroupSet kHandleGroups{record::Group::source, record::Group::account, record::Group::conversation,
                                        record::Group::sender, record::Group::text,    record::Group::attachments,
                                        record::Group::rest};

struct RedactionPlan {
    std::vector<Rule> rules;
    bool allow_repeats = false;  // list values that stand in a shown group too, instead of withholding that group

    static Result<RedactionPlan> parse(std::string_view toml);
};

// A rule for what one built-in pattern finds, or for everything that names one handle.
Result<Rule> pattern_rule(std::string_view built_in, std::string reason);
Result<Rule> handle_rule(std::string_view handle, std::string reason);
Result<record::Group> group_named(std::string_view name);

}  // namespace verbatim::disclose
