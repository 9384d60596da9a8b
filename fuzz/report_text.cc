// SPDX-License-Identifier: Apache-2.0
// Any bytes as a text of a report: escaping leaves no markup, hidden characters are all spelled out, a cell of a table
// can be read back.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/hash.h"
#include "base/utf8.h"
#include "disclose/report_markup.h"
#include "disclose/report_visible.h"
#include "text/csv_cell.h"

namespace {

using namespace verbatim;

void check_html(std::string_view text) {
    std::string out;
    disclose::HtmlOut html([&out](std::string_view bytes) -> Result<void> {
        out += bytes;
        return {};
    });
    html.value(text);
    VB_ASSERT(html.flush().ok());
    VB_ASSERT(out.find_first_of("<>\"'") == std::string::npos);
    VB_ASSERT(is_utf8(out));
}

void check_visible(std::string_view text) {
    const std::string once = disclose::visible(text);
    VB_ASSERT(is_utf8(once));
    VB_ASSERT(disclose::visible(once) == once);
    size_t size = 0;
    disclose::VisibleText walk(text);
    disclose::VisibleRun run;
    while (walk.next(run)) {
        size += run.size;
    }
    VB_ASSERT(size == text.size());
}

void check_cell(std::string_view text) {
    const std::string cell = text::csv_cell(text);
    std::string back;
    const bool quoted = !cell.empty() && cell.front() == '"' && cell.size() > 1 && cell.back() == '"' &&
                        text.find_first_of(",\"\r\n") != std::string_view::npos;
    for (size_t i = quoted ? 1 : 0; i + (quoted ? 1 : 0) < cell.size(); ++i) {
        back += cell[i];
        i += quoted && cell[i] == '"' ? 1 : 0;
    }
    if (!back.empty() && back.front() == '\'') {
        back.erase(0, 1);
    }
    VB_ASSERT(back == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = as_text({data, size});
    check_html(text);
    check_visible(text);
    check_cell(text);
    return 0;
}
