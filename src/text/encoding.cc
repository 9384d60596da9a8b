// SPDX-License-Identifier: Apache-2.0
#include "text/encoding.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <deque>
#include <vector>

#include "base/hash.h"
#include "base/limits.h"
#include "text/utf8.h"

namespace verbatim::text {
namespace {

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return out;
}

// Consecutive characters with the same number of source bytes and decoded bytes.
struct Run {
    uint64_t decoded = 0;
    uint64_t source = 0;
    uint32_t decoded_width = 1;
    uint32_t source_width = 1;
};

class TranscodedStream final : public ByteStream {
  public:
    TranscodedStream(const ByteReader& reader, Converter converter, uint64_t begin)
        : reader_(reader), converter_(std::move(converter)), read_(begin), last_source_(begin) {}

    Result<size_t> read(std::span<uint8_t> buffer) override {
        while (taken_ == decoded_.size()) {
            if (finished_) {
                return size_t{0};
            }
            VB_TRY(decode_chunk());
        }
        const size_t count = std::min(buffer.size(), decoded_.size() - taken_);
        std::copy_n(decoded_.data() + taken_, count, buffer.data());
        taken_ += count;
        return count;
    }

    uint64_t source_offset(uint64_t position) const override {
        if (runs_.empty() || position >= decoded_total_) {
            return last_source_;
        }
        auto run = std::upper_bound(runs_.begin(), runs_.end(), position,
                                    [](uint64_t value, const Run& r) { return value < r.decoded; });
        run -= run == runs_.begin() ? 0 : 1;
        return run->source + (position - run->decoded) / run->decoded_width * run->source_width;
    }

    void release(uint64_t position) override {
        while (runs_.size() > 1 && runs_[1].decoded <= position) {
            runs_.pop_front();
        }
    }

  private:
    static constexpr size_t kSourceChunk = size_t{64} << 10;

    Result<void> decode_chunk() {
        decoded_.clear();
        taken_ = 0;
        input_.resize(kSourceChunk);
        // Whole chunks: their size is a multiple of any fixed width, so that no unit of UTF-16 or UTF-32 is cut, of
        // whose parts ICU says too little to find where it began.
        size_t count = 0;
        for (size_t more = 1; more > 0 && count < kSourceChunk; count += more) {
            VB_TRY_ASSIGN(more, reader_.read_at(read_ + count, std::span(input_).subspan(count)));
        }
        finished_ = count == 0;
        UErrorCode status = U_ZERO_ERROR;
        // Bytes that ICU keeps from the chunk before belong to the first character of this one.
        const uint64_t pending_begin =
            read_ - static_cast<uint64_t>(std::max(0, ucnv_toUCountPending(converter_.get(), &status)));
        const char* source = reinterpret_cast<const char*>(input_.data());
        const char* const source_end = source + count;
        units_.resize(kSourceChunk);
        offsets_.resize(kSourceChunk);
        for (;;) {
            const char* const call_begin = source;
            UChar* target = units_.data();
            status = U_ZERO_ERROR;
            ucnv_toUnicode(converter_.get(), &target, units_.data() + units_.size(), &source, source_end,
                           offsets_.data(), finished_, &status);
            const uint64_t base =
                read_ + static_cast<uint64_t>(call_begin - reinterpret_cast<const char*>(input_.data()));
            take_units(static_cast<size_t>(target - units_.data()), base, pending_begin);
            if (status == U_BUFFER_OVERFLOW_ERROR) {
                continue;
            }
            if (U_FAILURE(status)) {  // a truncated last character
                emit(kReplacement, pending_begin);
                ucnv_resetToUnicode(converter_.get());
            }
            break;
        }
        read_ += count;
        status = U_ZERO_ERROR;
        close_character(read_ - static_cast<uint64_t>(std::max(0, ucnv_toUCountPending(converter_.get(), &status))));
        return {};
    }

