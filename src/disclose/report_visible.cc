// SPDX-License-Identifier: Apache-2.0
#include "disclose/report_visible.h"

#include <array>
#include <cstdio>

namespace verbatim::disclose {
namespace {

constexpr char32_t kJoiner = 0x200D;
constexpr char32_t kNonJoiner = 0x200C;
constexpr char32_t kBlackFlag = 0x1F3F4;
constexpr std::string_view kReplacementText = "\xEF\xBF\xBD";

bool in(char32_t point, char32_t from, char32_t to) {
    return point >= from && point <= to;
}

bool is_tag(char32_t point) {
    return in(point, 0xE0020, 0xE007F);
}

// Letters of scripts that join, and emoji: none of them is below U+0300.
bool takes_joiners(char32_t point) {
    return point >= 0x300 && !in(point, 0x2000, 0x206F);
}

bool is_hidden(char32_t point, char32_t before, char32_t after) {
    if (point == '\n' || point == '\t') {
        return false;
    }
    if (point == kJoiner || point == kNonJoiner) {
        return !takes_joiners(before) || !takes_joiners(after);
    }
    if (is_tag(point)) {
        return before != kBlackFlag && !is_tag(before);
    }
    return point < 0x20 || in(point, 0x7F, 0x9F) || point == 0xAD || point == 0x34F || point == 0x61C ||
           in(point, 0x115F, 0x1160) || in(point, 0x17B4, 0x17B5) || in(point, 0x180B, 0x180F) || point == 0x200B ||
           in(point, 0x200E, 0x200F) || in(point, 0x2028, 0x202E) || in(point, 0x2060, 0x206F) || point == 0x3164 ||
           point == 0xFEFF || point == 0xFFA0 || in(point, 0xFDD0, 0xFDEF) || in(point, 0xFFF0, 0xFFFB) ||
           (point & 0xFFFE) == 0xFFFE || in(point, 0x1D173, 0x1D17A) || in(point, 0xE0000, 0xE0FFF);
}

}  // namespace

bool VisibleText::next(VisibleRun& run) {
    if (rest_.empty()) {
        return false;
    }
    run = {};
    size_t at = 0;
    while (at < rest_.size()) {
        const CodePoint point = code_point_at(rest_, at);
        if (!point.valid) {
            if (at == 0) {
                run.shown = kReplacementText;
                run.size = point.size;
                before_ = kReplacement;
                rest_.remove_prefix(point.size);
                return true;
            }
            break;
        }
        const size_t end = at + point.size;
        const char32_t after = end < rest_.size() ? code_point_at(rest_, end).value : 0;
        if (is_hidden(point.value, before_, after)) {
            run.hidden = point.value;
            run.has_hidden = true;
            break;
        }
        before_ = point.value;
        at = end;
    }
    run.shown = rest_.substr(0, at);
    run.size = at;
    if (run.has_hidden) {
        run.size += code_point_at(rest_, at).size;
        before_ = 0;  // what stands there now joins nothing and begins no flag
    }
    rest_.remove_prefix(run.size);
    return true;
}

std::string code_point_text(char32_t point) {
    std::array<char, 16> buffer;
    const int size = std::snprintf(buffer.data(), buffer.size(), "U+%04X", static_cast<unsigned>(point));
    return {buffer.data(), static_cast<size_t>(size)};
}

void append_visible(std::string_view text, std::string& out) {
    VisibleText walk(text);
    VisibleRun run;
    while (walk.next(run)) {
        out += run.shown;
        if (run.has_hidden) {
            out += "⟨" + code_point_text(run.hidden) + "⟩";
        }
    }
}

std::string visible(std::string_view text) {
    std::string out;
    append_visible(text, out);
    return out;
}

}  // namespace verbatim::disclose
