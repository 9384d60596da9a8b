// SPDX-License-Identifier: Apache-2.0
#include "app/reading.h"

#include <algorithm>
#include <deque>

#include "app/internal/parts.h"
#include "app/internal/reading_scope.h"
#include "note/checkpoint.h"

namespace verbatim::app {

using access::Operation;

using internal::counted_event;
using internal::into;
using internal::need_page;
using internal::numbers_of;
using internal::of_seq;
using internal::of_seqs;

audit::Event Reading::event(const Scoped& scoped) const {
    audit::Event out;
    out.who = ask_.subject.who;
    out.role = access::name(ask_.subject.role);
    out.operation = scoped.operation;
    out.authority = ask_.authority;
    out.task = ask_.task;
    out.purpose = ask_.purpose;
    out.query = scoped.query;
    out.target = scoped.target;
    return out;
}

Result<void> Reading::file(const audit::Event& event) {
    VB_TRY_ASSIGN(audit::Log * log, case_.parts_->audit_of(ask_.subject.role == access::Role::defence));
    VB_TRY(log->append(event));
    return {};
}

// A refusal that cannot be logged is the worse error of the two.
Error Reading::refuse(audit::Event event, const std::string& why, uint64_t outside) {
    event.outcome = audit::Outcome::denied;
    event.detail = why;
    event.outside = outside;
    event.shown = 0;
    if (const auto filed = file(event); !filed) {
        return filed.error();
    }
    return {Code::denied, why, {}, "every request for messages names an authority that permits it"};
}

Result<Reading::Scoped> Reading::scoped(Operation operation, std::string_view word, store::Predicate asked,
                                        const std::string& target, std::string_view query) {
    VB_TRY(case_.parts_->need_store());
    Scoped out;
    out.operation = word;
    out.target = target;
    out.query = query;
    out.asked = std::move(asked);
    Result<void> listed;
    const access::ScopeNames names = case_.parts_->scope_names(listed);
    VB_TRY_ASSIGN(const auto known, access::Authorities::load(case_.folder(), case_.info().id));
    VB_TRY_ASSIGN(const access::Decision decision,
                  known.decide(ask_.subject, ask_.authority, operation, utc_now(), names));
    VB_TRY(std::move(listed));
    if (!decision.allowed) {
        return refuse(event(out), decision.why, 0);
    }
    out.permitted = internal::matches_everything(decision.scope) ? store::everything() : decision.scope;
    if (ask_.subject.role != access::Role::filter_officer) {
        VB_TRY_ASSIGN(const access::Locks locks, access::Locks::load(case_.folder()));
        VB_TRY_ASSIGN(out.unlocked, locks.unlocked(names.names));
        VB_TRY(std::move(listed));
    }
    const bool some_locked = out.unlocked.kind != store::Predicate::Kind::everything;
    out.scope = some_locked ? store::all_of({out.permitted, out.unlocked}) : out.permitted;
    out.shown = access::within(out.asked, out.scope);
    return out;
}

Result<Reading::Scoped> Reading::scoped(Operation operation, std::string_view word, std::string_view query) {
    std::string canonical;
    VB_TRY_ASSIGN(store::Predicate asked, case_.parts_->compile(query, &canonical));
    VB_TRY_ASSIGN(Scoped out, scoped(operation, word, std::move(asked), {}, query));
    out.canonical = std::move(canonical);
    return out;
}

// Messages that match and of which no row within the scope does.
Result<uint64_t> Reading::outside(const Scoped& scoped, const store::Totals& shown, const store::Control& control) {
    if (scoped.is_whole_case()) {
        return uint64_t{0};
    }
    store::Store& store = *case_.parts_->store;
    VB_TRY_ASSIGN(const store::Totals all, store.total(scoped.asked, control));
    store::Predicate held = store::all_of({scoped.asked, scoped.scope});
    if (held == scoped.shown) {
        return all.messages - shown.messages;
    }
    VB_TRY_ASSIGN(const store::Totals inside, store.total(held, control));
    return all.messages - inside.messages;
}

Result<std::vector<store::Hit>> Reading::fetch(const store::Predicate& predicate, const store::Page& page,
                                               const store::Control& control) {
    VB_TRY_ASSIGN(const auto cursor, case_.parts_->store->search(predicate, page, control));
    std::vector<store::Hit> out;
    store::Hit hit;
    while (true) {
        VB_TRY_ASSIGN(const bool more, cursor->next(hit));
        if (!more) {
            return out;
        }
        out.push_back(hit);
    }
}

Result<bool> Reading::fetch_page(const store::Predicate& predicate, store::Page page, const store::Control& control,
                                 std::vector<store::Hit>& out) {
    const uint64_t limit = page.limit;
    ++page.limit;  // tells whether there are more
    VB_TRY_ASSIGN(const auto cursor, case_.parts_->store->search(predicate, page, control));
    uint64_t bytes = 0;
    store::Hit hit;
    while (true) {
        VB_TRY_ASSIGN(const bool more, cursor->next(hit));
        if (!more) {
            return false;
        }
        if (out.size() == limit || bytes >= kPageBytes) {
            return true;
        }
        bytes += hit.text.size();
        out.push_back(std::move(hit));
    }
}

// A message seen in several sources: of its other sightings only those within the scope are told of.
Result<void> Reading::hold_sightings(const Scoped& scoped, std::vector<store::Hit>& hits,
                                     const store::Control& control) {
    if (scoped.is_whole_case()) {
        return {};
    }
    std::vector<uint64_t> seqs;
    for (const store::Hit& hit : hits) {
        for (const store::Sighting& sighting : hit.sightings) {
            seqs.push_back(sighting.seq);
        }
    }
    std::vector<uint64_t> inside;
    if (!seqs.empty()) {
        VB_TRY_ASSIGN(const auto rows,
                      fetch(access::within(of_seqs(seqs), scoped.scope),
                            {store::Order::sequence, store::Collapse::sightings, {}, 0, false}, control));
        inside = numbers_of(rows);
        std::sort(inside.begin(), inside.end());
    }
    for (store::Hit& hit : hits) {
        std::erase_if(hit.sightings, [&](const store::Sighting& sighting) {
            return !std::binary_search(inside.begin(), inside.end(), sighting.seq);
        });
        hit.first_seq = hit.sightings.empty() ? hit.seq : std::min(hit.seq, hit.sightings.front().seq);
        if (hit.sightings.size() == 1) {
            hit.sightings.clear();
        }
    }
    return {};
}

Result<FoundPage> Reading::search(std::string_view query, const store::Page& page, const store::Control& control) {
    VB_TRY(need_page(page.limit));
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "search", query));
    FoundPage out;
    out.canonical = asked.canonical;
    VB_TRY_ASSIGN(out.totals, case_.parts_->store->total(asked.shown, control));
    VB_TRY_ASSIGN(out.outside, outside(asked, out.totals, control));
    VB_TRY_ASSIGN(const bool more, fetch_page(asked.shown, page, control, out.hits));
    if (more) {
        out.next = store::Position{out.hits.back().sort_ms, out.hits.back().seq};
    }
    VB_TRY(hold_sightings(asked, out.hits, control));
    audit::Event entry = counted_event(event(asked), out.totals, out.outside);
    entry.shown = out.hits.size();
    entry.target = audit::record_list(numbers_of(out.hits));
    VB_TRY(file(entry));
    return out;
}

