// SPDX-License-Identifier: Apache-2.0
// A mapping profile, a NUL byte, a source: the profile is refused with a reason, or the source is read by it whole.
#include <cstdlib>

#include "formats/accounting.h"
#include "formats/debug_sink.h"
#include "formats/format.h"
#include "formats/profile.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    using namespace verbatim::formats;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const size_t nul = input.find('\0');
    Settings settings;
    settings.profile = std::string(input.substr(0, nul));
    const auto profile = Profile::parse(settings.profile);
    if (!profile || settings.profile.empty()) {
        return 0;
    }
    const std::string_view bytes = nul == std::string_view::npos ? std::string_view() : input.substr(nul + 1);
    constexpr const char* kFormats[] = {"csv", "json", "xml"};
    const Format* format = find_format(kFormats[static_cast<size_t>(profile->table)]);
    const MemorySource source(as_bytes(bytes), "folder/input", settings);
    std::string rendering;
    DebugSink debug(rendering);
    AccountingSink accounting(debug, source.size());
    if (format->parse(source, accounting) && !accounting.finish()) {
        std::abort();
    }
    return 0;
}
