// SPDX-License-Identifier: Apache-2.0
// Sides: which participants' devices should show a conversation and do not.
//
// A handle belongs to the devices whose own rows bear it. Memory: the handles, and per device its life and silences.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "gaps/gaps.h"
#include "gaps/internal/rhythm.h"

namespace verbatim::gaps {

// What the case shows of one device, for all checks that come after its rows.
struct DeviceLife {
    std::string name;
    std::optional<Span> life;    // in the window
    std::vector<Span> silences;  // reported, of both directions, and holes of half an hour or more
};

class Sides {
  public:
    // `devices` in order of name; must outlive this.
    explicit Sides(const std::vector<DeviceLife>& devices) : devices_(devices) {}

    void add_handle(uint32_t device, std::string_view handle) { owners_[std::string(handle)].push_back(device); }
    // The sides that `seen` lacks, by handle. Nothing for conversations that no device shows.
    void missing(const store::ConversationSides& seen, std::vector<OneSided>& out) const;

  private:
    OneSided judge(const store::ConversationSides& seen, const std::string& handle) const;

    const std::vector<DeviceLife>& devices_;
    std::unordered_map<std::string, std::vector<uint32_t>> owners_;
};

}  // namespace verbatim::gaps
