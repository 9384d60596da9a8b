// SPDX-License-Identifier: Apache-2.0
#include "formats/irc_log_header.h"

#include <algorithm>
#include <array>

#include "formats/irc_log_line.h"
#include "text/utf8.h"

namespace verbatim::formats::irc {

using text::NumberRead;
using text::ParsedTime;
using text::read_number;

Result<LogHeaderReader> LogHeaderReader::create() {
    VB_TRY_ASSIGN(text::DateTimePattern with_time, text::DateTimePattern::compile("EEE MMM d HH:mm:ss[ z] yyyy"));
    VB_TRY_ASSIGN(text::DateTimePattern without_time, text::DateTimePattern::compile("EEE MMM d yyyy"));
    return LogHeaderReader(std::move(with_time), std::move(without_time));
}

std::optional<text::CivilTime> LogHeaderReader::day_of(std::string_view text) const {
    for (const text::DateTimePattern* pattern : {&with_time_, &without_time_}) {
        if (const std::optional<ParsedTime> time = pattern->parse(text); time && time->date_complete) {
            return text::CivilTime{time->civil.year, time->civil.month, time->civil.day, 0, 0, 0, 0};
        }
    }
    return std::nullopt;
}

std::optional<LogHeader> LogHeaderReader::read(std::string_view line) const {
    struct Form {
        std::string_view begin;
        LogHeader::Type type;
    };
    constexpr auto kForms = std::to_array<Form>({
        {"--- Log opened ", LogHeader::Type::opened},
        {"--- Log closed ", LogHeader::Type::closed},
        {"--- Day changed ", LogHeader::Type::day_changed},
        {"Session Start: ", LogHeader::Type::opened},
        {"Session Close: ", LogHeader::Type::closed},
        {"Session Time: ", LogHeader::Type::day_changed},
        {"**** BEGIN LOGGING AT ", LogHeader::Type::opened},
        {"**** ENDING LOGGING AT ", LogHeader::Type::closed},
        {"**** END LOGGING AT ", LogHeader::Type::closed},
    });
    for (const Form& form : kForms) {
        if (line.starts_with(form.begin)) {
            if (const std::optional<text::CivilTime> day = day_of(line.substr(form.begin.size()))) {
                return LogHeader{form.type, day, {}};
            }
            return std::nullopt;
        }
    }
    if (line.starts_with("Session Ident: ")) {
        return LogHeader{LogHeader::Type::ident, std::nullopt, text::trim(line.substr(15))};
    }
    // XChat in other languages: "**** INIZIO DEL LOG Sun Feb 26 19:52:46 2012". The date is the last five words.
    if (line.starts_with("**** ")) {
        size_t begin = line.size();
        for (int words = 0; words < 5 && begin != std::string_view::npos && begin > 0; ++words) {
            begin = line.rfind(' ', begin - 1);
            while (begin != std::string_view::npos && begin > 0 && line[begin - 1] == ' ') {
                --begin;
            }
        }
        if (begin != std::string_view::npos && begin > 4) {
            if (const std::optional<text::CivilTime> day = day_of(line.substr(begin))) {
                return LogHeader{LogHeader::Type::dated, day, {}};
            }
        }
    }
    // eggdrop: "[00:00] --- Mon Jan  1 2012"
    const Stamp stamp = read_stamp(line);
    if (stamp.type == Stamp::Type::clock) {
        const std::string_view rest = line.substr(stamp.end);
        if (rest.starts_with("--- ")) {
            if (const std::optional<text::CivilTime> day = day_of(rest.substr(4))) {
                return LogHeader{LogHeader::Type::day_changed, day, {}};
            }
        }
    }
    return std::nullopt;
}

std::string_view channel_in_path(std::string_view path) {
    size_t hash = path.find('#');
    while (hash != std::string_view::npos && hash > 0 &&
           std::string_view("/._- ").find(path[hash - 1]) == std::string_view::npos) {
        hash = path.find('#', hash + 1);  // "C#-notes" is no channel
    }
    if (hash == std::string_view::npos) {
        return {};
    }
    std::string_view channel = path.substr(hash, path.find('/', hash) - hash);
    for (const std::string_view ending : {".log", ".txt", ".weechatlog", ".irclog"}) {
        if (channel.ends_with(ending)) {
            channel.remove_suffix(ending.size());
        }
    }
    // "#channel_20120131" (ZNC), "#channel.20120131" (mIRC), "#channel-2012-01-31"
    if (const std::optional<PathDate> date = date_in_path(channel)) {
        const size_t begin = static_cast<size_t>(date->text.data() - channel.data());
        if (begin > 2) {
            channel = channel.substr(0, begin - 1);
        }
    }
    return channel.size() > 1 ? channel : std::string_view();
}

std::string_view channel_joined(std::string_view line) {
    constexpr auto kWords = std::to_array<std::string_view>({"joined #", "talking on #", "talking in #"});
    for (const std::string_view words : kWords) {
        const size_t at = line.find(words);
        if (at != std::string_view::npos) {
            const size_t begin = at + words.size() - 1;
            std::string_view channel = line.substr(begin, line.find_first_of(" \t.,)[", begin) - begin);
            return channel.size() > 1 ? channel : std::string_view();
        }
    }
    return {};
}

std::optional<PathDate> date_in_path(std::string_view path) {
    const std::string_view file = path.substr(path.rfind('/') + 1);
    for (size_t at = 0; at + 8 <= file.size(); ++at) {
        if (at > 0 && file[at - 1] >= '0' && file[at - 1] <= '9') {
            continue;
        }
        const std::optional<NumberRead> year = read_number(file, at, 9);
        if (!year) {
            continue;
        }
        PathDate found;
        if (year->digits == 8) {
            found.day = {static_cast<int32_t>(year->value / 10'000),
                         static_cast<int32_t>(year->value / 100 % 100),
                         static_cast<int32_t>(year->value % 100),
                         0,
                         0,
                         0,
                         0};
            found.text = file.substr(at, 8);
        } else if (year->digits == 4 && at + 10 <= file.size() &&
                   (file[at + 4] == '-' || file[at + 4] == '_' || file[at + 4] == '.') &&
                   file[at + 7] == file[at + 4]) {
            const std::optional<NumberRead> month = read_number(file, at + 5, 2);
            const std::optional<NumberRead> day = read_number(file, at + 8, 3);
            if (!month || !day || month->digits != 2 || day->digits != 2) {
                continue;
            }
            found.day = {static_cast<int32_t>(year->value),
                         static_cast<int32_t>(month->value),
                         static_cast<int32_t>(day->value),
                         0,
                         0,
                         0,
                         0};
            found.text = file.substr(at, 10);
        } else {
            continue;
        }
        // IRC is of 1988.
        if (found.day.year >= 1988 && found.day.year < 2100 && text::civil_to_ms(found.day)) {
            return found;
        }
    }
    return std::nullopt;
}

}  // namespace verbatim::formats::irc
