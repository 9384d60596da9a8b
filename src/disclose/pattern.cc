// SPDX-License-Identifier: Apache-2.0
#include "disclose/pattern.h"

#include <re2/re2.h>

#include <algorithm>

#include "disclose/internal/numbers.h"
#include "disclose/internal/plain_text.h"

namespace verbatim::disclose {
namespace {

// A number abroad (+ or 00), or one that begins with the 0 of a trunk call.
constexpr const char* kPhone = R"((?:\+|\b00)[ ]?\(?[0-9](?:[ ./()-]{0,2}[0-9]){6,16}|\b0[1-9](?:[ -]?[0-9]){7,9}\b)";
constexpr const char* kEmail = R"([\pL\pN._%+'-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)+)";
// Whatever may be a phone number, to be held against one by its digits.
constexpr const char* kDialled = R"(\+?\(?[0-9](?:[ ./()-]{0,2}[0-9]){6,16})";
// So many digits at the end say which number it is; what stands before is written in different ways.
constexpr size_t kTellingDigits = 9;
constexpr size_t kTellingDigitsMin = 7;

bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

bool stands_alone(std::string_view text, size_t begin, size_t end) {
    const bool joined_before = begin > 0 && is_word(text[begin - 1]) && is_word(text[begin]);
    const bool joined_after = end < text.size() && is_word(text[end]) && is_word(text[end - 1]);
    return !joined_before && !joined_after;
}

bool is_phone_number(std::string_view text) {
    return text.find_first_not_of("+0123456789 -./()") == std::string_view::npos &&
           internal::count_digits(text) >= kTellingDigitsMin;
}

std::string digits_of(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

bool same_number(std::string_view a, std::string_view b) {
    const size_t telling = std::min({a.size(), b.size(), kTellingDigits});
    return telling >= kTellingDigitsMin && a.substr(a.size() - telling) == b.substr(b.size() - telling);
}

std::unique_ptr<RE2> compile(const std::string& expression, bool any_case) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(!any_case);
    return std::make_unique<RE2>(expression, options);
}

using NumberLength = size_t (*)(std::string_view);

}  // namespace

struct Pattern::Finder {
    enum class Kind : uint8_t { expression, number, naming };
    Kind kind = Kind::expression;
    bool plain = false;  // looks at PlainText instead of the text as written
    std::unique_ptr<RE2> expression{};
    NumberLength number = nullptr;
    std::unique_ptr<RE2> dialled{};  // naming a phone number
    std::string digits{};
    internal::PlainText scratch{};

    template <class Use>
    static void each_match(const RE2& expression, std::string_view text, const Use& use) {
        const re2::StringPiece whole(text.data(), text.size());
        re2::StringPiece found;
        size_t at = 0;
        while (at < text.size() && expression.Match(whole, at, text.size(), RE2::UNANCHORED, &found, 1)) {
            const auto begin = static_cast<size_t>(found.data() - text.data());
            const size_t end = begin + found.size();
            use(begin, end);
            at = std::max(end, begin + 1);
        }
    }

    template <class Use>
    void each_number(std::string_view text, const Use& use) const {
        for (size_t at = 0; at < text.size();) {
            const bool inside = at > 0 && number == internal::card_length && is_word(text[at - 1]);
            const size_t length = inside || !is_word(text[at]) ? 0 : number(text.substr(at));
            if (length > 0) {
                use(at, at + length);
            }
            at += std::max<size_t>(length, 1);
        }
    }

    template <class Use>
    void each(std::string_view text, const Use& use) const {
        if (kind == Kind::number) {
            each_number(text, use);
            return;
        }
        each_match(*expression, text, [&](size_t begin, size_t end) {
            if (kind != Kind::naming || stands_alone(text, begin, end)) {
                use(begin, end);
            }
        });
        if (dialled) {
            each_match(*dialled, text, [&](size_t begin, size_t end) {
                if (same_number(digits, digits_of(text.substr(begin, end - begin)))) {
                    use(begin, end);
                }
            });
        }
    }
};

Pattern::Pattern(std::unique_ptr<Finder> finder) : finder_(std::move(finder)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

std::string Pattern::built_in_names() {
    return "iban, card, phone, email";
}

Result<Pattern> Pattern::built_in(std::string_view name) {
    auto finder = std::make_unique<Finder>();
    finder->plain = true;
    if (name == "iban" || name == "card") {
        finder->kind = Finder::Kind::number;
        finder->number = name == "iban" ? internal::iban_length : internal::card_length;
    } else if (name == "phone" || name == "email") {
        finder->expression = compile(name == "phone" ? kPhone : kEmail, false);
        VB_ASSERT(finder->expression->ok());
    } else {
        return Error{Code::usage,
                     "there is no built-in pattern \"" + std::string(name) + "\"",
                     {},
                     "there are " + built_in_names() + "; everything else is a regular expression"};
    }
    return Pattern(std::move(finder));
}

Result<Pattern> Pattern::expression(std::string_view expression) {
    auto finder = std::make_unique<Finder>();
    finder->expression = compile(std::string(expression), false);
    if (!finder->expression->ok()) {
        return Error{Code::usage,
                     "not a regular expression: " + finder->expression->error(),
                     {std::string(expression), std::nullopt},
                     "the syntax is that of RE2"};
    }
    if (expression.empty() || RE2::FullMatch("", *finder->expression)) {
        return Error{Code::usage,
                     "the regular expression matches the empty text",
                     {std::string(expression), std::nullopt},
                     "write one that names at least one character"};
    }
    return Pattern(std::move(finder));
}

Result<Pattern> Pattern::naming(std::string_view handle) {
    auto finder = std::make_unique<Finder>();
    finder->kind = Finder::Kind::naming;
    finder->plain = true;
    finder->scratch.assign(handle);
    const std::string plain(finder->scratch.text());
    if (plain.find_first_not_of(' ') == std::string::npos) {
        return Error{Code::usage, "a handle or name is empty", {}, {}};
    }
    finder->expression = compile(RE2::QuoteMeta(plain), true);
    if (!finder->expression->ok()) {
        return Error{Code::usage, "not a handle: " + finder->expression->error(), {plain, std::nullopt}, {}};
    }
    if (is_phone_number(plain)) {
        finder->digits = digits_of(plain);
        finder->dialled = compile(kDialled, false);
        VB_ASSERT(finder->dialled->ok());
    }
    return Pattern(std::move(finder));
}

void Pattern::find(std::string_view text, std::vector<Span>& out) const {
    const size_t first = out.size();
    if (finder_->plain) {
        internal::PlainText& plain = finder_->scratch;
        plain.assign(text);
        finder_->each(plain.text(), [&](size_t begin, size_t end) {
            out.push_back({plain.original_begin(begin), plain.original_end(end)});
        });
    } else {
        finder_->each(text, [&](size_t begin, size_t end) { out.push_back({begin, end}); });
    }
    // A handle is looked for in two ways: what both found is one.
    const auto begin = out.begin() + static_cast<std::ptrdiff_t>(first);
    std::sort(begin, out.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    size_t kept = first;
    for (size_t i = first; i < out.size(); ++i) {
        if (kept > first && out[i].begin < out[kept - 1].end) {
            out[kept - 1].end = std::max(out[kept - 1].end, out[i].end);
        } else {
            out[kept++] = out[i];
        }
    }
    out.resize(kept);
}

bool Pattern::matches(std::string_view text) const {
    std::vector<Span> spans;
    find(text, spans);
    return !spans.empty();
}

}  // namespace verbatim::disclose
