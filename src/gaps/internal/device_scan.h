// SPDX-License-Identifier: Apache-2.0
// DeviceScan: one device's rows, in the order of its numbers or of time, become what the checks need of them.
//
//   DeviceScan scan(limits...);  scan.add(row) ...;  const DeviceActivity& seen = scan.finish();
//
// In the order of numbers, a stretch whose times jump ahead and come back (a table read in a wrong month, a clock set
// wrong for a day) is taken out again, as if it had no time; rows that step back without that are left out too.
// Keeps talks and long silences, not rows: both are bounded by the window's length over half an hour, unless times run
// back and forth; then kKeptMax ends it in an error. Holes in the numbers are reported while rows pass.
#pragma once

#include <functional>

#include "gaps/gaps.h"
#include "gaps/internal/rhythm.h"
#include "gaps/internal/window.h"

namespace verbatim::gaps {

// A time in which rows of one side are absent: from a row to the next of that side.
struct Interval {
    Beside before;
    std::optional<Beside> after;  // none: to the device's last row
    int64_t end_ms = 0;
    uint64_t missing = 0;       // numbers
    uint64_t holes = 0;         // runs of them
    uint64_t other_rows = 0;    // of the other side
    uint64_t between_rows = 0;  // of the other side, between the first hole and the last
};

// How long rows of one direction follow each other, where no number is missing between.
class Runs {
  public:
    static constexpr size_t kLongest = 512;
    void add(uint64_t length) { ++counts_[std::min<uint64_t>(length, kLongest)]; }
    // That a run is at least so long: as seen, and beyond the rarest hundredth extrapolated at the pace of the tail.
    double chance_of(uint64_t length) const;

  private:
    std::array<uint64_t, kLongest + 1> counts_{};
};

struct DeviceActivity {
    std::string device;
    uint64_t rows = 0;
    uint64_t without_time = 0;
    uint64_t outside = 0;
    std::array<uint64_t, kSides> side_rows{};  // in the window; `both` is all of them
    std::vector<Talk> talks;                   // by time
    std::array<std::vector<Interval>, kSides> intervals;
    std::array<Runs, kSides> runs;  // incoming, outgoing
    std::vector<Span> holes;        // of half an hour or more, by number
    uint64_t displaced = 0;         // rows whose times do not fit their numbers
    uint64_t missing = 0;
    uint64_t leading = 0;
    RepeatedNumbers repeated;
    OutsideWindow outside_rows;
    std::optional<Beside> first;  // in the window
    std::optional<Beside> last;
};

class DeviceScan {
  public:
    using OnHole = std::function<Result<void>(const MissingNumbers&)>;
    DeviceScan(const Window& window, int64_t min_ms, OnHole on_hole)
        : window_(window), min_ms_(min_ms), on_hole_(std::move(on_hole)) {}

    // `numbered`: rows come by number and its holes count.
    void begin(std::string_view device, bool numbered);
    Result<void> add(const store::DeviceRow& row);
    // Valid until the next begin().
    Result<DeviceActivity*> finish();

  private:
    static constexpr size_t kKeptMax = 4'000'000;
    struct Open {
        Interval interval;
        uint64_t since_hole = 0;  // rows of the other side since the last hole
    };
    // The state before times jumped ahead, to go back to if they come back.
    struct Mark {
        int64_t before_ms = 0;
        int64_t after_ms = 0;
        Beside last;
        size_t talks = 0;
        Talk last_talk;
        std::array<size_t, kSides> intervals{};
        size_t hole_spans = 0;
        std::array<Open, kSides> open;
        uint64_t missing = 0;
        uint64_t hole_runs = 0;
        uint64_t rows = 0;
    };
    Result<void> pass_number(const store::DeviceRow& row, const Beside& at, bool& is_repeated);
    void count_outside(const Beside& at);
    void pass_time(const store::DeviceRow& row, const Beside& at);
    bool fits_numbers(const Beside& at);
    void mark(const Beside& at);
    void go_back_to(const Mark& mark);
    void close(Side side, const Beside* after, int64_t end_ms);
    void end_run();

    const Window window_;
    const int64_t min_ms_;
    OnHole on_hole_;
    bool numbered_ = false;
    DeviceActivity seen_;
    std::array<Open, kSides> open_;
    std::optional<Beside> last_any_;  // by number, whatever its time
    record::Direction last_direction_ = record::Direction::unknown;
    bool last_was_repeated_ = false;
    std::vector<Mark> marks_;
    uint64_t hole_runs_ = 0;
    uint64_t timed_rows_ = 0;
    record::Direction run_direction_ = record::Direction::unknown;
    uint64_t run_length_ = 0;
    bool run_has_hole_ = false;
};

}  // namespace verbatim::gaps
