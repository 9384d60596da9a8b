// SPDX-License-Identifier: Apache-2.0
// Stream: the messages of the network as they were written, in the order of true time, hour by hour.
//
// How many messages an hour has follows from the rhythm of days and weeks. At any time some talks are going on; each
// message belongs to one of them, and an ended talk is followed by another of busy people. So chats come in bursts,
// with turns and replies, and no message is kept. Two streams of one world give the same events; one may run hours
// behind the other. One thread.
#pragma once

#include <array>
#include <vector>

#include "scenario/talk.h"
#include "scenario/text.h"
#include "scenario/world.h"

namespace verbatim::scenario {

inline constexpr uint16_t kUsualBurnHours = 168;
inline constexpr uint16_t kNoAttachment = UINT16_MAX;

// One message as it was written. `text` is valid until the next event.
struct Event {
    uint64_t number = 0;
    uint64_t native_id = 0;
    uint64_t conversation_id = 0;  // what the evidence calls conversation: follows the handles in it
    uint64_t reply_to = 0;         // native id, 0 for none
    uint64_t talk = 0;
    int64_t sent_ms = 0;  // true time
    uint32_t conversation = 0;
    uint16_t burn_hours = 0;
    uint16_t attachment = kNoAttachment;  // see attachments.h
    uint8_t member_count = 0;
    uint8_t sender = 0;  // index in phones
    uint8_t language = 0;
    Label label = Label::none;
    bool is_group = false;
    bool is_encrypted = false;
    std::array<uint32_t, kMembersMax> phones{};  // of the members at that time; those without a phone are left out
    std::string_view text;

    uint32_t sender_phone() const { return phones[sender]; }
};

// The payer's half of a handover, until the collector's half is over.
struct PendingHandover {
    Talk pay;
    uint32_t conversation = kNone;  // where the collector will speak
    int64_t due_ms = 0;
};

class StreamObserver {
  public:
    virtual ~StreamObserver() = default;
    // `pay` is given for the collector's half.
    virtual void talk_ended(const Talk& talk, const PendingHandover* pay) = 0;
};

class Stream {
  public:
    // `observer` may be null.
    Stream(const World& world, StreamObserver* observer);

    uint32_t hours() const { return static_cast<uint32_t>(starts_.size() - 1); }
    int64_t hour_begin(uint32_t hour) const { return world_->history_begin() + hour * kHour; }
    uint64_t messages_in(uint32_t hour) const { return starts_[hour + 1] - starts_[hour]; }
    // Calls visit(const Event&) for each message of the next hour; false when there is none.
    template <class Visit>
    bool next_hour(Visit&& visit) {
        if (hour_ == hours()) {
            return false;
        }
        const uint64_t count = messages_in(hour_);
        for (uint64_t i = 0; i < count; ++i) {
            make_event(i, count);
            visit(static_cast<const Event&>(event_));
        }
        ++hour_;
        return true;
    }
    // Ends the talks that are still going on; the last call.
    void finish();

  private:
    struct Slot {
        Talk talk;
        bool is_collecting = false;  // the handover of `collected`
        PendingHandover collected;
    };
    void plan_hours();
    void make_event(uint64_t index, uint64_t count);
    bool take_phones(uint32_t conversation, int64_t ms);
    void begin_talk(Slot& slot, int64_t ms);
    void choose_conversation(Slot& slot, int64_t ms);
    TalkKind choose_kind(uint64_t bits) const;
    void end_talk(Slot& slot);
    void remember_handover(const Talk& talk);
    uint8_t choose_sender(const Talk& talk, uint64_t bits) const;

    const World* world_;
    StreamObserver* observer_;
    TextMaker text_;
    std::vector<uint64_t> starts_;  // first message of each hour
    std::vector<Slot> slots_;
    std::vector<PendingHandover> pending_;  // bounded
    std::array<PartsPerMillion, 4> kind_shares_{};
    Event event_;
    Draw conversation_id_;
    Draw attachment_;
    uint64_t native_id_key_;
    Random random_;
    uint64_t talks_ = 0;
    uint32_t hour_ = 0;
};

}  // namespace verbatim::scenario
