// SPDX-License-Identifier: Apache-2.0
// Common outages: moments at which far more devices have a gap than at the same time of other days.
//
// Counts, in slots of ten minutes, the devices that have a gap of at most half a day over the slot; the usual number is
// the median over all days. What stands out by four and a half spreads and three devices is an outage, as long as the
// narrowest time that nearly all of its devices allow. Pure. Memory: the spans given, and a count for each slot of the
// window.
#pragma once

#include <span>
#include <vector>

#include "gaps/internal/device_scan.h"

namespace verbatim::gaps {

struct DeviceSpan {
    uint32_t device = 0;
    Span span;
};

struct Outage {
    int64_t begin_ms = 0;
    int64_t end_ms = 0;
    double usual_devices = 0;
    std::vector<uint32_t> devices;  // ascending
};

// `spans` in any order; overlapping ones of one device count once for each slot only if they are disjoint.
std::vector<Outage> find_outages(std::span<const DeviceSpan> spans, const Window& window);

}  // namespace verbatim::gaps
