// SPDX-License-Identifier: Apache-2.0
// Gaps: what a case should hold and does not, device by device (docs/gaps.md is normative).
//
//   VB_TRY_ASSIGN(Report report, find_gaps(store, options, {stage, heat, finding}, control));
//
// Reads the store only, in sorted streams. Memory grows with devices, pairs of devices and reported silences, never
// with messages; each has a limit that ends in an error. The same store and options give the same findings in the same
// order. A finding says what is not there; why is not in the data. Nothing is changed or hidden by it.
// One thread calls; callbacks come back on it. Views in findings die when the callback returns.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace verbatim::gaps {

// The order in which kinds are reported.
enum class Kind : uint8_t {
    missing_numbers = 0,
    repeated_numbers = 1,
    outside_window = 2,
    silence = 3,
    common_outage = 4,
    one_sided = 5,
    absent_attachments = 6,
    clock = 7,
};
inline constexpr size_t kKinds = 8;
std::string_view name(Kind kind);
std::optional<Kind> kind(std::string_view word);

enum class Side : uint8_t { both = 0, incoming = 1, outgoing = 2 };
inline constexpr size_t kSides = 3;
std::string_view name(Side side);

// A row beside what is missing. `number` is the device's own, kNoSequence if it has none.
struct Beside {
    uint64_t seq = 0;
    int64_t ms = store::kNoTime;
    uint64_t number = store::kNoSequence;
};

enum class Basis : uint8_t {
    numbers = 0,  // the device's own row numbers have holes there: rows existed
    rhythm = 1,   // no usable numbers: improbable for the device's own rhythm
};
std::string_view name(Basis basis);

// A device shows nothing, or nothing of one direction, although it should.
struct Silence {
    std::string_view device;
    Side side = Side::both;
    Basis basis = Basis::rhythm;
    Beside before;
    std::optional<Beside> after;  // none: it lasts to the device's last row
    uint64_t missing = 0;         // numbers missing within
    uint64_t holes = 0;           // in so many runs
    uint64_t other_rows = 0;      // rows of the other direction that are there
    double expected_rows = 0;     // of this side, by the device's rhythm
    double chance = 1;            // that the rhythm alone is silent so long at one place
    uint32_t outage = 0;          // number of the common outage it belongs to; 0: none
};

// A run of numbers that no row bears.
struct MissingNumbers {
    std::string_view device;
    uint64_t first = 0;
    uint64_t last = 0;
    std::optional<Beside> before;  // none: nothing was seen before; whether numbering began at 1 is not known
    Beside after;
};

struct RepeatedNumbers {
    std::string_view device;
    uint64_t numbers = 0;      // numbers that several rows bear
    uint64_t extra_rows = 0;   // rows beyond the first of each
    uint64_t conflicting = 0;  // of those: other time or direction than the first
};

struct OutsideWindow {
    std::string_view device;
    uint64_t before = 0;  // rows
    uint64_t after = 0;
    Beside earliest;
    Beside latest;
};

struct CommonOutage {
    uint32_t number = 0;
    int64_t begin_ms = 0;  // [begin, end): as narrow as the devices' rows around it allow
    int64_t end_ms = 0;
    double usual_devices = 0;  // devices with a gap at such a moment on other days
    std::vector<std::string_view> devices;
};

enum class SideState : uint8_t {
    never_captured = 0,  // no device of the case is known by this handle
    not_in_use = 1,      // its device shows nothing at all in the conversation's time
    silent = 2,          // its device has a reported silence then
    left_out = 3,        // its device shows other conversations then, and not this one
};
inline constexpr size_t kSideStates = 4;
std::string_view name(SideState state);

// A conversation that a participant's own device does not show.
struct OneSided {
    std::string_view conversation;
    std::string_view handle;  // of the participant whose side is missing
    SideState state = SideState::never_captured;
    std::string_view device;  // of that handle, if there is one
    std::vector<std::string_view> shown_by;
    uint64_t rows = 0;  // that the others show
    int64_t first_ms = store::kNoTime;
    int64_t last_ms = store::kNoTime;
};

