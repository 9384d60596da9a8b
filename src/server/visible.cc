// SPDX-License-Identifier: Apache-2.0
#include "server/visible.h"

#include <algorithm>

namespace verbatim::server {

Result<std::set<uint64_t>> visible_of(Call& call, const std::vector<uint64_t>& seqs) {
    const std::set<uint64_t> wanted(seqs.begin(), seqs.end());
    const std::vector<uint64_t> list(wanted.begin(), wanted.end());
    std::set<uint64_t> out;
    for (size_t at = 0; at < list.size(); at += app::Reading::kPageMax) {
        const size_t end = std::min<size_t>(list.size(), at + app::Reading::kPageMax);
        VB_TRY_ASSIGN(const auto hits, call.reading().hits({list.begin() + static_cast<ptrdiff_t>(at),
                                                            list.begin() + static_cast<ptrdiff_t>(end)},
                                                           call.control()));
        for (const store::Hit& hit : hits) {
            out.insert(hit.seq);
        }
    }
    return out;
}

Result<void> need_visible(Call& call, const std::vector<uint64_t>& seqs) {
    VB_TRY_ASSIGN(const std::set<uint64_t> visible, visible_of(call, seqs));
    for (const uint64_t seq : seqs) {
        if (!visible.contains(seq)) {
            return Error{Code::denied,
                         "message " + std::to_string(seq) + " is not there, is outside the authority, or is locked",
                         {},
                         "nothing was changed"};
        }
    }
    return {};
}

}  // namespace verbatim::server
