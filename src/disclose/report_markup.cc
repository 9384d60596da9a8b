// SPDX-License-Identifier: Apache-2.0
#include "disclose/report_markup.h"

#include "disclose/report_visible.h"

namespace verbatim::disclose {
namespace {
constexpr size_t kBufferBytes = size_t{128} << 10;
}

HtmlOut& HtmlOut::markup(Markup markup) {
    buffer_ += markup.text();
    return *this;
}

void HtmlOut::escape(std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&':
                buffer_ += "&amp;";
                break;
            case '<':
                buffer_ += "&lt;";
                break;
            case '>':
                buffer_ += "&gt;";
                break;
            case '"':
                buffer_ += "&quot;";
                break;
            case '\'':
                buffer_ += "&#39;";
                break;
            default:
                buffer_ += c;
        }
    }
}

HtmlOut& HtmlOut::text(std::string_view text) {
    VisibleText walk(text);
    VisibleRun run;
    while (walk.next(run)) {
        escape(run.shown);
        if (run.has_hidden) {
            buffer_ += "<span class=\"c\" dir=\"ltr\">" + code_point_text(run.hidden) + "</span>";
        }
    }
    return *this;
}

HtmlOut& HtmlOut::value(std::string_view text) {
    std::string shown;
    append_visible(text, shown);
    escape(shown);
    return *this;
}

HtmlOut& HtmlOut::number(uint64_t number) {
    buffer_ += std::to_string(number);
    return *this;
}

Result<void> HtmlOut::flush() {
    VB_TRY(sink_(buffer_));
    buffer_.clear();
    return {};
}

Result<void> HtmlOut::flush_if_full() {
    return buffer_.size() < kBufferBytes ? Result<void>{} : flush();
}

}  // namespace verbatim::disclose
