// SPDX-License-Identifier: Apache-2.0
#include "store/internal/predicate_sql.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "base/limits.h"
#include "store/fold.h"
#include "store/internal/regex_literals.h"
#include "store/internal/row_reader.h"
#include "store/internal/sql.h"
#include "store/internal/state.h"
#include "store/internal/text_pattern.h"

namespace verbatim::store {
namespace {

constexpr std::string_view kTrue = "1";
constexpr std::string_view kFalse = "0";
// Longer lists of values are compared with the column instead of looked up in the index one by one: what so many values
// find stands in nearly every granule anyway.
constexpr size_t kIndexedValuesMax = 500;

struct IndexedColumn {
    std::string_view column;
    std::string_view index;
    bool is_list;
};

// Where a field is looked for: values as written, and folded values where those differ (none for fields that are
// compared otherwise).
struct FieldColumns {
    IndexedColumn written;
    IndexedColumn folded;
};

FieldColumns field_columns(Field field) {
    switch (field) {
        case Field::sender:
            return {{"sender", "sender_index", false}, {"sender_keys", "sender_key_index", true}};
        case Field::recipient:
            return {{"recipients", "recipient_index", true}, {"recipient_keys", "recipient_key_index", true}};
        case Field::conversation:
            return {{"conversation", "conversation_index", false},
                    {"conversation_keys", "conversation_key_index", true}};
        case Field::attachment:
            return {{}, {"attachment_keys", "attachment_index", true}};
        case Field::platform:
            return {{"platform", "platform_index", false}, {}};
        case Field::account:
            return {{"account", "account_index", false}, {}};
        case Field::native_id:
        case Field::party:
        case Field::handle:
        case Field::sender_handle:
        case Field::conversation_key:
            break;  // handled by the caller: no index, two fields, or exactly as written
    }
    return {};
}

std::string any_of_values(const IndexedColumn& column, const std::vector<std::string>& values) {
    const std::string name(column.column);
    if (values.empty()) {
        return std::string(kFalse);
    }
    if (values.size() > kIndexedValuesMax) {
        // identity() keeps the index out of it.
        const std::string set = " IN " + quote_set(values);
        return column.is_list ? "arrayExists(v -> v" + set + ", identity(" + name + "))"
                              : "identity(" + name + ")" + set;
    }
    if (column.is_list) {
        return "hasAny(" + name + ", " + quote_list(values) + ")";
    }
    // Of one value the index alone decides; of several it picks the granules.
    return values.size() == 1 ? name + " = " + quote(values.front()) : "has(" + quote_list(values) + ", " + name + ")";
}

class Compiler {
  public:
    Compiler(Store::State& state, const Control& control) : state_(state), engine_(*state.engine), control_(control) {}

    Result<std::string> compile(const Predicate& predicate, size_t depth) {
        if (depth > limits::kQueryDepthMax) {
            return Error{Code::limit,
                         "the question is nested deeper than " + std::to_string(limits::kQueryDepthMax) + " levels",
                         {},
                         ""};
        }
        switch (predicate.kind) {
            case Predicate::Kind::everything:
                return std::string(kTrue);
            case Predicate::Kind::nothing:
                return std::string(kFalse);
            case Predicate::Kind::all_of:
                return join(predicate, " AND ", kTrue, "hasAllTokens", depth);
            case Predicate::Kind::any_of:
                return join(predicate, " OR ", kFalse, "hasAnyTokens", depth);
            case Predicate::Kind::negation: {
                VB_ASSERT(predicate.children.size() == 1);
                VB_TRY_ASSIGN(const std::string inner, compile(predicate.children.front(), depth + 1));
                return "NOT (" + inner + ")";
            }
            case Predicate::Kind::words: {
                VB_TRY_ASSIGN(const TextPattern pattern, literal_pattern(predicate.pattern));
                return sequence(pattern);
            }
            case Predicate::Kind::glob: {
                VB_TRY_ASSIGN(const TextPattern pattern, glob_pattern(predicate.pattern));
                return sequence(pattern);
            }
            case Predicate::Kind::regex:
                return regular_expression(predicate.pattern);
            case Predicate::Kind::fuzzy:
                return fuzzy(predicate);
            case Predicate::Kind::near:
                return near(predicate);
            case Predicate::Kind::followed:
                return followed(predicate, depth);
            case Predicate::Kind::same_conversation: {
                VB_ASSERT(predicate.children.size() == 1);
                VB_TRY_ASSIGN(const std::string inner, compile(predicate.children.front(), depth + 1));
                return "conversation IN (SELECT conversation FROM messages WHERE " + inner + ")";
            }
            case Predicate::Kind::value:
                return is_exact(predicate.field) ? exact(predicate.field, predicate.pattern)
                                                 : value(predicate.field, escape_glob(predicate.pattern));
            case Predicate::Kind::value_glob:
                return value(predicate.field, predicate.pattern);
            case Predicate::Kind::sources:
                return numbers("source", predicate.numbers);
            case Predicate::Kind::kinds:
                return numbers("kind", predicate.numbers);
            case Predicate::Kind::has_attachment:
                return std::string("notEmpty(attachment_names)");
            case Predicate::Kind::time_range:
                return time_range(predicate);
            case Predicate::Kind::seq_range:
                return seq_range(predicate);
            case Predicate::Kind::no_time:
                return "sort_ms = " + time_literal(kNoTime);
        }
        return Error{Code::internal, "unknown kind of predicate", {}, ""};
    }

