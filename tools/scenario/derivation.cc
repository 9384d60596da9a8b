// SPDX-License-Identifier: Apache-2.0
#include "scenario/derivation.h"

#include <algorithm>

namespace verbatim::scenario {
namespace {

constexpr int64_t kWeek = 7 * kDay;
constexpr std::array<std::string_view, 3> kDirections = {"both", "incoming", "outgoing"};

}  // namespace

Derivation::Derivation(const World& world, const Attachments& attachments, Truth& truth, std::vector<Sink*> sinks)
    : world_(&world),
      attachments_(&attachments),
      truth_(&truth),
      sinks_(std::move(sinks)),
      defects_(&world.options().defects) {
    row_draw_ = Draw(world.seed(), +Purpose::row);
    hand_selection_ = Draw(world.seed(), +Purpose::hand_selection);
    phones_.resize(world.phones().size());
    conversations_.resize(world.conversations().size());
    std::array<uint32_t, kCountries> counts{};
    for (const Phone& phone : world.phones()) {
        ++counts[phone.country];
    }
    lossy_country_ = static_cast<uint8_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    const PartsPerMillion withheld = defects_->share(Defect::d11);
    for (uint8_t country = 0; country < kCountries; ++country) {
        is_withheld_[country] = happens(hash(world.seed(), +Purpose::metadata, country), withheld);
    }
    // One at least, and one of many phones.
    is_withheld_[lossy_country_] |= withheld > 0;
}

// One chain for the row, one more for each decision about it.
uint64_t Derivation::row_bits(Purpose purpose) const {
    return mix(row_key_ + +purpose * kGolden);
}

void Derivation::begin_day(int64_t day) {
    day_ = day;
    for (uint8_t country = 0; country < kCountries; ++country) {
        const auto draw = [&](Purpose purpose) {
            return hash(world_->seed(), +purpose, country, static_cast<uint64_t>(day));
        };
        Table& table = tables_[country];
        table = {};
        table.has_doubles = happens(draw(Purpose::double_table), defects_->share(Defect::d5));
        table.is_redelivered = happens(draw(Purpose::redelivered_table), defects_->share(Defect::d6));
        const uint64_t slip = draw(Purpose::zone_slip);
        if (happens(slip, defects_->share(Defect::d15))) {
            const uint32_t kind = below(slip, 10);
            const bool has_offset = countries()[country].zone.has_summer;
            table.slip = kind < 6                 ? ZoneSlip::no_zone
                         : kind < 9 && has_offset ? ZoneSlip::hour_off
                                                  : ZoneSlip::month_off;
        }
        const uint64_t loss = draw(Purpose::country_loss);
        if (country == lossy_country_ && day * kDay >= kWindowBegin && happens(loss, defects_->share(Defect::d9))) {
            const int64_t begin = day * kDay + (6 + below(loss, 14)) * kHour;
            table.lost_hours = {begin, begin + (1 + below(mix(loss), 4)) * kHour};
        }
    }
}

void Derivation::end_day() {
    if (!truth_->on() || day_ == INT64_MIN) {
        return;
    }
    Dates dates;
    for (uint8_t country = 0; country < kCountries; ++country) {
        const Table& table = tables_[country];
        if (table.slip != ZoneSlip::none && table.rows > 0) {
            truth_->line(TruthFile::zone_slips)
                .text("country", countries()[country].code)
                .text("date", dates.iso(day_ * kDay))
                .text("kind", name(table.slip))
                .number("rows", table.rows);
        }
        if (table.lost_hours.end > 0) {
            truth_->line(TruthFile::country_losses)
                .text("country", countries()[country].code)
                .number("begin_ms", table.lost_hours.begin)
                .number("end_ms", table.lost_hours.end)
                .number("rows_lost", table.lost_rows);
        }
    }
}

void Derivation::derive(const Event& event) {
    if (event.sent_ms / kDay != day_) {
        end_day();
        begin_day(event.sent_ms / kDay);
    }
    note_sides(event);
    shown_by_ = 0;
    for (uint32_t member = 0; member < event.member_count; ++member) {
        derive_row(event, member);
    }
    for (Sink* sink : sinks_) {
        sink->message(event);
    }
    if (truth_->on()) {
        truth_->message(event);
        if (event.attachment != kNoAttachment && shown_by_ > 0) {
            const AttachmentState state = attachment_state(event);
            const AttachmentFile& file = (*attachments_)[event.attachment];
            if (state != AttachmentState::present) {
                truth_->line(TruthFile::absent_attachments)
                    .message(event)
                    .text("name", absent_name(event.native_id, file.name))
                    .text("shown_as", state == AttachmentState::shown_deleted ? "deleted" : "absent")
                    .text("original_sha256", file.sha256)
                    .number("rows", shown_by_);
            }
        }
    }
}

// Which sides of a conversation the evidence can show at all (D7).
void Derivation::note_sides(const Event& event) {
    ConversationState& state = conversations_[event.conversation];
    const bool is_same =
        state.id == event.conversation_id && state.member_count == event.member_count &&
        std::equal(state.phones.begin(), state.phones.begin() + state.member_count, event.phones.begin());
    if (!is_same) {
        end_sides(state, event.conversation);
        state.id = event.conversation_id;
        state.member_count = event.member_count;
        state.phones = event.phones;
        state.messages = 0;
    }
    ++state.messages;
}

void Derivation::end_sides(const ConversationState& state, uint32_t conversation) {
    if (!truth_->on() || state.messages == 0) {
        return;
    }
    std::array<uint32_t, kMembersMax> lost{};
    std::array<uint32_t, kMembersMax> shown{};
    size_t lost_count = 0;
    size_t shown_count = 0;
    for (size_t i = 0; i < state.member_count; ++i) {
        const uint32_t phone = state.phones[i];
        (world_->phones()[phone].is_captured ? shown[shown_count++] : lost[lost_count++]) = phone;
    }
    if (lost_count > 0) {
        truth_->line(TruthFile::lost_sides)
            .id("conversation", state.id, kConversationIdDigits)
            .text("kind", world_->conversations()[conversation].is_group ? "group" : "direct")
            .numbers("lost_phones", {lost.data(), lost_count})
            .numbers("shown_phones", {shown.data(), shown_count})
            .number("messages", state.messages);
    }
}

void Derivation::derive_row(const Event& event, uint32_t member) {
    const uint32_t phone = event.phones[member];
    const Phone& owner = world_->phones()[phone];
    if (!owner.is_captured) {
        return;
    }
    PhoneState& state = phones_[phone];
    ++state.sequence;
    row_key_ = row_draw_(phone, state.sequence);
    const bool is_outgoing = member == event.sender;
    if (const Defect cause = why_lost(event, phone, is_outgoing); cause != Defect::none) {
        lose(event, phone, cause);
        return;
    }
    end_hole(phone);
    Table& table = tables_[owner.country];
    Sighting sighting;
    sighting.event = &event;
    sighting.owner = &owner;
    sighting.phone = phone;
    sighting.sequence = state.sequence;
    sighting.is_outgoing = is_outgoing;
    sighting.is_metadata_withheld = is_withheld_[owner.country];
    sighting.slip = table.slip;
    sighting.attachment = attachment_state(event);
    set_times(sighting);
    set_copies(sighting);
    set_redelivery(sighting);
    ++table.rows;
    ++rows_;
    ++shown_by_;
    withheld_rows_[owner.country] += sighting.is_metadata_withheld ? 1 : 0;
    for (Sink* sink : sinks_) {
        sink->write(sighting);
    }
}

Defect Derivation::why_lost(const Event& event, uint32_t phone, bool is_outgoing) {
    const int64_t ms = event.sent_ms;
    if (ms < kWindowBegin) {
        // What burned before capture began is gone; the rest lay on the phone and came with the first reading.
        return ms + event.burn_hours * kHour < kWindowBegin ? Defect::d8 : Defect::none;
    }
    if (in_gap(phone, ms, is_outgoing)) {
        ++phones_[phone].gap_lost;
        return Defect::d1;
    }
    const uint8_t country = world_->phones()[phone].country;
    if (country == lossy_country_ && defects_->on(Defect::d9)) {
        if (tables_[country].lost_hours.contains(ms)) {
            ++tables_[country].lost_rows;
            return Defect::d9;
        }
        if (happens(hand_selection_(event.conversation), defects_->share(Defect::d9) / 10 * 3)) {
            ++conversations_[event.conversation].left_out;
            return Defect::d9;
        }
    }
    PhoneState& state = phones_[phone];
    if (state.run_left > 0) {
        --state.run_left;
        return Defect::d3;
    }
    const uint64_t bits = row_bits(Purpose::hole);
    if (happens(bits, defects_->share(Defect::d3))) {
        state.run_left = static_cast<uint16_t>(below(bits, 80));
        return Defect::d3;
    }
    return Defect::none;
}

bool Derivation::in_gap(uint32_t phone, int64_t ms, bool is_outgoing) {
    if (!defects_->on(Defect::d1)) {
        return false;
    }
    const auto week = static_cast<int16_t>((ms - kWindowBegin) / kWeek);
    PhoneState& state = phones_[phone];
    if (week != state.gap_week) {
        advance_gap(phone, week);
    }
    return state.gap.contains(ms) && (state.gap_direction == 0 || (state.gap_direction == 2) == is_outgoing);
}

// Makes the gap of the week current, and tells the truth about those of the weeks before it.
void Derivation::advance_gap(uint32_t phone, int16_t week) {
    PhoneState& state = phones_[phone];
    const Phone& owner = world_->phones()[phone];
    while (state.gap_week < week) {
        end_gap(phone);
        ++state.gap_week;
        state.gap = {};
        state.gap_lost = 0;
        Random random(hash(world_->seed(), +Purpose::gap, phone, static_cast<uint64_t>(state.gap_week)));
        if (!random.happens(defects_->share(Defect::d1))) {
            continue;
        }
        const int64_t week_begin = kWindowBegin + state.gap_week * kWeek;
        const int64_t begin = week_begin + random.below(7 * 24 * 60) * kMinute;
        // 2 to 128 hours, short ones as frequent as long ones.
        const int64_t base = (int64_t{120} << random.below(6)) * kMinute;
        const int64_t length = base + random.below(1000) * (base / 1000);
        state.gap = {std::max(begin, owner.active.begin),
                     std::min({begin + length, week_begin + kWeek, owner.active.end, world_->window().end})};
        const uint32_t kind = random.below(4);
        state.gap_direction = static_cast<uint8_t>(kind < 2 ? 0 : kind - 1);
    }
}

void Derivation::end_gap(uint32_t phone) {
    const PhoneState& state = phones_[phone];
    if (truth_->on() && state.gap.begin < state.gap.end) {
        truth_->line(TruthFile::gaps)
            .number("phone", phone)
            .text("imei", world_->phones()[phone].imei_text())
            .text("handle", world_->handle(world_->phones()[phone].handle))
            .text("direction", kDirections[state.gap_direction])
            .number("begin_ms", state.gap.begin)
            .number("end_ms", state.gap.end)
            .number("messages_lost", state.gap_lost);
    }
}

void Derivation::lose(const Event& event, uint32_t phone, Defect cause) {
    PhoneState& state = phones_[phone];
    ++lost_;
    if (state.hole_cause != cause) {
        end_hole(phone);
        state.hole_cause = cause;
        state.hole_first = state.sequence;
    }
    state.hole_last = state.sequence;
    if (cause == Defect::d8 && truth_->on()) {
        truth_->line(TruthFile::burned)
            .message(event)
            .number("phone", phone)
            .number("sequence", state.sequence)
            .text("state", "gone")
            .number("sent_ms", event.sent_ms)
            .number("burned_ms", event.sent_ms + event.burn_hours * kHour);
    }
}

void Derivation::end_hole(uint32_t phone) {
    PhoneState& state = phones_[phone];
    if (state.hole_cause == Defect::none) {
        return;
    }
    if (truth_->on()) {
        truth_->line(TruthFile::missing_sequences)
            .number("phone", phone)
            .text("imei", world_->phones()[phone].imei_text())
            .number("first", state.hole_first)
            .number("last", state.hole_last)
            .text("cause", name(state.hole_cause));
    }
    state.hole_cause = Defect::none;
}

AttachmentState Derivation::attachment_state(const Event& event) const {
    if (event.attachment == kNoAttachment) {
        return AttachmentState::none;
    }
    const uint64_t bits = hash(world_->seed(), +Purpose::attachment_drop, event.number);
    if (!happens(bits, defects_->share(Defect::d10))) {
        return AttachmentState::present;
    }
    return below(bits, 2) == 0 ? AttachmentState::absent : AttachmentState::shown_deleted;
}

void Derivation::set_times(Sighting& sighting) {
    const Event& event = *sighting.event;
    const Phone& owner = *sighting.owner;
    sighting.sent_ms = owner.clock(event.sent_ms);
    if (!sighting.is_outgoing) {
        const uint64_t delay = row_bits(Purpose::delivery_delay);
        // Mostly about a second; one in 32 waited for a network. What would arrive after the window came just before.
        const int64_t end = world_->window().end;
        int64_t received = event.sent_ms + 300 + below(delay, 2'500);
        if ((delay & 31) == 0) {
            received += below(mix(delay), 20 * 60) * kSecond;
        }
        received = std::min(received, end - 1);
        sighting.received_ms = owner.clock(received);
        const uint64_t read = row_bits(Purpose::read_delay);
        const int64_t read_ms = received + below(read, 30 * 60) * kSecond + kSecond;
        if ((read & 1) == 0 && read_ms < end) {
            sighting.read_ms = owner.clock(read_ms);
        }
    }
    if (owner.skew_ms != 0) {
        const uint64_t odd = row_bits(Purpose::odd_time);
        if (happens(odd, 1'000)) {
            // After an empty battery the clock begins at 1970, or somebody set a wrong year.
            const int64_t true_ms = sighting.sent_ms;
            sighting.sent_ms = below(odd, 4) == 0 ? true_ms + 366 * kDay
                                                  : (event.sent_ms - kWindowBegin + kHistoryDays * kDay) % (30 * kDay);
            sighting.received_ms = sighting.received_ms == 0 ? 0 : sighting.sent_ms + kSecond;
            sighting.read_ms = 0;
            if (truth_->on()) {
                truth_->line(TruthFile::odd_times)
                    .message(event)
                    .number("phone", sighting.phone)
                    .number("sequence", sighting.sequence)
                    .number("written_ms", sighting.sent_ms)
                    .number("true_ms", event.sent_ms);
            }
        }
    }
    const uint64_t burn = row_bits(Purpose::burn);
    if (event.sent_ms >= kWindowBegin && !event.text.empty() && happens(burn, defects_->share(Defect::d8))) {
        const int64_t after = event.sent_ms + kMinute + below(burn, 3600) * kSecond;
        sighting.deleted_ms = owner.clock(after);
        if (truth_->on()) {
            truth_->line(TruthFile::burned)
                .message(event)
                .number("phone", sighting.phone)
                .number("sequence", sighting.sequence)
                .text("state", "row-without-text")
                .number("sent_ms", event.sent_ms)
                .number("burned_ms", after);
        }
    }
}

void Derivation::set_copies(Sighting& sighting) {
    constexpr PartsPerMillion kDoubledInTable = 190'000;  // 3,000 of 16,000
    Defect cause = Defect::none;
    if (const uint64_t bits = row_bits(Purpose::repeat); happens(bits, defects_->share(Defect::d4))) {
        sighting.copies = static_cast<uint8_t>(2 + below(bits, 8));
        cause = Defect::d4;
    } else if (tables_[sighting.owner->country].has_doubles &&
               happens(row_bits(Purpose::double_row), kDoubledInTable)) {
        sighting.copies = 2;
        cause = Defect::d5;
    }
    if (cause != Defect::none && truth_->on()) {
        truth_->line(TruthFile::duplicates)
            .message(*sighting.event)
            .number("phone", sighting.phone)
            .number("sequence", sighting.sequence)
            .number("copies", static_cast<uint32_t>(sighting.copies))
            .text("cause", name(cause));
    }
}

void Derivation::set_redelivery(Sighting& sighting) {
    if (!tables_[sighting.owner->country].is_redelivered) {
        return;
    }
    const uint32_t kind = below(row_bits(Purpose::redelivered_row), 100);
    sighting.redelivery = kind < 12   ? Redelivery::missing
                          : kind < 18 ? Redelivery::changed
                          : kind < 22 ? Redelivery::added
                                      : Redelivery::same;
    if (sighting.redelivery != Redelivery::same && truth_->on()) {
        Dates dates;
        truth_->line(TruthFile::redelivery_differences)
            .text("country", countries()[sighting.owner->country].code)
            .text("date", dates.iso(sighting.event->sent_ms))
            .text("kind", name(sighting.redelivery))
            .message(*sighting.event)
            .number("phone", sighting.phone)
            .number("sequence", sighting.sequence);
    }
}

void Derivation::finish() {
    end_day();
    const auto last_week = static_cast<int16_t>((world_->window().end - 1 - kWindowBegin) / kWeek);
    for (uint32_t phone = 0; phone < phones_.size(); ++phone) {
        if (!world_->phones()[phone].is_captured) {
            continue;
        }
        end_hole(phone);
        if (defects_->on(Defect::d1)) {
            advance_gap(phone, last_week);
            end_gap(phone);
        }
    }
    for (uint32_t number = 0; number < conversations_.size(); ++number) {
        const ConversationState& state = conversations_[number];
        end_sides(state, number);
        if (state.left_out > 0 && truth_->on()) {
            truth_->line(TruthFile::hand_selection)
                .number("conversation_number", number)
                .id("conversation", state.id, kConversationIdDigits)
                .text("country", countries()[lossy_country_].code)
                .number("rows_left_out", state.left_out);
        }
    }
    for (uint8_t country = 0; country < kCountries; ++country) {
        if (is_withheld_[country] && truth_->on()) {
            constexpr std::array<std::string_view, 3> kFields = {"cell", "received", "read"};
            truth_->line(TruthFile::metadata_withheld)
                .text("country", countries()[country].code)
                .texts("fields", kFields)
                .number("rows", withheld_rows_[country]);
        }
    }
}

}  // namespace verbatim::scenario
