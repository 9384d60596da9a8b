// SPDX-License-Identifier: Apache-2.0
#include "disclose/internal/plain_parts.h"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "crypto/base64.h"

namespace verbatim::disclose::internal {
namespace {

constexpr size_t kPartBytes = size_t{1} << 16;
constexpr std::string_view kZipLocal("PK\x03\x04", 4);
constexpr size_t kZipLocalBytes = 30;
constexpr int kRawDeflate = -MAX_WBITS;

// A file inside the bundle, as a text of its own.
class Inside {
  public:
    Inside(const verify::ByteSource& source, const verify::BundleEntry& entry) : source_(source), entry_(entry) {}
    uint64_t size() const { return entry_.size; }
    // Up to `wanted` bytes from `at` on.
    Result<std::string_view> read(uint64_t at, size_t wanted) {
        buffer_.resize(static_cast<size_t>(std::min<uint64_t>(wanted, entry_.size - at)));
        VB_TRY(source_.read(entry_.offset + at, {reinterpret_cast<uint8_t*>(buffer_.data()), buffer_.size()}));
        return std::string_view(buffer_);
    }

  private:
    const verify::ByteSource& source_;
    const verify::BundleEntry& entry_;
    std::string buffer_;
};

Result<void> each_raw_part(Inside& file, const ByteSink& use) {
    for (uint64_t at = 0; at < file.size();) {
        VB_TRY_ASSIGN(const std::string_view part, file.read(at, kPartBytes));
        VB_TRY(use(part));
        at += part.size();
    }
    return {};
}

// Inflates what begins at `at`; gives the bytes it took, 0 if nothing there was deflated.
Result<uint64_t> inflate_from(Inside& file, uint64_t at, int window_bits, const ByteSink& use) {
    z_stream stream{};
    if (::inflateInit2(&stream, window_bits) != Z_OK) {
        return Error{Code::internal, "zlib refuses to begin", {}, {}};
    }
    std::string out(kPartBytes, '\0');
    Result<void> result;
    const uint64_t begin = at;
    int state = Z_OK;
    while (result.ok() && state == Z_OK && at < file.size()) {
        const auto part = file.read(at, kPartBytes);
        if (!part) {
            result = part.error();
            break;
        }
        std::string input(*part);
        stream.next_in = reinterpret_cast<Bytef*>(input.data());
        stream.avail_in = static_cast<uInt>(input.size());
        do {
            stream.next_out = reinterpret_cast<Bytef*>(out.data());
            stream.avail_out = static_cast<uInt>(out.size());
            state = ::inflate(&stream, Z_NO_FLUSH);
            result = use(std::string_view(out).substr(0, out.size() - stream.avail_out));
        } while (result.ok() && state == Z_OK && stream.avail_out == 0);
        state = state == Z_BUF_ERROR ? Z_OK : state;
        at += input.size() - stream.avail_in;
    }
    ::inflateEnd(&stream);
    VB_TRY(result);
    return state == Z_STREAM_END ? at - begin : 0;
}

// Calls use(offset behind the mark) for each place where `mark` stands; use gives how far it has looked.
template <class Use>
Result<void> each_mark(Inside& file, std::string_view mark, const Use& use) {
    for (uint64_t at = 0; at < file.size();) {
        VB_TRY_ASSIGN(const std::string_view part, file.read(at, kPartBytes));
        const size_t found = part.find(mark);
        if (found == std::string_view::npos) {
            at += part.size() < kPartBytes ? part.size() : part.size() - mark.size() + 1;
            continue;
        }
        VB_TRY_ASSIGN(at, use(at + found + mark.size()));
    }
    return {};
}

Result<void> each_member(Inside& file, const SearchedTexts& texts, std::string_view name) {
    return each_mark(file, kZipLocal, [&](uint64_t after) -> Result<uint64_t> {
        const uint64_t header = after - kZipLocal.size();
        if (file.size() - header < kZipLocalBytes) {
            return after;
        }
        VB_TRY_ASSIGN(const std::string_view fields, file.read(header, kZipLocalBytes));
        const auto u16 = [&](size_t offset) {
            return static_cast<uint64_t>(static_cast<uint8_t>(fields[offset])) |
                   static_cast<uint64_t>(static_cast<uint8_t>(fields[offset + 1])) << 8;
        };
        const bool deflated = u16(8) == Z_DEFLATED;
        const uint64_t data = header + kZipLocalBytes + u16(26) + u16(28);
        if (!deflated || data >= file.size()) {
            return after;
        }
        texts.begin(name);
        VB_TRY_ASSIGN(const uint64_t taken, inflate_from(file, data, kRawDeflate, texts.use));
        return data + taken;
    });
}

Result<void> each_pdf_stream(Inside& file, const SearchedTexts& texts, std::string_view name) {
    return each_mark(file, "stream\n", [&](uint64_t data) -> Result<uint64_t> {
        if (data >= file.size()) {
            return data;
        }
        texts.begin(name);
        VB_TRY_ASSIGN(const uint64_t taken, inflate_from(file, data, MAX_WBITS, texts.use));
        return data + taken;
    });
}

// Takes a JSON text in pieces and gives it with the escapes in its strings undone.
class Unescaped {
  public:
    explicit Unescaped(const ByteSink& use) : use_(use) {}
    Result<void> take(std::string_view json) {
        out_.clear();
        for (const char c : json) {
            if (escape_.empty() && c != '\\') {
                out_ += c;
            } else {
                escape_ += c;
                end_escape();
            }
        }
        return use_(out_);
    }

