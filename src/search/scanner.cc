// SPDX-License-Identifier: Apache-2.0
#include "search/internal/scanner.h"

#include "store/predicate.h"

namespace verbatim::search {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}
bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
}

}  // namespace

Error query_error(size_t offset, std::string what, std::string advice, Code code) {
    return Error{code, std::move(what), Where{"query", offset}, std::move(advice)};
}

void Scanner::skip_space() {
    while (!done()) {
        if (is_space(text_[at_])) {
            ++at_;
        } else if (text_.substr(at_, 2) == "\xC2\xA0" || text_.substr(at_, 3) == "\xE3\x80\x80") {
            at_ += text_[at_] == '\xC2' ? 2 : 3;  // no-break and ideographic space come with pasted text
        } else {
            return;
        }
    }
}

bool Scanner::at_space() const {
    return done() || is_space(text_[at_]);
}

bool Scanner::take(char c) {
    if (done() || text_[at_] != c) {
        return false;
    }
    ++at_;
    return true;
}

bool Scanner::take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) {
        return false;
    }
    at_ += word.size();
    return true;
}

Result<Atom> Scanner::quoted() {
    Atom atom;
    atom.begin = at_;
    atom.quoted = true;
    ++at_;
    while (!done()) {
        const char c = text_[at_];
        if (c == '"') {
            atom.end = ++at_;
            return atom;
        }
        if (c == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\')) {
            ++at_;
        }
        atom.text += text_[at_++];
    }
    return query_error(atom.begin, "this quotation mark is not closed", "write \\\" for a quotation mark itself");
}

Result<Atom> Scanner::regex() {
    Atom atom;
    atom.begin = at_;
    ++at_;
    while (!done()) {
        const char c = text_[at_];
        if (c == '/') {
            atom.end = ++at_;
            if (atom.text.empty()) {
                return query_error(atom.begin, "the regular expression is empty");
            }
            return atom;
        }
        if (c == '\\' && at_ + 1 < text_.size()) {
            if (text_[at_ + 1] != '/') {
                atom.text += c;
            }
            ++at_;
        }
        atom.text += text_[at_++];
    }
    return query_error(atom.begin, "this regular expression is not closed by a slash",
                       "write \\/ for a slash itself, also at the start of a word");
}

Result<Atom> Scanner::word(std::string_view extra_ends) {
    Atom atom;
    atom.begin = at_;
    while (!done() && !is_space(text_[at_])) {
        const char c = text_[at_];
        if (c == '(' || c == ')' || c == '"' || extra_ends.find(c) != std::string_view::npos ||
            text_.substr(at_, 2) == "\xC2\xA0" || text_.substr(at_, 3) == "\xE3\x80\x80") {
            break;
        }
        if (c == '\\') {
            if (at_ + 1 >= text_.size()) {
                return query_error(at_, "nothing follows this backslash", "write \\\\ for a backslash itself");
            }
            ++at_;
            atom.escaped = true;
            const char literal = text_[at_++];
            atom.text += atom.wild ? store::escape_glob(std::string_view(&literal, 1)) : std::string(1, literal);
            continue;
        }
        if ((c == '*' || c == '?') && !atom.wild) {
            atom.text = store::escape_glob(atom.text);  // a literal that turns out to hold wildcards
            atom.wild = true;
        }
        atom.text += c;
        ++at_;
    }
    atom.end = at_;
    return atom;
}

std::string_view Scanner::field_name() {
    size_t end = at_;
    while (end < text_.size() && is_name(text_[end])) {
        ++end;
    }
    if (end == at_ || end >= text_.size() || text_[end] != ':') {
        return {};
    }
    const std::string_view name = text_.substr(at_, end - at_);
    at_ = end + 1;
    return name;
}

}  // namespace verbatim::search
