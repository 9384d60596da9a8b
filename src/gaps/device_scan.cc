// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/device_scan.h"

#include <algorithm>
#include <cmath>

namespace verbatim::gaps {
namespace {

using record::Direction;

// Runs of busy times are longer than the device's usual ones: the tail falls more slowly than it began to.
constexpr double kTailPace = 0.6;
constexpr int64_t kStepBackMs = 10 * 60'000;
constexpr int64_t kSameTimeMs = 1'000;
constexpr int64_t kJumpMs = 2 * kHourMs;          // ahead: perhaps a displaced stretch begins
constexpr int64_t kDisplacedMostMs = 2 * kDayMs;  // a stretch lasts no longer than that by its own times
constexpr size_t kMarks = 64;
constexpr int64_t kHoleSpanMs = kTalkPauseMs;

Side side_of(Direction direction) {
    return direction == Direction::incoming ? Side::incoming : Side::outgoing;
}

size_t index(Side side) {
    return static_cast<size_t>(side);
}

}  // namespace

double Runs::chance_of(uint64_t length) const {
    uint64_t total = 0;
    for (const uint64_t count : counts_) {
        total += count;
    }
    if (total == 0 || length <= 1) {
        return 1;
    }
    // Places where a tenth and a hundredth of the runs are left; the pace between them goes on beyond.
    uint64_t left = total;
    size_t tenth = 0;
    size_t hundredth = 0;
    double at_length = 0;
    for (size_t i = 1; i <= kLongest; ++i) {
        if (i == length) {
            at_length = static_cast<double>(left) / static_cast<double>(total);
        }
        if (left * 10 >= total) {
            tenth = i;
        }
        if (left * 100 >= total) {
            hundredth = i;
        }
        left -= counts_[i];
    }
    if (length <= hundredth) {
        return at_length;
    }
    const double steps = static_cast<double>(std::max<size_t>(hundredth - tenth, 1));
    const double each = std::pow(0.1, kTailPace / steps);
    return 0.01 * std::pow(each, static_cast<double>(length - hundredth));
}

void DeviceScan::begin(std::string_view device, bool numbered) {
    seen_ = {};
    seen_.device = device;
    open_ = {};
    numbered_ = numbered;
    last_any_.reset();
    last_direction_ = Direction::unknown;
    last_was_repeated_ = false;
    marks_.clear();
    hole_runs_ = 0;
    timed_rows_ = 0;
    run_direction_ = Direction::unknown;
    run_length_ = 0;
    run_has_hole_ = false;
}

Result<void> DeviceScan::add(const store::DeviceRow& row) {
    const Beside at{row.seq, row.sort_ms, row.sequence};
    ++seen_.rows;
    bool is_repeated = false;
    if (numbered_ && row.sequence != store::kNoSequence) {
        VB_TRY(pass_number(row, at, is_repeated));
    }
    if (row.sort_ms == store::kNoTime) {
        ++seen_.without_time;
    } else if (row.sort_ms < window_.begin_ms || row.sort_ms >= window_.end_ms) {
        count_outside(at);
    } else {
        ++seen_.side_rows[index(Side::both)];
        if (row.direction != Direction::unknown) {
            ++seen_.side_rows[index(side_of(row.direction))];
        }
        if (!is_repeated) {
            pass_time(row, at);
        }
    }
    if (seen_.talks.size() + seen_.holes.size() + seen_.intervals[0].size() > kKeptMax) {
        return Error{Code::limit,
                     "the times of this device run back and forth too often to follow",
                     {seen_.device, {}},
                     "state the capture window with --from and --to"};
    }
    return {};
}

Result<void> DeviceScan::pass_number(const store::DeviceRow& row, const Beside& at, bool& is_repeated) {
    if (last_any_ && row.sequence == last_any_->number) {
        is_repeated = true;
        seen_.repeated.numbers += last_was_repeated_ ? 0 : 1;
        ++seen_.repeated.extra_rows;
        const bool same = row.direction == last_direction_ && std::abs(row.sort_ms - last_any_->ms) <= kSameTimeMs;
        seen_.repeated.conflicting += same ? 0 : 1;
        last_was_repeated_ = true;
        return {};
    }
    const uint64_t next = last_any_ ? last_any_->number + 1 : 1;
    if (row.sequence > next) {
        const uint64_t count = row.sequence - next;
        (last_any_ ? seen_.missing : seen_.leading) += count;
        if (last_any_) {
            ++hole_runs_;
            for (Open& open : open_) {
                open.interval.missing += count;
                open.interval.between_rows += open.interval.holes > 0 ? open.since_hole : 0;
                ++open.interval.holes;
                open.since_hole = 0;
            }
            run_has_hole_ = true;
            if (last_any_->ms != store::kNoTime && at.ms != store::kNoTime && at.ms - last_any_->ms >= kHoleSpanMs) {
                seen_.holes.push_back({last_any_->ms, at.ms});
            }
        }
        VB_TRY(on_hole_({seen_.device, next, row.sequence - 1, last_any_, at}));
    }
    last_any_ = at;
    last_direction_ = row.direction;
    last_was_repeated_ = false;
    return {};
}

void DeviceScan::count_outside(const Beside& at) {
    OutsideWindow& outside = seen_.outside_rows;
    ++seen_.outside;
    ++(at.ms < window_.begin_ms ? outside.before : outside.after);
    if (seen_.outside == 1 || at.ms < outside.earliest.ms) {
        outside.earliest = at;
    }
    if (seen_.outside == 1 || at.ms > outside.latest.ms) {
        outside.latest = at;
    }
}

void DeviceScan::pass_time(const store::DeviceRow& row, const Beside& at) {
    if (!seen_.first) {
        seen_.first = at;
        for (Open& open : open_) {
            open.interval = {};
            open.interval.before = at;
            open.since_hole = 0;
        }
    } else {
        if (numbered_ && !fits_numbers(at)) {
            return;
        }
        close(Side::both, &at, at.ms);
    }
    ++timed_rows_;
    if (seen_.talks.empty() || std::abs(at.ms - seen_.talks.back().end_ms) > kTalkPauseMs) {
        seen_.talks.push_back({at.ms, at.ms});
    }
    seen_.talks.back().end_ms = std::max(seen_.talks.back().end_ms, at.ms);
    seen_.last = at;
    if (row.direction == Direction::unknown) {
        return;
    }
    const Side side = side_of(row.direction);
    const Side other = side == Side::incoming ? Side::outgoing : Side::incoming;
    close(side, &at, at.ms);
    ++open_[index(other)].interval.other_rows;
    ++open_[index(other)].since_hole;
    if (row.direction != run_direction_ || run_has_hole_) {
        end_run();
        run_direction_ = row.direction;
    }
    ++run_length_;
}

bool DeviceScan::fits_numbers(const Beside& at) {
    if (at.ms < seen_.last->ms - kStepBackMs) {
        const auto jump = std::find_if(marks_.rbegin(), marks_.rend(), [&](const Mark& mark) {
            return mark.before_ms - kStepBackMs <= at.ms && at.ms < mark.after_ms;
        });
        if (jump == marks_.rend() || seen_.last->ms - jump->after_ms > kDisplacedMostMs) {
            ++seen_.displaced;
            return false;
        }
        go_back_to(*jump);
        marks_.erase(jump.base() - 1, marks_.end());
    }
    if (at.ms - seen_.last->ms >= kJumpMs) {
        mark(at);
    }
    return true;
}

void DeviceScan::mark(const Beside& at) {
    if (marks_.size() == kMarks) {
        marks_.erase(marks_.begin());
    }
    Mark mark;
    mark.before_ms = seen_.last->ms;
    mark.after_ms = at.ms;
    mark.last = *seen_.last;
    mark.talks = seen_.talks.size();
    mark.last_talk = seen_.talks.back();
    for (size_t side = 0; side < kSides; ++side) {
        mark.intervals[side] = seen_.intervals[side].size();
    }
    mark.hole_spans = seen_.holes.size();
    mark.open = open_;
    mark.missing = seen_.missing;
    mark.hole_runs = hole_runs_;
    mark.rows = timed_rows_;
    marks_.push_back(mark);
}

void DeviceScan::go_back_to(const Mark& mark) {
    seen_.displaced += timed_rows_ - mark.rows;
    timed_rows_ = mark.rows;
    seen_.last = mark.last;
    seen_.talks.resize(mark.talks);
    seen_.talks.back() = mark.last_talk;
    for (size_t side = 0; side < kSides; ++side) {
        seen_.intervals[side].resize(mark.intervals[side]);
    }
    seen_.holes.resize(mark.hole_spans);
    open_ = mark.open;
    // Numbers that went missing since are missing all the same.
    for (Open& open : open_) {
        open.interval.missing += seen_.missing - mark.missing;
        open.interval.holes += hole_runs_ - mark.hole_runs;
    }
    run_has_hole_ = true;
}

void DeviceScan::end_run() {
    if (run_length_ > 0 && !run_has_hole_) {
        seen_.runs[index(side_of(run_direction_))].add(run_length_);
    }
    run_length_ = 0;
    run_has_hole_ = false;
}

void DeviceScan::close(Side side, const Beside* after, int64_t end_ms) {
    Open& open = open_[index(side)];
    Interval& interval = open.interval;
    if (end_ms - interval.before.ms >= min_ms_) {
        interval.after = after == nullptr ? std::nullopt : std::optional(*after);
        interval.end_ms = end_ms;
        seen_.intervals[index(side)].push_back(interval);
    }
    if (after != nullptr) {
        interval = {};
        interval.before = *after;
        open.since_hole = 0;
    }
}

Result<DeviceActivity*> DeviceScan::finish() {
    end_run();
    if (seen_.last) {
        for (const Side side : {Side::incoming, Side::outgoing}) {
            close(side, nullptr, seen_.last->ms);
        }
    }
    const auto by_time = [](const auto& a, const auto& b) { return a.begin_ms < b.begin_ms; };
    std::sort(seen_.talks.begin(), seen_.talks.end(), by_time);
    // Talks that were told apart only because the numbers run back in time.
    std::vector<Talk> joined;
    for (const Talk& talk : seen_.talks) {
        if (!joined.empty() && talk.begin_ms - joined.back().end_ms <= kTalkPauseMs) {
            joined.back().end_ms = std::max(joined.back().end_ms, talk.end_ms);
        } else {
            joined.push_back(talk);
        }
    }
    seen_.talks = std::move(joined);
    seen_.repeated.device = seen_.device;
    seen_.outside_rows.device = seen_.device;
    return &seen_;
}

}  // namespace verbatim::gaps
