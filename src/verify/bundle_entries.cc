// SPDX-License-Identifier: Apache-2.0
#include "verify/bundle_entries.h"

#include <algorithm>

#include "verify/internal/zip_reader.h"

namespace verbatim::verify {

Result<std::vector<BundleEntry>> bundle_entries(const ByteSource& source) {
    VB_TRY_ASSIGN(const auto entries, internal::read_zip(source));
    std::vector<BundleEntry> out;
    out.reserve(entries.size());
    for (const internal::ZipEntry& entry : entries) {
        out.push_back({entry.name, entry.size, entry.data});
    }
    return out;
}

Result<std::string> read_entry(const ByteSource& source, std::string_view name, uint64_t limit_bytes) {
    VB_TRY_ASSIGN(const auto entries, bundle_entries(source));
    const auto at = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.name == name; });
    if (at == entries.end()) {
        return Error{Code::not_found, "the bundle has no such file", {std::string(name), {}}, {}};
    }
    if (at->size > limit_bytes) {
        return Error{Code::limit, "the file is too large", {std::string(name), {}}, {}};
    }
    std::string bytes(at->size, '\0');
    VB_TRY(source.read(at->offset, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()}));
    return bytes;
}

}  // namespace verbatim::verify
