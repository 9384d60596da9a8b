// SPDX-License-Identifier: Apache-2.0
// Any bytes as a source of one format (VERBATIM_FUZZ_FORMAT): no crash, every byte accounted for, valid UTF-8 out, and
// the same answer when reads come in pieces.
#include <cstdio>
#include <cstdlib>

#include "format_run.h"

namespace {

[[noreturn]] void fail(const char* what, const std::string& detail) {
    std::fprintf(stderr, "%s: %s\n", what, detail.c_str());
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim::formats;
    static const Format* const format = find_format(VERBATIM_FUZZ_FORMAT);
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const FormatRun whole = run_format(*format, bytes, "folder/input.txt", {});
    if (!whole.parsed && whole.parsed.error().code != verbatim::Code::not_this_format) {
        fail("parse", whole.parsed.error().to_string());
    }
    if (whole.parsed && !whole.accounted) {
        fail("accounting", whole.accounted.error().to_string());
    }
    if (whole.rendering.find("INVALID UTF-8") != std::string::npos) {
        fail("invalid UTF-8 handed out", whole.rendering);
    }
    const FormatRun pieces = run_format(*format, bytes, "folder/input.txt", {}, 1 + size % 13);
    if (pieces.rendering != whole.rendering) {
        fail("read sizes matter", whole.rendering + "\nagainst\n" + pieces.rendering);
    }
    return 0;
}
