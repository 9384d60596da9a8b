// SPDX-License-Identifier: Apache-2.0
// One line of an IRC log: its time stamp, and what stands behind it.
//
// Layouts: irssi, WeeChat, XChat and HexChat (also their scrollback files), mIRC, ZNC, eggdrop, supybot, dircproxy, the
// Ubuntu logs, and bare "<nick> text". Which client wrote a file does not matter: stamp and body are read apart, and
// every line on its own. No allocation per line. Sources: docs/formats/irc_log.md. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "text/datetime.h"

namespace verbatim::formats::irc {

struct Stamp {
    enum class Type : uint8_t {
        none,
        clock,      // "[09:14]", "09:14:33": the day is elsewhere
        month_day,  // "Dec 31 21:11:55", "[14 Jan 10:36]": the year is elsewhere
        full,       // "2005-01-08T23:33:54", "T 1232074579"
    } type = Type::none;
    std::string_view raw;
    std::string_view channel;              // "channel 2013-01-26 [15:04]": some collections put it in front
    std::optional<text::ParsedTime> time;  // none: it looks like a stamp and is no time ("39:95:90")
    size_t end = 0;                        // of the stamp and one blank behind it
    bool tab = false;                      // a tab follows: columns of WeeChat
    bool scrollback = false;               // no blank need stand behind "<nick>"
};

Stamp read_stamp(std::string_view line);

struct Body {
    enum class Type : uint8_t { message, action, notice, event, other } type = Type::other;
    std::string_view nick;      // without the channel mode in front of it
    std::string_view mode;      // "@", "+" ... as written
    std::string_view hostmask;  // "user@host", where the log has it
    std::string_view event;     // join, part, quit, nick, kick, mode, topic; empty: some other notice
    std::string_view text;
};

// `text` is what stands behind the stamp. `stamped`: a line without a stamp is only an event or a "<nick>" line.
// No value: the line fits no layout.
std::optional<Body> read_body(std::string_view text, const Stamp& stamp);

// Colours and other formatting codes of mIRC removed; the input itself if there are none.
std::string_view without_formatting(std::string_view text, std::string& scratch);

}  // namespace verbatim::formats::irc
