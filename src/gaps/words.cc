// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "gaps/gaps.h"

namespace verbatim::gaps {
namespace {

constexpr std::array<std::string_view, kKinds> kKindWords = {
    "missing-numbers", "repeated-numbers", "outside-window", "silence",
    "common-outage",   "one-sided",        "attachments",    "clock"};
constexpr std::array<std::string_view, kSides> kSideWords = {"both", "incoming", "outgoing"};
constexpr std::array<std::string_view, 2> kBasisWords = {"numbers", "rhythm"};
constexpr std::array<std::string_view, kSideStates> kStateWords = {"never-captured", "not-in-use", "silent",
                                                                   "left-out"};

}  // namespace

std::string_view name(Kind kind) {
    return kKindWords[static_cast<size_t>(kind)];
}

std::optional<Kind> kind(std::string_view word) {
    const auto found = std::find(kKindWords.begin(), kKindWords.end(), word);
    return found == kKindWords.end() ? std::nullopt : std::optional(static_cast<Kind>(found - kKindWords.begin()));
}

std::string_view name(Side side) {
    return kSideWords[static_cast<size_t>(side)];
}

std::string_view name(Basis basis) {
    return kBasisWords[static_cast<size_t>(basis)];
}

std::string_view name(SideState state) {
    return kStateWords[static_cast<size_t>(state)];
}

Kind kind_of(const Finding& finding) {
    struct Visitor {
        Kind operator()(const MissingNumbers&) const { return Kind::missing_numbers; }
        Kind operator()(const RepeatedNumbers&) const { return Kind::repeated_numbers; }
        Kind operator()(const OutsideWindow&) const { return Kind::outside_window; }
        Kind operator()(const Silence&) const { return Kind::silence; }
        Kind operator()(const CommonOutage&) const { return Kind::common_outage; }
        Kind operator()(const OneSided&) const { return Kind::one_sided; }
        Kind operator()(const AbsentAttachments&) const { return Kind::absent_attachments; }
        Kind operator()(const Clock&) const { return Kind::clock; }
    };
    return std::visit(Visitor(), finding);
}

bool Report::quiet() const {
    return std::all_of(found.begin(), found.end(), [](uint64_t count) { return count == 0; });
}

std::string Report::problem() const {
    if (rows != rows_in_window + rows_outside + rows_without_time) {
        return "rows inside, outside and without time do not add up";
    }
    if (devices != devices_numbered + devices_by_rhythm + devices_not_judged) {
        return "devices do not add up";
    }
    if (silences != silences_confirmed + silences_explained + silences_real + silences_improbable + silences_usual) {
        return "silences do not add up";
    }
    if (silences_confirmed + silences_improbable != found[static_cast<size_t>(Kind::silence)]) {
        return "reported silences do not add up";
    }
    return {};
}

}  // namespace verbatim::gaps
