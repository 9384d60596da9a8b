// SPDX-License-Identifier: Apache-2.0
// Reading conversations: the list of them, and messages in their order.
#include <algorithm>

#include "app/internal/parts.h"
#include "app/internal/reading_scope.h"

namespace verbatim::app {

using access::Operation;
using internal::counted_event;
using internal::need_page;
using internal::numbers_of;
using internal::of_conversation;
using internal::of_seq;

namespace {

// So many messages are fetched without regard to how long they are; of more, a page ends at a number of bytes.
constexpr uint64_t kAtOnceMax = 200;

// Rows of a conversation that stand before a place in it.
store::Predicate before_place(const store::Position& at) {
    if (at.sort_ms == store::kNoTime) {
        return store::all_of({store::no_time(), store::seq_range(std::nullopt, at.seq)});
    }
    return store::any_of(
        {store::no_time(), store::time_range(std::nullopt, at.sort_ms),
         store::all_of({store::time_range(at.sort_ms, at.sort_ms + 1), store::seq_range(std::nullopt, at.seq)})});
}

// Each by itself first: a sum may wrap.
Result<void> need_around(uint64_t before, uint64_t after) {
    VB_TRY(need_page(std::max<uint64_t>(before, 1)));
    VB_TRY(need_page(std::max<uint64_t>(after, 1)));
    return need_page(std::max<uint64_t>(before + after, 1));
}

}  // namespace

Result<ConversationList> Reading::conversations(std::string_view query, uint64_t limit, const store::Control& control,
                                                const std::optional<store::ConversationPlace>& after) {
    VB_TRY(need_page(limit));
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "conversations", query));
    ConversationList out;
    VB_TRY_ASSIGN(out.more, case_.parts_->store->conversation_page(
                                asked.shown, after, limit,
                                [&](const store::ConversationInfo& conversation) {
                                    out.items.push_back(conversation);
                                    return true;
                                },
                                control));
    VB_TRY_ASSIGN(const store::Totals totals, case_.parts_->store->total(asked.shown, control));
    VB_TRY_ASSIGN(out.outside, outside(asked, totals, control));
    VB_TRY(file(counted_event(event(asked), totals, out.outside)));
    return out;
}

// The row that shows the message of `seq` in its conversation: its earliest sighting there within the scope.
Result<store::Hit> Reading::conversation_anchor(const Scoped& asked, uint64_t seq, const store::Control& control) {
    const uint64_t seqs[] = {seq};
    VB_TRY_ASSIGN(std::vector<store::Hit> found, case_.parts_->store->lookup(seqs, false));
    store::Hit hit = std::move(found.front());
    if (hit.sightings.empty()) {
        return hit;
    }
    std::vector<uint64_t> members;
    for (const store::Sighting& sighting : hit.sightings) {
        members.push_back(sighting.seq);
    }
    VB_TRY_ASSIGN(found,
                  fetch(store::all_of({of_conversation(hit.conversation), asked.scope, internal::of_seqs(members)}),
                        {.order = store::Order::oldest, .limit = 1}, control));
    return found.empty()
               ? Result<store::Hit>(Error{Code::internal, "a visible message was not found", {}, "please report this"})
               : Result<store::Hit>(std::move(found.front()));
}

Result<void> Reading::fetch_around(const Scoped& asked, store::Hit anchor, uint64_t before, uint64_t after,
                                   const store::Control& control, ConversationPart& out) {
    const store::Position at{anchor.sort_ms, anchor.seq};
    out.hits.clear();
    if (before > 0) {
        const store::Page page{.order = store::Order::newest, .after = at, .limit = before};
        VB_TRY(fetch_page(asked.shown, page, control, out.hits));
        std::reverse(out.hits.begin(), out.hits.end());
    }
    out.anchor_index = out.hits.size();
    out.hits.push_back(std::move(anchor));
    if (after > 0) {
        std::vector<store::Hit> later;
        const store::Page page{.order = store::Order::oldest, .after = at, .limit = after};
        VB_TRY(fetch_page(asked.shown, page, control, later));
        std::move(later.begin(), later.end(), std::back_inserter(out.hits));
    }
    return {};
}

