// SPDX-License-Identifier: Apache-2.0
#include "disclose/plan.h"

#include <algorithm>
#include <charconv>

#include "text/toml_table.h"
#include "text/utf8.h"

namespace verbatim::disclose {
namespace {

constexpr std::string_view kDocument = "redaction plan";
constexpr std::string_view kAdvice = "see docs/disclosure.md";

std::optional<uint64_t> number(std::string_view text) {
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size() && value < UINT64_MAX;
    return whole ? std::optional(value) : std::nullopt;
}

std::optional<NumberRange> range(std::string_view text) {
    const size_t dash = text.find('-');
    const auto first = number(text::trim(text.substr(0, dash)));
    const auto last = dash == std::string_view::npos ? first : number(text::trim(text.substr(dash + 1)));
    if (!first || !last || *last < *first) {
        return std::nullopt;
    }
    return NumberRange{*first, *last + 1};
}

// Reads one [[redact]] table; what is wrong goes to the reader's fault.
class RuleReader {
  public:
    RuleReader(text::TableReader& reader, const toml::table& table) : reader_(reader), table_(table) {}

    Rule read() {
        rule_.reason = reader_.string("reason");
        if (text::trim(rule_.reason).empty()) {
            reader_.complain(table_, "reason", "every rule says why");
        }
        read_where();
        read_patterns();
        for (const std::string& name : reader_.strings("groups")) {
            take("groups", group_named(name), [&](record::Group group) { rule_.groups.add(group); });
        }
        rule_.hide_length = reader_.boolean("hide_length", false);
        read_neighbours();
        check();
        return std::move(rule_);
    }

  private:
    template <class T, class Use>
    void take(std::string_view key, Result<T> result, const Use& use) {
        if (result) {
            use(std::move(*result));
        } else {
            reader_.complain(table_, key, result.error().what);
        }
    }

    void read_where() {
        const std::string sequences = reader_.string("sequences");
        const std::string chunks = reader_.string("chunks");
        if (!sequences.empty()) {
            take("sequences", parse_numbers(sequences), [&](auto ranges) { rule_.sequences = std::move(ranges); });
        }
        if (!chunks.empty()) {
            take("chunks", parse_numbers(chunks), [&](auto ranges) { rule_.chunks = std::move(ranges); });
            if (rule_.sequences.empty()) {
                reader_.complain(table_, "chunks", "chunks are of certain messages: give their numbers in sequences");
            }
        }
    }

    void read_patterns() {
        const auto add = [&](Pattern pattern) { rule_.patterns.push_back(std::move(pattern)); };
        for (const std::string& name : reader_.strings("pattern")) {
            take("pattern", Pattern::built_in(name), add);
        }
        for (const std::string& expression : reader_.strings("regex")) {
            take("regex", Pattern::expression(expression), add);
        }
        const bool by_handle = reader_.find("handle") != nullptr;
        for (const char* key : {"handle", "names"}) {
            for (const std::string& handle : reader_.strings(key)) {
                take(key, Pattern::naming(handle), add);
            }
        }
        rule_.in = by_handle ? kHandleGroups : kPatternGroups;
        if (reader_.find("in") != nullptr) {
            rule_.in = {};
            for (const std::string& name : reader_.strings("in")) {
                if (name == "everywhere") {
                    rule_.in = kHandleGroups;
                } else {
                    take("in", group_named(name), [&](record::Group group) { rule_.in.add(group); });
                }
            }
        }
    }

    void read_neighbours() {
        if (const toml::node* node = reader_.find("neighbours")) {
            const auto value = node->value<int64_t>();
            if (!node->is_integer() || *value < 0 || *value > 1000) {
                reader_.complain(*node, "neighbours", "a whole number from 0 to 1000 is wanted");
            } else {
                rule_.neighbours = static_cast<uint32_t>(*value);
            }
        }
    }

