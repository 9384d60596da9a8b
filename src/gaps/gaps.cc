// SPDX-License-Identifier: Apache-2.0
#include "gaps/gaps.h"

#include <algorithm>

#include "gaps/internal/clocks.h"
#include "gaps/internal/device_scan.h"
#include "gaps/internal/heat.h"
#include "gaps/internal/outage.h"
#include "gaps/internal/sides.h"
#include "gaps/internal/silence.h"

namespace verbatim::gaps {
namespace {

constexpr size_t kDaysMax = 1'000'000;
constexpr int64_t kWindowMaxMs = int64_t{400} * 365 * kDayMs;
constexpr size_t kDevicesMax = 5'000'000;
constexpr size_t kSilencesMax = 2'000'000;
constexpr size_t kSpansMax = 20'000'000;

// Above these shares a device's numbers are not its own running numbers of rows, or not enough of them are there.
constexpr double kMissingMost = 0.7;
constexpr double kUnnumberedMost = 0.01;
constexpr double kConflictingMost = 0.05;
constexpr double kDisplacedMost = 0.2;

// A callback of the store that can fail.
template <class T, class Step>
Result<void> each_of(Result<void> (store::Store::*walk)(const store::Each<T>&, const store::Control&),
                     store::Store& store, const store::Control& control, Step&& step) {
    Result<void> stepped;
    VB_TRY((store.*walk)(
        [&](const T& item) {
            stepped = step(item);
            return stepped.ok();
        },
        control));
    return stepped;
}

struct Device {
    bool numbered = false;  // its numbers are used
    bool again = false;     // its silences are judged in order of time
};

struct Found {
    uint32_t device = 0;
    Silence silence;
};

class Search {
  public:
    Search(store::Store& store, const Options& options, const Receiver& receiver, const store::Control& control)
        : store_(store), options_(options), receiver_(receiver), control_(control) {}

    Result<Report> run() {
        stage("finding the capture window");
        VB_TRY(find_window());
        VB_TRY(list_devices());
        stage("reading the rows of each device");
        VB_TRY(scan(store::DeviceOrder::number));
        if (std::any_of(devices_.begin(), devices_.end(), [](const Device& device) { return device.again; })) {
            VB_TRY(scan(store::DeviceOrder::time));
        }
        decide_by_rhythm();
        VB_TRY(report_silences());
        stage("looking for missing sides");
        VB_TRY(report_sides());
        VB_TRY(report_attachments());
        stage("comparing clocks");
        VB_TRY(report_clocks());
        say_not_checked();
        if (const std::string problem = report_.problem(); !problem.empty()) {
            return Error{Code::internal, "the gap report is wrong: " + problem, {}, {}};
        }
        return std::move(report_);
    }

  private:
    void stage(std::string_view what) const {
        if (receiver_.stage) {
            receiver_.stage(what);
        }
    }
    bool wants(Kind kind) const { return options_.wanted[static_cast<size_t>(kind)]; }

    Result<void> give(const Finding& finding, std::string_view device) {
        const Kind kind = kind_of(finding);
        ++report_.found[static_cast<size_t>(kind)];
        if (!wants(kind) || (!options_.device.empty() && device != options_.device)) {
            return {};
        }
        return receiver_.finding(finding);
    }

    Result<void> find_window() {
        std::vector<store::HourCount> hours;
        VB_TRY(each_of<store::HourCount>(
            &store::Store::hours, store_, control_, [&](const store::HourCount& hour) -> Result<void> {
                report_.rows += hour.rows;
                if (hour.begin_ms == store::kNoTime) {
                    report_.rows_without_time = hour.rows;
                } else if (hours.size() == 24 * kDaysMax) {
                    return Error{Code::limit, "the rows are spread over more than a million days", {}, {}};
                } else {
                    hours.push_back(hour);
                }
                return {};
            }));
        Window& window = report_.window;
        window = gaps::find_window(hours);
        window.begin_stated = options_.from_ms.has_value();
        window.end_stated = options_.to_ms.has_value();
        window.begin_ms = options_.from_ms.value_or(window.begin_ms);
        window.end_ms = options_.to_ms.value_or(window.end_ms);
        if (window.end_ms < window.begin_ms || window.end_ms - window.begin_ms > kWindowMaxMs) {
            return Error{Code::usage,
                         "the capture window is empty or longer than 400 years",
                         {},
                         "state it with --from and --to"};
        }
        shape_ = shape_of_day(hours, window);
        return {};
    }

