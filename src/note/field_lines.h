// SPDX-License-Identifier: Apache-2.0
// Signed statements of ours as text: one field a line, `name value`, in a fixed order (docs/requests.md,
// docs/access.md).
//
//   FieldLines lines(text);
//   lines.head("verbatim-request v1"); out.by = lines.text("by"); ... VB_TRY(lines.done("request"));
//
// The first line that is not as expected makes everything after it wrong; done() says which. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "crypto/base64.h"
#include "note/lines.h"
#include "note/seal.h"

namespace verbatim::note {

inline constexpr size_t kCaseIdDigits = 32;

inline void append_line(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ' ';
    out += value;
    out += '\n';
}

// Takes lines in a fixed order; the first that is not there makes everything after it wrong.
class FieldLines {
  public:
    explicit FieldLines(std::string_view text) : rest_(text) {}

    // What stands behind `name` and a space.
    std::string_view text(std::string_view name) {
        const std::string_view line = take();
        if (problem_.empty() &&
            (!line.starts_with(name) || line.size() < name.size() + 2 || line[name.size()] != ' ')) {
            problem_ = "a line \"" + std::string(name) + " ...\" was expected";
        }
        return problem_.empty() ? line.substr(name.size() + 1) : std::string_view();
    }
    std::string_view take() {
        const auto line = take_line(rest_);
        if (!line && problem_.empty()) {
            problem_ = "a line is missing";
        }
        ++number_;
        return line.value_or(std::string_view());
    }
    void head(std::string_view expected) {
        if (take() != expected) {
            fail("the first line is \"" + std::string(expected) + "\"");
        }
    }
    std::string case_id(std::string_view name) {
        const std::string_view id = text(name);
        if (id.size() != kCaseIdDigits || id.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
            fail("a case id is 32 hexadecimal digits in lower case");
        }
        return std::string(id);
    }
    std::string time(std::string_view name) {
        const std::string_view time = text(name);
        if (!is_utc_second(time)) {
            fail("a time is written like 2026-11-23T20:26:44Z");
        }
        return std::string(time);
    }
    uint64_t number(std::string_view word) {
        const auto value = decimal(word);
        if (!value) {
            fail("a number is decimal, without leading zeros");
        }
        return value.value_or(0);
    }
    Hash hash(std::string_view word) {
        const auto value = crypto::hash_from_base64(word);
        if (!value) {
            fail("a hash is base64 of 32 bytes");
        }
        return value ? *value : Hash();
    }
    bool next_is(std::string_view name) const { return rest_.starts_with(name); }
    bool at_end() const { return rest_.empty(); }
    void fail(std::string what) {
        if (problem_.empty()) {
            problem_ = std::move(what);
        }
    }
    Result<void> done(std::string_view of) {
        if (problem_.empty() && !rest_.empty()) {
            problem_ = "there is a line too many";
        }
        if (problem_.empty()) {
            return {};
        }
        return Error{Code::malformed, std::string(of) + ", line " + std::to_string(number_) + ": " + problem_, {}, ""};
    }

  private:
    std::string_view rest_;
    std::string problem_;
    size_t number_ = 0;
};

// The next word of a line and the space behind it.
inline std::string_view take_word(std::string_view& rest) {
    const size_t space = rest.find(' ');
    const std::string_view word = rest.substr(0, space);
    rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
    return word;
}

}  // namespace verbatim::note