    void take_units(size_t count, uint64_t base, uint64_t pending_begin) {
        for (size_t i = 0; i < count; ++i) {
            const uint64_t begin = offsets_[i] < 0 ? pending_begin : base + static_cast<uint64_t>(offsets_[i]);
            const char16_t unit = units_[i];
            if (unit >= 0xD800 && unit <= 0xDBFF) {
                lead_ = unit;
                lead_begin_ = begin;
            } else if (unit >= 0xDC00 && unit <= 0xDFFF && lead_ != 0) {
                emit(0x10000 + ((char32_t{lead_} - 0xD800) << 10) + (unit - 0xDC00), lead_begin_);
                lead_ = 0;
            } else {
                emit(unit, begin);
            }
        }
    }

    // The width of a character in the source is known when the next one begins. Of broken UTF-7 and the like ICU gives
    // places that lie before the last one: then the character has no bytes of its own.
    void emit(char32_t point, uint64_t source_begin) {
        source_begin = std::max(source_begin, has_open_ ? open_.source : last_source_);
        close_character(source_begin);
        const size_t before = decoded_.size();
        append_utf8(decoded_, point);
        open_ = Run{decoded_total_, source_begin, static_cast<uint32_t>(decoded_.size() - before), 0};
        decoded_total_ += open_.decoded_width;
        last_source_ = source_begin;
        has_open_ = true;
    }

    void close_character(uint64_t source_end) {
        if (!has_open_) {
            last_source_ = std::max(source_end, last_source_);
            return;
        }
        source_end = std::max(source_end, open_.source);
        last_source_ = source_end;
        has_open_ = false;
        open_.source_width = static_cast<uint32_t>(source_end - open_.source);
        if (!runs_.empty()) {
            const Run& last = runs_.back();
            const uint64_t characters = (open_.decoded - last.decoded) / last.decoded_width;
            if (last.decoded_width == open_.decoded_width && last.source_width == open_.source_width &&
                last.source + characters * last.source_width == open_.source) {
                return;
            }
        }
        runs_.push_back(open_);
    }

    const ByteReader& reader_;
    Converter converter_;
    uint64_t read_;  // original bytes given to ICU
    std::vector<uint8_t> input_;
    std::vector<UChar> units_;
    std::vector<int32_t> offsets_;
    std::string decoded_;
    size_t taken_ = 0;
    uint64_t decoded_total_ = 0;
    uint64_t last_source_;
    std::deque<Run> runs_;
    Run open_;
    bool has_open_ = false;
    char16_t lead_ = 0;
    uint64_t lead_begin_ = 0;
    bool finished_ = false;
};

struct ByteOrderMark {
    std::string_view bytes;
    std::string_view encoding;
};
using namespace std::string_view_literals;
constexpr auto kByteOrderMarks = std::to_array<ByteOrderMark>({
    {"\xEF\xBB\xBF"sv, "utf-8"},
    {"\xFF\xFE\0\0"sv, "utf-32le"},
    {"\0\0\xFE\xFF"sv, "utf-32be"},
    {"\xFF\xFE"sv, "utf-16le"},
    {"\xFE\xFF"sv, "utf-16be"},
});

EncodingGuess find_mark(std::string_view head) {
    for (const ByteOrderMark& mark : kByteOrderMarks) {
        if (head.starts_with(mark.bytes)) {
            return {std::string(mark.encoding), mark.bytes.size(), true, "byte order mark"};
        }
    }
    return {};
}

// Latin text in UTF-16 has a NUL in nearly every pair, always at the same place of the pair.
std::string_view utf16_by_nuls(std::string_view head) {
    size_t even = 0;
    size_t odd = 0;
    const size_t pairs = head.size() / 2;
    for (size_t i = 0; i < pairs; ++i) {
        even += head[2 * i] == '\0' ? 1 : 0;
        odd += head[2 * i + 1] == '\0' ? 1 : 0;
    }
    if (pairs >= 2 && odd * 10 >= pairs * 3 && even * 10 <= odd) {
        return "utf-16le";
    }
    if (pairs >= 2 && even * 10 >= pairs * 3 && odd * 10 <= even) {
        return "utf-16be";
    }
    return {};
}

}  // namespace

