// SPDX-License-Identifier: Apache-2.0
// RowJson: a sighting as one line of Verbatim JSON Lines (docs/formats/jsonl.md).
//
// Each line has "synthetic":true. The phone's row number, country, cell and what could not be decrypted are further
// keys, which Verbatim keeps in the record's rest. Needs no escaping: no text of the generator has a character that
// JSON escapes. Allocates nothing. One thread.
#pragma once

#include "scenario/attachments.h"
#include "scenario/output.h"
#include "scenario/sighting.h"

namespace verbatim::scenario {

inline constexpr size_t kRowBytesMax = 8192;
inline constexpr std::string_view kPlatform = "veil";  // no such application exists

// "2020-04-01T12:00:00.250Z", with the slips of D15.
void put_time(Cursor& cursor, Dates& dates, const WrittenTime& time);
// The text of a row that a second delivery gives differently (D6): without its last word.
std::string_view changed_text(std::string_view text);
// What a changed row's clock is off.
inline constexpr int64_t kChangedMs = kSecond;

class RowJson {
  public:
    RowJson(const World& world, const Attachments& attachments) : world_(&world), attachments_(&attachments) {}
    // At most kRowBytesMax bytes. `changed`: as the second delivery gives it.
    void put(Cursor& cursor, const Sighting& sighting, bool changed = false);

  private:
    void put_shared(Cursor& cursor, const Event& event);
    void put_attachment(Cursor& cursor, const Sighting& sighting) const;
    void put_cell(Cursor& cursor, const Sighting& sighting) const;

    const World* world_;
    const Attachments* attachments_;
    Dates dates_;
    // What all rows of one message have in common: conversation, participants, sender.
    uint64_t shared_event_ = UINT64_MAX;
    size_t shared_bytes_ = 0;
    std::array<char, 1024> shared_{};
};

}  // namespace verbatim::scenario