  private:
    static bool is_exact(Field field) {
        return field == Field::handle || field == Field::sender_handle || field == Field::conversation_key;
    }

    static std::string exact(Field field, std::string_view text) {
        if (field == Field::conversation_key) {
            return conversation_sql(text);
        }
        const std::string handle = quote(text);
        if (field == Field::sender_handle) {
            return "sender = " + handle;
        }
        // A participant that folds to the sender is no recipient: the whole list has it where it is written otherwise.
        std::string folded;
        fold_value(text, folded);
        return "(sender = " + handle + " OR hasAny(recipients, [" + handle + "]) OR (" +
               any_key(Field::sender, {folded}) + " AND has(participants, " + handle + ")))";
    }

    // Long lists of plain words or values (watch lists) become one call of the index each, not thousands of terms.
    Result<std::string> join(const Predicate& predicate, std::string_view glue, std::string_view empty,
                             std::string_view token_function, size_t depth) {
        std::vector<std::string> terms;
        std::vector<std::string> tokens;
        std::vector<std::pair<Field, std::vector<std::string>>> values;
        const bool any = predicate.kind == Predicate::Kind::any_of;
        for (const Predicate& child : predicate.children) {
            if (child.kind == Predicate::Kind::words) {
                VB_TRY_ASSIGN(const TextPattern pattern, literal_pattern(child.pattern));
                if (pattern.size() == 1) {
                    tokens.push_back(pattern.front().text);
                    continue;
                }
            }
            if (any && child.kind == Predicate::Kind::value && is_key_list(child)) {
                std::string key;
                if (child.field == Field::conversation_key) {
                    key = child.pattern;
                } else {
                    fold_value(child.pattern, key);
                }
                const auto same = [&](const auto& entry) { return entry.first == child.field; };
                auto found = std::find_if(values.begin(), values.end(), same);
                if (found == values.end()) {
                    found = values.insert(values.end(), {child.field, {}});
                }
                found->second.push_back(std::move(key));
                continue;
            }
            VB_TRY_ASSIGN(std::string term, compile(child, depth + 1));
            terms.push_back(std::move(term));
        }
        if (!tokens.empty()) {
            terms.insert(terms.begin(), std::string(token_function) + "(words, " + quote_list(tokens) + ")");
        }
        for (const auto& [field, keys] : values) {
            terms.push_back(any_key(field, keys));
        }
        if (terms.empty()) {
            return std::string(empty);
        }
        std::string out = "(";
        for (const std::string& term : terms) {
            out += out.size() > 1 ? glue : "";
            out += term;
        }
        return out + ")";
    }

    static bool is_key_list(const Predicate& value) {
        const Field field = value.field;
        if (field == Field::conversation_key) {
            return !value.pattern.empty();
        }
        return field == Field::sender || field == Field::recipient || field == Field::party ||
               field == Field::conversation || field == Field::attachment;
    }

    static std::string any_key(Field field, const std::vector<std::string>& keys) {
        if (field == Field::conversation_key) {
            return any_of_values(field_columns(Field::conversation).written, keys);
        }
        if (field == Field::party) {
            return "(" + any_key(Field::sender, keys) + " OR " + any_key(Field::recipient, keys) + ")";
        }
        // A field that is not there is an empty value as written; nobody asks for that by a value.
        std::vector<std::string> present;
        std::copy_if(keys.begin(), keys.end(), std::back_inserter(present),
                     [](const auto& key) { return !key.empty(); });
        const FieldColumns columns = field_columns(field);
        if (columns.written.column.empty() || present.empty()) {
            return any_of_values(columns.folded, present);
        }
        return "(" + any_of_values(columns.written, present) + " OR " + any_of_values(columns.folded, present) + ")";
    }