    void check() {
        if (rule_.groups.empty() && rule_.chunks.empty() && rule_.patterns.empty()) {
            reader_.complain(table_, "redact", "one of groups, chunks, pattern, regex, handle, names is wanted");
        }
    }

    text::TableReader& reader_;
    const toml::table& table_;
    Rule rule_;
};

Result<Rule> rule_of(Result<Pattern> made, GroupSet in, std::string reason) {
    VB_TRY_ASSIGN(Pattern pattern, std::move(made));
    Rule rule;
    rule.reason = std::move(reason);
    rule.in = in;
    rule.patterns.push_back(std::move(pattern));
    return rule;
}

}  // namespace

Result<std::vector<NumberRange>> parse_numbers(std::string_view text) {
    std::vector<NumberRange> ranges;
    for (std::string_view rest = text; !rest.empty();) {
        const size_t comma = rest.find(',');
        const auto one = range(text::trim(rest.substr(0, comma)));
        if (!one) {
            return Error{
                Code::usage, "\"" + std::string(text) + "\" is not a list of numbers", {}, "write it like 17, 20-25"};
        }
        ranges.push_back(*one);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
    std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
    std::vector<NumberRange> joined;
    for (const NumberRange& one : ranges) {
        if (!joined.empty() && one.begin <= joined.back().end) {
            joined.back().end = std::max(joined.back().end, one.end);
        } else {
            joined.push_back(one);
        }
    }
    return joined;
}

bool Rule::applies_to(uint64_t sequence) const {
    if (sequences.empty()) {
        return true;
    }
    const auto after = std::upper_bound(sequences.begin(), sequences.end(), sequence,
                                        [](uint64_t value, const NumberRange& each) { return value < each.begin; });
    return after != sequences.begin() && sequence < std::prev(after)->end;
}

Result<record::Group> group_named(std::string_view name) {
    for (size_t i = 1; i <= record::kGroups; ++i) {
        const auto group = static_cast<record::Group>(i);
        if (record::name(group) == name) {
            return group;
        }
    }
    return Error{Code::usage,
                 "\"" + std::string(name) + "\" is no group of a message",
                 {},
                 "the groups are source, account, conversation, sender, times, text, attachments, rest"};
}

Result<Rule> pattern_rule(std::string_view built_in, std::string reason) {
    return rule_of(Pattern::built_in(built_in), kPatternGroups, std::move(reason));
}

Result<Rule> handle_rule(std::string_view handle, std::string reason) {
    return rule_of(Pattern::naming(handle), kHandleGroups, std::move(reason));
}

Result<RedactionPlan> RedactionPlan::parse(std::string_view toml) {
    toml::table table;
    try {
        table = toml::parse(toml);
    } catch (const toml::parse_error& error) {
        return Error{Code::malformed,
                     std::string(kDocument) + ", line " + std::to_string(error.source().begin.line) + ": " +
                         std::string(error.description()),
                     {},
                     std::string(kAdvice)};
    }
    RedactionPlan plan;
    text::TomlFault fault{kDocument, kAdvice};
    {
        text::TableReader top(table, "", fault);
        plan.allow_repeats = top.boolean("allow_repeats", false);
        const toml::node* node = top.find("redact");
        const toml::array* rules = node == nullptr ? nullptr : node->as_array();
        if (node != nullptr && rules == nullptr) {
            top.complain(*node, "redact", "write it as [[redact]]");
        }
        for (size_t i = 0; rules != nullptr && i < rules->size(); ++i) {
            const toml::table* item = rules->get(i)->as_table();
            if (item == nullptr) {
                top.complain(*rules->get(i), "redact", "a table is wanted");
                break;
            }
            text::TableReader reader(*item, "redact.", fault);
            plan.rules.push_back(RuleReader(reader, *item).read());
        }
    }
    if (fault.error) {
        return *fault.error;
    }
    return plan;
}

}  // namespace verbatim::disclose
