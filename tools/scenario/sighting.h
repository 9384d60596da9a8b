// SPDX-License-Identifier: Apache-2.0
// Sighting: one message as one phone gave it to the evidence, after the defects; and Sink, where sightings go.
//
// The views and pointers of a sighting are valid during the call alone. A Sink cannot refuse: it keeps its first error
// and tells it in end_hour() or finish(). One thread.
#pragma once

#include "scenario/stream.h"

namespace verbatim::scenario {

// How the times of a table are written (D15).
enum class ZoneSlip : uint8_t { none, no_zone, hour_off, month_off };
std::string_view name(ZoneSlip slip);

enum class AttachmentState : uint8_t { none, present, absent, shown_deleted };

// What a second delivery of the row's table does with it (D6).
enum class Redelivery : uint8_t { none, same, missing, changed, added };
std::string_view name(Redelivery redelivery);

struct Sighting {
    const Event* event = nullptr;
    const Phone* owner = nullptr;
    uint32_t phone = 0;
    uint32_t sequence = 0;  // the phone's own row number, from 1
    // By the phone's clock. A time of 0 is not known.
    int64_t sent_ms = 0;
    int64_t received_ms = 0;
    int64_t read_ms = 0;
    int64_t deleted_ms = 0;  // the text burned before it was captured (D8)
    bool is_outgoing = false;
    bool is_metadata_withheld = false;  // (D11)
    uint8_t copies = 1;                 // (D4, D5)
    AttachmentState attachment = AttachmentState::none;
    Redelivery redelivery = Redelivery::none;
    ZoneSlip slip = ZoneSlip::none;

    bool has_text() const { return deleted_ms == 0 && !event->is_encrypted && !event->text.empty(); }
    bool is_in_first_delivery() const { return redelivery != Redelivery::added; }
    bool is_in_second_delivery() const { return redelivery != Redelivery::none && redelivery != Redelivery::missing; }
};

class Sink {
  public:
    virtual ~Sink() = default;
    virtual void write(const Sighting& sighting) = 0;
    // Once for each message, whether or not any phone shows it: for sources that stand beside the phones.
    virtual void message(const Event& event) { static_cast<void>(event); }
    // After the last row of an hour that began at `hour_begin` (true time).
    virtual Result<void> end_hour(int64_t hour_begin) = 0;
    virtual Result<void> finish() = 0;
};

// A phone's clock reading as local time of its country, and the offset written with it.
struct WrittenTime {
    int64_t local_ms = 0;
    int32_t offset_minutes = 0;
    bool has_offset = true;
};
WrittenTime written_time(int64_t clock_ms, const Phone& owner, ZoneSlip slip);

// "204-99-1201-33071": the cell in which the phone was at that hour; the same for all phones of a person.
struct Cell {
    uint16_t country = 0;
    uint16_t area = 0;
    uint32_t number = 0;
    uint8_t place = 0;
};
Cell cell_of(const World& world, uint32_t person, int64_t ms);

}  // namespace verbatim::scenario
