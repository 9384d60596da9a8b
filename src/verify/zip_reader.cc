// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/zip_reader.h"

#include <algorithm>
#include <unordered_set>

#include "base/utf8.h"

namespace verbatim::verify::internal {
namespace {

constexpr uint32_t kLocalSignature = 0x04034b50;
constexpr uint32_t kCentralSignature = 0x02014b50;
constexpr uint32_t kEndSignature = 0x06054b50;
constexpr uint32_t kZip64EndSignature = 0x06064b50;
constexpr uint32_t kLocatorSignature = 0x07064b50;
constexpr uint64_t kLocalBytes = 30;
constexpr uint64_t kCentralBytes = 46;
constexpr uint64_t kEndBytes = 22;
constexpr uint64_t kZip64EndBytes = 56;
constexpr uint64_t kLocatorBytes = 20;
constexpr uint64_t kMax16 = 0xffff;
constexpr uint64_t kMax32 = 0xffffffff;
constexpr uint16_t kVersion = 45;
constexpr uint16_t kUtf8Names = 0x0800;
constexpr uint16_t kDate1980 = 0x0021;
constexpr uint16_t kZip64Extra = 0x0001;
// A directory is read whole; a million media files are below.
constexpr uint64_t kDirectoryBytesMax = uint64_t{256} << 20;

Error bad(std::string what, uint64_t offset) {
    return {Code::integrity, std::move(what) + " (at byte " + std::to_string(offset) + ")", {"zip", {}}, {}};
}

// Little-endian numbers one after another. Reading past the end gives zero and is remembered.
class Fields {
  public:
    explicit Fields(Bytes bytes) : bytes_(bytes) {}
    uint64_t take(size_t size) {
        uint64_t value = 0;
        const Bytes raw = text(size);
        for (size_t i = raw.size(); i-- > 0;) {
            value = value << 8 | raw[i];
        }
        return value;
    }
    Bytes text(size_t size) {
        if (size > bytes_.size() - at_) {
            ok_ = false;
            at_ = bytes_.size();
            return {};
        }
        at_ += size;
        return bytes_.subspan(at_ - size, size);
    }
    // Whether the next field of `size` bytes is `value`.
    bool is(size_t size, uint64_t value) { return take(size) == value && ok_; }
    bool ok() const { return ok_; }
    size_t at() const { return at_; }

  private:
    Bytes bytes_;
    size_t at_ = 0;
    bool ok_ = true;
};

struct Directory {
    uint64_t entries = 0;
    uint64_t size = 0;
    uint64_t offset = 0;
};

class ZipReader {
  public:
    explicit ZipReader(const ByteSource& source) : source_(source) {}
    Result<std::vector<ZipEntry>> run();

  private:
    Result<std::vector<uint8_t>> bytes(uint64_t offset, uint64_t size) const;
    Result<Directory> end() const;
    Result<Directory> zip64_end(uint64_t end_offset) const;
    Result<void> central(Fields& fields, uint64_t position);
    Result<void> local(const ZipEntry& entry, uint64_t offset, uint64_t data) const;
    static bool is_name(std::string_view name);

