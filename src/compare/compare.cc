// SPDX-License-Identifier: Apache-2.0
#include "compare/compare.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>

#include "compare/internal/listing.h"

namespace verbatim::compare {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::array<std::string_view, kRowKinds> kRowKindNames = {"message", "rejected", "skipped"};
constexpr std::array<std::string_view, kClasses> kClassNames = {"same",    "reordered", "reformatted",
                                                                "changed", "missing",   "added"};
constexpr std::chrono::milliseconds kLookEvery{50};

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// Work of both sides on threads of their own, while the caller's thread shows progress and listens for a stop.
class Together {
  public:
    Together(std::string_view stage, const ingest::Control& control) : control_(control) { progress_.stage = stage; }

    SideProgress& a() { return a_; }
    SideProgress& b() { return b_; }
    const Stop& stop() const { return stop_; }

    template <class Work>
    auto start(Work work) {
        return std::async(std::launch::async, [this, work]() mutable {
            auto result = work();
            // What one side meets ends the other side too.
            if (!result) {
                stopped_ = true;
            }
            return result;
        });
    }

    template <class Future>
    void wait(Future& future) {
        while (future.wait_for(kLookEvery) != std::future_status::ready) {
            show();
        }
    }

  private:
    void show() {
        if (control_.cancelled && control_.cancelled()) {
            stopped_ = true;
        }
        if (!control_.progress) {
            return;
        }
        progress_.bytes_done = a_.bytes_done + b_.bytes_done;
        progress_.bytes_total = a_.bytes_total + b_.bytes_total;
        progress_.sources_done = a_.sources_done + b_.sources_done;
        progress_.sources_total = a_.sources_total + b_.sources_total;
        progress_.messages = a_.rows + b_.rows;
        progress_.rejected = a_.rejected + b_.rejected;
        control_.progress(progress_);
    }

    const ingest::Control& control_;
    ingest::Progress progress_;
    SideProgress a_;
    SideProgress b_;
    std::atomic<bool> stopped_{false};
    Stop stop_ = [this] { return stopped_.load(std::memory_order_relaxed); };
};

// The error that came first: the other side's is only that it was stopped.
template <class A, class B>
Result<void> first_error(const Result<A>& a, const Result<B>& b) {
    if (!a && (b || a.error().code != Code::interrupted)) {
        return a.error();
    }
    if (!b) {
        return b.error();
    }
    return {};
}

template <class Work>
auto both(Together& together, Work of_a, Work of_b) {
    auto a = together.start(std::move(of_a));
    auto b = together.start(std::move(of_b));
    together.wait(a);
    together.wait(b);
    return std::pair(a.get(), b.get());
}

Result<void> matching_of(const Side& a, const Side& b, const Options& options, const ingest::Control& control,
                         Matching& out) {
    Together together("matching", control);
    auto work = together.start([&]() -> Result<void> {
        VB_TRY_ASSIGN(out, join(a, b, options.threads, together.stop()));
        align(out);
        return {};
    });
    together.wait(work);
    return work.get();
}

uint32_t partner_of(const Matching& matching, const Candidates& of_a, const Candidates& of_b, uint32_t row) {
    const uint32_t state = matching.a[row];
    if ((state & kFlag) == 0) {
        return state;
    }
    const uint32_t partner = of_a.partners[state & ~kFlag];
    return partner == kUnpaired ? kUnpaired : of_b.rows[partner];
}

}  // namespace

std::string_view name(RowKind kind) {
    return kRowKindNames[static_cast<size_t>(kind)];
}

std::string_view name(Class value) {
    return kClassNames[static_cast<size_t>(value)];
}

uint64_t SideReport::total(Class what) const {
    uint64_t sum = 0;
    for (const auto& of_kind : rows) {
        sum += of_kind[static_cast<size_t>(what)];
    }
    return sum;
}

