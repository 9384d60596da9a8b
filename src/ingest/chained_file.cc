// SPDX-License-Identifier: Apache-2.0
#include "ingest/chained_file.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "crypto/sha256.h"

namespace verbatim::ingest {
namespace {

constexpr size_t kReadBytes = size_t{1} << 18;

Hash next_link(const Hash& chain, std::string_view line, std::string& scratch) {
    scratch.assign(as_text(chain.span()));
    scratch += line;
    return crypto::sha256(as_bytes(scratch));
}

}  // namespace

Result<ChainedFile> ChainedFile::open(const std::string& path, const ChainPoint& committed) {
    VB_TRY_ASSIGN(io::AppendFile file, io::AppendFile::open(path, committed.bytes));
    return ChainedFile(std::move(file), committed.chain);
}

Result<void> ChainedFile::append(std::string_view line) {
    VB_ASSERT(line.find('\n') == std::string_view::npos);
    chain_ = next_link(chain_, line, scratch_);
    VB_TRY(file_.append(line));
    return file_.append("\n");
}

Result<void> read_chained(const std::string& path, const ChainPoint& committed,
                          const std::function<Result<void>(std::string_view line)>& each) {
    if (committed.bytes == 0) {
        return {};
    }
    const auto differs = [&](uint64_t offset, std::string what) {
        return Error{Code::integrity, std::move(what), {path, offset}, "restore the file from a backup"};
    };
    VB_TRY_ASSIGN(const io::Descriptor fd, io::open_read(path));
    std::vector<uint8_t> buffer(kReadBytes);
    std::string pending;
    std::string scratch;
    Hash chain;
    uint64_t offset = 0;
    while (offset < committed.bytes) {
        const size_t wanted = std::min<uint64_t>(buffer.size(), committed.bytes - offset);
        VB_TRY_ASSIGN(const size_t count, io::read_at(fd.get(), offset, std::span(buffer).first(wanted), path));
        if (count == 0) {
            return differs(offset, "file ends before its last commit point at byte " + std::to_string(committed.bytes));
        }
        offset += count;
        std::string_view rest(reinterpret_cast<const char*>(buffer.data()), count);
        while (!rest.empty()) {
            const size_t end = rest.find('\n');
            pending += rest.substr(0, end);
            if (end == std::string_view::npos) {
                break;
            }
            chain = next_link(chain, pending, scratch);
            VB_TRY(each(pending));
            pending.clear();
            rest.remove_prefix(end + 1);
        }
    }
    if (!pending.empty() || chain != committed.chain) {
        return differs(0, "hash chain ends in " + chain.hex() + ", the commit point says " + committed.chain.hex());
    }
    return {};
}

}  // namespace verbatim::ingest