    Result<void> list_devices() {
        uint64_t numbered_rows = 0;
        VB_TRY(each_of<store::DeviceInfo>(
            &store::Store::devices, store_, control_, [&](const store::DeviceInfo& info) -> Result<void> {
                if (info.device.empty()) {
                    report_.rows_without_device = info.rows;
                    return {};
                }
                if (devices_.size() == kDevicesMax) {
                    return Error{Code::limit, "the case has more than five million devices", {}, {}};
                }
                numbered_rows += info.numbered;
                lives_.push_back({std::string(info.device), {}, {}});
                devices_.push_back(judge_numbers(info));
                return {};
            }));
        report_.devices = devices_.size();
        if (numbered_rows == 0) {
            say(report_.devices, "devices have no row numbers of their own: missing rows show as silence only");
        }
        return {};
    }

    Device judge_numbers(const store::DeviceInfo& info) {
        if (!options_.use_numbers || info.numbered == 0) {
            return {};
        }
        const auto rows = static_cast<double>(info.rows);
        const auto numbered = static_cast<double>(info.numbered);
        const double range = static_cast<double>(info.number_max - info.number_min) + 1;
        if ((rows - numbered) / rows > kUnnumberedMost) {
            ++partly_numbered_;
            return {false, true};
        }
        if ((range - numbered) / range > kMissingMost && info.number_max > 2 * info.numbered + 100) {
            ++sparse_;
            return {false, true};
        }
        return {true, false};
    }

    Result<void> scan(store::DeviceOrder order) {
        const bool by_number = order == store::DeviceOrder::number;
        DeviceScan scan(report_.window, options_.min_ms,
                        [this](const MissingNumbers& missing) { return give(missing, missing.device); });
        Heat heat(report_.window, receiver_.heat);
        uint32_t number = 0;
        bool open = false;
        const auto end_device = [&]() -> Result<void> {
            if (!open) {
                return {};
            }
            open = false;
            VB_TRY_ASSIGN(DeviceActivity * seen, scan.finish());
            if (by_number) {
                VB_TRY(heat.end(seen->device));
            }
            return end_of(number, *seen, by_number);
        };
        VB_TRY(each_row(order, [&](const store::DeviceRow& row) -> Result<void> {
            if (row.device.empty()) {
                count_nameless(row, by_number);
                return {};
            }
            if (!open || lives_[number].name != row.device) {
                VB_TRY(end_device());
                while (number < lives_.size() && lives_[number].name != row.device) {
                    ++number;
                }
                if (number == lives_.size()) {
                    return Error{Code::internal, "the store lists devices in another order", {}, {}};
                }
                open = by_number || devices_[number].again;
                if (open) {
                    scan.begin(row.device, by_number && devices_[number].numbered);
                }
            }
            if (by_number) {
                heat.add(row);
            }
            return open ? scan.add(row) : Result<void>();
        }));
        return end_device();
    }

    template <class Step>
    Result<void> each_row(store::DeviceOrder order, Step&& step) {
        Result<void> stepped;
        VB_TRY(store_.device_rows(
            order,
            [&](const store::DeviceRow& row) {
                stepped = step(row);
                return stepped.ok();
            },
            control_));
        return stepped;
    }

    void count_nameless(const store::DeviceRow& row, bool first_pass) {
        if (!first_pass || row.sort_ms == store::kNoTime) {
            return;
        }
        const bool inside = row.sort_ms >= report_.window.begin_ms && row.sort_ms < report_.window.end_ms;
        ++(inside ? report_.rows_in_window : report_.rows_outside);
        nameless_outside_ += inside ? 0 : 1;
    }

