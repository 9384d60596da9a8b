// SPDX-License-Identifier: Apache-2.0
// Random messages for property tests: every field present or absent, text of any script and length.
#pragma once

#include <rapidcheck.h>

#include <deque>
#include <string>

#include "record/record.h"

namespace verbatim::record {

struct MadeMessage {
    std::deque<std::string> texts;  // what the views point into; a deque keeps its elements in place
    Message message;
    SourceIdentity source;
};

inline std::string random_text() {
    static const char* const kPieces[] = {"a",
                                          "Z",
                                          " ",
                                          "\n",
                                          "word",
                                          "ß",
                                          "é",
                                          "\xc2\xa0",
                                          "中",
                                          "文",
                                          "я",
                                          "ذ",
                                          "😀",
                                          "\t",
                                          "\"",
                                          "\\",
                                          "\xe3\x80\x80",
                                          "\xe2\x80\xa8",
                                          "\0",
                                          "e\xcc\x81",
                                          "\xf0\x9f\x87\xb3\xf0\x9f\x87\xb1"};
    const auto picks = *rc::gen::container<std::vector<size_t>>(rc::gen::inRange<size_t>(0, std::size(kPieces)));
    std::string text;
    for (const size_t pick : picks) {
        text += kPieces[pick][0] == '\0' ? std::string(1, '\0') : std::string(kPieces[pick]);
    }
    return text;
}

inline Hash random_hash() {
    Hash hash;
    for (auto& byte : hash.bytes) {
        byte = *rc::gen::arbitrary<uint8_t>();
    }
    return hash;
}

inline void make_random(MadeMessage& made) {
    const auto text = [&]() -> std::string_view {
        return *rc::gen::arbitrary<bool>() ? std::string_view() : made.texts.emplace_back(random_text());
    };
    const auto below = [](int end) { return static_cast<uint8_t>(*rc::gen::inRange(0, end)); };
    Message& m = made.message;
    if (*rc::gen::arbitrary<bool>()) {
        m.locator = {*rc::gen::arbitrary<uint64_t>(), *rc::gen::arbitrary<uint64_t>(), {}, 0};
    } else {
        m.locator.table = "messages";
        m.locator.row = *rc::gen::arbitrary<int64_t>();
    }
    m.platform = text();
    m.account = text();
    m.device = text();
    m.conversation_id = text();
    m.conversation_title = text();
    m.conversation_kind = static_cast<ConversationKind>(below(4));
    for (int i = below(4); i > 0; --i) {
        m.participants.push_back(text());
    }
    m.sender = text();
    m.sender_name = text();
    m.direction = static_cast<Direction>(below(3));
    for (Time& time : m.times) {
        time.raw = text();
        if (*rc::gen::arbitrary<bool>()) {
            time.utc_ms = *rc::gen::arbitrary<int64_t>();
        }
        if (time.present()) {
            time.zone = text();
            time.basis = static_cast<ZoneBasis>(below(4));
            time.precision = static_cast<Precision>(below(9));
        }
    }
    m.text = text();
    for (int i = below(3); i > 0; --i) {
        Attachment& a = m.attachments.emplace_back();
        a.name = text();
        a.mime_stated = text();
        a.mime_found = text();
        if (*rc::gen::arbitrary<bool>()) {
            a.size_bytes = *rc::gen::arbitrary<uint64_t>();
        }
        if (*rc::gen::arbitrary<bool>()) {
            a.sha256 = random_hash();
        }
        a.hash_stated = text();
        a.url = text();
        a.kind = text();
    }
    m.kind = static_cast<Kind>(below(12));
    m.native_id = text();
    m.reply_to = text();
    m.forwarded_from = text();
    for (int i = below(4); i > 0; --i) {
        m.rest.push_back({text(), text(), static_cast<FieldType>(below(2))});
    }
    made.source.object = random_hash();
    made.source.parser = random_text();
    made.source.parser_version = *rc::gen::arbitrary<uint32_t>();
    for (int i = below(3); i > 0; --i) {
        made.source.container.push_back({random_hash(), random_text()});
    }
    if (*rc::gen::arbitrary<bool>()) {
        made.source.settings = random_hash();
    }
}

}  // namespace verbatim::record
