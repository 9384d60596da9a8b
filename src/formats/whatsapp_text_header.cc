// SPDX-License-Identifier: Apache-2.0
#include "formats/whatsapp_text_header.h"

#include <algorithm>

#include "text/utf8.h"

namespace verbatim::formats::whatsapp {
namespace {

using text::NumberRead;
using text::read_number;
using text::skip_marks;
using text::skip_spaces;

bool at_char(std::string_view line, size_t at, char wanted) {
    return at < line.size() && line[at] == wanted;
}

// Between date and time some languages write a word: French "12/07/2017 à 22:35".
constexpr auto kBetween = std::to_array<std::string_view>({"à ", "às ", "at ", "um ", "kl. ", "в ", "о ", "alle "});
constexpr auto kCommas = std::to_array<std::string_view>({",", "،", "、"});

size_t skip_between(std::string_view line, size_t at) {
    at = skip_marks(line, at);
    for (const std::string_view comma : kCommas) {
        if (line.substr(at).starts_with(comma)) {
            at += comma.size();
            break;
        }
    }
    const size_t begin = skip_spaces(line, at);
    for (const std::string_view word : kBetween) {
        if (line.substr(begin).starts_with(word)) {
            return skip_spaces(line, begin + word.size());
        }
    }
    return begin;
}

// "31/12/2020", "31.12.20", "2020-12-31", "2020. 12. 31.", "31/12/2563 BE"
std::optional<size_t> read_date(std::string_view line, size_t at, Header& header) {
    for (size_t field = 0; field < 3; ++field) {
        at = skip_marks(line, at);
        const std::optional<NumberRead> number = read_number(line, at, 5);
        const bool may_be_year = field != 1;
        if (!number || number->digits == 3 || number->digits > 4 || (number->digits == 4 && !may_be_year)) {
            return std::nullopt;
        }
        header.date[field] = *number;
        at = skip_marks(line, number->end);
        if (field == 2) {
            break;
        }
        if (!at_char(line, at, '/') && !at_char(line, at, '.') && !at_char(line, at, '-')) {
            return std::nullopt;
        }
        if (field == 1 && line[at] != header.separator) {
            return std::nullopt;
        }
        header.separator = line[at];
        ++at;
        if (header.separator == '.') {
            at = skip_spaces(line, at);
        }
    }
    if (header.date[0].digits == 4 && header.date[2].digits > 2) {
        return std::nullopt;
    }
    if (header.separator == '.' && at_char(line, at, '.')) {
        ++at;  // "2020. 12. 31. "
    }
    // No other calendar in use reaches 2400 yet.
    for (const NumberRead& field : header.date) {
        header.buddhist = header.buddhist || (field.digits == 4 && field.value >= 2400 && field.value < 2700);
    }
    if (line.substr(at).starts_with(" BE")) {
        header.buddhist = true;
        at += 3;
    }
    return at;
}

// A colon, a full stop, or "h" with blanks (Canadian French).
std::optional<size_t> skip_clock_separator(std::string_view line, size_t at) {
    at = skip_marks(line, at);
    if (at_char(line, at, ':') || at_char(line, at, '.')) {
        return at + 1;
    }
    const size_t letter = skip_spaces(line, at);
    if (at_char(line, letter, 'h') || at_char(line, letter, 'H')) {
        return skip_spaces(line, letter + 1);
    }
    return std::nullopt;
}

// "23:59", "23.59.59", "11:59 PM", "下午11:59". `end` is behind the time, before any blank.
std::optional<size_t> read_clock(std::string_view line, size_t at, Header& header) {
    std::optional<int> half;
    at = skip_marks(line, at);
    std::optional<NumberRead> hour = read_number(line, at, 3);
    if (!hour) {
        const std::optional<text::NameRead> part = text::read_day_part(line, at);
        if (!part) {
            return std::nullopt;
        }
        half = part->value;
        at = skip_spaces(line, part->end);
        hour = read_number(line, at, 3);
    }
    if (!hour || hour->digits > 2) {
        return std::nullopt;
    }
    const std::optional<size_t> behind_hour = skip_clock_separator(line, hour->end);
    const std::optional<NumberRead> minute =
        behind_hour ? read_number(line, skip_marks(line, *behind_hour), 3) : std::nullopt;
    if (!minute || minute->digits != 2) {
        return std::nullopt;
    }
    size_t end = minute->end;
    header.hour = static_cast<int32_t>(hour->value);
    header.minute = static_cast<int32_t>(minute->value);
    const size_t mark = skip_marks(line, end);
    if (at_char(line, mark, ':') || at_char(line, mark, '.')) {
        const std::optional<NumberRead> second = read_number(line, mark + 1, 3);
        if (second && second->digits == 2) {
            header.second = static_cast<int32_t>(second->value);
            header.frame.seconds = true;
            end = second->end;
        }
    }
    if (!half) {
        if (const std::optional<text::NameRead> part = text::read_day_part(line, skip_spaces(line, end))) {
            half = part->value;
            end = part->end;
        }
    }
    if (half) {
        header.frame.day_part = true;
        header.hour = header.hour <= 12 ? text::hour_of_day(header.hour, *half) : 99;
    }
    return end;
}

// What closes the header: "]", " - " or, on old iPhones, ": ". Sets the style and the body.
bool read_close(std::string_view line, size_t at, bool bracket, Header& header) {
    at = skip_marks(line, at);
    if (bracket) {
        if (!at_char(line, at, ']')) {
            return false;
        }
        header.frame.style = Frame::Style::brackets;
        header.body = at + 1;
        if (at_char(line, header.body, ' ')) {
            ++header.body;
        }
        return true;
    }
    const size_t dash = skip_spaces(line, at);
    if (dash > at && (at_char(line, dash, '-') || line.substr(dash).starts_with("–"))) {
        const size_t behind = dash + (line[dash] == '-' ? 1 : 3);
        if (behind < line.size() && line[behind] != ' ') {
            return false;
        }
        header.frame.style = Frame::Style::dash;
        header.body = std::min(behind + 1, line.size());
        return true;
    }
    if (at_char(line, at, ':') && at_char(line, at + 1, ' ') && header.frame.seconds) {
        header.frame.style = Frame::Style::colon;
        header.body = at + 2;
        return true;
    }
    return false;
}

int32_t full_year(const NumberRead& year, bool buddhist) {
    const int32_t value = static_cast<int32_t>(year.value);
    if (year.digits <= 2) {
        return 2000 + value;
    }
    return buddhist ? value - 543 : value;
}

}  // namespace

std::optional<Header> read_header(std::string_view line) {
    size_t at = skip_marks(line, 0);
    if (at >= line.size()) {
        return std::nullopt;
    }
    Header header;
    const bool bracket = line[at] == '[';
    if (bracket) {
        at = skip_marks(line, at + 1);
    }
    header.raw_begin = at;
    if (const std::optional<size_t> date_end = read_date(line, at, header)) {
        const size_t clock = skip_between(line, *date_end);
        const std::optional<size_t> end = clock > *date_end ? read_clock(line, clock, header) : std::nullopt;
        if (end && read_close(line, *end, bracket, header)) {
            header.raw_end = *end;
            return header;
        }
        return std::nullopt;
    }
    // "[11:05 PM, 3/10/2021] ": the time first, as WhatsApp Web copies.
    if (!bracket) {
        return std::nullopt;
    }
    header = {};
    header.raw_begin = at;
    header.frame.time_first = true;
    const std::optional<size_t> clock_end = read_clock(line, at, header);
    const std::optional<size_t> date_end =
        clock_end ? read_date(line, skip_between(line, *clock_end), header) : std::nullopt;
    if (!date_end || !read_close(line, *date_end, bracket, header)) {
        return std::nullopt;
    }
    header.raw_end = *date_end;
    return header;
}

std::string_view name(DateOrder order) {
    switch (order) {
        case DateOrder::dmy:
            return "dmy";
        case DateOrder::mdy:
            return "mdy";
        case DateOrder::ymd:
            return "ymd";
    }
    return "";
}

std::optional<DateOrder> date_order(std::string_view word) {
    for (const DateOrder order : {DateOrder::dmy, DateOrder::mdy, DateOrder::ymd}) {
        if (word == name(order)) {
            return order;
        }
    }
    return std::nullopt;
}

std::optional<text::ParsedTime> read_time(const Header& header, DateOrder order) {
    if (header.date[0].digits == 4) {
        order = DateOrder::ymd;
    } else if (header.date[2].digits == 4 && order == DateOrder::ymd) {
        order = DateOrder::dmy;
    }
    const size_t year = order == DateOrder::ymd ? 0 : 2;
    const size_t month = order == DateOrder::mdy ? 0 : 1;
    const size_t day = order == DateOrder::dmy ? 0 : order == DateOrder::mdy ? 1 : 2;
    text::ParsedTime time;
    time.civil = {full_year(header.date[year], header.buddhist),
                  static_cast<int32_t>(header.date[month].value),
                  static_cast<int32_t>(header.date[day].value),
                  header.hour,
                  header.minute,
                  header.second,
                  0};
    const std::optional<int64_t> ms = text::civil_to_ms(time.civil);
    // WhatsApp is of 2009: an earlier year is another calendar (Persian 1399, Islamic 1442) or a broken line.
    if (!ms || time.civil.year < 2000) {
        return std::nullopt;
    }
    time.local_ms = *ms;
    time.precision = header.frame.seconds ? text::TimePrecision::second : text::TimePrecision::minute;
    return time;
}

void DateOrderEvidence::add(const Header& header, std::string_view line, uint64_t line_number) {
    constexpr int64_t kDayMs = 86'400'000;
    buddhist_years_ += header.buddhist ? 1 : 0;
    if (header.date[0].digits == 4) {
        ++year_first_;
        return;
    }
    ++headers_;
    two_digit_years_ += header.date[2].digits <= 2 ? 1 : 0;
    long_year_ = long_year_ || header.date[2].digits == 4;
    short_field_ = short_field_ || header.date[0].digits == 1 || header.date[1].digits == 1;
    day_part_ = day_part_ || header.frame.day_part;
    differing_ += header.date[0].value != header.date[1].value ? 1 : 0;
    separator_ = separator_ == 0 ? header.separator : separator_;
    for (const DateOrder order : {DateOrder::dmy, DateOrder::mdy, DateOrder::ymd}) {
        Candidate& candidate = candidates_[static_cast<size_t>(order)];
        const bool impossible_shape = order == DateOrder::ymd && header.date[2].digits == 4;
        const std::optional<text::ParsedTime> time = impossible_shape ? std::nullopt : read_time(header, order);
        if (!time) {
            if (header.hour > 23 || header.minute > 59) {
                continue;  // the clock is to blame, not the order
            }
            if (candidate.impossible++ == 0) {
                constexpr size_t kShown = 64;
                const std::string_view raw = line.substr(header.raw_begin, header.raw_end - header.raw_begin);
                candidate.impossible_line = line_number;
                candidate.impossible_text = raw.size() <= kShown ? raw : raw.substr(0, 0);
            }
            continue;
        }
        if (candidate.last_ms && time->local_ms + kDayMs < *candidate.last_ms) {
            ++candidate.backward;
        }
        candidate.last_ms = time->local_ms;
    }
}

DateOrderEvidence::Verdict DateOrderEvidence::verdict() const {
    Verdict verdict;
    if (headers_ == 0) {
        verdict.order = DateOrder::ymd;
        verdict.decided = true;
        verdict.evidence = "every date begins with a year of four digits";
        return verdict;
    }
    // 1. Dates that cannot exist.
    uint64_t fewest = candidates_[0].impossible;
    for (const Candidate& candidate : candidates_) {
        fewest = std::min(fewest, candidate.impossible);
    }
    std::array<DateOrder, 3> left{};
    size_t count = 0;
    for (const DateOrder order : {DateOrder::dmy, DateOrder::mdy, DateOrder::ymd}) {
        if (candidates_[static_cast<size_t>(order)].impossible == fewest) {
            left[count++] = order;
        }
    }
    verdict.order = left[0];
    const auto impossible_as = [this](DateOrder order) {
        const Candidate& candidate = candidates_[static_cast<size_t>(order)];
        return "line " + std::to_string(candidate.impossible_line) + " (\"" + candidate.impossible_text +
               "\") is no date read as " + std::string(name(order));
    };
    // Dates with a four-digit year at the end are not year-first in any case; that alone is no news.
    const DateOrder rival = verdict.order == DateOrder::dmy ? DateOrder::mdy : DateOrder::dmy;
    if (count == 1) {
        verdict.decided = true;
        verdict.evidence = impossible_as(rival);
        if (fewest > 0) {
            verdict.evidence +=
                "; " + std::to_string(fewest) + " of " + std::to_string(headers_) + " dates fit no single order";
        }
        return verdict;
    }
    // 2. The order in which time runs.
    const auto backward = [this](DateOrder order) { return candidates_[static_cast<size_t>(order)].backward; };
    DateOrder runner_up = left[1];
    verdict.order = left[0];
    for (size_t i = 1; i < count; ++i) {
        if (backward(left[i]) < backward(verdict.order)) {
            runner_up = verdict.order;
            verdict.order = left[i];
        } else if (i == 1 || backward(left[i]) < backward(runner_up)) {
            runner_up = left[i];
        }
    }
    const uint64_t best = backward(verdict.order);
    const uint64_t second = backward(runner_up);
    if (best < second) {
        verdict.decided = true;
        const DateOrder swapped = verdict.order == DateOrder::dmy ? DateOrder::mdy : DateOrder::dmy;
        if (candidates_[static_cast<size_t>(swapped)].impossible > fewest) {
            verdict.evidence = impossible_as(swapped) + "; ";
        }
        verdict.evidence += "read as " + std::string(name(verdict.order)) + " the times run back by more than a day " +
                            std::to_string(best) + " times, read as " + std::string(name(runner_up)) + " " +
                            std::to_string(second) + " times";
        return verdict;
    }
    const bool only_day_and_month = candidates_[static_cast<size_t>(DateOrder::ymd)].impossible > fewest;
    if (differing_ == 0 && only_day_and_month) {
        verdict.order = DateOrder::dmy;
        verdict.decided = true;
        verdict.evidence = "day and month are the same number in every date";
        return verdict;
    }
    // 3. Nothing in the file decides: the habit of the writers, said as such. en-US alone writes the month first, with
    // slashes, without padding, with two digits of the year.
    const bool american = separator_ == '/' && !long_year_ && short_field_ && day_part_;
    const bool year_first_left = candidates_[static_cast<size_t>(DateOrder::ymd)].impossible == fewest;
    verdict.order = american ? DateOrder::mdy : DateOrder::dmy;
    verdict.evidence = "undecided: " + std::to_string(headers_) + " dates fit dmy, mdy" +
                       (year_first_left ? " and ymd" : "") + " alike; " +
                       (american ? "read month first because of slashes, short numbers and a 12-hour clock"
                                 : "read day first, as most of the world writes");
    return verdict;
}

}  // namespace verbatim::formats::whatsapp
