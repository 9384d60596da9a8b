// SPDX-License-Identifier: Apache-2.0
// The header of a WhatsApp export line ("[31/12/2020, 23:59:59] ", "12/31/20, 11:59 PM - ") and the order of its date.
//
// read_header() knows every frame and clock seen in exports; it reads numbers, not yet a date. DateOrderEvidence takes
// the headers of the whole file and says which of day, month and year stands where, and why. Nothing here allocates
// per line. Sources: docs/formats/whatsapp_text.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "text/datetime.h"

namespace verbatim::formats::whatsapp {

// What is the same on every line of one export: a line with another frame is pasted text, not a header.
struct Frame {
    enum class Style : uint8_t { brackets, dash, colon } style = Style::dash;
    bool time_first = false;
    bool seconds = false;
    bool day_part = false;

    bool operator==(const Frame&) const = default;
    static constexpr size_t kCount = 24;
    size_t index() const {
        return static_cast<size_t>(style) * 8 + (time_first ? 4U : 0U) + (seconds ? 2U : 0U) + (day_part ? 1U : 0U);
    }
    static Frame from_index(size_t index) {
        return {static_cast<Style>(index / 8), (index & 4) != 0, (index & 2) != 0, (index & 1) != 0};
    }
};

struct Header {
    Frame frame;
    std::array<text::NumberRead, 3> date;  // in the order written
    char separator = '/';
    int32_t hour = 0;  // of the day: the day part is already applied
    int32_t minute = 0;
    int32_t second = 0;
    bool buddhist = false;  // "BE" behind the year, or a year that only this era has reached
    size_t raw_begin = 0;   // the date and time as written: [raw_begin, raw_end) of the line
    size_t raw_end = 0;
    size_t body = 0;  // where the text behind the header begins
};

// No value if the line does not begin with a header.
std::optional<Header> read_header(std::string_view line);

enum class DateOrder : uint8_t { dmy, mdy, ymd };
std::string_view name(DateOrder order);
std::optional<DateOrder> date_order(std::string_view word);

// The date and time of a header; no value if they are none. Two-digit years are of this century: WhatsApp is younger.
std::optional<text::ParsedTime> read_time(const Header& header, DateOrder order);

class DateOrderEvidence {
  public:
    void add(const Header& header, std::string_view line, uint64_t line_number);

    struct Verdict {
        DateOrder order = DateOrder::dmy;
        bool decided = false;
        std::string evidence;
    };
    Verdict verdict() const;
    uint64_t two_digit_years() const { return two_digit_years_; }
    uint64_t buddhist_years() const { return buddhist_years_; }

  private:
    struct Candidate {
        uint64_t impossible = 0;       // dates that do not exist read this way
        uint64_t impossible_line = 0;  // the first of them
        std::string impossible_text;
        uint64_t backward = 0;  // steps back of more than a day
        std::optional<int64_t> last_ms;
    };
    std::array<Candidate, 3> candidates_;
    uint64_t headers_ = 0;     // that leave the order open at all
    uint64_t year_first_ = 0;  // with four digits: certain by themselves
    uint64_t two_digit_years_ = 0;
    uint64_t buddhist_years_ = 0;
    uint64_t differing_ = 0;    // day and month are different numbers
    bool short_field_ = false;  // "1/2/21": not padded
    bool long_year_ = false;
    bool day_part_ = false;
    char separator_ = 0;
};

}  // namespace verbatim::formats::whatsapp
