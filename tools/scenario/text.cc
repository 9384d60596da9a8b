// SPDX-License-Identifier: Apache-2.0
#include "scenario/text.h"

#include <charconv>

#include "scenario/languages.h"
#include "scenario/purpose.h"

namespace verbatim::scenario {
namespace {

Sentences sentences(const Language& language, Label label) {
    switch (label) {
        case Label::none:
            break;
        case Label::deal_ask:
            return language.deal_ask;
        case Label::deal_price:
            return language.deal_price;
        case Label::deal_meet:
            return language.deal_meet;
        case Label::deal_load:
            return language.deal_load;
        case Label::deal_agree:
            return language.deal_agree;
        case Label::handover_token:
            return language.handover_token;
        case Label::handover_collect:
            return language.handover_collect;
        case Label::threat:
            return language.threat;
        case Label::lookalike:
            return language.lookalike;
        case Label::new_phone:
            return language.new_phone;
    }
    return language.chat;
}

std::string_view pick(Sentences sentences, Random& random) {
    return sentences[random.below(static_cast<uint32_t>(sentences.size()))];
}

}  // namespace

TextMaker::TextMaker(const World& world) : world_(&world) {
    text_.reserve(kTextBytesMax);
}

std::string_view TextMaker::make(const TextRequest& request) {
    Random random(hash(world_->seed(), +Purpose::text, request.message));
    text_.clear();
    if (request.label != Label::none) {
        fill(pick(sentences(language(request.language), request.label), random), request, random);
    } else if (!request.has_attachment || random.below(3) == 0) {
        append_idle(request, random);
    }
    VB_ASSERT(text_.size() < kTextBytesMax);
    return text_;
}

void TextMaker::append_idle(const TextRequest& request, Random& random) {
    constexpr std::array<std::string_view, 8> kSigns = {"!",           "?",     "...", " \U0001f44d",
                                                        " \U0001f602", " haha", "!!",  " \U0001f6a2"};
    const Language& words = language(request.language);
    fill(pick(words.chat, random), request, random);
    const uint64_t shape = random.next();
    for (uint32_t more = shape % 100 < 12 ? 2 : shape % 100 < 45 ? 1 : 0; more > 0; --more) {
        text_ += ", ";
        fill(pick(words.chat, random), request, random);
    }
    for (uint64_t slang = (shape >> 8) % 100 < 35 ? 1 + (shape >> 16) % 3 : 0; slang > 0; --slang) {
        text_ += ' ';
        text_ += world_->slang(request.language, random.next());
    }
    if ((shape >> 24) % 100 < 18) {
        text_ += kSigns[(shape >> 32) % kSigns.size()];
    }
}

void TextMaker::fill(std::string_view sentence, const TextRequest& request, Random& random) {
    while (true) {
        const size_t open = sentence.find('{');
        text_ += sentence.substr(0, open);
        if (open == std::string_view::npos) {
            return;
        }
        fill_blank(sentence[open + 1], request, random);
        sentence.remove_prefix(open + 3);
    }
}

void TextMaker::fill_blank(char blank, const TextRequest& request, Random& random) {
    const Talk& talk = *request.talk;
    const bool in_deal = talk.kind == TalkKind::deal && request.label != Label::none;
    const bool in_handover = request.label == Label::handover_token || request.label == Label::handover_collect;
    const Deal deal_facts = in_deal ? deal(*world_, talk.fact) : Deal{};
    const Handover handover_facts = in_handover ? handover(*world_, talk.fact) : Handover{};
    switch (blank) {
        case 'p': {
            const uint8_t place = in_deal ? deal_facts.place
                                  : in_handover
                                      ? handover_facts.place
                                      : static_cast<uint8_t>(random.below(static_cast<uint32_t>(places().size())));
            text_ += places()[place].name;
            break;
        }
        case 'd':
            text_ +=
                language(request.language).weekdays[in_deal ? weekday_of(talk.meeting_ms / kDay) : random.below(7)];
            break;
        case 'h':
            append_number(in_deal ? static_cast<uint64_t>(talk.meeting_ms % kDay / kHour) : random.between(8, 22));
            break;
        case 'n':
            append_number(random.between(2, 30));
            break;
        case 's':
            text_ += world_->slang(request.language, random.next());
            break;
        case 'g':
            text_ += deal_facts.goods;
            break;
        case 'a':
            append_number(deal_facts.amount);
            break;
        case 'e':
            append_number(deal_facts.price);
            break;
        case 'c':
            text_ += deal_facts.container_text();
            break;
        case 'k':
            append_number(handover_facts.thousands);
            break;
        case 't':
            text_ += handover_facts.token_text();
            break;
        case 'w':
            text_ += handover_facts.word;
            break;
        case 'v': {
            const uint32_t somebody = random.below(static_cast<uint32_t>(world_->phones().size()));
            text_ += world_->nickname(request.sender_phone,
                                      request.label == Label::new_phone ? request.sender_phone : somebody);
            break;
        }
        default:
            assertion_failed("a sentence has only the blanks that languages.h names", __FILE__, __LINE__);
    }
}

void TextMaker::append_number(uint64_t value) {
    char digits[20];
    text_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

}  // namespace verbatim::scenario
