// SPDX-License-Identifier: Apache-2.0
// What the store tells of devices: narrow rows for computations over everything (src/gaps), in a stated order.
//
// A *device* here is the record's device, or its account where no device is stated; empty where neither is. Views die
// when the callback returns. Nothing is linked or collapsed: a row that stands twice comes twice.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/message.h"
#include "store/row.h"

namespace verbatim::store {

struct DeviceInfo {
    std::string_view device;
    uint64_t rows = 0;
    uint64_t numbered = 0;  // rows that have a number of their own; the numbers are those of these
    uint64_t number_min = kNoSequence;
    uint64_t number_max = 0;
};

struct DeviceRow {
    std::string_view device;
    uint64_t sequence = kNoSequence;
    int64_t sort_ms = kNoTime;
    uint64_t seq = 0;
    record::Direction direction = record::Direction::unknown;
};

enum class DeviceOrder : uint8_t {
    number,  // by device, its own number (none last), time, seq
    time,    // by device, time, seq
};

struct HourCount {
    int64_t begin_ms = kNoTime;  // kNoTime: rows without a time
    uint64_t rows = 0;
};

// A handle that a device's own rows bear: its account, or the sender of what it sent.
struct DeviceHandle {
    std::string_view device;
    std::string_view handle;
};

// One message shown by two devices, with the sent time of each; device_a < device_b.
struct ClockPair {
    std::string_view device_a;
    std::string_view device_b;
    int64_t sent_a_ms = 0;
    int64_t sent_b_ms = 0;
};

struct ConversationSides {
    std::string_view conversation;
    uint64_t rows = 0;
    int64_t first_ms = kNoTime;
    int64_t last_ms = kNoTime;
    std::vector<std::string> devices;  // that show it, sorted
    std::vector<std::string> handles;  // senders and participants, sorted
};

struct AttachmentCount {
    std::string_view device;
    std::string_view conversation;
    uint64_t named = 0;
    uint64_t absent = 0;
};

}  // namespace verbatim::store