    // The words of an index's dictionary that `condition` (SQL on `token`) picks; none: more than kExpansionsMax.
    Result<std::optional<std::vector<std::string>>> expand(std::string_view index, const std::string& condition) {
        const std::string sql = "SELECT DISTINCT token FROM mergeTreeTextIndex(currentDatabase(), 'messages', " +
                                quote(index) + ") WHERE " + condition + " LIMIT " + std::to_string(kExpansionsMax + 1);
        VB_TRY_ASSIGN(const Buffer rows, engine_.query(sql, control_));
        std::vector<std::string> tokens;
        RowReader reader(rows.bytes());
        while (reader.more()) {
            tokens.emplace_back(reader.text());
        }
        if (tokens.size() > kExpansionsMax) {
            return std::optional<std::vector<std::string>>();
        }
        std::sort(tokens.begin(), tokens.end());
        return std::optional<std::vector<std::string>>(std::move(tokens));
    }

    // The folded words that `wanted` picks, as `condition` (SQL on `token`) would; none: more than kExpansionsMax.
    Result<std::optional<std::vector<std::string>>> words_where(const std::function<bool(std::string_view)>& wanted,
                                                                const std::string& condition) {
        VB_TRY_ASSIGN(const auto vocabulary,
                      state_.vocabulary.get({}, [&] { return load_vocabulary(engine_, control_); }));
        if (vocabulary->complete()) {
            return vocabulary->where(wanted, kExpansionsMax);
        }
        return expand("words_index", condition);
    }

    // Text that holds one of the literals is looked for by the words that do; the expression itself is the costliest.
    Result<std::string> regular_expression(const std::string& pattern) {
        // The engine lets a dot match line ends and minds case: say what docs/query.md says instead.
        const std::string exact = "match(text, " + quote("(?i-s)" + pattern) + ")";
        const std::vector<std::string> literals = required_literals(pattern);
        if (literals.empty()) {
            return exact;
        }
        const auto any_in = [&](std::string_view column) {
            std::string out;
            for (const std::string& literal : literals) {
                out += out.empty() ? "(" : " OR ";
                out.append("position(").append(column).append(", ").append(quote(literal)).append(") > 0");
            }
            return out + ")";
        };
        const auto holds_literal = [&](std::string_view word) {
            return std::any_of(literals.begin(), literals.end(),
                               [&](const std::string& literal) { return word.find(literal) != word.npos; });
        };
        VB_TRY_ASSIGN(const auto expanded, words_where(holds_literal, any_in("token")));
        return "(" + (expanded ? any_token(*expanded) : any_in("words")) + " AND " + exact + ")";
    }

    static std::string any_token(const std::vector<std::string>& tokens) {
        return tokens.empty() ? std::string(kFalse) : "hasAnyTokens(words, " + quote_list(tokens) + ")";
    }

    // What must hold for each word by the index alone; `exact` tells whether that decides a one-word pattern.
    Result<std::vector<std::string>> index_terms(const TextPattern& pattern, bool& exact) {
        std::vector<std::string> terms;
        std::vector<std::string> tokens;
        exact = true;
        for (const PatternWord& word : pattern) {
            if (!word.wild) {
                tokens.push_back(word.text);
                continue;
            }
            if (word.any()) {
                exact = false;
                continue;
            }
            // Of a known beginning the dictionaries read little.
            const std::string condition = "match(token, " + quote("^" + word.regex() + "$") + ")";
            const bool has_beginning = word.text.front() != kAnyOne && word.text.front() != kAnyRun;
            const auto matches = [&](std::string_view token) { return glob_matches(word.text, token); };
            VB_TRY_ASSIGN(const auto expanded,
                          has_beginning ? expand("words_index", condition) : words_where(matches, condition));
            if (expanded) {
                terms.push_back(any_token(*expanded));
            } else {
                exact = false;
            }
        }
        if (!tokens.empty()) {
            terms.insert(terms.begin(), "hasAllTokens(words, " + quote_list(tokens) + ")");
        }
        return terms;
    }

    static std::string conjunction(const std::vector<std::string>& terms) {
        std::string out = "(";
        for (const std::string& term : terms) {
            out += out.size() > 1 ? " AND " : "";
            out += term;
        }
        return out + ")";
    }

    Result<std::string> sequence(const TextPattern& pattern) {
        bool exact = false;
        VB_TRY_ASSIGN(std::vector<std::string> terms, index_terms(pattern, exact));
        if (pattern.size() == 1 && pattern.front().any()) {
            return std::string("notEmpty(words)");
        }
        const bool wild =
            std::any_of(pattern.begin(), pattern.end(), [](const PatternWord& word) { return word.wild; });
        if (pattern.size() > 1 || !exact) {
            terms.push_back(wild ? "match(words, " + quote(" " + sequence_regex(pattern)) + ")"
                                 : "position(words, " + quote(sequence_text(pattern)) + ") > 0");
        }
        return conjunction(terms);
    }

