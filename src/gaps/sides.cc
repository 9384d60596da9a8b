// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/sides.h"

#include <algorithm>

namespace verbatim::gaps {

void Sides::missing(const store::ConversationSides& seen, std::vector<OneSided>& out) const {
    out.clear();
    if (seen.devices.empty()) {
        return;
    }
    for (const std::string& handle : seen.handles) {
        const auto owners = owners_.find(handle);
        const bool is_shown =
            owners != owners_.end() && std::any_of(owners->second.begin(), owners->second.end(), [&](uint32_t device) {
                return std::binary_search(seen.devices.begin(), seen.devices.end(), devices_[device].name);
            });
        if (!is_shown) {
            out.push_back(judge(seen, handle));
        }
    }
}

OneSided Sides::judge(const store::ConversationSides& seen, const std::string& handle) const {
    OneSided side;
    side.conversation = seen.conversation;
    side.handle = handle;
    side.shown_by.assign(seen.devices.begin(), seen.devices.end());
    side.rows = seen.rows;
    side.first_ms = seen.first_ms;
    side.last_ms = seen.last_ms;
    const auto owners = owners_.find(handle);
    if (owners == owners_.end()) {
        return side;
    }
    side.state = SideState::not_in_use;
    side.device = devices_[owners->second.front()].name;
    for (const uint32_t number : owners->second) {
        const DeviceLife& device = devices_[number];
        if (!device.life || device.life->begin_ms > seen.last_ms || device.life->end_ms < seen.first_ms) {
            continue;
        }
        const Span in_use{std::max(device.life->begin_ms, seen.first_ms), std::min(device.life->end_ms, seen.last_ms)};
        const bool silent = std::any_of(device.silences.begin(), device.silences.end(), [&](const Span& silence) {
            return silence.begin_ms <= in_use.begin_ms && silence.end_ms >= in_use.end_ms;
        });
        side.device = device.name;
        side.state = silent ? SideState::silent : SideState::left_out;
        break;
    }
    return side;
}

}  // namespace verbatim::gaps
