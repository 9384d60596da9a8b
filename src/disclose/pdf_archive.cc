// SPDX-License-Identifier: Apache-2.0
#include "disclose/pdf_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

namespace verbatim::disclose {
namespace {

constexpr std::string_view kCatalogMark = "/Type /Catalog";
constexpr std::string_view kCidFontMark = "/Subtype /CIDFontType2";
constexpr std::string_view kEnd = "endobj";
constexpr std::string_view kStream = "stream\n";
constexpr size_t kObjectBytesMax = size_t{16} << 20;
constexpr size_t kTailBytes = 1024;

Error unexpected(std::string_view what) {
    return {Code::internal, "the PDF library wrote no " + std::string(what), {"PDF", {}}, {}};
}

// The number behind the last `name` in `text`.
std::optional<uint64_t> number_after(std::string_view text, std::string_view name) {
    const size_t at = text.rfind(name);
    if (at == text.npos) {
        return std::nullopt;
    }
    const size_t from = text.find_first_of("0123456789", at + name.size());
    uint64_t value = 0;
    if (from == text.npos || std::from_chars(text.data() + from, text.data() + text.size(), value).ec != std::errc()) {
        return std::nullopt;
    }
    return value;
}

// The object's dictionary without its outer brackets.
std::string_view dictionary_body(std::string_view object) {
    const size_t from = object.find("<<");
    const size_t to = object.rfind(">>");
    return from == object.npos || to == object.npos || to < from + 2 ? std::string_view()
                                                                     : object.substr(from + 2, to - from - 2);
}

// Of equal entries "/x7 7 0 R" of one dictionary only the first stays; the others become blanks.
void blank_repeated(std::string& text, size_t from, size_t to) {
    std::set<std::string, std::less<>> seen;
    for (size_t at = text.find('/', from); at < to;) {
        const size_t next = std::min(text.find('/', at + 1), to);
        const size_t end = text.find_last_of('R', next - 1) + 1;
        if (end > at && end <= next && !seen.insert(text.substr(at, end - at)).second) {
            text.replace(at, end - at, end - at, ' ');
        }
        at = next;
    }
}

// Objects of the update, with where they begin.
class Update {
  public:
    explicit Update(uint64_t base) : base_(base) {}
    void object(uint64_t number, std::string_view body) {
        entries_.push_back({number, base_ + out_.size()});
        out_ += fmt::format("{} 0 obj\n{}\nendobj\n", number, body);
    }
    void stream(uint64_t number, std::string_view dictionary, std::string_view bytes) {
        object(number, fmt::format("<< {} /Length {} >>\nstream\n{}\nendstream", dictionary, bytes.size(), bytes));
    }
    std::string finish(std::string_view trailer) {
        const uint64_t table = base_ + out_.size();
        out_ += "xref\n";
        for (const auto& [number, offset] : entries_) {
            out_ += fmt::format("{} 1\n{:010} 00000 n \n", number, offset);
        }
        return out_ + fmt::format("trailer\n<< {} >>\nstartxref\n{}\n%%EOF\n", trailer, table);
    }

