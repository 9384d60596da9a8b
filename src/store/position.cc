// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "store/results.h"

namespace verbatim::store {
namespace {

constexpr std::string_view kNone = "none";

// The whole text as one number in its only spelling.
template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && stop == end && std::to_string(value) == text ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string to_text(const Position& position) {
    const std::string ms = position.sort_ms == kNoTime ? std::string(kNone) : std::to_string(position.sort_ms);
    return ms + ":" + std::to_string(position.seq);
}

std::optional<Position> position_of(std::string_view text) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view ms = text.substr(0, colon);
    const auto time = ms == kNone ? std::optional(kNoTime) : number_of<int64_t>(ms);
    const auto seq = number_of<uint64_t>(text.substr(colon + 1));
    const bool valid = time && seq && (*time != kNoTime || ms == kNone);
    return valid ? std::optional(Position{*time, *seq}) : std::nullopt;
}

}  // namespace verbatim::store
