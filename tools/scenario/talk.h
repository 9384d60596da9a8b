// SPDX-License-Identifier: Apache-2.0
// Talk: what a handful of messages between the same people is about, with the facts that its texts speak of.
//
// Most talks are idle. Some arrange a *deal* (goods, amount, price, place, day, container), some a *handover* of money:
// the payer's side names a banknote as token in one conversation, and later the collector's side names the same token
// in another. Few are *threats* to a life, and more are *lookalikes*: the words of a threat in a harmless sense. The
// facts of a deal or handover follow from its number, so none are stored. Values and pure functions; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "scenario/world.h"

namespace verbatim::scenario {

enum class TalkKind : uint8_t { idle, deal, handover_pay, handover_collect, threat, lookalike };
// What one message is, for the ground truth. Idle messages have `none`.
enum class Label : uint8_t {
    none,
    deal_ask,
    deal_price,
    deal_meet,
    deal_load,
    deal_agree,
    handover_token,
    handover_collect,
    threat,
    lookalike,
    new_phone,
};
std::string_view name(Label label);

struct Deal {
    Route route;
    std::string_view goods;
    uint32_t amount = 0;
    uint32_t price = 0;  // of one, in euros
    uint8_t place = 0;   // where it is handed over, see places()
    std::array<char, 11> container{};
    std::string_view container_text() const { return {container.data(), container.size()}; }
};
Deal deal(const World& world, uint64_t number);

struct Handover {
    std::array<char, 12> token{};  // serial number of a euro note of the second series
    std::string_view word;
    uint32_t thousands = 0;
    uint8_t place = 0;
    std::string_view token_text() const { return {token.data(), token.size()}; }
};
Handover handover(const World& world, uint64_t number);

// A message of a talk that carries its facts.
struct KeyMessage {
    uint64_t number = 0;
    Label label = Label::none;
};
inline constexpr size_t kKeyMessages = 8;

struct Talk {
    uint64_t number = 0;
    uint64_t fact = 0;  // number of the deal or handover
    uint64_t first_message = 0;
    uint64_t last_message = 0;
    uint64_t last_native_id = 0;
    uint64_t conversation_id = 0;
    int64_t begin_ms = 0;
    int64_t meeting_ms = 0;  // of a deal
    uint32_t conversation = 0;
    uint32_t messages = 0;  // so far
    uint32_t left = 0;
    uint16_t burn_hours = 0;
    TalkKind kind = TalkKind::idle;
    uint8_t key_count = 0;
    bool is_encrypted = false;  // could not be decrypted (D12)
    std::array<KeyMessage, kKeyMessages> key{};
    std::array<uint32_t, 2> speakers = {kNone, kNone};  // phones of those who say what it is about

    void keep(uint64_t message, Label label) {
        if (key_count < kKeyMessages) {
            key[key_count++] = {message, label};
        }
    }
};

// What the step of a talk is; Label::none is idle talk.
Label label_of_step(TalkKind kind, uint32_t step);

}  // namespace verbatim::scenario
