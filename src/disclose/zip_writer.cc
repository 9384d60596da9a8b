// SPDX-License-Identifier: Apache-2.0
#include "disclose/zip_writer.h"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/utf8.h"

namespace verbatim::disclose {
namespace {

constexpr size_t kBufferBytes = size_t{256} << 10;
constexpr uint64_t kMax32 = 0xFFFFFFFF;
constexpr uint64_t kMax16 = 0xFFFF;
constexpr uint16_t kVersion = 45;
constexpr uint16_t kUtf8Names = 0x0800;
constexpr uint16_t kDate1980 = 0x0021;
constexpr uint16_t kZip64Tag = 0x0001;
constexpr uint64_t kLocalHeaderBytes = 30;
constexpr std::string_view kDirectoryFile = "temporary file of the zip's directory";

// Little-endian numbers one after another.
class Fields {
  public:
    Fields& u16(uint64_t value) { return put(value, 2); }
    Fields& u32(uint64_t value) { return put(value, 4); }
    Fields& u64(uint64_t value) { return put(value, 8); }
    Fields& text(std::string_view bytes) {
        out_ += bytes;
        return *this;
    }
    const std::string& bytes() const { return out_; }

  private:
    Fields& put(uint64_t value, int size) {
        for (int i = 0; i < size; ++i) {
            out_ += static_cast<char>(value >> (8 * i) & 0xFF);
        }
        return *this;
    }
    std::string out_;
};

uint64_t capped(uint64_t value, uint64_t largest) {
    return std::min(value, largest);
}

// The part that local and central headers share, from the version needed to the length of the extra field.
void shared_fields(Fields& out, const ZipEntry& entry, size_t extra) {
    out.u16(kVersion).u16(kUtf8Names).u16(0).u16(0).u16(kDate1980).u32(entry.crc32);
    out.u32(capped(entry.size, kMax32)).u32(capped(entry.size, kMax32)).u16(entry.name.size()).u16(extra);
}

std::string zip64_extra(const ZipEntry& entry, uint64_t offset) {
    Fields fields;
    if (entry.size >= kMax32) {
        fields.u64(entry.size).u64(entry.size);
    }
    if (offset >= kMax32) {
        fields.u64(offset);
    }
    if (fields.bytes().empty()) {
        return {};
    }
    return Fields().u16(kZip64Tag).u16(fields.bytes().size()).text(fields.bytes()).bytes();
}

std::string local_header(const ZipEntry& entry) {
    const std::string extra = zip64_extra(entry, 0);
    Fields out;
    out.u32(0x04034b50);
    shared_fields(out, entry, extra.size());
    return out.text(entry.name).text(extra).bytes();
}

std::string central_header(const ZipEntry& entry, uint64_t offset) {
    const std::string extra = zip64_extra(entry, offset);
    Fields out;
    out.u32(0x02014b50).u16(kVersion);
    shared_fields(out, entry, extra.size());
    out.u16(0).u16(0).u16(0).u32(0).u32(capped(offset, kMax32));
    return out.text(entry.name).text(extra).bytes();
}

std::string end_records(uint64_t entries, uint64_t size, uint64_t offset) {
    Fields out;
    if (entries >= kMax16 || size >= kMax32 || offset >= kMax32) {
        out.u32(0x06064b50).u64(44).u16(kVersion).u16(kVersion).u32(0).u32(0);
        out.u64(entries).u64(entries).u64(size).u64(offset);
        out.u32(0x07064b50).u32(0).u64(offset + size).u32(1);
    }
    out.u32(0x06054b50).u16(0).u16(0).u16(capped(entries, kMax16)).u16(capped(entries, kMax16));
    return out.u32(capped(size, kMax32)).u32(capped(offset, kMax32)).u16(0).bytes();
}

bool is_plain_component(std::string_view part) {
    return !part.empty() && part != "." && part != ".." &&
           part.find_first_of(std::string_view("\\:\0", 3)) == part.npos;
}

bool is_plain_name(std::string_view name) {
    if (name.size() > kMax16 || !is_utf8(name)) {
        return false;
    }
    size_t from = 0;
    while (true) {
        const size_t slash = name.find('/', from);
        if (!is_plain_component(name.substr(from, slash == name.npos ? name.npos : slash - from))) {
            return false;
        }
        if (slash == name.npos) {
            return true;
        }
        from = slash + 1;
    }
}

}  // namespace

Result<ZipWriter> ZipWriter::create(io::Descriptor fd, std::string path, const std::string& folder) {
    ZipWriter zip;
    zip.fd_ = std::move(fd);
    zip.path_ = std::move(path);
    VB_TRY_ASSIGN(zip.directory_, io::open_temporary(folder));
    return zip;
}

Result<void> ZipWriter::put_at(uint64_t offset, std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return io_error("write", path_, count < 0 ? errno : ENOSPC);
        }
        bytes.remove_prefix(static_cast<size_t>(count));
        offset += static_cast<uint64_t>(count);
    }
    return {};
}

