// SPDX-License-Identifier: Apache-2.0
// Reading what is missing. Gaps are computed over all rows; what a lock hides is taken out afterwards.
#include <algorithm>
#include <set>

#include "app/internal/parts.h"
#include "app/internal/reading_scope.h"

namespace verbatim::app {

using access::Operation;
using internal::listed_event;

namespace {

constexpr size_t kStep = 500;  // records or conversations that the store is asked about at once

// What a finding of gaps names beside its device.
struct GapPlaces {
    std::vector<uint64_t> seqs;
    std::optional<std::string> conversation;
    bool of_all_rows = false;  // of its device: if any row is locked, that may be one of these
};

struct Gap {
    ShownGap shown;
    GapPlaces places;
};

struct ToGap {
    Gap& gap;

    void beside(const gaps::Beside& row) const { gap.places.seqs.push_back(row.seq); }
    void operator()(const gaps::MissingNumbers& of) const {
        gap.shown.device = of.device;
        gap.shown.end_ms = of.after.ms;
        beside(of.after);
        if (of.before) {
            gap.shown.begin_ms = of.before->ms;
            beside(*of.before);
        }
    }
    void operator()(const gaps::RepeatedNumbers& of) const {
        gap.shown.device = of.device;
        gap.places.of_all_rows = true;
    }
    void operator()(const gaps::OutsideWindow& of) const {
        gap.shown.device = of.device;
        gap.shown.begin_ms = of.earliest.ms;
        gap.shown.end_ms = of.latest.ms;
        beside(of.earliest);
        beside(of.latest);
    }
    void operator()(const gaps::Silence& of) const {
        gap.shown.device = of.device;
        gap.shown.begin_ms = of.before.ms;
        beside(of.before);
        if (of.after) {
            gap.shown.end_ms = of.after->ms;
            beside(*of.after);
        }
    }
    void operator()(const gaps::CommonOutage& of) const {
        gap.shown.begin_ms = of.begin_ms;
        gap.shown.end_ms = of.end_ms;
    }
    void operator()(const gaps::OneSided& of) const {
        gap.shown.device = of.shown_by.size() == 1 ? of.shown_by.front() : std::string_view();
        gap.shown.begin_ms = of.first_ms;
        gap.shown.end_ms = of.last_ms;
        gap.places.conversation = of.conversation;
    }
    void operator()(const gaps::AbsentAttachments& of) const {
        gap.shown.device = of.device;
        gap.places.conversation = of.conversation;
    }
    void operator()(const gaps::Clock& of) const {
        gap.shown.device = of.device;
        gap.shown.begin_ms = of.at_ms;
        gap.places.of_all_rows = true;
    }
};

// Calls ask(part) for each part of at most kStep items.
template <class Items, class Ask>
Result<void> in_steps(const Items& items, Ask ask) {
    std::vector<typename Items::value_type> part;
    for (const auto& item : items) {
        part.push_back(item);
        if (part.size() == kStep) {
            VB_TRY(ask(part));
            part.clear();
        }
    }
    return part.empty() ? Result<void>() : ask(part);
}

// What a lock hides of the places that gaps name.
class LockedPlaces {
  public:
    static Result<LockedPlaces> find(store::Store& store, const store::Predicate& unlocked, const std::vector<Gap>& all,
                                     const store::Control& control) {
        const store::Predicate locked = store::negation(unlocked);
        std::set<uint64_t> seqs;
        std::set<std::string> conversations;
        for (const Gap& gap : all) {
            seqs.insert(gap.places.seqs.begin(), gap.places.seqs.end());
            if (gap.places.conversation) {
                conversations.insert(*gap.places.conversation);
            }
        }
        LockedPlaces out;
        VB_TRY(in_steps(seqs, [&](const std::vector<uint64_t>& part) -> Result<void> {
            VB_TRY_ASSIGN(const auto cursor,
                          store.search(store::all_of({internal::of_seqs(part), locked}),
                                       {store::Order::sequence, store::Collapse::sightings, {}, 0, false}, control));
            store::Hit hit;
            while (true) {
                VB_TRY_ASSIGN(const bool more, cursor->next(hit));
                if (!more) {
                    return {};
                }
                out.seqs_.insert(hit.seq);
            }
        }));
        VB_TRY(in_steps(conversations, [&](const std::vector<std::string>& part) -> Result<void> {
            std::vector<store::Predicate> any;
            for (const std::string& key : part) {
                any.push_back(internal::of_conversation(key));
            }
            return store.group_by(
                store::all_of({store::any_of(std::move(any)), locked}), store::GroupKey::conversation,
                [&](const store::GroupCount& group) {
                    out.conversations_.insert(group.key);
                    return true;
                },
                control);
        }));
        return out;
    }

    bool touch(const GapPlaces& places) const {
        return places.of_all_rows ||
               std::ranges::any_of(places.seqs, [&](uint64_t seq) { return seqs_.contains(seq); }) ||
               (places.conversation && conversations_.contains(*places.conversation));
    }

  private:
    std::set<uint64_t> seqs_;
    std::set<std::string> conversations_;
};

}  // namespace

Result<std::vector<ShownGap>> Reading::gaps(const store::Control& control) {
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "gaps", store::everything(), {}));
    if (asked.permitted.kind != store::Predicate::Kind::everything) {
        return refuse(event(asked), "gaps are computed over the whole case, which this authority does not cover", 0);
    }
    store::Store& store = *case_.parts_->store;
    std::vector<Gap> all;
    gaps::Receiver receiver;
    receiver.finding = [&](const gaps::Finding& finding) -> Result<void> {
        if (all.size() == kListMax) {
            return Error{Code::limit,
                         "there are more than " + std::to_string(kListMax) + " gaps",
                         {},
                         "`verbatim gaps` on the command line writes them all to a file"};
        }
        Gap gap;
        gap.shown.kind = gaps::kind_of(finding);
        gap.shown.words = gaps::sentence(finding);
        std::visit(ToGap{gap}, finding);
        all.push_back(std::move(gap));
        return {};
    };
    VB_TRY(gaps::find_gaps(store, {}, receiver, control));
    const bool some_locked = asked.unlocked.kind != store::Predicate::Kind::everything;
    LockedPlaces locked;
    if (some_locked) {
        VB_TRY_ASSIGN(locked, LockedPlaces::find(store, asked.unlocked, all, control));
    }
    std::vector<ShownGap> out;
    for (Gap& gap : all) {
        if (!some_locked || !locked.touch(gap.places)) {
            out.push_back(std::move(gap.shown));
        }
    }
    VB_TRY(file(listed_event(event(asked), out.size(), all.size() - out.size(), "gaps")));
    return out;
}

}  // namespace verbatim::app