EncodingGuess detect_encoding(std::string_view head) {
    if (EncodingGuess marked = find_mark(head); marked.certain) {
        return marked;
    }
    const std::string extent = "the first " + std::to_string(head.size()) + " bytes";
    if (const std::string_view utf16 = utf16_by_nuls(head); !utf16.empty()) {
        return {std::string(utf16), 0, false, extent + " have a NUL in most pairs, at the same place"};
    }
    size_t valid = 0;
    size_t invalid = 0;
    size_t first_invalid = 0;
    if (!is_valid_utf8(head)) {
        for (size_t position = 0; position < head.size();) {
            const CodePoint point = code_point_at(head, position);
            const bool cut_by_the_head =
                !point.valid && position + point.size == head.size() && head.size() >= limits::kProbeBytes;
            if (!point.valid && !cut_by_the_head && invalid++ == 0) {
                first_invalid = position;
            }
            valid += point.valid && point.size > 1 ? 1 : 0;
            position += point.size;
        }
    }
    if (invalid == 0) {
        return {"utf-8", 0, true, extent + " are valid UTF-8"};
    }
    const std::string place = std::to_string(invalid) + " sequences in " + extent +
                              " are no UTF-8, the first at byte " + std::to_string(first_invalid) + ", against " +
                              std::to_string(valid) + " that are";
    return {valid > invalid ? "utf-8" : "windows-1252", 0, false, place};
}

Result<OpenedText> open_text(const ByteReader& bytes, std::string_view stated) {
    std::vector<uint8_t> head(limits::kProbeBytes);
    size_t size = 0;
    while (size < head.size()) {
        VB_TRY_ASSIGN(const size_t count, bytes.read_at(size, std::span(head).subspan(size)));
        if (count == 0) {
            break;
        }
        size += count;
    }
    const std::string_view text = as_text({head.data(), size});
    EncodingGuess encoding;
    if (stated.empty()) {
        encoding = detect_encoding(text);
    } else {
        const EncodingGuess marked = find_mark(text);
        encoding = {lower(stated), marked.name == lower(stated) ? marked.bom_bytes : 0, true, "stated"};
    }
    if (encoding.name == "utf-8" || encoding.name == "utf8" || encoding.name == "us-ascii" ||
        encoding.name == "ascii") {
        return OpenedText{std::make_unique<PlainStream>(bytes, encoding.bom_bytes), std::move(encoding)};
    }
    UErrorCode status = U_ZERO_ERROR;
    // Every windows-1252 file is read as such when it calls itself Latin-1: the WHATWG Encoding Standard does the same.
    const bool latin1 = encoding.name == "latin1" || encoding.name == "iso-8859-1";
    Converter converter(ucnv_open(latin1 ? "windows-1252" : encoding.name.c_str(), &status));
    if (U_FAILURE(status) || converter == nullptr) {
        return Error{Code::usage,
                     "unknown encoding \"" + encoding.name + '"',
                     {},
                     "use an IANA name such as utf-8, utf-16le, windows-1252, gb18030"};
    }
    return OpenedText{std::make_unique<TranscodedStream>(bytes, std::move(converter), encoding.bom_bytes),
                      std::move(encoding)};
}

std::string decode_head(std::string_view head, std::string_view stated) {
    const MemoryReader reader(head);
    auto opened = open_text(reader, stated);
    std::string out;
    if (!opened) {
        return out;
    }
    std::vector<uint8_t> buffer(head.size() + 1);
    for (;;) {
        const auto count = opened->stream->read(buffer);
        if (!count || *count == 0) {
            return out;
        }
        out.append(as_text({buffer.data(), *count}));
    }
}

}  // namespace verbatim::text
