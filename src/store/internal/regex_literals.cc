// SPDX-License-Identifier: Apache-2.0
#include "store/internal/regex_literals.h"

#include <algorithm>
#include <utility>

namespace verbatim::store {
namespace {

constexpr size_t kAlternativesMax = 32;
constexpr size_t kDepthMax = 100;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

using Literals = std::vector<std::string>;  // one of them is there; empty: nothing is known

size_t shortest(const Literals& literals) {
    size_t least = literals.empty() ? 0 : literals.front().size();
    for (const std::string& literal : literals) {
        least = std::min(least, literal.size());
    }
    return least;
}

void keep_better(Literals& best, Literals other) {
    if (shortest(other) > shortest(best)) {
        best = std::move(other);
    }
}

class Reader {
  public:
    explicit Reader(std::string_view regex) : regex_(regex) {}

    Literals read() {
        Literals all = alternatives(0);
        return gave_up_ || at_ != regex_.size() ? Literals() : all;
    }

  private:
    enum class Times : uint8_t { once, optional, repeated };

    bool more() const { return at_ < regex_.size() && !gave_up_; }
    char next() const { return regex_[at_]; }

    // What is not understood for certain makes the whole answer "nothing is known".
    void give_up() { gave_up_ = true; }

    Literals alternatives(size_t depth) {
        if (depth > kDepthMax) {
            give_up();
            return {};
        }
        Literals all = sequence(depth);
        bool known = !all.empty();
        while (more() && next() == '|') {
            ++at_;
            const Literals one = sequence(depth);
            known = known && !one.empty() && all.size() + one.size() <= kAlternativesMax;
            all.insert(all.end(), one.begin(), one.end());
        }
        return known ? all : Literals();
    }

    Literals sequence(size_t depth) {
        Literals best;
        std::string run;
        const auto end_run = [&] {
            if (run.size() >= kLiteralBytesMin) {
                keep_better(best, {run});
            }
            run.clear();
        };
        while (more() && next() != '|' && next() != ')') {
            const char c = regex_[at_++];
            if (is_letter(c) || is_digit(c)) {
                const Times times = quantifier();
                if (times == Times::optional) {
                    end_run();
                    continue;
                }
                run += lower(c);
                if (times == Times::repeated) {
                    end_run();
                    run = lower(c);  // the last of them stands before what follows
                }
                continue;
            }
            end_run();
            if (c == '(') {
                Literals inside = group(depth);
                if (quantifier() != Times::optional) {
                    keep_better(best, std::move(inside));
                }
                continue;
            }
            if (c == '\\') {
                escape();
            } else if (c == '[') {
                character_class();
            }
            quantifier();
        }
        end_run();
        return best;
    }

    // Behind the opening parenthesis.
    Literals group(size_t depth) {
        if (more() && next() == '?') {
            // (?:  (?flags)  (?flags:  (?P<name>  (?<name>
            const size_t end = regex_.find_first_of(":>)", at_);
            if (end == std::string_view::npos) {
                give_up();
                return {};
            }
            at_ = end + 1;
            if (regex_[end] == ')') {
                return {};
            }
        }
        Literals inside = alternatives(depth + 1);
        if (!more() || next() != ')') {
            give_up();
            return {};
        }
        ++at_;
        return inside;
    }

    Times quantifier() {
        Times times = Times::once;
        while (more()) {
            if (next() == '*' || next() == '?') {
                // A question mark behind another quantifier only makes it lazy.
                times = next() == '?' && times != Times::once ? times : Times::optional;
                ++at_;
            } else if (next() == '+') {
                times = times == Times::once ? Times::repeated : times;
                ++at_;
            } else if (next() == '{' && is_repetition()) {
                times = regex_[at_ + 1] == '0' ? Times::optional : times == Times::once ? Times::repeated : times;
                at_ = regex_.find('}', at_) + 1;
            } else {
                break;
            }
        }
        return times;
    }

    // {2} {2,} {2,5}; anything else that begins with a brace is that character.
    bool is_repetition() const {
        size_t at = at_ + 1;
        const size_t digits = at;
        while (at < regex_.size() && is_digit(regex_[at])) {
            ++at;
        }
        if (at == digits) {
            return false;
        }
        if (at < regex_.size() && regex_[at] == ',') {
            ++at;
            while (at < regex_.size() && is_digit(regex_[at])) {
                ++at;
            }
        }
        return at < regex_.size() && regex_[at] == '}';
    }

    // Behind the backslash: a class, an assertion or a character; never part of a run.
    void escape() {
        if (!more()) {
            give_up();
            return;
        }
        const char c = regex_[at_++];
        if (c == 'p' || c == 'P') {
            if (more() && next() == '{') {
                const size_t end = regex_.find('}', at_);
                at_ = std::min(end, regex_.size());
            }
            if (!more()) {
                give_up();
                return;
            }
            ++at_;
        } else if (c == 'x' || c == 'Q' || c == 'E' || is_digit(c)) {
            give_up();
        }
    }

    // Behind the opening bracket.
    void character_class() {
        if (more() && next() == '^') {
            ++at_;
        }
        if (more() && next() == ']') {
            ++at_;
        }
        while (more() && next() != ']') {
            if (next() == '\\') {
                ++at_;
            } else if (regex_.substr(at_, 2) == "[:") {
                const size_t end = regex_.find(":]", at_);
                at_ = end == std::string_view::npos ? at_ : end + 1;
            }
            ++at_;
        }
        if (!more()) {
            give_up();
            return;
        }
        ++at_;
    }

    std::string_view regex_;
    size_t at_ = 0;
    bool gave_up_ = false;
};

}  // namespace

std::vector<std::string> required_literals(std::string_view regex) {
    return Reader(regex).read();
}

}  // namespace verbatim::store