    // What is known once all rows of a device have passed.
    Result<void> end_of(uint32_t number, DeviceActivity& seen, bool by_number) {
        Device& device = devices_[number];
        if (by_number) {
            VB_TRY(first_pass(number, seen));
            if (device.again) {
                return {};
            }
        }
        if (device.numbered) {
            ++report_.devices_numbered;
            SilenceVerdict verdict = judge_by_numbers(seen, shape_);
            VB_TRY(keep(number, verdict));
            return keep_spans(number, seen.holes);
        }
        std::optional<SilenceVerdict> verdict = judge_by_rhythm(seen, shape_);
        if (!verdict) {
            ++report_.devices_not_judged;
            return {};
        }
        ++report_.devices_by_rhythm;
        return keep(number, *verdict);
    }

    Result<void> first_pass(uint32_t number, const DeviceActivity& seen) {
        Device& device = devices_[number];
        report_.rows_in_window += seen.side_rows[0];
        report_.rows_outside += seen.outside;
        report_.missing_numbers += seen.missing;
        report_.leading_numbers += seen.leading;
        if (seen.first) {
            lives_[number].life = Span{seen.first->ms, seen.last->ms};
            for (const Talk& talk : seen.talks) {
                lives_[number].life->begin_ms = std::min(lives_[number].life->begin_ms, talk.begin_ms);
                lives_[number].life->end_ms = std::max(lives_[number].life->end_ms, talk.end_ms);
            }
        }
        const auto rows = static_cast<double>(seen.rows);
        if (device.numbered && static_cast<double>(seen.repeated.conflicting) / rows > kConflictingMost) {
            ++conflicting_;
            device = {false, true};
        }
        if (device.numbered && static_cast<double>(seen.displaced) / rows > kDisplacedMost) {
            ++not_in_order_;
            device = {false, true};
        }
        displaced_ += device.numbered ? seen.displaced : 0;
        if (seen.repeated.numbers > 0) {
            VB_TRY(give(seen.repeated, seen.device));
        }
        if (seen.outside > 0) {
            VB_TRY(give(seen.outside_rows, seen.device));
        }
        return {};
    }

    Result<void> keep(uint32_t number, SilenceVerdict& verdict) {
        report_.silences += verdict.counts.all;
        report_.silences_explained += verdict.counts.explained;
        report_.silences_real += verdict.counts.real;
        report_.silences_usual += verdict.counts.usual;
        report_.silences_confirmed += verdict.confirmed.size();
        rhythm_tests_ += verdict.counts.usual + verdict.candidates.size();
        if (confirmed_.size() + candidates_.size() + verdict.confirmed.size() + verdict.candidates.size() >
            kSilencesMax) {
            return Error{Code::limit,
                         "more than two million silences are to be reported",
                         {},
                         "ask for longer ones: --min-hours"};
        }
        for (const Silence& silence : verdict.confirmed) {
            confirmed_.push_back({number, silence});
        }
        for (const Silence& silence : verdict.candidates) {
            candidates_.push_back({number, silence});
        }
        return {};
    }

    Result<void> keep_spans(uint32_t number, const std::vector<Span>& spans) {
        if (spans_.size() + spans.size() > kSpansMax) {
            return Error{Code::limit,
                         "more than twenty million holes of half an hour or more",
                         {},
                         "state a shorter capture window with --from and --to"};
        }
        for (const Span& span : spans) {
            spans_.push_back({number, span});
        }
        return {};
    }

    void decide_by_rhythm() {
        std::vector<double> chances;
        for (const Found& found : candidates_) {
            chances.push_back(found.silence.chance);
        }
        const double limit = false_discovery_limit(std::move(chances), rhythm_tests_, options_.false_share);
        for (Found& found : candidates_) {
            if (found.silence.chance > limit || limit == 0) {
                ++report_.silences_usual;
                continue;
            }
            ++report_.silences_improbable;
            const Silence& silence = found.silence;
            if (silence.side == Side::both && silence.after) {
                spans_.push_back({found.device, {silence.before.ms, silence.after->ms}});
            }
            confirmed_.push_back(found);
        }
        candidates_.clear();
    }

