// SPDX-License-Identifier: Apache-2.0
#include "scenario/options.h"

#include <algorithm>
#include <array>

#include "scenario/calendar.h"

namespace verbatim::scenario {
namespace {

constexpr std::array<std::string_view, kShapes> kShapeNames = {"jsonl",    "csv",    "whatsapp",
                                                               "telegram", "jabber", "batches"};
constexpr uint64_t kMessagesMax = 10'000'000'000;
constexpr uint32_t kPersonsMin = 24;
constexpr uint32_t kPersonsMax = 500'000;  // of the made-up telephone numbers there are a million
constexpr uint32_t kMessagesPerPerson = 1500;
constexpr uint32_t kPersonsUsual = 60'000;

Result<void> bounds(std::string_view option, uint64_t value, uint64_t low, uint64_t high) {
    if (value < low || value > high) {
        return Error{Code::usage,
                     std::to_string(value) + " is not between " + std::to_string(low) + " and " + std::to_string(high),
                     {std::string(option), {}},
                     {}};
    }
    return {};
}

}  // namespace

std::string_view name(Shape shape) {
    return kShapeNames[static_cast<size_t>(shape)];
}

Result<uint8_t> parse_shapes(std::string_view list) {
    uint8_t shapes = 0;
    while (true) {
        const size_t comma = list.find(',');
        const std::string_view word = list.substr(0, comma);
        const auto found = std::find(kShapeNames.begin(), kShapeNames.end(), word);
        if (word == "all") {
            shapes = (1U << kShapes) - 1;
        } else if (found == kShapeNames.end()) {
            return Error{Code::usage,
                         "there is no shape \"" + std::string(word) + "\"",
                         {},
                         "jsonl, csv, whatsapp, telegram, jabber, batches or all"};
        } else {
            shapes = static_cast<uint8_t>(shapes | 1U << (found - kShapeNames.begin()));
        }
        if (comma == std::string_view::npos) {
            return shapes;
        }
        list.remove_prefix(comma + 1);
    }
}

Result<Options> completed(Options options) {
    VB_TRY(bounds("--messages", options.messages, 1, kMessagesMax));
    VB_TRY(bounds("--days", options.days, 1, kDaysMax));
    VB_TRY(bounds("--chat-phones", options.chat_phones, 1, 64));
    if (options.persons == 0) {
        options.persons = static_cast<uint32_t>(
            std::clamp<uint64_t>(options.messages / kMessagesPerPerson, kPersonsMin, kPersonsUsual));
    }
    VB_TRY(bounds("--persons", options.persons, kPersonsMin, kPersonsMax));
    return options;
}

}  // namespace verbatim::scenario
