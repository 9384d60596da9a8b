// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/outage.h"

#include <algorithm>
#include <cmath>

namespace verbatim::gaps {
namespace {

constexpr int64_t kSlotMs = 10 * 60'000;
constexpr size_t kSlotsOfDay = static_cast<size_t>(kDayMs / kSlotMs);
constexpr double kSpreads = 4.5;
constexpr double kDevicesLeast = 3;
// What stands out twice within this time is one outage.
constexpr size_t kJoinSlots = 12;
// Longer gaps are others, which happen to cover an outage and would hide it.
constexpr int64_t kSpanMostMs = kDayMs / 2;

bool counts(const Span& span) {
    return span.end_ms - span.begin_ms <= kSpanMostMs;
}

double median(std::vector<double>& values) {
    if (values.empty()) {
        return 0;
    }
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

struct Usual {
    double devices = 0;
    double limit = 0;
};

class Depth {
  public:
    Depth(std::span<const DeviceSpan> spans, const Window& window)
        : begin_ms_(floor_to(window.begin_ms, kDayMs)),
          counts_(static_cast<size_t>((window.end_ms - begin_ms_) / kSlotMs) + 2) {
        for (const DeviceSpan& of : spans) {
            if (counts(of.span)) {
                ++counts_[slot(of.span.begin_ms)];
                --counts_[slot(of.span.end_ms)];
            }
        }
        for (size_t i = 1; i < counts_.size(); ++i) {
            counts_[i] += counts_[i - 1];
        }
        for (size_t of_day = 0; of_day < kSlotsOfDay; ++of_day) {
            std::vector<double> values;
            for (size_t i = of_day; i < counts_.size(); i += kSlotsOfDay) {
                values.push_back(static_cast<double>(counts_[i]));
            }
            const double usual = median(values);
            for (double& value : values) {
                value = std::abs(value - usual);
            }
            // 1.4826: from the median of distances to a standard deviation.
            const double spread = std::max({1.0, std::sqrt(usual), 1.4826 * median(values)});
            usual_[of_day] = {usual, usual + kSpreads * spread + kDevicesLeast};
        }
    }
    size_t slots() const { return counts_.size(); }
    int64_t time(size_t at) const { return begin_ms_ + static_cast<int64_t>(at) * kSlotMs; }
    double excess(size_t at) const { return static_cast<double>(counts_[at]) - usual(at).devices; }
    bool stands_out(size_t at) const { return static_cast<double>(counts_[at]) > usual(at).limit; }
    const Usual& usual(size_t at) const { return usual_[at % kSlotsOfDay]; }

  private:
    size_t slot(int64_t ms) const {
        return std::min(static_cast<size_t>(std::max<int64_t>(ms - begin_ms_, 0) / kSlotMs), counts_.size() - 1);
    }
    int64_t begin_ms_;
    std::vector<int64_t> counts_;
    std::array<Usual, kSlotsOfDay> usual_{};
};

int64_t place(std::vector<int64_t>& values, double share) {
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<size_t>(at)];
}

Outage outage_at(std::span<const DeviceSpan> spans, int64_t moment_ms, double usual) {
    Outage outage;
    outage.usual_devices = usual;
    std::vector<int64_t> begins;
    std::vector<int64_t> ends;
    for (const DeviceSpan& of : spans) {
        if (of.span.begin_ms <= moment_ms && of.span.end_ms > moment_ms && counts(of.span)) {
            begins.push_back(of.span.begin_ms);
            ends.push_back(of.span.end_ms);
            outage.devices.push_back(of.device);
        }
    }
    if (begins.empty()) {
        return outage;
    }
    // Nearly all: a device of another group may have had a short gap of its own just then.
    outage.begin_ms = std::min(place(begins, 0.95), moment_ms);
    outage.end_ms = std::max(place(ends, 0.05), moment_ms);
    std::sort(outage.devices.begin(), outage.devices.end());
    outage.devices.erase(std::unique(outage.devices.begin(), outage.devices.end()), outage.devices.end());
    return outage;
}

}  // namespace

std::vector<Outage> find_outages(std::span<const DeviceSpan> spans, const Window& window) {
    std::vector<Outage> outages;
    if (spans.empty() || window.end_ms <= window.begin_ms) {
        return outages;
    }
    const Depth depth(spans, window);
    for (size_t at = 0; at < depth.slots(); ++at) {
        if (!depth.stands_out(at)) {
            continue;
        }
        size_t deepest = at;
        for (size_t last = at; at < depth.slots() && at - last <= kJoinSlots; ++at) {
            last = depth.stands_out(at) ? at : last;
            deepest = depth.excess(at) > depth.excess(deepest) ? at : deepest;
        }
        // In the middle of the slot: the spans that begin or end in it do so on either side.
        outages.push_back(outage_at(spans, depth.time(deepest) + kSlotMs / 2, depth.usual(deepest).devices));
    }
    return outages;
}

}  // namespace verbatim::gaps