Result<Counted> Reading::count(std::string_view query, const store::Control& control) {
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "count", query));
    Counted out;
    out.canonical = asked.canonical;
    VB_TRY_ASSIGN(out.totals, case_.parts_->store->total(asked.shown, control));
    VB_TRY_ASSIGN(out.outside, outside(asked, out.totals, control));
    VB_TRY(file(counted_event(event(asked), out.totals, out.outside)));
    return out;
}

Result<Listed<store::PeriodCount>> Reading::histogram(std::string_view query, store::Period period,
                                                      const store::Control& control) {
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "histogram", query));
    Listed<store::PeriodCount> out;
    VB_TRY(case_.parts_->store->histogram(asked.shown, period, into(out, kBucketsMax), control));
    if (out.others > 0) {
        return Error{Code::limit,
                     "the messages are of more than " + std::to_string(kBucketsMax) + " periods",
                     {},
                     "ask for longer periods, or narrow the query"};
    }
    VB_TRY_ASSIGN(const store::Totals totals, case_.parts_->store->total(asked.shown, control));
    VB_TRY_ASSIGN(out.outside, outside(asked, totals, control));
    VB_TRY(file(counted_event(event(asked), totals, out.outside)));
    return out;
}

Result<Listed<store::GroupCount>> Reading::group_by(std::string_view query, store::GroupKey key, uint64_t limit,
                                                    const store::Control& control) {
    VB_TRY(need_page(limit));
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "group", query));
    Listed<store::GroupCount> out;
    VB_TRY(case_.parts_->store->group_by(asked.shown, key, into(out, limit), control));
    VB_TRY_ASSIGN(const store::Totals totals, case_.parts_->store->total(asked.shown, control));
    VB_TRY_ASSIGN(out.outside, outside(asked, totals, control));
    VB_TRY(file(counted_event(event(asked), totals, out.outside)));
    return out;
}

