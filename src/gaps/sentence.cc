// SPDX-License-Identifier: Apache-2.0
// A finding as one line for people.
#include <fmt/format.h>

#include "gaps/gaps.h"
#include "text/datetime.h"
#include "text/numbers.h"

namespace verbatim::gaps {
namespace {

using text::counted;
using text::grouped;

std::string when(int64_t ms) {
    return ms == store::kNoTime ? "no time" : text::clock_text(ms) + " UTC";
}

std::string beside_text(const Beside& beside) {
    return "#" + std::to_string(beside.seq) +
           (beside.number == store::kNoSequence ? "" : " (number " + grouped(beside.number) + ")");
}

std::string joined(const std::vector<std::string_view>& values) {
    std::string out;
    for (const std::string_view value : values) {
        out += (out.empty() ? "" : "; ") + std::string(value);
    }
    return out;
}

std::string silence_line(const Silence& of) {
    std::string line = std::string(of.device) + "  " +
                       (of.side == Side::both ? "nothing" : "nothing " + std::string(name(of.side))) + " from " +
                       when(of.before.ms) + " to " + (of.after ? when(of.after->ms) : "the device's last row") +
                       ", rows " + beside_text(of.before) + " and " + (of.after ? beside_text(*of.after) : "none");
    if (of.basis == Basis::numbers) {
        line += "; confirmed: " + counted(of.missing, "number is", "numbers are") + " missing";
    } else {
        line += fmt::format("; by rhythm alone: {:.1f} rows expected, chance {:.1g}", of.expected_rows, of.chance);
    }
    if (of.other_rows > 0) {
        line += "; " + counted(of.other_rows, "row", "rows") + " of the other direction";
    }
    return line + (of.outage == 0 ? "" : "; part of common outage " + std::to_string(of.outage));
}

std::string one_sided_line(const OneSided& of) {
    std::string why;
    switch (of.state) {
        case SideState::never_captured:
            why = "no device of the case bears this handle";
            break;
        case SideState::not_in_use:
            why = "its device " + std::string(of.device) + " shows nothing at all in that time";
            break;
        case SideState::silent:
            why = "its device " + std::string(of.device) + " was silent then";
            break;
        case SideState::left_out:
            why = "its device " + std::string(of.device) + " shows other conversations in that time";
            break;
    }
    return std::string(of.conversation) + "  the side of " + std::string(of.handle) + " is missing: " + why + "; " +
           counted(of.rows, "row", "rows") + " on " + joined(of.shown_by) + ", " + when(of.first_ms) + " to " +
           when(of.last_ms);
}

struct ToLine {
    std::string operator()(const MissingNumbers& of) const {
        const uint64_t count = of.last - of.first + 1;
        return std::string(of.device) + "  " + counted(count, "number", "numbers") + " missing: " + grouped(of.first) +
               (count > 1 ? " to " + grouped(of.last) : "") + ", " +
               (of.before ? "between " + beside_text(*of.before) + " at " + when(of.before->ms) + " and "
                          : "before the first row, ") +
               beside_text(of.after) + " at " + when(of.after.ms);
    }
    std::string operator()(const RepeatedNumbers& of) const {
        return std::string(of.device) + "  " + counted(of.numbers, "number is", "numbers are") +
               " there several times: " + counted(of.extra_rows, "row", "rows") + " too many, " +
               grouped(of.conflicting) + " of them with another time or direction";
    }
    std::string operator()(const OutsideWindow& of) const {
        return std::string(of.device) + "  " + counted(of.before, "row", "rows") + " before the window, " +
               grouped(of.after) + " after it: from " + when(of.earliest.ms) + " (#" + std::to_string(of.earliest.seq) +
               ") to " + when(of.latest.ms) + " (#" + std::to_string(of.latest.seq) + ")";
    }
    std::string operator()(const Silence& of) const { return silence_line(of); }
    std::string operator()(const CommonOutage& of) const {
        return "outage " + std::to_string(of.number) + "  " + counted(of.devices.size(), "device", "devices") +
               " with a gap at once, usually " + fmt::format("{:.0f}", of.usual_devices) + ": " + when(of.begin_ms) +
               " to " + when(of.end_ms);
    }
    std::string operator()(const OneSided& of) const { return one_sided_line(of); }
    std::string operator()(const AbsentAttachments& of) const {
        return std::string(of.device) + "  " + grouped(of.absent) + " of " +
               counted(of.named, "attachment", "attachments") + " absent in " + std::string(of.conversation);
    }
    std::string operator()(const Clock& of) const {
        std::string line = std::string(of.device) + fmt::format("  clock {:+.1f} s", of.offset_ms / 1000);
        if (of.drift_ms_per_day != 0) {
            line += fmt::format(", {:+.1f} s a day", of.drift_ms_per_day / 1000);
        }
        line += " against " + counted(of.devices, "device", "devices") + " (" +
                counted(of.pairs, "message", "messages") + " in common)";
        return of.zone_minutes ? line + fmt::format("; may be a zone slip of {:+d} minutes", *of.zone_minutes) : line;
    }
};

}  // namespace

std::string sentence(const Finding& finding) {
    return std::visit(ToLine(), finding);
}

}  // namespace verbatim::gaps