    Result<std::string> near(const Predicate& predicate) {
        if (predicate.distance > kNearDistanceMax) {
            return Error{Code::usage, "NEAR reaches at most " + std::to_string(kNearDistanceMax) + " words", {}, ""};
        }
        VB_ASSERT(predicate.children.size() == 2);
        std::vector<std::string> terms;
        std::vector<std::string> regexes;
        for (const Predicate& child : predicate.children) {
            const bool is_glob = child.kind == Predicate::Kind::glob;
            VB_ASSERT(is_glob || child.kind == Predicate::Kind::words);
            VB_TRY_ASSIGN(const TextPattern pattern,
                          is_glob ? glob_pattern(child.pattern) : literal_pattern(child.pattern));
            bool exact = false;
            VB_TRY_ASSIGN(const std::vector<std::string> more, index_terms(pattern, exact));
            terms.insert(terms.end(), more.begin(), more.end());
            regexes.push_back(sequence_regex(pattern));
        }
        const std::string between = "(?:[^ ]+ ){0," + std::to_string(predicate.distance) + "}";
        const std::string both =
            " (?:" + regexes[0] + between + regexes[1] + "|" + regexes[1] + between + regexes[0] + ")";
        terms.push_back("match(words, " + quote(both) + ")");
        return conjunction(terms);
    }

    // Which rows follow is found out first; they are then picked by time and seq.
    Result<std::string> followed(const Predicate& predicate, size_t depth) {
        constexpr size_t kTimesMax = 10'000;
        VB_ASSERT(predicate.children.size() == 2);
        if (predicate.distance > kFollowedMessagesMax) {
            return Error{
                Code::usage, "THEN reaches at most " + std::to_string(kFollowedMessagesMax) + " messages", {}, ""};
        }
        FollowingQuestion question;
        VB_TRY_ASSIGN(question.first_sql, compile(predicate.children[0], depth + 1));
        VB_TRY_ASSIGN(question.second_sql, compile(predicate.children[1], depth + 1));
        question.messages = predicate.distance;
        question.ms = predicate.end.value_or(0);
        if (predicate.seq_end) {
            question.between_sql = "seq < " + std::to_string(*predicate.seq_end);
        }
        VB_TRY_ASSIGN(const auto found, state_.followings.get(question, [&] {
            return following_rows(engine_, question, state_.link_rows > 0, control_);
        }));
        const std::vector<Position>& rows = *found;
        if (rows.empty()) {
            return std::string(kFalse);
        }
        std::vector<uint64_t> seqs;
        std::string times;
        for (const Position& row : rows) {
            seqs.push_back(row.seq);
            if (rows.size() <= kTimesMax) {
                times += (times.empty() ? "" : ",") + time_literal(row.sort_ms);
            }
        }
        const std::string in_time = times.empty() ? "sort_ms >= " + time_literal(rows.front().sort_ms) +
                                                        " AND sort_ms <= " + time_literal(rows.back().sort_ms)
                                                  : "sort_ms IN (" + times + ")";
        return "(" + in_time + " AND seq IN " + number_list(seqs) + ")";
    }

    Result<std::string> fuzzy(const Predicate& predicate) {
        if (predicate.distance == 0 || predicate.distance > kFuzzyEditsMax) {
            return Error{Code::usage, "a fuzzy word allows 1 or 2 changes", {}, ""};
        }
        VB_TRY_ASSIGN(const TextPattern pattern, literal_pattern(predicate.pattern));
        if (pattern.size() != 1) {
            return Error{
                Code::usage, "a fuzzy search takes one word, \"" + predicate.pattern + "\" is several", {}, ""};
        }
        const std::string word = quote(pattern.front().text);
        const std::string edits = std::to_string(predicate.distance);
        const auto close = [&](const std::string& token) {
            return "(abs(toInt64(lengthUTF8(" + token + ")) - toInt64(lengthUTF8(" + word + "))) <= " + edits +
                   " AND editDistanceUTF8(" + token + ", " + word + ") <= " + edits + ")";
        };
        VB_TRY_ASSIGN(const auto expanded, expand("words_index", close("token")));
        if (expanded) {
            return any_token(*expanded);
        }
        return "arrayExists(w -> " + close("w") + ", splitByChar(' ', trimBoth(words)))";
    }