Result<ConversationPart> Reading::conversation_part(Scoped& asked, store::Hit anchor, uint64_t before, uint64_t after,
                                                    const store::Control& control) {
    store::Store& store = *case_.parts_->store;
    asked.asked = of_conversation(anchor.conversation);
    asked.shown = asked.is_whole_case() ? asked.asked : store::all_of({asked.asked, asked.scope});
    const store::Position at{anchor.sort_ms, anchor.seq};
    const bool at_once = asked.is_whole_case() && before + after <= kAtOnceMax;
    ConversationPart out;
    if (asked.is_whole_case()) {
        // The store keeps the order of the conversation that is being read.
        VB_TRY_ASSIGN(auto place,
                      store.conversation_around(anchor.seq, at_once ? before : 0, at_once ? after : 0, false));
        out.total = place.total.messages;
        out.position = place.before.messages;
        out.anchor_index = place.anchor_index;
        out.hits = std::move(place.hits);
    } else {
        VB_TRY_ASSIGN(const store::Totals all, store.total(asked.asked, control));
        VB_TRY_ASSIGN(const store::Totals inside, store.total(asked.shown, control));
        VB_TRY_ASSIGN(const store::Totals ahead, store.total(store::all_of({asked.shown, before_place(at)}), control));
        out.total = inside.messages;
        out.outside = all.messages - inside.messages;
        out.position = ahead.messages;
    }
    if (!at_once) {
        VB_TRY(fetch_around(asked, std::move(anchor), before, after, control, out));
    }
    VB_TRY(hold_sightings(asked, out.hits, control));
    audit::Event entry = counted_event(event(asked), {out.total, 0}, out.outside);
    entry.shown = out.hits.size();
    entry.target = audit::record_list(numbers_of(out.hits));
    entry.detail += "; around message " + std::to_string(at.seq);
    VB_TRY(file(entry));
    return out;
}

Result<ConversationPart> Reading::conversation_around(uint64_t seq, uint64_t before, uint64_t after,
                                                      const store::Control& control) {
    VB_TRY(need_around(before, after));
    VB_TRY_ASSIGN(Scoped asked, scoped(Operation::read, "conversation", of_seq(seq), std::to_string(seq)));
    VB_TRY(need_visible(asked, seq, control));
    VB_TRY_ASSIGN(store::Hit anchor, conversation_anchor(asked, seq, control));
    return conversation_part(asked, std::move(anchor), before, after, control);
}

Result<ConversationPart> Reading::conversation_at(const ConversationStart& start, uint64_t before, uint64_t after,
                                                  const store::Control& control) {
    VB_TRY(need_around(before, after));
    VB_TRY_ASSIGN(Scoped asked, scoped(Operation::read, "conversation", of_conversation(start.key), start.key));
    std::vector<store::Hit> anchor;
    if (start.kind == ConversationStart::Kind::time) {
        VB_TRY_ASSIGN(anchor, fetch(store::all_of({asked.shown, store::time_range(start.ms, std::nullopt)}),
                                    {.order = store::Order::oldest, .limit = 1}, control));
    }
    if (anchor.empty()) {
        const bool first = start.kind == ConversationStart::Kind::first;
        const store::Page page{.order = first ? store::Order::oldest : store::Order::newest, .limit = 1};
        VB_TRY_ASSIGN(anchor, fetch(asked.shown, page, control));
    }
    if (!anchor.empty()) {
        return conversation_part(asked, std::move(anchor.front()), before, after, control);
    }
    VB_TRY_ASSIGN(const store::Totals all, case_.parts_->store->total(asked.asked, control));
    if (all.messages > 0) {
        return refuse(event(asked), "this conversation is outside the scope, or locked", all.messages);
    }
    return Error{Code::not_found, "there is no such conversation", {}, {}};
}

}  // namespace verbatim::app
