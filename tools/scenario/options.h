// SPDX-License-Identifier: Apache-2.0
// Options: everything that decides what bytes come out, as one value.
//
// Same version, same Options: same bytes, on every machine. Filled by the command line (main.cc) or by a test. Plain
// values; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "scenario/defects.h"

namespace verbatim::scenario {

enum class Shape : uint8_t { jsonl, csv, whatsapp, telegram, jabber, batches };
inline constexpr uint8_t kShapes = 6;
std::string_view name(Shape shape);

struct Options {
    uint64_t messages = 100'000;
    uint64_t seed = 1;
    uint32_t days = 75;
    uint32_t persons = 0;      // 0: one for each 1,500 messages
    uint32_t chat_phones = 6;  // phones whose chats the shapes whatsapp and telegram export
    uint8_t shapes = 1;        // bit set of Shape
    Defects defects;
    PartsPerMillion late = 50'000;  // phone-days whose rows come in a later batch
    bool observations = true;
    bool truth_messages = false;
    std::string out;    // folder; empty: JSON Lines to standard output
    std::string truth;  // folder; empty: none is written

    bool has(Shape shape) const { return (shapes >> static_cast<uint8_t>(shape) & 1) != 0; }
};

// Adds "jsonl,csv" or "all" to the set.
Result<uint8_t> parse_shapes(std::string_view list);
// Bounds, and what follows from other options (persons).
Result<Options> completed(Options options);

}  // namespace verbatim::scenario
