// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/lines.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/utf8.h"
#include "crypto/base64.h"

namespace verbatim::verify::internal {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 20;

// What a JSON escape after its backslash stands for, and how long it is; none if it is not the one spelling.
struct Escape {
    char value;
    size_t size;
};
std::optional<Escape> escape_at(std::string_view text) {
    constexpr std::string_view kNames = "\"\\bfnrt";
    constexpr std::string_view kValues = "\"\\\b\f\n\r\t";
    if (text.empty()) {
        return std::nullopt;
    }
    if (const size_t at = kNames.find(text[0]); at != std::string_view::npos) {
        return Escape{kValues[at], 1};
    }
    constexpr std::string_view kDigits = "0123456789abcdef";
    if (text.size() < 5 || !text.starts_with("u00") || (text[3] != '0' && text[3] != '1')) {
        return std::nullopt;
    }
    const size_t low = kDigits.find(text[4]);
    if (low == std::string_view::npos) {
        return std::nullopt;
    }
    const auto value = static_cast<char>((text[3] - '0') * 16 + static_cast<int>(low));
    return kValues.find(value) == std::string_view::npos ? std::optional(Escape{value, 5}) : std::nullopt;
}

}  // namespace

Error failure(std::string field, std::string what) {
    return {Code::integrity, std::move(what), {std::move(field), {}}, {}};
}

Error failure(std::string field, std::string what, uint64_t line) {
    return {Code::integrity, std::move(what), {std::move(field), line}, {}};
}

LineReader::LineReader(const ByteSource& source, const ZipEntry& entry, std::string field)
    : source_(source), offset_(entry.data), left_(entry.size), field_(std::move(field)) {}

// Makes room by moving what is left to the front, or by growing, and reads on.
Result<void> LineReader::fill() {
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == buffer_.size()) {
        if (buffer_.size() >= kLineBytesMax) {
            return failure(field_, "line is longer than 1 GiB", number_ + 1);
        }
        buffer_.resize(std::max(static_cast<size_t>(std::min<uint64_t>(kBufferBytes, left_)), buffer_.size() * 2));
    }
    const auto size = static_cast<size_t>(std::min<uint64_t>(left_, buffer_.size() - end_));
    VB_TRY(source_.read(offset_, std::span(buffer_).subspan(end_, size)));
    offset_ += size;
    left_ -= size;
    end_ += size;
    return {};
}

Result<std::optional<std::string_view>> LineReader::next() {
    size_t searched = 0;
    while (true) {
        const std::string_view rest = as_text(Bytes(buffer_).subspan(begin_, end_ - begin_));
        const size_t newline = rest.find('\n', searched);
        if (newline != std::string_view::npos) {
            ++number_;
            begin_ += newline + 1;
            return std::optional(rest.substr(0, newline));
        }
        if (left_ == 0) {
            if (!rest.empty()) {
                return failure(field_, "the last line does not end in a newline", number_ + 1);
            }
            return std::optional<std::string_view>();
        }
        searched = rest.size();
        VB_TRY(fill());
    }
}

void split_words(std::string_view line, std::vector<std::string_view>& out) {
    out.clear();
    while (true) {
        const size_t space = line.find(' ');
        out.push_back(line.substr(0, space));
        if (space == std::string_view::npos) {
            return;
        }
        line.remove_prefix(space + 1);
    }
}

std::optional<std::string_view> after_name(std::string_view line, std::string_view name) {
    if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ') {
        return std::nullopt;
    }
    return line.substr(name.size() + 1);
}

std::optional<Hash> hash_word(std::string_view word) {
    Hash hash;
    return crypto::decode_base64(word, hash.bytes) ? std::optional(hash) : std::nullopt;
}

std::optional<crypto::Salt> salt_word(std::string_view word) {
    crypto::Salt salt;
    return crypto::decode_base64(word, salt) ? std::optional(salt) : std::nullopt;
}

std::optional<int64_t> signed_word(std::string_view word) {
    const std::string_view digits = word.substr(word.starts_with("-") ? 1 : 0);
    if (digits.empty() || digits[0] < '0' || digits[0] > '9' || (digits[0] == '0' && word.size() > 1)) {
        return std::nullopt;
    }
    int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && end == word.data() + word.size() ? std::optional(value) : std::nullopt;
}

std::optional<std::string> json_word(std::string_view word) {
    if (word.size() < 3 || word.front() != '"' || word.back() != '"') {
        return std::nullopt;
    }
    std::string out;
    word = word.substr(1, word.size() - 2);
    for (size_t i = 0; i < word.size(); ++i) {
        if (word[i] == '"' || static_cast<unsigned char>(word[i]) < 0x20) {
            return std::nullopt;
        }
        if (word[i] != '\\') {
            out += word[i];
            continue;
        }
        const auto escape = escape_at(word.substr(i + 1));
        if (!escape) {
            return std::nullopt;
        }
        out += escape->value;
        i += escape->size;
    }
    return is_utf8(out) ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace verbatim::verify::internal
