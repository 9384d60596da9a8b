// SPDX-License-Identifier: Apache-2.0
#include "viewer/sources.h"

#include <algorithm>

#include "search/path_pattern.h"
#include "verify/bundle_records.h"

namespace verbatim::viewer {

Result<Sources> Sources::read(const verify::ByteSource& bundle) {
    Sources out;
    VB_TRY(verify::each_bundle_source(bundle, [&](const note::SourceLine& line) -> Result<void> {
        if (line.messages > 0) {
            out.sources_.push_back(line);
        }
        return {};
    }));
    std::ranges::sort(out.sources_, {}, &note::SourceLine::first);
    return out;
}

const note::SourceLine* Sources::of(uint64_t seq) const {
    const auto after = std::ranges::upper_bound(sources_, seq, {}, &note::SourceLine::first);
    if (after == sources_.begin() || seq - std::prev(after)->first >= std::prev(after)->messages) {
        return nullptr;
    }
    return &*std::prev(after);
}

std::vector<uint32_t> Sources::matching(std::string_view pattern) const {
    std::vector<uint32_t> out;
    for (const note::SourceLine& source : sources_) {
        if (search::path_matches(pattern, source.path) || (source.object && source.object->hex() == pattern)) {
            out.push_back(static_cast<uint32_t>(source.number));
        }
    }
    return out;
}

}  // namespace verbatim::viewer