  private:
    uint64_t base_;
    std::string out_ = "\n";
    std::vector<std::pair<uint64_t, uint64_t>> entries_;
};

}  // namespace

PdfArchive::PdfArchive(ByteSink sink, PdfMetadata metadata) : sink_(std::move(sink)), metadata_(std::move(metadata)) {}

// Keeps what the update has to write anew.
void PdfArchive::keep(std::string_view head) {
    const size_t mark = head.find(" 0 obj");
    const size_t line = mark == head.npos ? head.npos : head.find_last_not_of("0123456789", mark - 1);
    const size_t from = line == head.npos ? 0 : line + 1;
    uint64_t number = 0;
    if (mark == head.npos || std::from_chars(head.data() + from, head.data() + mark, number).ec != std::errc()) {
        return;
    }
    Object object{number, std::string(dictionary_body(head.substr(mark)))};
    if (head.find(kCatalogMark) != head.npos) {
        catalog_ = std::move(object);
    } else {
        fonts_.push_back(std::move(object));
    }
}

void PdfArchive::repair(std::string& object) {
    static constexpr std::string_view kSmooth = "/Interpolate true";
    static constexpr std::string_view kPictures = "/XObject <<";
    const size_t head = std::min(object.find(kStream), object.size());
    for (size_t at = object.find(kSmooth); at < head; at = object.find(kSmooth, at + 1)) {
        object.replace(at, kSmooth.size(), "/Interpolate null");
    }
    for (size_t at = object.find(kPictures); at < head; at = object.find(kPictures, at + 1)) {
        blank_repeated(object, at + kPictures.size(), std::min(object.find(">>", at), head));
    }
    const std::string_view shown = std::string_view(object).substr(0, head);
    if (shown.find(kCatalogMark) != shown.npos ||
        (shown.find(kCidFontMark) != shown.npos && shown.find("/CIDToGIDMap") == shown.npos)) {
        keep(shown);
    }
}

// Hands on the first `size` bytes of the buffer.
Result<void> PdfArchive::pass(size_t size) {
    const std::string_view bytes = std::string_view(buffer_).substr(0, size);
    tail_ += bytes.substr(bytes.size() - std::min(bytes.size(), kTailBytes));
    tail_.erase(0, tail_.size() - std::min(tail_.size(), kTailBytes));
    hash_.update(as_bytes(bytes));
    size_ += bytes.size();
    VB_TRY(sink_(bytes));
    buffer_.erase(0, size);
    return {};
}

Result<void> PdfArchive::write(std::string_view bytes) {
    const size_t searched = buffer_.size() - std::min(buffer_.size(), kEnd.size());
    buffer_ += bytes;
    for (size_t end = buffer_.find(kEnd, searched); end != buffer_.npos; end = buffer_.find(kEnd)) {
        if (!inside_) {
            std::string object = buffer_.substr(0, end);
            repair(object);
            buffer_.replace(0, end, object);
        }
        inside_ = false;
        VB_TRY(pass(end + kEnd.size()));
    }
    if (buffer_.size() > kObjectBytesMax) {
        inside_ = true;
        return pass(buffer_.size() - kEnd.size());
    }
    return {};
}

Result<void> PdfArchive::finish() {
    VB_TRY(pass(buffer_.size()));
    const auto objects = number_after(tail_, "/Size");
    const auto root = number_after(tail_, "/Root");
    const auto table = number_after(tail_, "startxref");
    if (!objects || !root || !table) {
        return unexpected("trailer");
    }
    if (catalog_.number != *root) {
        return unexpected("catalog");
    }
    const uint64_t metadata = *objects;
    const uint64_t profile = metadata + 1;
    Update update(size_);
    update.object(
        *root,
        fmt::format("<< {} /Metadata {} 0 R /Lang ({}) /ViewerPreferences << /DisplayDocTitle true >>"
                    " /OutputIntents [ << /Type /OutputIntent /S /GTS_PDFA1"
                    " /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) /DestOutputProfile {} 0 R >> ] >>",
                    catalog_.body, metadata, metadata_.language, profile));
    for (const Object& font : fonts_) {
        update.object(font.number, fmt::format("<< {} /CIDToGIDMap /Identity >>", font.body));
    }
    update.stream(metadata, "/Type /Metadata /Subtype /XML", pdf_metadata_packet(metadata_));
    update.stream(profile, "/N 3 /Alternate /DeviceRGB", srgb_profile());
    const std::string id = to_hex(Bytes(hash_.finish().bytes).first(16));
    return sink_(update.finish(
        fmt::format("/Size {} /Root {} 0 R /Prev {} /ID [ <{}> <{}> ]", profile + 1, *root, *table, id, id)));
}

}  // namespace verbatim::disclose