uint64_t SideReport::total(RowKind kind) const {
    uint64_t sum = 0;
    for (const uint64_t number : rows[static_cast<size_t>(kind)]) {
        sum += number;
    }
    return sum;
}

uint64_t SideReport::total() const {
    return total(RowKind::message) + total(RowKind::rejected) + total(RowKind::skipped);
}

ingest::SourceCounts SideReport::counts() const {
    ingest::SourceCounts sum;
    for (const SourceReport& source : sources) {
        sum.add(source.entry.counts);
    }
    return sum;
}

bool Report::equal() const {
    return a.total() == a.total(Class::same) && b.total() == b.total(Class::same) && files.empty();
}

std::string Report::problem() const {
    for (const SideReport* side : {&a, &b}) {
        const ingest::SourceCounts counts = side->counts();
        if (side->total(RowKind::message) != counts.messages || side->total(RowKind::rejected) != counts.rejected ||
            side->total(RowKind::skipped) != counts.skipped) {
            return side->name + " has " + std::to_string(counts.messages + counts.rejected + counts.skipped) +
                   " rows, the classes account for " + std::to_string(side->total());
        }
    }
    for (const Class what : {Class::same, Class::reordered, Class::reformatted, Class::changed}) {
        if (a.total(what) != b.total(what)) {
            return "the rows that are " + std::string(name(what)) + " are " + std::to_string(a.total(what)) +
                   " on one side and " + std::to_string(b.total(what)) + " on the other";
        }
    }
    return {};
}

Result<Report> compare(const Input& a, const Input& b, const Options& options, const Receiver& receiver,
                       const ingest::Control& control) {
    Report report;
    auto began = Clock::now();
    Together reading("reading", control);
    using Load = std::function<Result<Side>()>;
    auto sides = both(reading, Load([&] { return read_side(a, options, reading.stop(), reading.a()); }),
                      Load([&] { return read_side(b, options, reading.stop(), reading.b()); }));
    VB_TRY(first_error(sides.first, sides.second));
    Side side_a = std::move(*sides.first);
    Side side_b = std::move(*sides.second);
    report.seconds_reading = seconds_since(began);

    began = Clock::now();
    Matching matching;
    VB_TRY(matching_of(side_a, side_b, options, control, matching));
    Together again("reading again", control);
    using Again = std::function<Result<Candidates>()>;
    auto candidates =
        both(again, Again([&] { return read_candidates(side_a, matching.a, options, again.stop(), again.a()); }),
             Again([&] { return read_candidates(side_b, matching.b, options, again.stop(), again.b()); }));
    VB_TRY(first_error(candidates.first, candidates.second));
    Candidates of_a = std::move(*candidates.first);
    Candidates of_b = std::move(*candidates.second);
    Together pairing("matching", control);
    auto paired = pairing.start([&]() -> Result<void> {
        VB_TRY(pair_changed(of_a, of_b, options, pairing.stop()));
        pair_by_place(side_a, side_b, matching, of_a, of_b);
        mark_moved(
            side_a, side_b, [&](uint32_t row) { return partner_of(matching, of_a, of_b, row); }, matching.flags);
        return {};
    });
    pairing.wait(paired);
    VB_TRY(paired.get());
    report.seconds_matching = seconds_since(began);

    began = Clock::now();
    report.a = side_a.report;
    report.b = side_b.report;
    compare_files(report);
    ingest::Progress progress;
    progress.stage = "listing";
    progress.bytes_total = 0;
    const auto go_on = [&](uint64_t row) {
        progress.messages = row;
        if (control.progress) {
            control.progress(progress);
        }
        return !control.cancelled || !control.cancelled();
    };
    VB_TRY(list({side_a, side_b, matching, of_a, of_b}, options, receiver, go_on, report));
    report.seconds_listing = seconds_since(began);
    if (std::string wrong = report.problem(); !wrong.empty()) {
        return Error{Code::internal, wrong, {}, "please report this: no row may be lost"};
    }
    return report;
}

}  // namespace verbatim::compare
