// SPDX-License-Identifier: Apache-2.0
// What WhatsApp itself writes into an export, in the languages it has: omitted media, attached files, deleted and
// edited messages, calls, places, polls, notices, and the names of export files.
//
// classify() takes the text behind "Name: " and says what it is. What no table knows stays ordinary text: nothing is
// guessed from resemblance. Two shapes need no table, because only WhatsApp writes them: "IMG-20200101-WA0001.jpg
// (...)" and, behind the left-to-right mark that iPhones put before generated text, "<...: file.ext>". Sources of the
// words: docs/formats/whatsapp_text.md. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "record/message.h"

namespace verbatim::formats::whatsapp {

struct Body {
    record::Kind kind = record::Kind::text;
    std::string_view text;    // what is left for a reader: caption, text, or the whole notice
    std::string_view marker;  // what WhatsApp wrote around it ("<Media omitted>"), as it stands
    std::string_view edited;  // the edit marker, as it stands
    bool attachment = false;
    std::string_view attachment_name;  // empty: the export does not name the file
    std::string_view attachment_kind;  // image, video, audio, sticker, gif, document, contact, media
};

// `generated`: the line comes from an iPhone export, where a leading U+200E marks text that WhatsApp wrote.
Body classify(std::string_view body, bool generated_marks);

// A line without a sender: what kind of notice. system, or call where the words say so.
record::Kind classify_notice(std::string_view body);

// The chat's name in "WhatsApp Chat with NAME.txt" or "WhatsApp Chat - NAME/_chat.txt"; no value if the path has none.
struct TitleHint {
    std::string title;  // paths are bytes: invalid UTF-8 is replaced
    std::string file;   // the path component it was read from
};
std::optional<TitleHint> title_from_path(std::string_view path);

// The notice that calls and messages are encrypted, in its many wordings.
bool is_encryption_notice(std::string_view body);

}  // namespace verbatim::formats::whatsapp