    Result<void> report_silences() {
        std::sort(confirmed_.begin(), confirmed_.end(), [](const Found& a, const Found& b) {
            return std::tuple(a.device, a.silence.before.ms, a.silence.side, a.silence.before.seq) <
                   std::tuple(b.device, b.silence.before.ms, b.silence.side, b.silence.before.seq);
        });
        const std::vector<Outage> outages = find_outages(spans_, report_.window);
        for (const DeviceSpan& hole : spans_) {
            lives_[hole.device].silences.push_back(hole.span);
        }
        spans_ = {};
        for (Found& found : confirmed_) {
            Silence& silence = found.silence;
            silence.device = lives_[found.device].name;
            const int64_t end = silence.after ? silence.after->ms : lives_[found.device].life->end_ms;
            for (size_t i = 0; i < outages.size(); ++i) {
                const bool same_time = silence.before.ms < outages[i].end_ms && end > outages[i].begin_ms;
                if (same_time &&
                    std::binary_search(outages[i].devices.begin(), outages[i].devices.end(), found.device)) {
                    silence.outage = static_cast<uint32_t>(i + 1);
                    break;
                }
            }
            if (silence.side == Side::both) {
                lives_[found.device].silences.push_back({silence.before.ms, end});
            }
            VB_TRY(give(silence, silence.device));
        }
        confirmed_ = {};
        for (size_t i = 0; i < outages.size(); ++i) {
            CommonOutage common;
            common.number = static_cast<uint32_t>(i + 1);
            common.begin_ms = outages[i].begin_ms;
            common.end_ms = outages[i].end_ms;
            common.usual_devices = outages[i].usual_devices;
            bool has_device = false;
            for (const uint32_t device : outages[i].devices) {
                common.devices.push_back(lives_[device].name);
                has_device = has_device || lives_[device].name == options_.device;
            }
            VB_TRY(give(common, has_device ? options_.device : ""));
        }
        return {};
    }

    std::optional<uint32_t> number_of(std::string_view device) const {
        const auto at =
            std::lower_bound(lives_.begin(), lives_.end(), device,
                             [](const DeviceLife& life, std::string_view name) { return life.name < name; });
        return at != lives_.end() && at->name == device ? std::optional(static_cast<uint32_t>(at - lives_.begin()))
                                                        : std::nullopt;
    }

    Result<void> report_sides() {
        if (!wants(Kind::one_sided)) {
            say(0, "one-sided conversations: not asked for");
            return {};
        }
        Sides sides(lives_);
        VB_TRY(each_of<store::DeviceHandle>(&store::Store::device_handles, store_, control_,
                                            [&](const store::DeviceHandle& own) -> Result<void> {
                                                if (const auto number = number_of(own.device)) {
                                                    sides.add_handle(*number, own.handle);
                                                }
                                                return {};
                                            }));
        uint64_t nobodys = 0;
        std::vector<OneSided> missing;
        VB_TRY(each_of<store::ConversationSides>(&store::Store::conversation_sides, store_, control_,
                                                 [&](const store::ConversationSides& seen) -> Result<void> {
                                                     nobodys += seen.devices.empty() ? 1 : 0;
                                                     sides.missing(seen, missing);
                                                     for (const OneSided& side : missing) {
                                                         ++report_.sides[static_cast<size_t>(side.state)];
                                                         const bool concerns =
                                                             side.device == options_.device ||
                                                             std::find(side.shown_by.begin(), side.shown_by.end(),
                                                                       options_.device) != side.shown_by.end();
                                                         VB_TRY(give(side, concerns ? options_.device : ""));
                                                     }
                                                     return {};
                                                 }));
        if (nobodys > 0) {
            say(nobodys, "conversations are shown by no stated device: whose side is missing cannot be told");
        }
        return {};
    }

