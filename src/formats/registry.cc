// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/limits.h"
#include "formats/format.h"

namespace verbatim::formats {

#define FORMAT(name) extern const Format format_##name;
#include "formats/registry.inc"
#undef FORMAT

namespace {

constexpr auto kFormats = std::to_array<const Format*>({
#define FORMAT(name) &format_##name,
#include "formats/registry.inc"
#undef FORMAT
});

}  // namespace

std::span<const Format* const> all_formats() {
    return kFormats;
}

const Format* find_format(std::string_view name) {
    for (const Format* format : kFormats) {
        if (format->name == name) {
            return format;
        }
    }
    return nullptr;
}

Result<const Format*> detect(const Source& source) {
    if (!source.settings().format.empty()) {
        if (const Format* format = find_format(source.settings().format)) {
            return format;
        }
        return Error{Code::usage, "unknown format \"" + source.settings().format + '"', {}, "see `verbatim formats`"};
    }
    std::vector<uint8_t> head(limits::kProbeBytes);
    VB_TRY_ASSIGN(const size_t size, source.read_at(0, head));
    const Bytes bytes(head.data(), size);
    const Format* best = nullptr;
    Likelihood likelihood = Likelihood::no;
    for (const Format* format : kFormats) {
        const Probe probe = format->probe(source, bytes);
        if (probe.likelihood > likelihood) {
            best = format;
            likelihood = probe.likelihood;
        }
    }
    if (best == nullptr) {
        return Error{Code::not_this_format,
                     "no known format claims these bytes",
                     {std::string(source.path()), std::nullopt},
                     "name one with --format, or describe the table with a mapping profile (--profile)"};
    }
    return best;
}

}  // namespace verbatim::formats
