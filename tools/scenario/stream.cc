// SPDX-License-Identifier: Apache-2.0
#include "scenario/stream.h"

#include <algorithm>

#include "scenario/attachments.h"
#include "scenario/purpose.h"

namespace verbatim::scenario {
namespace {

// Share of a day's messages in each hour of local time: quiet at night, most in the evening.
constexpr std::array<uint32_t, 24> kHourWeights = {22, 13, 8,  5,  4,  5,  9,  18, 29, 38, 44, 48,
                                                   52, 50, 48, 47, 50, 56, 62, 68, 72, 66, 52, 36};
constexpr std::array<uint32_t, 7> kWeekdayWeights = {96, 98, 100, 104, 112, 101, 82};
constexpr uint32_t kMessagesPerTalk = 10;
constexpr size_t kSlotsMax = 1 << 16;
constexpr size_t kPendingMax = 64;

uint64_t hour_weight(const World& world, int64_t begin) {
    const int64_t local = begin + offset_minutes(countries()[0].zone, begin) * kMinute;
    const uint64_t bits = hash(world.seed(), +Purpose::rhythm, static_cast<uint64_t>(begin / kHour));
    uint64_t weight = kHourWeights[static_cast<size_t>(local % kDay / kHour)];
    weight *= kWeekdayWeights[weekday_of(local / kDay)];
    weight *= 75 + below(bits, 51);
    // Now and then something has happened and everybody writes.
    if (happens(bits, 8'000)) {
        weight *= 3;
    }
    // Old messages on the phones are few: most people clear them.
    // The division keeps plan_hours() within 64 bits.
    return (begin < kWindowBegin ? weight : weight * 4) / 64;
}

PartsPerMillion at_least(PartsPerMillion share, uint64_t wanted, uint64_t talks) {
    return std::max(share, static_cast<PartsPerMillion>(
                               std::min<uint64_t>(wanted * kAlways / std::max<uint64_t>(talks, 1), 60'000)));
}

}  // namespace

Stream::Stream(const World& world, StreamObserver* observer)
    : world_(&world),
      observer_(observer),
      text_(world),
      conversation_id_(world.seed(), +Purpose::conversation_id),
      attachment_(world.seed(), +Purpose::attachment),
      native_id_key_(hash(world.seed(), +Purpose::native_id)),
      random_(hash(world.seed(), +Purpose::stream)) {
    plan_hours();
    // A talk of ten messages takes some twenty minutes: so many go on at once as have a message every two minutes.
    const uint64_t each_minute = world.options().messages / (world.options().days * 24 * 60);
    slots_.resize(std::clamp<uint64_t>(each_minute * 2, 1, kSlotsMax));
    pending_.reserve(kPendingMax);
    const uint64_t talks = world.options().messages / kMessagesPerTalk;
    kind_shares_ = {at_least(40'000, 4, talks), at_least(4'000, 4, talks), at_least(250, 4, talks),
                    at_least(1'000, 8, talks)};
}

void Stream::plan_hours() {
    const int64_t begin = world_->history_begin();
    const auto hours = static_cast<uint32_t>((world_->window().end - begin) / kHour);
    std::vector<uint64_t> sums(hours + 1);
    for (uint32_t hour = 0; hour < hours; ++hour) {
        sums[hour + 1] = sums[hour] + hour_weight(*world_, begin + hour * kHour);
    }
    // messages * sum does not fit 64 bits in the largest worlds, hence the two steps.
    const uint64_t messages = world_->options().messages;
    const uint64_t whole = messages / sums[hours];
    const uint64_t part = messages % sums[hours];
    starts_.resize(hours + 1);
    for (uint32_t hour = 0; hour <= hours; ++hour) {
        starts_[hour] = whole * sums[hour] + part * sums[hour] / sums[hours];
    }
}

void Stream::make_event(uint64_t index, uint64_t count) {
    const uint64_t number = starts_[hour_] + index;
    const int64_t ms = hour_begin(hour_) + static_cast<int64_t>((index * kHour + random_.below(kHour)) / count);
    const uint64_t bits = random_.next();
    Slot& slot = slots_[below(bits, static_cast<uint32_t>(slots_.size()))];
    if (slot.talk.left == 0 || !take_phones(slot.talk.conversation, ms)) {
        end_talk(slot);
        begin_talk(slot, ms);
    }
    Talk& talk = slot.talk;
    const Conversation& conversation = world_->conversations()[talk.conversation];
    event_.number = number;
    event_.native_id = native_id_key_ ^ mix(number + 1);
    event_.sent_ms = ms;
    event_.talk = talk.number;
    event_.conversation = talk.conversation;
    event_.is_group = conversation.is_group;
    event_.is_encrypted = talk.is_encrypted;
    event_.burn_hours = talk.burn_hours;
    event_.language = conversation.language;
    event_.sender = choose_sender(talk, bits);
    event_.reply_to = talk.messages > 0 && (bits & 0xf) == 0 ? talk.last_native_id : 0;
    event_.label = label_of_step(talk.kind, talk.messages);
    event_.attachment = kNoAttachment;
    const Phone& phone = world_->phones()[event_.sender_phone()];
    if (event_.label == Label::none) {
        // Whoever has a new phone says so.
        const Line& line = world_->lines()[phone.line];
        const bool is_new = event_.sender_phone() != line.first_phone && ms - phone.active.begin < 12 * kHour;
        if (is_new && (bits >> 4 & 3) == 0) {
            event_.label = Label::new_phone;
        } else if (happens(attachment_(number), 20'000)) {
            event_.attachment = static_cast<uint16_t>(below(mix(bits), kAttachmentFiles));
        }
    }
    if (event_.label != Label::none) {
        talk.keep(number, event_.label);
        if (event_.sender < talk.speakers.size()) {
            talk.speakers[event_.sender] = event_.sender_phone();
        }
    }
    event_.text = text_.make(
        {number, &talk, event_.label, event_.language, event_.sender_phone(), event_.attachment != kNoAttachment});
    if (talk.messages == 0) {
        talk.first_message = number;
    }
    talk.last_message = number;
    talk.last_native_id = event_.native_id;
    talk.conversation_id = event_.conversation_id;
    ++talk.messages;
    --talk.left;
}

// Fills the event's members; false if the conversation cannot go on because too few have a phone.
bool Stream::take_phones(uint32_t conversation, int64_t ms) {
    const Conversation& found = world_->conversations()[conversation];
    event_.member_count = 0;
    uint64_t handles = 0;
    for (const uint32_t line : world_->members(found)) {
        const uint32_t phone = world_->phone_at(line, ms);
        if (phone != kNone) {
            event_.phones[event_.member_count++] = phone;
            handles += mix(world_->phones()[phone].handle + kGolden);
        }
    }
    // A direct chat is known by its two handles, a group keeps its id.
    event_.conversation_id =
        hash(world_->seed(), +Purpose::conversation_id, found.is_group ? conversation : handles) >> 16;
    return event_.member_count >= 2;
}

void Stream::begin_talk(Slot& slot, int64_t ms) {
    slot.talk = {};
    slot.is_collecting = false;
    Talk& talk = slot.talk;
    talk.number = talks_++;
    talk.begin_ms = ms;
    Random random(hash(world_->seed(), +Purpose::talk, talk.number));
    choose_conversation(slot, ms);
    talk.left = 2 + random.below(9);
    talk.left += random.below(9);
    talk.is_encrypted = random.happens(world_->options().defects.share(Defect::d12));
    constexpr std::array<uint16_t, 4> kOtherBurnTimes = {24, 72, 336, 720};
    talk.burn_hours = random.below(4) != 0 ? kUsualBurnHours : kOtherBurnTimes[random.below(4)];
    if (slot.is_collecting) {
        talk.kind = TalkKind::handover_collect;
        talk.fact = slot.collected.pay.fact;
    } else {
        talk.kind = choose_kind(random.next());
        talk.fact = talk.number;
    }
    if (talk.kind != TalkKind::idle) {
        talk.left = std::max(talk.left, 6U);
    }
    if (talk.kind == TalkKind::deal) {
        // Two statements: the order of calls within one is not defined, and would differ between compilers.
        const int64_t day = ms / kDay + 1 + random.below(4);
        talk.meeting_ms = day * kDay + (8 + random.below(14)) * kHour;
    }
}

TalkKind Stream::choose_kind(uint64_t bits) const {
    constexpr std::array<TalkKind, 4> kKinds = {TalkKind::deal, TalkKind::handover_pay, TalkKind::threat,
                                                TalkKind::lookalike};
    uint32_t drawn = below(bits, kAlways);
    for (size_t i = 0; i < kKinds.size(); ++i) {
        if (drawn < kind_shares_[i]) {
            return kKinds[i];
        }
        drawn -= kind_shares_[i];
    }
    return TalkKind::idle;
}

void Stream::choose_conversation(Slot& slot, int64_t ms) {
    if (!pending_.empty() && pending_.front().due_ms <= ms) {
        slot.collected = pending_.front();
        pending_.erase(pending_.begin());
        if (take_phones(slot.collected.conversation, ms)) {
            slot.talk.conversation = slot.collected.conversation;
            slot.is_collecting = true;
            return;
        }
        if (observer_ != nullptr) {
            observer_->talk_ended(slot.collected.pay, nullptr);
        }
    }
    const auto count = static_cast<uint32_t>(world_->conversations().size());
    for (uint32_t tries = 0;; ++tries) {
        // Squaring makes some conversations far busier than others.
        const uint64_t share = random_.next() >> 32;
        uint32_t conversation = static_cast<uint32_t>(((share * share >> 32) * count) >> 32);
        if (tries >= 32) {  // at the edges of time few have phones: take the next that has
            conversation = (conversation + tries) % count;
        }
        const Conversation& found = world_->conversations()[conversation];
        const Person& person = world_->persons()[world_->lines()[world_->members(found)[0]].person];
        const int64_t local =
            ms + offset_minutes(countries()[person.country].zone, ms) * kMinute - person.rhythm_hours * kHour;
        const bool is_awake =
            random_.below(kHourWeights[20]) < 4 + kHourWeights[static_cast<size_t>(local % kDay / kHour)];
        if ((is_awake || tries >= 2) && take_phones(conversation, ms)) {
            slot.talk.conversation = conversation;
            return;
        }
    }
}

uint8_t Stream::choose_sender(const Talk& talk, uint64_t bits) const {
    if (talk.kind != TalkKind::idle || !event_.is_group) {
        // Turns, but now and then somebody writes twice.
        const uint32_t turn = talk.messages + (talk.kind == TalkKind::idle && (bits >> 8 & 3) == 0 ? 1 : 0);
        return static_cast<uint8_t>((turn + talk.number) % 2);
    }
    return static_cast<uint8_t>((bits >> 8 & 0xff) % event_.member_count);
}

void Stream::end_talk(Slot& slot) {
    if (slot.talk.messages == 0) {
        return;
    }
    if (slot.talk.kind == TalkKind::handover_pay && slot.talk.key_count > 0) {
        remember_handover(slot.talk);
    } else if (observer_ != nullptr) {
        observer_->talk_ended(slot.talk, slot.is_collecting ? &slot.collected : nullptr);
    }
    slot.talk.messages = 0;
}

void Stream::remember_handover(const Talk& talk) {
    const auto members = world_->members(world_->conversations()[talk.conversation]);
    Random random(hash(world_->seed(), +Purpose::handover, talk.number, 1));
    // One who heard the token passes it on, in another conversation if there is one.
    const auto others = world_->conversations_of(members[random.below(static_cast<uint32_t>(members.size()))]);
    PendingHandover pending;
    pending.pay = talk;
    pending.conversation = others[random.below(static_cast<uint32_t>(others.size()))];
    for (uint32_t i = 0; i < others.size() && pending.conversation == talk.conversation; ++i) {
        pending.conversation = others[i];
    }
    pending.due_ms = talk.begin_ms + random.between(30, 600) * kMinute;
    if (pending_.size() == kPendingMax) {
        if (observer_ != nullptr) {
            observer_->talk_ended(pending_.front().pay, nullptr);
        }
        pending_.erase(pending_.begin());
    }
    pending_.push_back(pending);
}

void Stream::finish() {
    for (Slot& slot : slots_) {
        end_talk(slot);
    }
    for (const PendingHandover& pending : pending_) {
        if (observer_ != nullptr) {
            observer_->talk_ended(pending.pay, nullptr);
        }
    }
    pending_.clear();
}

}  // namespace verbatim::scenario
