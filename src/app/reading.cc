// SPDX-License-Identifier: Apache-2.0
#include "app/reading.h"

#include <algorithm>

#include "app/internal/parts.h"

namespace verbatim::app {

using access::Operation;

// A question, as it was asked and as it may be answered.
struct Reading::Scoped {
    std::string operation;
    std::string query;
    std::string target;
    std::string canonical;
    store::Predicate asked = store::nothing();
    store::Predicate scope = store::nothing();  // of the authority, without what is locked
    store::Predicate shown = store::nothing();  // what is asked, within the scope
};

namespace {

store::Predicate of_seq(uint64_t seq) {
    return store::seq_range(seq, seq + 1);
}

store::Predicate of_seqs(const std::vector<uint64_t>& seqs) {
    std::vector<store::Predicate> any;
    for (const uint64_t seq : seqs) {
        any.push_back(of_seq(seq));
    }
    return store::any_of(std::move(any));
}

Result<void> need_page(uint64_t rows) {
    if (rows >= 1 && rows <= Reading::kPageMax) {
        return {};
    }
    return Error{Code::usage, "a page has 1 to " + std::to_string(Reading::kPageMax) + " items", {}, {}};
}

std::vector<uint64_t> numbers_of(const std::vector<store::Hit>& hits) {
    std::vector<uint64_t> out;
    for (const store::Hit& hit : hits) {
        out.push_back(hit.seq);
    }
    return out;
}

audit::Event counted_event(audit::Event event, const store::Totals& totals, uint64_t outside) {
    event.outside = outside;
    event.outcome = outside > 0 ? audit::Outcome::partly : audit::Outcome::allowed;
    event.detail = std::to_string(totals.messages) + " messages match within the scope";
    return event;
}

template <class Item>
store::Each<Item> into(Listed<Item>& listed, uint64_t limit) {
    return [&listed, limit](const Item& item) {
        if (listed.items.size() < limit) {
            listed.items.push_back(item);
        } else {
            ++listed.others;
        }
        return true;
    };
}

}  // namespace

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
    out.scope = decision.scope;
    if (ask_.subject.role != access::Role::filter_officer) {
        VB_TRY_ASSIGN(const access::Locks locks, access::Locks::load(case_.folder()));
        VB_TRY_ASSIGN(store::Predicate unlocked, locks.unlocked(names.names));
        VB_TRY(std::move(listed));
        if (unlocked.kind != store::Predicate::Kind::everything) {
            out.scope = store::all_of({std::move(out.scope), std::move(unlocked)});
        }
    }
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
    if (scoped.scope.kind == store::Predicate::Kind::everything) {
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

// A message seen in several sources: of its other sightings only those within the scope are told of.
Result<void> Reading::hold_sightings(const Scoped& scoped, std::vector<store::Hit>& hits,
                                     const store::Control& control) {
    if (scoped.scope.kind == store::Predicate::Kind::everything) {
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
    store::Page more = page;
    ++more.limit;  // tells whether there is another page
    VB_TRY_ASSIGN(out.hits, fetch(asked.shown, more, control));
    if (out.hits.size() > page.limit) {
        out.hits.pop_back();
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
    VB_TRY_ASSIGN(out.totals, case_.parts_->store->total(asked.shown, control));
    VB_TRY_ASSIGN(out.outside, outside(asked, out.totals, control));
    VB_TRY(file(counted_event(event(asked), out.totals, out.outside)));
    return out;
}

Result<Listed<store::PeriodCount>> Reading::histogram(std::string_view query, store::Period period,
                                                      const store::Control& control) {
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "histogram", query));
    Listed<store::PeriodCount> out;
    VB_TRY(case_.parts_->store->histogram(asked.shown, period, into(out, UINT64_MAX), control));
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

Result<Listed<store::ConversationInfo>> Reading::conversations(std::string_view query, uint64_t limit,
                                                               const store::Control& control) {
    VB_TRY(need_page(limit));
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "conversations", query));
    Listed<store::ConversationInfo> out;
    VB_TRY(case_.parts_->store->conversations(asked.shown, into(out, limit), control));
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
    VB_TRY_ASSIGN(const store::Totals totals,
                  case_.parts_->store->total(access::within(of_seq(seq), asked.scope), control));
    if (totals.sightings == 1) {
        return {};
    }
    return refuse(event(asked), "message " + std::to_string(seq) + " is outside the scope, or locked", 1);
}

Result<ConversationPart> Reading::conversation_around(uint64_t seq, uint64_t before, uint64_t after,
                                                      const store::Control& control) {
    VB_TRY(need_page(before + after + 1));
    VB_TRY_ASSIGN(const Scoped asked,
                  scoped(Operation::read, "conversation", store::same_conversation(of_seq(seq)), std::to_string(seq)));
    VB_TRY(need_visible(asked, seq, control));
    store::Store& store = *case_.parts_->store;
    const store::Predicate shown = store::all_of({asked.asked, asked.scope});
    // The message may have an earlier sighting in this conversation: that one is its place.
    VB_TRY_ASSIGN(const std::vector<store::Sighting> sightings, store.sightings(seq));
    std::vector<uint64_t> seqs{seq};
    for (const store::Sighting& sighting : sightings) {
        seqs.push_back(sighting.seq);
    }
    VB_TRY_ASSIGN(std::vector<store::Hit> anchor,
                  fetch(store::all_of({shown, of_seqs(seqs)}), {.order = store::Order::oldest, .limit = 1}, control));
    if (anchor.empty()) {
        return Error{Code::internal, "a visible message was not found", {}, "please report this"};
    }
    const store::Position at{anchor.front().sort_ms, anchor.front().seq};
    ConversationPart out;
    if (before > 0) {
        VB_TRY_ASSIGN(out.hits, fetch(shown, {.order = store::Order::newest, .after = at, .limit = before}, control));
        std::reverse(out.hits.begin(), out.hits.end());
    }
    out.anchor_index = out.hits.size();
    out.hits.push_back(std::move(anchor.front()));
    if (after > 0) {
        VB_TRY_ASSIGN(std::vector<store::Hit> later,
                      fetch(shown, {.order = store::Order::oldest, .after = at, .limit = after}, control));
        std::move(later.begin(), later.end(), std::back_inserter(out.hits));
    }
    VB_TRY_ASSIGN(const store::Totals totals, store.total(shown, control));
    out.total = totals.messages;
    std::vector<store::Predicate> earlier;
    if (at.sort_ms == store::kNoTime) {
        earlier = {store::all_of({store::no_time(), store::seq_range(std::nullopt, at.seq)})};
    } else {
        earlier = {
            store::no_time(), store::time_range(std::nullopt, at.sort_ms),
            store::all_of({store::time_range(at.sort_ms, at.sort_ms + 1), store::seq_range(std::nullopt, at.seq)})};
    }
    VB_TRY_ASSIGN(const store::Totals ahead, store.total(store::all_of({shown, store::any_of(earlier)}), control));
    out.position = ahead.messages;
    if (asked.scope.kind != store::Predicate::Kind::everything) {
        VB_TRY_ASSIGN(const store::Totals all, store.total(asked.asked, control));
        out.outside = all.messages - totals.messages;
    }
    VB_TRY(hold_sightings(asked, out.hits, control));
    audit::Event entry = counted_event(event(asked), totals, out.outside);
    entry.shown = out.hits.size();
    entry.target = audit::record_list(numbers_of(out.hits));
    entry.detail += "; around message " + std::to_string(seq);
    VB_TRY(file(entry));
    return out;
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
    ShownMessage out{std::move(message), {}};
    const uint64_t seqs[] = {seq};
    VB_TRY_ASSIGN(std::vector<store::Hit> hit, case_.parts_->store->lookup(seqs, false));
    VB_TRY(hold_sightings(asked, hit, control));
    out.sightings = std::move(hit.front().sightings);
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

}  // namespace verbatim::app
