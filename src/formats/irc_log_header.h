// SPDX-License-Identifier: Apache-2.0
// What tells the day and the channel of an IRC log: lines that open, close or date it, its path, and its joins.
// Nothing here is proof; the format declares what it takes from a path. Pure functions; a reader is immutable.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "text/datetime.h"

namespace verbatim::formats::irc {

// Lines that open, close or date a log.
struct LogHeader {
    enum class Type : uint8_t {
        opened,
        closed,
        day_changed,
        dated,
        ident
    } type = Type::opened;  // dated: which of them is not known
    std::optional<text::CivilTime> day;
    std::string_view channel;  // of ident
};
class LogHeaderReader {
  public:
    static Result<LogHeaderReader> create();
    std::optional<LogHeader> read(std::string_view line) const;

  private:
    LogHeaderReader(text::DateTimePattern with_time, text::DateTimePattern without_time)
        : with_time_(std::move(with_time)), without_time_(std::move(without_time)) {}
    std::optional<text::CivilTime> day_of(std::string_view text) const;

    text::DateTimePattern with_time_;
    text::DateTimePattern without_time_;
};

// "#channel" in a path or after "joined "; empty if there is none.
std::string_view channel_in_path(std::string_view path);
std::string_view channel_joined(std::string_view line);
// A date in the last component of a path: 2004-12-25, 2004_12_25, 20041225.
struct PathDate {
    text::CivilTime day;
    std::string_view text;
};
std::optional<PathDate> date_in_path(std::string_view path);

}  // namespace verbatim::formats::irc