Result<void> ZipWriter::flush() {
    VB_TRY(put_at(position_, buffer_));
    position_ += buffer_.size();
    buffer_.clear();
    return {};
}

Result<void> ZipWriter::begin(std::string_view name) {
    if (!is_plain_name(name)) {
        return Error{Code::usage, "not a plain relative name for an entry of a zip", {std::string(name), {}}, {}};
    }
    VB_ASSERT(!in_entry_);
    VB_TRY(flush());
    in_entry_ = true;
    header_ = position_;
    position_ += kLocalHeaderBytes + name.size();
    entry_ = {std::string(name), 0, 0, {}};
    return {};
}

Result<void> ZipWriter::write(std::string_view bytes) {
    VB_ASSERT(in_entry_);
    entry_.size += bytes.size();
    entry_.crc32 = static_cast<uint32_t>(
        ::crc32_z(entry_.crc32, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
    hash_.update(as_bytes(bytes));
    if (buffer_.size() + bytes.size() < kBufferBytes) {
        buffer_ += bytes;
        return {};
    }
    VB_TRY(flush());
    VB_TRY(put_at(position_, bytes));
    position_ += bytes.size();
    return {};
}

// Moves everything from `from` to the end of the file, its last part first.
Result<void> ZipWriter::make_room(uint64_t from, uint64_t bytes) const {
    std::string part(size_t{4} << 20, '\0');
    for (uint64_t end = position_; end > from;) {
        const uint64_t size = std::min<uint64_t>(part.size(), end - from);
        end -= size;
        VB_TRY_ASSIGN(const size_t got,
                      io::read_at(fd_.get(), end, {reinterpret_cast<uint8_t*>(part.data()), size}, path_));
        if (got != size) {
            return Error{Code::io, "the file became shorter while it was written", {path_, end}, {}};
        }
        VB_TRY(put_at(end + bytes, std::string_view(part).substr(0, size)));
    }
    return {};
}

Result<ZipEntry> ZipWriter::end() {
    VB_ASSERT(in_entry_);
    VB_TRY(flush());
    in_entry_ = false;
    entry_.sha256 = hash_.finish();
    const std::string local = local_header(entry_);
    const uint64_t data = header_ + kLocalHeaderBytes + entry_.name.size();
    if (header_ + local.size() > data) {  // 4 GiB or more: the rare one pays
        const uint64_t more = header_ + local.size() - data;
        VB_TRY(make_room(data, more));
        position_ += more;
    }
    VB_TRY(put_at(header_, local));
    const std::string central = central_header(entry_, header_);
    VB_TRY(io::write_all(directory_.get(), as_bytes(central), kDirectoryFile));
    directory_size_ += central.size();
    ++entries_;
    return entry_;
}

Result<ZipEntry> ZipWriter::add(std::string_view name, std::string_view bytes) {
    VB_TRY(begin(name));
    VB_TRY(write(bytes));
    return end();
}

Result<void> ZipWriter::copy_directory() {
    std::array<uint8_t, size_t{64} << 10> part;
    for (uint64_t at = 0; at < directory_size_;) {
        VB_TRY_ASSIGN(const size_t got, io::read_at(directory_.get(), at, part, kDirectoryFile));
        if (got == 0) {
            return Error{Code::io, "the temporary file became shorter", {std::string(kDirectoryFile), at}, {}};
        }
        VB_TRY(put_at(position_, as_text(Bytes(part).first(got))));
        position_ += got;
        at += got;
    }
    return {};
}

Result<uint64_t> ZipWriter::finish() {
    VB_ASSERT(!in_entry_);
    VB_TRY(flush());
    const uint64_t offset = position_;
    VB_TRY(copy_directory());
    buffer_ = end_records(entries_, directory_size_, offset);
    VB_TRY(flush());
    return position_;
}

}  // namespace verbatim::disclose