Result<Listed<store::HandleInfo>> Reading::handles(std::string_view query, uint64_t limit,
                                                   const store::Control& control) {
    VB_TRY(need_page(limit));
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "handles", query));
    Listed<store::HandleInfo> out;
    VB_TRY(case_.parts_->store->handles(asked.shown, into(out, limit), control));
    VB_TRY_ASSIGN(const store::Totals totals, case_.parts_->store->total(asked.shown, control));
    VB_TRY_ASSIGN(out.outside, outside(asked, totals, control));
    VB_TRY(file(counted_event(event(asked), totals, out.outside)));
    return out;
}

// Code::denied, with an entry, unless the record is within the scope.
Result<void> Reading::need_visible(const Scoped& asked, uint64_t seq, const store::Control& control) {
    VB_TRY(case_.parts_->need_record(seq));
    if (asked.is_whole_case()) {
        return {};
    }
    VB_TRY_ASSIGN(const store::Totals totals,
                  case_.parts_->store->total(access::within(of_seq(seq), asked.scope), control));
    if (totals.sightings == 1) {
        return {};
    }
    return refuse(event(asked), "message " + std::to_string(seq) + " is outside the scope, or locked", 1);
}

Result<std::vector<store::Hit>> Reading::hits(const std::vector<uint64_t>& seqs, const store::Control& control) {
    VB_TRY(need_page(seqs.size()));
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::read, "messages", of_seqs(seqs), audit::record_list(seqs)));
    VB_TRY_ASSIGN(std::vector<store::Hit> out,
                  fetch(asked.shown, {store::Order::sequence, store::Collapse::sightings, {}, 0, false}, control));
    VB_TRY(hold_sightings(asked, out, control));
    VB_TRY_ASSIGN(const store::Totals all, case_.parts_->store->total(asked.asked, control));
    audit::Event entry = event(asked);
    entry.shown = out.size();
    entry.outside = all.sightings - out.size();
    entry.outcome = entry.outside > 0 ? audit::Outcome::partly : audit::Outcome::allowed;
    entry.target = audit::record_list(numbers_of(out));
    VB_TRY(file(entry));
    return out;
}

Result<ShownMessage> Reading::message(uint64_t seq, const store::Control& control) {
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::read, "message", of_seq(seq), std::to_string(seq)));
    VB_TRY(need_visible(asked, seq, control));
    VB_TRY_ASSIGN(FullMessage message, case_.parts_->full_message(case_, seq));
    const uint64_t seqs[] = {seq};
    VB_TRY_ASSIGN(std::vector<store::Hit> hit, case_.parts_->store->lookup(seqs, false));
    VB_TRY(hold_sightings(asked, hit, control));
    ShownMessage out{std::move(message), std::move(hit.front())};
    audit::Event entry = event(asked);
    entry.shown = 1;
    VB_TRY(file(entry));
    return out;
}

Result<std::string> Reading::original_bytes(uint64_t seq, uint64_t limit_bytes, const store::Control& control) {
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::bytes, "bytes", of_seq(seq), std::to_string(seq)));
    VB_TRY(need_visible(asked, seq, control));
    VB_TRY_ASSIGN(const FullMessage message, case_.parts_->full_message(case_, seq));
    VB_TRY_ASSIGN(std::string bytes, case_.parts_->message_bytes(message, limit_bytes));
    audit::Event entry = event(asked);
    entry.shown = 1;
    VB_TRY(file(entry));
    return bytes;
}

Result<std::string> Reading::prove(uint64_t seq, const store::Control& control) {
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::prove, "proof", of_seq(seq), std::to_string(seq)));
    VB_TRY(need_visible(asked, seq, control));
    VB_TRY_ASSIGN(std::string proof, case_.parts_->message_proof(case_, seq));
    audit::Event entry = event(asked);
    entry.name = audit::LegalName::disclosure;
    entry.shown = 1;
    VB_TRY(file(entry));
    return proof;
}

