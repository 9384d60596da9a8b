// SPDX-License-Identifier: Apache-2.0
#include "app/internal/raw_search.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "io/file.h"

namespace verbatim::app {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPieceBytes = size_t{4} << 20;

Result<void> search_file(const std::string& path, const Needles& needles, RawSearch& search) {
    VB_TRY_ASSIGN(const io::Descriptor fd, io::open_read(path, io::NoFollow::yes));
    const size_t overlap = needles.longest() == 0 ? 0 : needles.longest() - 1;
    std::vector<uint8_t> buffer(kPieceBytes + overlap);
    size_t kept = 0;      // bytes of the piece before, at the front
    uint64_t offset = 0;  // of the front in the file
    while (true) {
        VB_TRY_ASSIGN(const size_t count,
                      io::read_at(fd.get(), offset + kept, std::span(buffer).subspan(kept, kPieceBytes), path));
        if (count == 0) {
            return {};
        }
        search.bytes += count;
        const size_t size = kept + count;
        needles.find(as_text(Bytes(buffer.data(), size)), [&](size_t needle, size_t begin, size_t end) {
            if (end > kept) {  // else it was told with the piece before
                search.found(needle, path, offset + begin);
            }
        });
        if (search.progress && !search.progress(search.bytes)) {
            return Error{Code::interrupted, "stopped while searching", {path, {}}, {}};
        }
        const size_t keep = std::min(overlap, size);
        std::copy(buffer.begin() + static_cast<std::ptrdiff_t>(size - keep),
                  buffer.begin() + static_cast<std::ptrdiff_t>(size), buffer.begin());
        offset += size - keep;
        kept = keep;
    }
}

}  // namespace

Result<void> search_files(const std::string& folder, const Needles& needles, RawSearch& search) {
    std::error_code error;
    auto at = fs::recursive_directory_iterator(folder, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
        const std::string path = at->path().string();
        if (at->is_symlink() || !at->is_regular_file() || (search.leave_out && search.leave_out(path))) {
            continue;
        }
        ++search.files;
        VB_TRY(search_file(path, needles, search));
    }
    return error ? Result<void>(io_error("list", folder, error.value())) : Result<void>();
}

}  // namespace verbatim::app
