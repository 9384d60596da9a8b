// SPDX-License-Identifier: Apache-2.0
// Derivation: from each message to what the evidence shows of it, defect by defect, and the truth about each loss.
//
// The order for one phone's row: not captured (D7) -> burned before capture (D8) -> capture stopped (D1) -> lost hour
// of a country, left-out chat (D9) -> run of missing rows (D3). What passes has its times (D2, D15), text (D8),
// attachment (D10), metadata (D11), copies (D4, D5) and second delivery (D6) decided. Encrypted talks (D12), names
// (D13) and observations (D14) are made elsewhere. A phone numbers its rows before anything is lost, so losses are
// holes in the numbers. Memory: one state for each phone and conversation. Two derivations of one world decide alike;
// the second has no truth. One thread.
#pragma once

#include <vector>

#include "scenario/attachments.h"
#include "scenario/purpose.h"
#include "scenario/sighting.h"
#include "scenario/truth.h"

namespace verbatim::scenario {

class Derivation {
  public:
    // `truth` may be off; sinks get what passes, in order.
    Derivation(const World& world, const Attachments& attachments, Truth& truth, std::vector<Sink*> sinks);

    void derive(const Event& event);
    // Writes the truth about what is still open; the last call.
    void finish();

    uint64_t rows() const { return rows_; }
    uint64_t lost() const { return lost_; }

  private:
    struct PhoneState {
        Period gap;
        uint32_t sequence = 0;  // last given
        uint32_t hole_first = 0;
        uint32_t hole_last = 0;
        uint32_t gap_lost = 0;
        uint16_t run_left = 0;
        int16_t gap_week = -1;
        Defect hole_cause = Defect::none;
        uint8_t gap_direction = 0;  // 0 both, 1 incoming, 2 outgoing
    };
    struct ConversationState {
        uint64_t id = 0;
        uint32_t messages = 0;
        uint32_t left_out = 0;
        uint8_t member_count = 0;
        std::array<uint32_t, kMembersMax> phones{};
    };
    // One country's table of one day.
    struct Table {
        Period lost_hours;
        uint32_t lost_rows = 0;
        uint32_t rows = 0;
        ZoneSlip slip = ZoneSlip::none;
        bool has_doubles = false;
        bool is_redelivered = false;
    };

    void begin_day(int64_t day);
    void end_day();
    void note_sides(const Event& event);
    void end_sides(const ConversationState& state, uint32_t conversation);
    void derive_row(const Event& event, uint32_t member);
    Defect why_lost(const Event& event, uint32_t phone, bool is_outgoing);
    bool in_gap(uint32_t phone, int64_t ms, bool is_outgoing);
    void advance_gap(uint32_t phone, int16_t week);
    void end_gap(uint32_t phone);
    void lose(const Event& event, uint32_t phone, Defect cause);
    void end_hole(uint32_t phone);
    void set_times(Sighting& sighting);
    void set_copies(Sighting& sighting);
    void set_redelivery(Sighting& sighting);
    AttachmentState attachment_state(const Event& event) const;
    uint64_t row_bits(Purpose purpose) const;

    const World* world_;
    const Attachments* attachments_;
    Truth* truth_;
    std::vector<Sink*> sinks_;
    const Defects* defects_;
    std::vector<PhoneState> phones_;
    std::vector<ConversationState> conversations_;
    std::array<Table, kCountries> tables_{};
    std::array<uint64_t, kCountries> withheld_rows_{};
    std::array<bool, kCountries> is_withheld_{};
    uint8_t lossy_country_ = 0;  // (D9)
    int64_t day_ = INT64_MIN;
    Draw row_draw_;
    Draw hand_selection_;
    uint64_t row_key_ = 0;  // of the row at hand
    uint64_t rows_ = 0;
    uint64_t lost_ = 0;
    uint32_t shown_by_ = 0;  // phones that show the message at hand
};

}  // namespace verbatim::scenario
