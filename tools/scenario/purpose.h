// SPDX-License-Identifier: Apache-2.0
// Purpose: the second argument of hash(), so that two decisions about one thing are independent.
//
// A number is never used again for another purpose: that would change the bytes of every data set. Constants; any
// thread.
#pragma once

#include <cstdint>

namespace verbatim::scenario {

enum class Purpose : uint64_t {
    person = 1,
    line,
    phone,
    clock_skew,
    captured,
    conversation,
    conversation_id,
    native_id,
    nickname,
    slang,
    route,
    whereabouts,
    rhythm,
    stream,
    text,
    talk,
    deal,
    handover,
    delivery_delay,
    read_delay,
    burn,
    gap,
    odd_time,
    hole,
    repeat,
    double_table,
    double_row,
    redelivered_table,
    redelivered_row,
    country_loss,
    hand_selection,
    attachment,
    attachment_file,
    attachment_drop,
    metadata,
    nickname_own,
    zone_slip,
    observation,
    cell,
    late,
    batch,
    row,
};

constexpr uint64_t operator+(Purpose purpose) {
    return static_cast<uint64_t>(purpose);
}

}  // namespace verbatim::scenario
