// SPDX-License-Identifier: Apache-2.0
// Heat: a device's rows by hour, day after day, for a calendar view. Memory: one device's days inside the window.
#pragma once

#include <functional>
#include <map>

#include "gaps/gaps.h"
#include "gaps/internal/window.h"

namespace verbatim::gaps {

class Heat {
  public:
    Heat(const Window& window, std::function<Result<void>(const HeatDay&)> each)
        : window_(window), each_(std::move(each)) {}

    void add(const store::DeviceRow& row) {
        if (!each_ || row.sort_ms < window_.begin_ms || row.sort_ms >= window_.end_ms) {
            return;
        }
        const int64_t day = floor_to(row.sort_ms, kDayMs);
        HeatDay& of = days_[day];
        of.day_ms = day;
        auto& hours = row.direction == record::Direction::incoming   ? of.incoming
                      : row.direction == record::Direction::outgoing ? of.outgoing
                                                                     : of.unknown;
        ++hours[static_cast<size_t>((row.sort_ms - day) / kHourMs)];
    }
    // The rows since the last call were those of `device`.
    Result<void> end(std::string_view device) {
        for (auto& [ms, day] : days_) {
            day.device = device;
            VB_TRY(each_(day));
        }
        days_.clear();
        return {};
    }

  private:
    Window window_;
    std::function<Result<void>(const HeatDay&)> each_;
    std::map<int64_t, HeatDay> days_;
};

}  // namespace verbatim::gaps