    Result<std::string> value(Field field, std::string_view glob) {
        if (field == Field::party) {
            VB_TRY_ASSIGN(const std::string sent, value(Field::sender, glob));
            VB_TRY_ASSIGN(const std::string received, value(Field::recipient, glob));
            return "(" + sent + " OR " + received + ")";
        }
        if (field == Field::native_id) {
            return native_id(glob);
        }
        const FieldColumns columns = field_columns(field);
        const ValuePattern pattern = value_pattern(glob);
        if (field == Field::platform || field == Field::account) {
            return plain_column(columns.written, pattern);
        }
        if (!pattern.has_wildcards) {
            return any_key(field, {pattern.literal});
        }
        VB_TRY_ASSIGN(const std::string by_key, values_like(columns.folded, pattern));
        if (columns.written.column.empty()) {
            return by_key;
        }
        VB_TRY_ASSIGN(const std::string as_written, values_like(columns.written, pattern));
        return "(" + as_written + " OR " + by_key + ")";
    }

    // A value as written counts only if folding leaves it as it is: else its folded form is among the keys.
    Result<std::string> values_like(const IndexedColumn& column, const ValuePattern& pattern) {
        VB_TRY_ASSIGN(const auto expanded, expand(column.index, "match(token, " + quote(pattern.regex) + ")"));
        if (expanded) {
            std::vector<std::string> values;
            for (const std::string& value : *expanded) {
                std::string folded;
                fold_value(value, folded);
                if (folded == value && !value.empty()) {
                    values.push_back(value);
                }
            }
            return any_of_values(column, values);
        }
        const std::string name(column.column);
        return column.is_list ? "arrayExists(k -> match(k, " + quote(pattern.regex) + "), " + name + ")"
                              : "match(" + name + ", " + quote(pattern.regex) + ")";
    }

    // Few distinct values, kept as written: the dictionary of the index lists them, they are folded and compared here.
    Result<std::string> plain_column(const IndexedColumn& column, const ValuePattern& pattern) {
        const std::string sql =
            "SELECT DISTINCT token FROM mergeTreeTextIndex(currentDatabase(), 'messages', " + quote(column.index) + ")";
        VB_TRY_ASSIGN(const Buffer rows, engine_.query(sql, control_));
        std::vector<std::string> found;
        RowReader reader(rows.bytes());
        while (reader.more()) {
            const std::string_view token = reader.text();
            std::string folded;
            fold_value(token, folded);
            if (glob_matches(pattern.literal, folded)) {
                found.emplace_back(token);
            }
        }
        if (found.empty()) {
            return std::string(kFalse);
        }
        std::sort(found.begin(), found.end());
        return any_of_values(column, found);
    }

    static Result<std::string> native_id(std::string_view glob) {
        const std::string wild = glob_to_wild(glob);
        if (wild.find_first_of(std::string{kAnyOne, kAnyRun}) == std::string::npos) {
            return "native_id = " + quote(wild);
        }
        std::string expression = "(?s)^";
        for (const char c : wild) {
            expression += c == kAnyOne ? "." : c == kAnyRun ? ".*" : quote_regex(std::string_view(&c, 1));
        }
        return "match(native_id, " + quote(expression + "$") + ")";
    }

    static std::string numbers(std::string_view column, const std::vector<uint32_t>& values) {
        if (values.empty()) {
            return std::string(kFalse);
        }
        const std::vector<uint64_t> wide(values.begin(), values.end());
        return std::string(column) + " IN " + number_list(wide);
    }

    static std::string time_range(const Predicate& predicate) {
        std::string out = "(sort_ms > " + time_literal(kNoTime);
        if (predicate.begin) {
            out += " AND sort_ms >= " + time_literal(*predicate.begin);
        }
        if (predicate.end) {
            out += " AND sort_ms < " + time_literal(*predicate.end);
        }
        return out + ")";
    }

    static std::string seq_range(const Predicate& predicate) {
        std::string out = "(1";
        if (predicate.begin) {
            out += " AND seq >= " + std::to_string(static_cast<uint64_t>(*predicate.begin));
        }
        if (predicate.end) {
            out += " AND seq < " + std::to_string(static_cast<uint64_t>(*predicate.end));
        }
        return out + ")";
    }

    Store::State& state_;
    Engine& engine_;
    const Control& control_;
};

}  // namespace

std::string conversation_sql(std::string_view key) {
    // No index knows the empty text.
    return key.empty() ? "empty(conversation)" : "conversation = " + quote(key);
}

Result<std::string> to_sql(Store::State& state, const Predicate& predicate, const Control& control) {
    return Compiler(state, control).compile(predicate, 0);
}

}  // namespace verbatim::store