    const ByteSource& source_;
    std::vector<ZipEntry> entries_;
    uint64_t next_ = 0;  // where the next entry must begin
};

Result<std::vector<uint8_t>> ZipReader::bytes(uint64_t offset, uint64_t size) const {
    std::vector<uint8_t> out(size);
    VB_TRY(source_.read(offset, out));
    return out;
}

// The zip64 end record and locator that stand right before the end record, if they do.
Result<Directory> ZipReader::zip64_end(uint64_t end_offset) const {
    const uint64_t begin = end_offset - kZip64EndBytes - kLocatorBytes;
    VB_TRY_ASSIGN(const auto raw, bytes(begin, kZip64EndBytes + kLocatorBytes));
    Fields fields(raw);
    Directory found;
    bool good = fields.is(4, kZip64EndSignature) && fields.is(8, kZip64EndBytes - 12) && fields.is(2, kVersion) &&
                fields.is(2, kVersion) && fields.is(4, 0) && fields.is(4, 0);
    found.entries = fields.take(8);
    good = good && fields.is(8, found.entries);
    found.size = fields.take(8);
    found.offset = fields.take(8);
    good = good && fields.is(4, kLocatorSignature) && fields.is(4, 0) && fields.is(8, begin) && fields.is(4, 1);
    if (!good) {
        return bad("zip64 end record is not of the one form", begin);
    }
    return found;
}

Result<Directory> ZipReader::end() const {
    const uint64_t size = source_.size();
    if (size < kEndBytes) {
        return bad("the file is too short for a zip", 0);
    }
    const uint64_t offset = size - kEndBytes;
    VB_TRY_ASSIGN(const auto raw, bytes(offset, kEndBytes));
    Fields fields(raw);
    const bool head = fields.is(4, kEndSignature) && fields.is(2, 0) && fields.is(2, 0);
    const uint64_t entries = fields.take(2);
    const bool same = fields.is(2, entries);
    const uint64_t directory_size = fields.take(4);
    const uint64_t directory = fields.take(4);
    if (!head || !same || !fields.is(2, 0)) {
        return bad("the file does not end in the end record of a zip without a comment", offset);
    }
    Directory found{entries, directory_size, directory};
    uint64_t directory_end = offset;
    const bool is_zip64 = entries == kMax16 || directory_size == kMax32 || directory == kMax32;
    if (is_zip64) {
        if (offset < kZip64EndBytes + kLocatorBytes) {
            return bad("no zip64 end record", offset);
        }
        VB_TRY_ASSIGN(found, zip64_end(offset));
        directory_end -= kZip64EndBytes + kLocatorBytes;
        if (std::min(found.entries, kMax16) != entries || std::min(found.size, kMax32) != directory_size ||
            std::min(found.offset, kMax32) != directory) {
            return bad("the two end records contradict each other", offset);
        }
    }
    if (found.offset > directory_end || found.size != directory_end - found.offset) {
        return bad("the central directory does not stand right before the end records", found.offset);
    }
    if (found.size > kDirectoryBytesMax || found.entries > found.size / kCentralBytes) {
        return bad("the central directory does not fit its number of entries, or is too large", found.offset);
    }
    return found;
}

bool ZipReader::is_name(std::string_view name) {
    if (name.empty() || !is_utf8(name)) {
        return false;
    }
    for (const char c : name) {
        if (static_cast<unsigned char>(c) < 0x20 || c == '\\' || c == 0x7f) {
            return false;
        }
    }
    while (true) {
        const size_t slash = name.find('/');
        const std::string_view part = name.substr(0, slash);
        if (part.empty() || part == "." || part == "..") {
            return false;  // also absolute names, and those of folders
        }
        if (slash == std::string_view::npos) {
            return true;
        }
        name.remove_prefix(slash + 1);
    }
}

Result<void> ZipReader::central(Fields& fields, uint64_t position) {
    const auto form = [&] { return bad("entry of the central directory is not of the one form", position); };
    if (!fields.is(4, kCentralSignature) || !fields.is(2, kVersion) || !fields.is(2, kVersion) ||
        !fields.is(2, kUtf8Names) || !fields.is(2, 0) || !fields.is(2, 0) || !fields.is(2, kDate1980)) {
        return form();
    }
    ZipEntry entry;
    entry.crc = static_cast<uint32_t>(fields.take(4));
    const uint64_t size = fields.take(4);
    const bool same = fields.is(4, size);
    const auto name_size = static_cast<size_t>(fields.take(2));
    const uint64_t extra = fields.take(2);
    if (!same || !fields.is(2, 0) || !fields.is(2, 0) || !fields.is(2, 0) || !fields.is(4, 0)) {
        return form();
    }
    uint64_t offset = fields.take(4);
    entry.name = as_text(fields.text(name_size));
    entry.size = size;
    const uint64_t extra_needed = (size == kMax32 ? 16 : 0) + (offset == kMax32 ? 8 : 0);
    if (extra != (extra_needed == 0 ? 0 : extra_needed + 4)) {
        return form();
    }
    if (extra_needed > 0 && (!fields.is(2, kZip64Extra) || !fields.is(2, extra_needed))) {
        return form();
    }
    if (size == kMax32) {
        entry.size = fields.take(8);
        if (!fields.is(8, entry.size) || entry.size < kMax32) {
            return form();
        }
    }
    if (offset == kMax32) {
        offset = fields.take(8);
        if (offset < kMax32) {
            return form();
        }
    }
    if (!fields.ok() || !is_name(entry.name)) {
        return bad("entry of the central directory is cut short, or its name is not one of a file in the bundle",
                   position);
    }
    if (offset != next_) {
        return bad("an entry does not begin where the one before it ends", offset);
    }
    const uint64_t head = kLocalBytes + name_size + (entry.size >= kMax32 ? 20 : 0);
    if (source_.size() - offset < head || source_.size() - offset - head < entry.size) {
        return bad("an entry is longer than the file", offset);
    }
    entry.data = offset + head;
    next_ = entry.data + entry.size;
    VB_TRY(local(entry, offset, entry.data));
    entries_.push_back(std::move(entry));
    return {};
}

Result<void> ZipReader::local(const ZipEntry& entry, uint64_t offset, uint64_t data) const {
    VB_TRY_ASSIGN(const auto raw, bytes(offset, data - offset));
    Fields fields(raw);
    const bool is_zip64 = entry.size >= kMax32;
    const uint64_t size = std::min(entry.size, kMax32);
    bool good = fields.is(4, kLocalSignature) && fields.is(2, kVersion) && fields.is(2, kUtf8Names) &&
                fields.is(2, 0) && fields.is(2, 0) && fields.is(2, kDate1980) && fields.is(4, entry.crc) &&
                fields.is(4, size) && fields.is(4, size) && fields.is(2, entry.name.size()) &&
                fields.is(2, is_zip64 ? 20 : 0) && as_text(fields.text(entry.name.size())) == entry.name;
    if (is_zip64) {
        good = good && fields.is(2, kZip64Extra) && fields.is(2, 16) && fields.is(8, entry.size) &&
               fields.is(8, entry.size);
    }
    if (!good) {
        return bad("local header is not of the one form, or differs from the central directory", offset);
    }
    return {};
}

Result<std::vector<ZipEntry>> ZipReader::run() {
    VB_TRY_ASSIGN(const Directory directory, end());
    VB_TRY_ASSIGN(const auto raw, bytes(directory.offset, directory.size));
    Fields fields(raw);
    std::unordered_set<std::string_view> names;
    entries_.reserve(directory.entries);
    for (uint64_t i = 0; i < directory.entries; ++i) {
        const uint64_t position = directory.offset + fields.at();
        VB_TRY(central(fields, position));
        if (!names.insert(entries_.back().name).second) {
            return bad("two entries have the same name", position);
        }
    }
    if (fields.at() != raw.size()) {
        return bad("bytes follow the last entry of the central directory", directory.offset + fields.at());
    }
    if (next_ != directory.offset) {
        return bad("bytes stand between the last entry and the central directory", next_);
    }
    return std::move(entries_);
}

}  // namespace

Result<std::vector<ZipEntry>> read_zip(const ByteSource& source) {
    return ZipReader(source).run();
}

}  // namespace verbatim::verify::internal
