// SPDX-License-Identifier: Apache-2.0
#include "scenario/talk.h"

#include "scenario/purpose.h"

namespace verbatim::scenario {
namespace {

constexpr std::array<std::string_view, 8> kGoods = {"zumbra", "telvo",  "karsin", "mipple",
                                                    "dorvak", "lentra", "quilm",  "bravot"};
constexpr std::array<std::string_view, 16> kWords = {"pelikan", "tulip",  "rocket",  "marmor", "sirene", "kompas",
                                                     "violet",  "bamboo", "saffron", "domino", "kaktus", "polar",
                                                     "safari",  "mango",  "orbit",   "delta"};
constexpr std::array<std::string_view, 11> kLabels = {"none",      "deal-ask",   "deal-price",     "deal-meet",
                                                      "deal-load", "deal-agree", "handover-token", "handover-collect",
                                                      "threat",    "lookalike",  "new-phone"};

// ISO 6346: letters count from 10 and skip multiples of 11, place i weighs 2^i, modulo 11 and then 10.
uint32_t container_value(char c) {
    if (c <= '9') {
        return static_cast<uint32_t>(c - '0');
    }
    const auto letter = static_cast<uint32_t>(c - 'A');
    return 10 + letter + (letter + 9) / 10;
}

std::array<char, 11> make_container(uint32_t number) {
    // An owner code that no owner has registered, to our knowledge; U is freight.
    const std::string body = "QZXU" + std::to_string(1'000'000 + number % 1'000'000).substr(1);
    std::array<char, 11> container{};
    uint32_t sum = 0;
    for (size_t i = 0; i < body.size(); ++i) {
        container[i] = body[i];
        sum += container_value(body[i]) << i;
    }
    container[10] = static_cast<char>('0' + sum % 11 % 10);
    return container;
}

// Two letters and ten digits; digits and letters (as ASCII codes) add up to a multiple of 9.
std::array<char, 12> make_serial(Random& random) {
    std::array<char, 12> serial{};
    uint32_t sum = 0;
    for (size_t i = 0; i < 2; ++i) {
        serial[i] = static_cast<char>('A' + random.below(26));
        sum += static_cast<uint32_t>(serial[i]);
    }
    for (size_t i = 2; i < 11; ++i) {
        serial[i] = static_cast<char>('0' + random.below(10));
        sum += static_cast<uint32_t>(serial[i] - '0');
    }
    serial[11] = static_cast<char>('0' + (9 - sum % 9));
    return serial;
}

}  // namespace

std::string_view name(Label label) {
    return kLabels[static_cast<size_t>(label)];
}

Deal deal(const World& world, uint64_t number) {
    Random random(hash(world.seed(), +Purpose::deal, number));
    Deal deal;
    deal.route = world.route(random.below(world.route_count()));
    deal.goods = kGoods[deal.route.goods % kGoods.size()];
    deal.amount = random.between(1, 60);
    deal.price = 50 * random.between(10, 760);
    deal.place = deal.route.city;
    deal.container = make_container(random.below(1'000'000));
    return deal;
}

Handover handover(const World& world, uint64_t number) {
    Random random(hash(world.seed(), +Purpose::handover, number));
    Handover handover;
    handover.token = make_serial(random);
    handover.word = kWords[random.below(kWords.size())];
    handover.thousands = 5 * random.between(1, 100);
    handover.place = static_cast<uint8_t>(random.below(static_cast<uint32_t>(places().size())));
    return handover;
}

Label label_of_step(TalkKind kind, uint32_t step) {
    constexpr std::array<Label, 5> kDealSteps = {Label::deal_ask, Label::deal_price, Label::deal_meet, Label::deal_load,
                                                 Label::deal_agree};
    switch (kind) {
        case TalkKind::idle:
            return Label::none;
        case TalkKind::deal:
            return step < kDealSteps.size() ? kDealSteps[step] : Label::none;
        case TalkKind::handover_pay:
            return step == 1 ? Label::handover_token : Label::none;
        case TalkKind::handover_collect:
            return step == 0 ? Label::handover_collect : Label::none;
        case TalkKind::threat:
            return step == 1 || step == 3 ? Label::threat : Label::none;
        case TalkKind::lookalike:
            return step == 1 ? Label::lookalike : Label::none;
    }
    return Label::none;
}

}  // namespace verbatim::scenario
