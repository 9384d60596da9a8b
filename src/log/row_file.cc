// SPDX-License-Identifier: Apache-2.0
#include "log/internal/row_file.h"

#include <array>

namespace verbatim::log::internal {
namespace {

constexpr std::string_view kMakeAgain = "make the trees of the seal again with: verbatim seal CASE --again";

Error damaged(const std::string& path, std::string what) {
    return {Code::integrity, std::move(what), {path, {}}, std::string(kMakeAgain)};
}

}  // namespace

Result<io::Descriptor> open_rows(const std::string& path, size_t width, uint64_t rows) {
    auto fd = io::open_read(path);
    if (!fd) {
        Error error = fd.error();
        error.advice = kMakeAgain;
        return error;
    }
    VB_TRY_ASSIGN(const uint64_t size, io::size_of(fd->get(), path));
    if (size % width != 0 || size / width != rows) {
        return damaged(path, "file has " + std::to_string(size) + " bytes instead of " + std::to_string(rows) +
                                 " rows of " + std::to_string(width));
    }
    return fd;
}

Result<void> read_rows(int fd, const std::string& path, uint64_t first, std::span<uint8_t> out, size_t width) {
    VB_TRY_ASSIGN(const size_t got, io::read_at(fd, first * width, out, path));
    if (got != out.size()) {
        return damaged(path, "row " + std::to_string(first) + " lies beyond the end of the file");
    }
    return {};
}

Result<KeyDirectory> KeyDirectory::open(const std::string& path, uint64_t leaves) {
    KeyDirectory directory;
    directory.path_ = path;
    directory.leaves_ = leaves;
    VB_TRY_ASSIGN(const io::Descriptor probe, io::open_read(path));
    VB_TRY_ASSIGN(const uint64_t size, io::size_of(probe.get(), path));
    directory.size_ = size / kDirectoryRowBytes;
    if ((directory.size_ == 0) != (leaves == 0)) {
        return damaged(path, "the directory of keys does not fit the tree");
    }
    VB_TRY_ASSIGN(directory.fd_, open_rows(path, kDirectoryRowBytes, directory.size_));
    return directory;
}

Result<KeyDirectory::Row> KeyDirectory::row(uint64_t index) const {
    std::array<uint8_t, kDirectoryRowBytes> bytes{};
    VB_TRY(read_rows(fd_.get(), path_, index, bytes, bytes.size()));
    return Row{Hash::from_bytes(Bytes(bytes).first(Hash::kSize)), from_big_endian(bytes.data() + Hash::kSize)};
}

Result<KeyRange> KeyDirectory::at(uint64_t index) const {
    VB_TRY_ASSIGN(const Row here, row(index));
    KeyRange range{here.key, here.begin, leaves_};
    if (index + 1 < size_) {
        VB_TRY_ASSIGN(const Row next, row(index + 1));
        range.end = next.begin;
    }
    if (range.begin >= range.end || range.end > leaves_) {
        return damaged(path_, "the positions of the keys do not rise");
    }
    return range;
}

// The index of the first row of which `before` is not true; size() if there is none.
template <class Before>
Result<uint64_t> KeyDirectory::first_not(const Before& before) const {
    uint64_t low = 0;
    uint64_t high = size_;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        VB_TRY_ASSIGN(const Row at_middle, row(middle));
        if (before(at_middle)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

Result<KeyRange> KeyDirectory::find(const Hash& key) const {
    VB_TRY_ASSIGN(const uint64_t index, first_not([&](const Row& row) { return row.key < key; }));
    if (index == size_) {
        return KeyRange{key, leaves_, leaves_};
    }
    VB_TRY_ASSIGN(KeyRange range, at(index));
    if (range.key != key) {
        range = {key, range.begin, range.begin};
    }
    return range;
}

Result<uint64_t> KeyDirectory::index_of(uint64_t position) const {
    VB_TRY_ASSIGN(const uint64_t after, first_not([&](const Row& row) { return row.begin <= position; }));
    if (after == 0 || position >= leaves_) {
        return Error{Code::usage, "the tree has no leaf " + std::to_string(position), {path_, {}}, {}};
    }
    return after - 1;
}

}  // namespace verbatim::log::internal
