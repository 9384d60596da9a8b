// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

#include "base/limits.h"
#include "search/internal/dates.h"
#include "search/internal/scanner.h"
#include "search/query.h"
#include "store/fold.h"

namespace verbatim::search {
namespace {

constexpr std::array kFields = {Field::from,       Field::to,     Field::with, Field::in,   Field::platform,
                                Field::account,    Field::source, Field::id,   Field::kind, Field::has,
                                Field::attachment, Field::sent,   Field::seq};
constexpr uint32_t kNearMax = 100;  // words; docs/query.md
constexpr uint32_t kFuzzyMax = 2;   // changes
constexpr uint32_t kThenMessagesMax = 1000;
constexpr int64_t kThenMsMax = int64_t{366} * 86'400'000;
constexpr uint64_t kSeqMax = uint64_t{1} << 62;

std::string lower_ascii(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

size_t count_words(std::string_view text) {
    std::string folded;
    store::fold_words(text, folded);
    return folded.empty() ? 0 : static_cast<size_t>(std::count(folded.begin(), folded.end(), ' ')) - 1;
}

Node leaf(Node::Kind kind, std::string text) {
    Node node;
    node.kind = kind;
    node.text = std::move(text);
    return node;
}

Node branch(Node::Kind kind, std::vector<Node> children) {
    Node node;
    node.kind = kind;
    node.children = std::move(children);
    return node;
}

size_t depth_of(const Node& node) {
    size_t deepest = 0;
    for (const Node& child : node.children) {
        deepest = std::max(deepest, depth_of(child));
    }
    return deepest + 1;
}

Error unknown_field(size_t offset, std::string_view written) {
    const std::string lower = lower_ascii(written);
    std::string_view best;
    size_t best_distance = 3;
    if (written.size() <= 20) {
        for (const Field field : kFields) {
            const size_t distance = edit_distance(lower, name(field));
            if (distance < best_distance && distance < lower.size()) {
                best = name(field);
                best_distance = distance;
            }
        }
    }
    std::string advice = best.empty() ? "" : "did you mean " + std::string(best) + ":? ";
    advice += "to search for the text itself, put it in quotation marks";
    return query_error(offset, "there is no field \"" + std::string(written.substr(0, 40)) + "\"", advice);
}

bool reserved(std::string_view field) {
    const std::string lower = lower_ascii(field);
    return lower == "tag" || lower.starts_with("entity.") || lower.starts_with("score.");
}

class Parser {
  public:
    explicit Parser(std::string_view text) : scan_(text), size_(text.size()) {}

    Result<Query> run() {
        scan_.skip_space();
        if (scan_.done()) {
            return Query{};
        }
        VB_TRY_ASSIGN(Node root, sequence({}, 0));
        if (!scan_.done()) {
            return query_error(scan_.position(), "this closing bracket has no opening one");
        }
        if (depth_of(root) > limits::kQueryDepthMax) {
            return too_deep(0);
        }
        return Query{std::move(root)};
    }

  private:
    // The field whose value list `from:(a OR b)` is being read, if any.
    using Context = std::optional<Field>;

    static Error too_deep(size_t offset) {
        return query_error(offset,
                           "the query is nested deeper than " + std::to_string(limits::kQueryDepthMax) + " levels", {},
                           Code::limit);
    }

    // An operator is a whole word in capitals.
    bool take_operator(std::string_view word) {
        const size_t begin = scan_.position();
        if (scan_.take(word) &&
            (scan_.at_space() || scan_.peek() == '(' || scan_.peek() == ')' || scan_.peek() == '"')) {
            scan_.skip_space();
            return true;
        }
        scan_.seek(begin);
        return false;
    }

    bool at_operator(std::string_view word) {
        const size_t begin = scan_.position();
        const bool found = take_operator(word);
        scan_.seek(begin);
        return found;
    }

    bool at_then() {
        const size_t begin = scan_.position();
        const bool found = scan_.take("THEN/");
        scan_.seek(begin);
        return found;
    }

    // Binds loosest, from the left: `a THEN/5 b THEN/5 c` finds a c that comes after such a b.
    Result<Node> sequence(Context context, size_t depth) {
        VB_TRY_ASSIGN(Node node, any_of(context, depth));
        for (size_t count = 1; at_then(); ++count) {
            const size_t begin = scan_.position();
            if (context) {
                return query_error(begin, "THEN cannot stand in a list of values");
            }
            if (count + depth > limits::kQueryDepthMax) {
                return too_deep(begin);
            }
            (void)scan_.take("THEN/");
            Node next = branch(Node::Kind::then, {});
            VB_TRY(reach(next));
            scan_.skip_space();
            VB_TRY_ASSIGN(Node right, any_of(context, depth));
            next.children.push_back(std::move(node));
            next.children.push_back(std::move(right));
            node = std::move(next);
        }
        return node;
    }

    // `10`: messages; `30m`: a time.
    Result<void> reach(Node& node) {
        VB_TRY_ASSIGN(const Atom atom, scan_.word({}));
        std::string_view digits = atom.text;
        int64_t unit = 0;
        for (const auto& [letter, size] : kDurationUnits) {
            if (digits.ends_with(letter)) {
                unit = size;
                digits.remove_suffix(1);
                break;
            }
        }
        const auto number = digits.size() < 10 ? whole_number(digits) : std::nullopt;
        const uint64_t most = unit == 0 ? kThenMessagesMax : static_cast<uint64_t>(kThenMsMax / unit);
        if (!number || *number == 0 || *number > most) {
            return query_error(atom.begin,
                               "THEN/ is followed by a number of messages up to " + std::to_string(kThenMessagesMax) +
                                   ", or a time up to 366 days with its unit: s, m, h or d",
                               "for example: boxes THEN/10 paid, boxes THEN/30m paid");
        }
        if (unit == 0) {
            node.distance = static_cast<uint32_t>(*number);
        } else {
            node.end = static_cast<int64_t>(*number) * unit;
        }
        return {};
    }

    Result<Node> any_of(Context context, size_t depth) {
        std::vector<Node> parts;
        do {
            VB_TRY_ASSIGN(Node part, all_of(context, depth));
            parts.push_back(std::move(part));
        } while (take_operator("OR"));
        return parts.size() == 1 ? std::move(parts.front()) : branch(Node::Kind::any_of, std::move(parts));
    }

    Result<Node> all_of(Context context, size_t depth) {
        std::vector<Node> parts;
        while (true) {
            VB_TRY_ASSIGN(Node part, negation(context, depth));
            parts.push_back(std::move(part));
            const bool joined = take_operator("AND");
            if (!joined && (scan_.done() || scan_.peek() == ')' || at_operator("OR") || at_then())) {
                break;
            }
        }
        return parts.size() == 1 ? std::move(parts.front()) : branch(Node::Kind::all_of, std::move(parts));
    }

    Result<Node> negation(Context context, size_t depth) {
        size_t count = 0;
        while (take_operator("NOT")) {
            if (++count + depth > limits::kQueryDepthMax) {
                return too_deep(scan_.position());
            }
        }
        VB_TRY_ASSIGN(Node node, near(context, depth + count));
        for (size_t i = 0; i < count; ++i) {
            std::vector<Node> child;
            child.push_back(std::move(node));
            node = branch(Node::Kind::negation, std::move(child));
        }
        return node;
    }

    static bool can_be_near(const Node& node) {
        return node.kind == Node::Kind::word || node.kind == Node::Kind::phrase || node.kind == Node::Kind::glob;
    }

    Result<Node> near(Context context, size_t depth) {
        const size_t left_begin = scan_.position();
        VB_TRY_ASSIGN(Node left, primary(context, depth));
        scan_.skip_space();
        const size_t at = scan_.position();
        if (!scan_.take("NEAR/")) {
            return left;
        }
        VB_TRY_ASSIGN(const Atom number, scan_.word({}));
        const auto distance = whole_number(number.text);
        if (!distance || *distance > kNearMax) {
            return query_error(number.begin, "NEAR/ is followed by a number of words up to " + std::to_string(kNearMax),
                               "for example: bag NEAR/5 station");
        }
        scan_.skip_space();
        const size_t right_begin = scan_.position();
        VB_TRY_ASSIGN(Node right, primary(context, depth));
        scan_.skip_space();
        for (const auto& [node, begin] : {std::pair(&left, left_begin), std::pair(&right, right_begin)}) {
            if (!can_be_near(*node)) {
                return query_error(begin, "NEAR stands between two words or phrases");
            }
        }
        const size_t after = scan_.position();
        if (scan_.take("NEAR/")) {
            return query_error(after, "NEAR joins two words only", "write: a NEAR/5 b AND b NEAR/5 c");
        }
        (void)at;
        std::vector<Node> children;
        children.push_back(std::move(left));
        children.push_back(std::move(right));
        Node node = branch(Node::Kind::near, std::move(children));
        node.distance = static_cast<uint32_t>(*distance);
        return node;
    }

    Result<Node> primary(Context context, size_t depth) {
        scan_.skip_space();
        const size_t begin = scan_.position();
        if (scan_.done()) {
            return query_error(begin, "something to search for is missing at the end");
        }
        for (const std::string_view word : {"AND", "OR", "NOT"}) {
            if (at_operator(word)) {
                return query_error(begin, std::string(word) + " needs something to search for before it",
                                   "in quotation marks it is a word");
            }
        }
        if (at_then()) {
            return query_error(begin, "THEN needs something to search for before it",
                               "in quotation marks it is a word");
        }
        if (scan_.peek() == ')') {
            return query_error(begin, "something to search for is missing before this bracket");
        }
        if (scan_.take('(')) {
            return group(context, begin, depth);
        }
        if (!context) {
            const std::string_view field = scan_.field_name();
            if (!field.empty()) {
                return with_field(field, begin, depth);
            }
        }
        VB_TRY_ASSIGN(Node node, context ? value(*context) : term());
        scan_.skip_space();
        return node;
    }

    Result<Node> group(Context context, size_t begin, size_t depth) {
        if (depth + 1 > limits::kQueryDepthMax) {
            return too_deep(begin);
        }
        scan_.skip_space();
        VB_TRY_ASSIGN(Node node, sequence(context, depth + 1));
        if (!scan_.take(')')) {
            return query_error(begin, "this bracket is not closed");
        }
        scan_.skip_space();
        return node;
    }

    Result<Node> with_field(std::string_view written, size_t begin, size_t depth) {
        if (reserved(written)) {
            return query_error(begin, "the field " + std::string(written) + ": is not available in this version", {},
                               Code::unsupported);
        }
        const std::string lower = lower_ascii(written);
        const auto found =
            std::find_if(kFields.begin(), kFields.end(), [&](Field field) { return name(field) == lower; });
        if (found == kFields.end()) {
            return unknown_field(begin, written);
        }
        if (scan_.at_space()) {
            return query_error(scan_.position(),
                               std::string(name(*found)) + ": needs a value directly after the colon");
        }
        if (scan_.peek() == '(') {
            const size_t bracket = scan_.position();
            (void)scan_.take('(');
            return group(*found, bracket, depth);
        }
        VB_TRY_ASSIGN(Node node, value(*found));
        scan_.skip_space();
        return node;
    }

    // --- text

    Result<Node> term() {
        if (scan_.peek() == '/') {
            VB_TRY_ASSIGN(Atom atom, scan_.regex());
            return leaf(Node::Kind::regex, std::move(atom.text));
        }
        if (scan_.peek() == '"') {
            VB_TRY_ASSIGN(Atom atom, scan_.quoted());
            if (count_words(atom.text) == 0) {
                return no_words(atom);
            }
            return leaf(Node::Kind::phrase, std::move(atom.text));
        }
        VB_TRY_ASSIGN(Atom atom, scan_.word("~"));
        if (scan_.peek() == '~') {
            return fuzzy(atom);
        }
        if (!atom.wild) {
            if (count_words(atom.text) == 0) {
                return no_words(atom);
            }
            return leaf(Node::Kind::word, std::move(atom.text));
        }
        if (atom.text.find_first_not_of('*') == std::string::npos) {
            return Node{};
        }
        return leaf(Node::Kind::glob, std::move(atom.text));
    }

    static Error no_words(const Atom& atom) {
        return query_error(atom.begin, "there is no letter, digit or symbol to search for here",
                           "use /a regular expression/ to search for punctuation");
    }

    Result<Node> fuzzy(Atom& atom) {
        const size_t tilde = scan_.position();
        (void)scan_.take('~');
        VB_TRY_ASSIGN(const Atom number, scan_.word({}));
        const auto edits = number.text.empty() ? std::optional<uint64_t>(1) : whole_number(number.text);
        if (!edits || *edits == 0 || *edits > kFuzzyMax) {
            return query_error(tilde, "after ~ stands how many letters may differ: 1 or 2",
                               "write \\~ for a tilde itself");
        }
        if (atom.wild) {
            return query_error(atom.begin, "a fuzzy word cannot hold wildcards");
        }
        if (count_words(atom.text) != 1) {
            return query_error(atom.begin, "a fuzzy search takes one word, this is several or none");
        }
        Node node = leaf(Node::Kind::fuzzy, std::move(atom.text));
        node.distance = static_cast<uint32_t>(*edits);
        return node;
    }

    // --- values

    Result<Node> value(Field field) {
        if (field == Field::sent || field == Field::seq) {
            return range(field);
        }
        Atom atom;
        if (scan_.peek() == '"') {
            VB_TRY_ASSIGN(atom, scan_.quoted());
        } else {
            VB_TRY_ASSIGN(atom, scan_.word({}));
        }
        if (atom.text.empty()) {
            return query_error(atom.begin, std::string(name(field)) + ": needs a value");
        }
        if (field == Field::kind || field == Field::has) {
            return fixed_value(field, atom);
        }
        Node node = leaf(atom.wild ? Node::Kind::value_glob : Node::Kind::value, std::move(atom.text));
        node.field = field;
        return node;
    }

    static Result<Node> fixed_value(Field field, const Atom& atom) {
        const std::string word = lower_ascii(atom.text);
        const bool known =
            field == Field::kind ? record::kind(word).has_value() : word == "attachment" || word == "time";
        if (!known || atom.wild) {
            return query_error(atom.begin, std::string(name(field)) + ": does not know \"" + atom.text + "\"",
                               field == Field::has ? "it takes attachment or time"
                                                   : "it takes text, media, call, system, reaction, edit, deletion, "
                                                     "location, contact, poll, sticker or other");
        }
        Node node = leaf(Node::Kind::value, word);
        node.field = field;
        return node;
    }

    static std::optional<uint64_t> whole_number(std::string_view text) {
        uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size()) {
            return {};
        }
        return value;
    }

    Result<Node> range(Field field) {
        const size_t begin = scan_.position();
        Node node;
        node.kind = Node::Kind::range;
        node.field = field;
        if (scan_.peek() == '[' || scan_.peek() == '{') {
            VB_TRY(bracketed(field, node));
        } else if (scan_.take(">=")) {
            VB_TRY_ASSIGN(const Moment moment, bound(field));
            node.begin = moment.begin_ms;
        } else if (scan_.take("<=")) {
            VB_TRY_ASSIGN(const Moment moment, bound(field));
            node.end = moment.end_ms;
        } else if (scan_.take('>')) {
            VB_TRY_ASSIGN(const Moment moment, bound(field));
            node.begin = moment.end_ms;
        } else if (scan_.take('<')) {
            VB_TRY_ASSIGN(const Moment moment, bound(field));
            node.end = moment.begin_ms;
        } else {
            VB_TRY_ASSIGN(const Moment moment, bound(field));
            node.begin = moment.begin_ms;
            node.end = moment.end_ms;
        }
        if (node.begin && node.end && *node.begin >= *node.end) {
            return query_error(begin, "this range is empty: it ends before it begins");
        }
        scan_.skip_space();
        return node;
    }

    Result<void> bracketed(Field field, Node& node) {
        const size_t begin = scan_.position();
        const bool begin_included = scan_.take('[');
        if (!begin_included) {
            (void)scan_.take('{');
        }
        scan_.skip_space();
        if (!scan_.take('*')) {
            VB_TRY_ASSIGN(const Moment moment, bound(field));
            node.begin = begin_included ? moment.begin_ms : moment.end_ms;
        }
        scan_.skip_space();
        if (!scan_.take("TO") || !scan_.at_space()) {
            return query_error(scan_.position(), "TO is missing between the two ends of the range",
                               "for example: sent:[2020-04-01 TO 2020-04-10]");
        }
        scan_.skip_space();
        std::optional<Moment> last;
        if (!scan_.take('*')) {
            VB_TRY_ASSIGN(last, bound(field));
        }
        scan_.skip_space();
        const bool end_included = scan_.take(']');
        if (!end_included && !scan_.take('}')) {
            return query_error(begin, "this range is not closed by ] or }");
        }
        if (last) {
            node.end = end_included ? last->end_ms : last->begin_ms;
        }
        return {};
    }

    // A date, or a number as the period [n, n + 1).
    Result<Moment> bound(Field field) {
        VB_TRY_ASSIGN(const Atom atom, scan_.word("]}"));
        if (field == Field::seq) {
            const auto number = whole_number(atom.text);
            if (!number || *number >= kSeqMax) {
                return query_error(atom.begin, "a number is needed here", "seq: counts messages from 0");
            }
            return Moment{static_cast<int64_t>(*number), static_cast<int64_t>(*number + 1)};
        }
        const auto moment = parse_date(atom.text);
        if (!moment) {
            return query_error(atom.begin, "\"" + atom.text + "\" is not a date",
                               "write 2020, 2020-04, 2020-04-01 or 2020-04-01T16:54:30Z");
        }
        return *moment;
    }

    Scanner scan_;
    size_t size_;
};

}  // namespace

std::string_view name(Field field) {
    switch (field) {
        case Field::from:
            return "from";
        case Field::to:
            return "to";
        case Field::with:
            return "with";
        case Field::in:
            return "in";
        case Field::platform:
            return "platform";
        case Field::account:
            return "account";
        case Field::source:
            return "source";
        case Field::id:
            return "id";
        case Field::kind:
            return "kind";
        case Field::has:
            return "has";
        case Field::attachment:
            return "attachment";
        case Field::sent:
            return "sent";
        case Field::seq:
            return "seq";
    }
    return "";
}

Result<Query> parse(std::string_view text) {
    if (text.size() > limits::kQueryBytesMax) {
        return query_error(limits::kQueryBytesMax,
                           "the query is longer than " + std::to_string(limits::kQueryBytesMax) + " bytes", {},
                           Code::limit);
    }
    return Parser(text).run();
}

}  // namespace verbatim::search