struct AbsentAttachments {
    std::string_view device;
    std::string_view conversation;
    uint64_t absent = 0;
    uint64_t named = 0;
};

// A device's clock against that of most others.
struct Clock {
    std::string_view device;
    int64_t at_ms = store::kNoTime;   // when: in the middle of its pairs
    double offset_ms = 0;             // its clock less the others' then
    double drift_ms_per_day = 0;      // 0 if there is too little to tell
    uint64_t pairs = 0;               // messages that it shares with others
    uint64_t devices = 0;             // with which it shares them
    double spread_ms = 0;             // median distance of its pairs from what the offsets say
    std::optional<int> zone_minutes;  // the zone slip that this may be
};

using Finding = std::variant<MissingNumbers, RepeatedNumbers, OutsideWindow, Silence, CommonOutage, OneSided,
                             AbsentAttachments, Clock>;
Kind kind_of(const Finding& finding);
// In words; names as the evidence writes them, which may hold anything.
std::string sentence(const Finding& finding);

// A device's rows by UTC hour of one day.
struct HeatDay {
    std::string_view device;
    int64_t day_ms = 0;
    std::array<uint32_t, 24> incoming{};
    std::array<uint32_t, 24> outgoing{};
    std::array<uint32_t, 24> unknown{};
};

struct Options {
    int64_t min_ms = 2 * 3'600'000;  // silences shorter than this are not reported
    std::optional<int64_t> from_ms;  // the capture window, [from, to); none: found in the data
    std::optional<int64_t> to_ms;
    std::string device;         // report this one alone; empty: all. Everything is computed either way
    bool use_numbers = true;    // false: as if no row had a number
    double false_share = 0.02;  // of silences found by rhythm alone: how many may be false, on average
    std::array<bool, kKinds> wanted = {true, true, true, true, true, true, true, true};
};

struct Receiver {
    std::function<void(std::string_view)> stage;       // what begins now, in words; may be empty
    std::function<Result<void>(const HeatDay&)> heat;  // may be empty
    std::function<Result<void>(const Finding&)> finding;
};

struct Window {
    int64_t begin_ms = 0;  // [begin, end)
    int64_t end_ms = 0;
    bool begin_stated = false;
    bool end_stated = false;
};

// A check that was not made, or not for all.
struct NotChecked {
    std::string what;
    uint64_t count = 0;
};

struct Report {
    Window window;
    uint64_t rows = 0;
    uint64_t rows_in_window = 0;
    uint64_t rows_outside = 0;
    uint64_t rows_without_time = 0;
    uint64_t rows_without_device = 0;  // of all rows
    uint64_t devices = 0;
    uint64_t devices_numbered = 0;   // whose own numbers were used
    uint64_t devices_by_rhythm = 0;  // judged by times alone
    uint64_t devices_not_judged = 0;
    // Silences of at least Options::min_ms: each is exactly one of these.
    uint64_t silences = 0;
    uint64_t silences_confirmed = 0;   // by missing numbers, reported
    uint64_t silences_explained = 0;   // numbers are missing, but another reported silence or a hole says it better
    uint64_t silences_real = 0;        // numbers run on: the device was silent
    uint64_t silences_improbable = 0;  // by rhythm, reported
    uint64_t silences_usual = 0;       // within the rhythm
    uint64_t missing_numbers = 0;      // numbers, between a device's first and last
    uint64_t leading_numbers = 0;      // numbers below the first that is there; not in missing_numbers
    uint64_t attachments_named = 0;
    uint64_t attachments_absent = 0;
    uint64_t clock_pairs = 0;
    std::array<uint64_t, kSideStates> sides{};  // missing sides by state
    std::array<uint64_t, kKinds> found{};       // findings by kind, of all devices
    std::vector<NotChecked> not_checked;
    bool quiet() const;
    // What does not add up; empty if everything does.
    std::string problem() const;
};

Result<Report> find_gaps(store::Store& store, const Options& options, const Receiver& receiver,
                         const store::Control& control);

}  // namespace verbatim::gaps
