// SPDX-License-Identifier: Apache-2.0
// Any bytes as a record of the viewer's store: an error or a message, never a crash. The first byte divides text and
// blob.
#include <algorithm>
#include <cstdint>

#include "disclose/report_message.h"
#include "viewer/shown_record.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view all(reinterpret_cast<const char*>(data) + 1, size - 1);
    const size_t text = std::min<size_t>(data[0], all.size());
    verbatim::store::Hit hit;
    hit.text = all.substr(0, text);
    hit.record = all.substr(text);
    verbatim::viewer::ShownRecord shown;
    if (shown.read(hit)) {
        verbatim::disclose::MessageWords words;
        words.message(shown.message());
    }
    return 0;
}