// The entry first: a lock is in force when it is acknowledged. A lock on a record is one on its message: the other
// sightings show the same words.
Result<access::Lock> Reading::lock(access::Lock::Kind kind, const std::string& value, const std::string& reason) {
    VB_TRY(scoped(Operation::lock, "lock", store::nothing(), value));
    std::string locked = value;
    if (kind == access::Lock::Kind::records) {
        VB_TRY_ASSIGN(const std::vector<uint64_t> seqs, access::locked_records(value));
        VB_TRY_ASSIGN(const std::vector<uint64_t> others, case_.parts_->store->other_sightings(seqs));
        for (const uint64_t seq : others) {
            locked += " " + std::to_string(seq);
        }
    }
    VB_TRY(note(audit::LegalName::alteration, "lock", locked, reason));
    const std::lock_guard guard(case_.parts_->reading);
    return access::add_lock(case_.folder(), {0, kind, locked, utc_now(), ask_.subject.who, reason});
}

Result<void> Reading::release(uint64_t lock, const std::string& reason) {
    VB_TRY(scoped(Operation::release, "release", store::nothing(), std::to_string(lock)));
    VB_TRY(note(audit::LegalName::alteration, "release", "lock " + std::to_string(lock), reason));
    const std::lock_guard guard(case_.parts_->reading);
    return access::add_release(case_.folder(), {lock, utc_now(), ask_.subject.who, reason});
}

Result<void> Reading::note(audit::LegalName name, const std::string& operation, const std::string& target,
                           const std::string& detail) {
    Scoped what;
    what.operation = operation;
    what.target = target;
    audit::Event entry = event(what);
    entry.name = name;
    entry.detail = detail;
    return file(entry);
}

Result<void> Reading::permit(Operation operation) {
    if (access::permits(ask_.subject.role, operation)) {
        return {};
    }
    Scoped what;
    what.operation = access::name(operation);
    return refuse(event(what),
                  "the role " + std::string(access::name(ask_.subject.role)) + " does not permit " + what.operation, 0);
}

Result<void> Reading::each_audit_entry(bool defence, const audit::Filter& filter, const audit::EachEntry& each) {
    // The defence reads its own log; nobody else but the data-protection officer reads that one.
    if (!(defence && ask_.subject.role == access::Role::defence)) {
        VB_TRY(permit(defence ? Operation::read_defence_audit : Operation::read_audit));
    }
    VB_TRY(note(audit::LegalName::consultation, "audit", defence ? "audit-defence" : "audit", {}));
    VB_TRY_ASSIGN(audit::Log * log, case_.parts_->audit_of(defence));
    return log->each(filter, each);
}

Result<AuditPage> Reading::audit_page(const audit::Filter& filter, std::optional<uint64_t> before, uint64_t limit) {
    VB_TRY(need_page(limit));
    const bool defence = ask_.subject.role == access::Role::defence;
    AuditPage out;
    std::deque<std::pair<audit::Entry, size_t>> last;  // with the size of each: a query may be very long
    size_t bytes = 0;
    VB_TRY(each_audit_entry(defence, filter, [&](const audit::Entry& entry) -> Result<bool> {
        if (before && entry.number >= *before) {
            return false;
        }
        const size_t size = entry.event.query.size() + entry.event.target.size() + entry.event.detail.size();
        last.emplace_back(entry, size);
        bytes += size;
        while (last.size() > limit || (bytes > kPageBytes && last.size() > 1)) {
            bytes -= last.front().second;
            last.pop_front();
            out.more = true;
        }
        return true;
    }));
    for (auto entry = last.rbegin(); entry != last.rend(); ++entry) {
        out.entries.push_back(std::move(entry->first));
    }
    VB_TRY_ASSIGN(audit::Log * log, case_.parts_->audit_of(defence));
    VB_TRY_ASSIGN(const std::string signed_head, log->checkpoint());
    VB_TRY_ASSIGN(const note::VerifierKey key, audit_key(case_.info(), defence));
    VB_TRY_ASSIGN(const note::Checkpoint head, note::open_checkpoint(signed_head, key.name, {&key, 1}));
    out.size = head.size;
    out.root = head.root;
    return out;
}

}  // namespace verbatim::app