    Result<void> report_attachments() {
        return each_of<store::AttachmentCount>(
            &store::Store::attachment_counts, store_, control_,
            [&](const store::AttachmentCount& count) -> Result<void> {
                report_.attachments_named += count.named;
                report_.attachments_absent += count.absent;
                if (count.absent == 0) {
                    return {};
                }
                return give(AbsentAttachments{count.device, count.conversation, count.absent, count.named},
                            count.device);
            });
    }

    Result<void> report_clocks() {
        if (!wants(Kind::clock)) {
            say(0, "clocks: not asked for");
            return {};
        }
        ClockSolver solver(report_.window.begin_ms / 2 + report_.window.end_ms / 2);
        uint32_t a = 0;
        uint32_t b = 0;
        Result<void> added;
        VB_TRY_ASSIGN(const uint64_t one_in, store_.clock_pairs(
                                                 [&](const store::ClockPair& pair) {
                                                     if (lives_[a].name != pair.device_a) {
                                                         a = number_of(pair.device_a).value_or(a);
                                                     }
                                                     if (lives_[b].name != pair.device_b) {
                                                         b = number_of(pair.device_b).value_or(b);
                                                     }
                                                     added = solver.add(a, b, pair.sent_a_ms, pair.sent_b_ms);
                                                     return added.ok();
                                                 },
                                                 control_));
        VB_TRY(std::move(added));
        if (one_in > 1) {
            say(one_in, "is the step: of so many linked messages one was taken to compare clocks");
        }
        report_.clock_pairs = solver.pairs();
        uint64_t alone = 0;
        uint32_t number = 0;
        for (Clock& clock : solver.solve(static_cast<uint32_t>(lives_.size()))) {
            clock.device = lives_[number++].name;
            alone += clock.pairs == 0 ? 1 : 0;
            if (is_off(clock)) {
                VB_TRY(give(clock, clock.device));
            }
        }
        if (alone > 0) {
            say(alone, "devices share no linked message with another: their clocks cannot be compared");
        }
        return {};
    }

    void say(uint64_t count, std::string what) { report_.not_checked.push_back({std::move(what), count}); }

    void say_not_checked() {
        const auto if_any = [this](uint64_t count, const char* what) {
            if (count > 0) {
                say(count, what);
            }
        };
        if_any(report_.rows_without_device, "rows name neither device nor account: not checked for silence");
        if_any(report_.rows_without_time, "rows have no time: not checked for silence or window");
        if_any(report_.devices_not_judged,
               "devices have fewer than 20 talks and no usable numbers: silence not judged");
        if_any(partly_numbered_, "devices number only some of their rows: silence judged by times");
        if_any(sparse_, "devices have numbers that run far beyond their rows: not taken as their own");
        if_any(conflicting_, "devices give one number to different rows: silence judged by times");
        if_any(not_in_order_, "devices number rows in another order than time: silence judged by times");
        if_any(displaced_,
               "rows have times that do not fit the order of their numbers: left out where silence is judged");
        if_any(nameless_outside_, "rows outside the window name no device: counted, not listed");
        if (!options_.use_numbers) {
            say(0, "row numbers: left out on request");
        }
    }

    store::Store& store_;
    const Options& options_;
    const Receiver& receiver_;
    const store::Control& control_;
    Report report_;
    std::array<double, 24> shape_{};
    std::vector<DeviceLife> lives_;  // by name
    std::vector<Device> devices_;    // alongside
    std::vector<Found> confirmed_;
    std::vector<Found> candidates_;
    std::vector<DeviceSpan> spans_;
    uint64_t rhythm_tests_ = 0;
    uint64_t partly_numbered_ = 0;
    uint64_t sparse_ = 0;
    uint64_t conflicting_ = 0;
    uint64_t not_in_order_ = 0;
    uint64_t displaced_ = 0;
    uint64_t nameless_outside_ = 0;
};

}  // namespace

Result<Report> find_gaps(store::Store& store, const Options& options, const Receiver& receiver,
                         const store::Control& control) {
    return Search(store, options, receiver, control).run();
}

}  // namespace verbatim::gaps
