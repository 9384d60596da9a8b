// SPDX-License-Identifier: Apache-2.0
// World: who exists in the made-up network. Made once from the seed; the only thing whose memory grows, and it grows
// with persons, not with messages.
//
// A *person* has one or two *lines*: a line is one place in the network, held by a row of crypto *phones* one after the
// other. A new phone mostly brings a new handle (a two-word alias), sometimes the handle moves. *Conversations* are
// between lines, so they outlive phones; what the evidence calls conversation changes with the handles. Nicknames are
// what the owner of one phone calls a handle. What can be computed from numbers alone (nicknames, whereabouts, routes,
// contents of pictures) is not stored. Immutable after construction; any thread may read.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/calendar.h"
#include "scenario/options.h"
#include "scenario/places.h"

namespace verbatim::scenario {

inline constexpr size_t kMembersMax = 8;
inline constexpr uint32_t kNone = UINT32_MAX;

struct Person {
    uint32_t organisation = 0;
    uint8_t country = 0;
    uint8_t home = 0;  // see places()
    uint8_t language = 0;
    int8_t rhythm_hours = 0;  // gets up so much later than others
};

struct Line {
    uint32_t person = 0;
    uint32_t first_phone = 0;
    uint8_t phone_count = 0;
};

struct Phone {
    Period active;
    uint32_t line = 0;
    uint32_t handle = 0;
    int32_t skew_ms = 0;            // its clock at the start of the window minus the true time (D2)
    int32_t drift_ms_each_day = 0;  // (D2)
    std::array<char, 15> imei{};
    uint8_t country = 0;
    bool is_captured = true;  // (D7)

    std::string_view imei_text() const { return {imei.data(), imei.size()}; }
    int64_t clock(int64_t true_ms) const {
        return true_ms + skew_ms + (true_ms - kWindowBegin) / kHour * drift_ms_each_day / 24;
    }
};

struct Conversation {
    uint32_t first_member = 0;
    uint8_t member_count = 0;
    uint8_t language = 0;
    bool is_group = false;
};

struct Route {
    uint8_t port = 0;
    uint8_t via = 0;
    uint8_t city = 0;
    uint8_t goods = 0;
};

class World {
  public:
    explicit World(const Options& options);

    const Options& options() const { return options_; }
    uint64_t seed() const { return options_.seed; }
    Period window() const { return {kWindowBegin, kWindowBegin + options_.days * kDay}; }
    // From when messages exist: before the window if phones still hold old ones (D8).
    int64_t history_begin() const;

    std::span<const Person> persons() const { return persons_; }
    std::span<const Line> lines() const { return lines_; }
    std::span<const Phone> phones() const { return phones_; }
    std::span<const Conversation> conversations() const { return conversations_; }
    std::span<const uint32_t> members(const Conversation& conversation) const {
        return {members_.data() + conversation.first_member, conversation.member_count};
    }
    // The conversations of a line.
    std::span<const uint32_t> conversations_of(uint32_t line) const {
        return {line_conversations_.data() + line_starts_[line], line_starts_[line + 1] - line_starts_[line]};
    }
    uint32_t handle_count() const { return static_cast<uint32_t>(handles_.size()); }
    std::string_view handle(uint32_t handle) const { return {handles_[handle].text, handles_[handle].size}; }
    // The phone that holds the line at a time, or kNone.
    uint32_t phone_at(uint32_t line, int64_t ms) const {
        const Line& found = lines_[line];
        for (uint32_t phone = found.first_phone; phone < found.first_phone + found.phone_count; ++phone) {
            if (phones_[phone].active.contains(ms)) {
                return phone;
            }
        }
        return kNone;
    }
    // What the owner of `phone` calls the holder of another phone (D13: each phone for itself).
    std::string_view nickname(uint32_t phone, uint32_t other_phone) const;
    std::string_view slang(uint8_t language, uint64_t bits) const;
    // "+31600000017": the number of a person's own phone. Its prefix is not in use anywhere.
    std::string personal_number(uint32_t person) const;

    uint32_t route_count() const;
    Route route(uint32_t number) const;
    uint8_t whereabouts(uint32_t person, int64_t day_number) const;  // see places()

  private:
    // Blocks of at least Cursor::kShortBytes.
    struct Handle {
        char text[24];
        uint8_t size;
    };
    void make_persons();
    void make_phones(uint32_t line);
    uint32_t add_phone(uint32_t line, Period active, uint32_t handle);
    uint32_t add_handle();
    void make_conversations();
    void make_words();

    Options options_;
    std::vector<Person> persons_;
    std::vector<Line> lines_;
    std::vector<Phone> phones_;
    std::vector<Handle> handles_;
    std::vector<Conversation> conversations_;
    std::vector<uint32_t> members_;
    std::vector<uint32_t> line_starts_;
    std::vector<uint32_t> line_conversations_;
    struct Nickname {
        char text[24];
        uint8_t size;
    };
    std::vector<Nickname> nicknames_;
    Draw own_nickname_;
    Draw nickname_;
    Draw whereabouts_;
    std::array<std::vector<std::string>, 3> slang_;  // by Script
};

}  // namespace verbatim::scenario
