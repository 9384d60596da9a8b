// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "compare/internal/spool.h"

namespace verbatim::compare {
namespace {
constexpr size_t kBufferBytes = size_t{256} << 10;
constexpr std::string_view kTemporary = "temporary file";
}  // namespace

Result<Spool> Spool::create(const std::string& folder) {
    Spool spool;
    VB_TRY_ASSIGN(spool.fd_, io::open_temporary(folder));
    return spool;
}

Result<void> Spool::append(std::span<const uint8_t> bytes) {
    buffer_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    size_ += bytes.size();
    return buffer_.size() >= kBufferBytes ? flush() : Result<void>{};
}

Result<void> Spool::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const ssize_t count = ::pwrite(fd_.get(), rest.data(), rest.size(),
                                       static_cast<off_t>(size_ - static_cast<uint64_t>(rest.size())));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            Error error = io_error("write", kTemporary, count < 0 ? errno : ENOSPC);
            error.advice = "docs/compare.md says how much room a comparison takes; --temporary names another folder";
            return error;
        }
        rest.remove_prefix(static_cast<size_t>(count));
    }
    buffer_.clear();
    return {};
}

Result<void> Spool::truncate(uint64_t size) {
    VB_TRY(flush());
    size_ = std::min(size_, size);
    return {};
}

Result<void> Spool::read(uint64_t offset, std::span<uint8_t> out) const {
    VB_TRY_ASSIGN(const size_t count, io::read_at(fd_.get(), offset, out, kTemporary));
    if (count != out.size()) {
        return Error{Code::io, "a temporary file is shorter than what was written to it", {}, {}};
    }
    return {};
}

Result<Partitions> Partitions::create(const std::string& folder) {
    VB_TRY_ASSIGN(Spool spool, Spool::create(folder));
    return Partitions(std::move(spool));
}

Result<void> Partitions::add(const Entry& entry) {
    static_assert(kParts == 128, "the part is seven bits of the hash");
    const size_t part = entry.meaning[0] >> 57;
    pending_[part].push_back(entry);
    return pending_[part].size() >= kChunkEntries ? write(part) : Result<void>{};
}

Result<void> Partitions::write(size_t part) {
    std::vector<Entry>& entries = pending_[part];
    chunks_[part].push_back({spool_.size(), static_cast<uint32_t>(entries.size())});
    VB_TRY(spool_.append({reinterpret_cast<const uint8_t*>(entries.data()), entries.size() * sizeof(Entry)}));
    entries.clear();
    return {};
}

Result<void> Partitions::finish() {
    for (size_t part = 0; part < kParts; ++part) {
        if (!pending_[part].empty()) {
            VB_TRY(write(part));
        }
        pending_[part] = {};
    }
    return spool_.flush();
}

Result<void> Partitions::load(size_t part, std::vector<Entry>& out) const {
    size_t total = 0;
    for (const Chunk& chunk : chunks_[part]) {
        total += chunk.entries;
    }
    out.resize(total);
    size_t at = 0;
    for (const Chunk& chunk : chunks_[part]) {
        VB_TRY(spool_.read(chunk.offset,
                           {reinterpret_cast<uint8_t*>(out.data() + at), size_t{chunk.entries} * sizeof(Entry)}));
        at += chunk.entries;
    }
    return {};
}

}  // namespace verbatim::compare