  private:
    void end_escape() {
        constexpr std::string_view kLetters = "bfnrt";
        constexpr std::string_view kMeant = "\b\f\n\r\t";
        constexpr size_t kNumberBytes = 6;  // \u001f: our writers spell only control characters so
        if (escape_.size() < 2 || (escape_[1] == 'u' && escape_.size() < kNumberBytes)) {
            return;
        }
        if (escape_[1] == 'u') {
            out_ += static_cast<char>(std::strtoul(escape_.c_str() + 2, nullptr, 16));
        } else {
            const size_t letter = kLetters.find(escape_[1]);
            out_ += letter == std::string_view::npos ? escape_[1] : kMeant[letter];
        }
        escape_.clear();
    }

    const ByteSink& use_;
    std::string escape_;
    std::string out_;
};

Result<void> each_json_part(Inside& file, const SearchedTexts& texts, std::string_view name) {
    texts.begin(name);
    Unescaped json(texts.use);
    return each_raw_part(file, [&](std::string_view part) { return json.take(part); });
}

// What the lines of an internet message say in base64: encoded words of its header, the text, and the JSON that lies
// stored in the zip. Neighbouring lines are one text.
Result<void> each_mail_part(Inside& file, const SearchedTexts& texts, std::string_view name) {
    constexpr std::string_view kWord = "=?utf-8?B?";
    constexpr std::string_view kLineEnd = "\r\n";
    texts.begin(name);
    Unescaped json(texts.use);
    const auto take_line = [&](std::string_view line) -> Result<void> {
        if (const size_t at = line.find(kWord); at != std::string_view::npos) {
            line = line.substr(at + kWord.size());
            line = line.substr(0, line.find('?'));
        }
        const auto bytes = crypto::from_base64(line);
        if (bytes.ok() && !bytes->empty()) {
            return json.take(*bytes);
        }
        texts.begin(name);
        return {};
    };
    std::string rest;
    VB_TRY(each_raw_part(file, [&](std::string_view part) -> Result<void> {
        rest += part;
        size_t begin = 0;
        for (size_t end = 0; (end = rest.find(kLineEnd, begin)) != std::string::npos; begin = end + kLineEnd.size()) {
            VB_TRY(take_line(std::string_view(rest).substr(begin, end - begin)));
        }
        rest.erase(0, begin);
        return {};
    }));
    return take_line(rest);
}

}  // namespace

Result<void> each_plain_part(const verify::ByteSource& source, const verify::BundleEntry& entry,
                             const SearchedTexts& texts) {
    Inside file(source, entry);
    texts.begin(entry.name);
    VB_TRY(each_raw_part(file, texts.use));
    if (entry.name.ends_with(".xlsx")) {
        return each_member(file, texts, entry.name);
    }
    if (entry.name.ends_with(".rsmf")) {
        return each_mail_part(file, texts, entry.name);
    }
    if (entry.name.ends_with(".jsonld")) {
        return each_json_part(file, texts, entry.name);
    }
    return entry.name.ends_with(".pdf") ? each_pdf_stream(file, texts, entry.name) : Result<void>();
}

}  // namespace verbatim::disclose::internal
