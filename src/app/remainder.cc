// SPDX-License-Identifier: Apache-2.0
#include "app/internal/remainder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "crypto/sha256.h"

namespace verbatim::app {
namespace {

constexpr size_t kPieceBytes = size_t{4} << 20;

// The byte at `place` of a range that begins at `begin`.
uint8_t filling(const std::string& fill, uint64_t begin, uint64_t end, uint64_t place) {
    if (fill == "zero") {
        return 0;
    }
    constexpr std::string_view kBraces = "{}";
    const bool brace = fill == "braces" && end - begin >= kBraces.size() && place - begin < kBraces.size();
    return static_cast<uint8_t>(brace ? kBraces[place - begin] : ' ');
}

}  // namespace

Result<Hash> write_remainder(const vault::Vault& vault, const Hash& object, const vault::OpenObject& from,
                             std::span<const note::Span> ranges, const std::string& fill) {
    const std::string path = vault.staging_path(object);
    ::unlink(path.c_str());
    const io::Descriptor to(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400));
    if (!to.valid()) {
        return io_error("create", path, errno);
    }
    crypto::Sha256 hash;
    std::vector<uint8_t> buffer(kPieceBytes);
    auto range = ranges.begin();
    for (uint64_t offset = 0; offset < from.size_bytes;) {
        VB_TRY_ASSIGN(const size_t count, io::read_at(from.fd.get(), offset, buffer, from.path));
        if (count == 0) {
            return Error{Code::integrity, "the object is shorter than it was", {from.path, offset}, {}};
        }
        for (auto at = range; at != ranges.end() && at->begin < offset + count; ++at) {
            for (uint64_t place = std::max(at->begin, offset); place < std::min(at->end, offset + count); ++place) {
                buffer[place - offset] = filling(fill, at->begin, at->end, place);
            }
        }
        while (range != ranges.end() && range->end <= offset + count) {
            ++range;
        }
        const Bytes bytes(buffer.data(), count);
        hash.update(bytes);
        VB_TRY(io::write_all(to.get(), bytes, path));
        offset += count;
    }
    if (::fsync(to.get()) != 0) {
        return io_error("sync", path, errno);
    }
    return hash.finish();
}

Result<void> spare_line_ends(const vault::OpenObject& object, std::vector<note::Span>& ranges) {
    for (note::Span& range : ranges) {
        uint8_t tail[2];
        const uint64_t from = std::max(range.begin, range.end - std::min<uint64_t>(range.end, sizeof tail));
        VB_TRY_ASSIGN(const size_t count,
                      io::read_at(object.fd.get(), from, std::span(tail).first(range.end - from), object.path));
        for (size_t i = count; i > 0 && (tail[i - 1] == '\n' || tail[i - 1] == '\r') && range.end > range.begin + 1;
             --i) {
            --range.end;
        }
    }
    return {};
}

}  // namespace verbatim::app
