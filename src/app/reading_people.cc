// SPDX-License-Identifier: Apache-2.0
// Reading about handles and values: who, with whom, under which name, how often.
#include <algorithm>
#include <map>

#include "app/internal/parts.h"
#include "app/internal/reading_scope.h"

namespace verbatim::app {

using access::Operation;
using internal::counted_event;
using internal::need_page;

namespace {

constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t kHoursOfWeek = 168;
constexpr int64_t kFirstHour = 72;  // 1970-01-01 was a Thursday; weeks begin on Monday

size_t hour_of_week(int64_t ms) {
    const int64_t hours = ms / kHourMs - (ms % kHourMs < 0 ? 1 : 0);
    return static_cast<size_t>(((hours + kFirstHour) % kHoursOfWeek + kHoursOfWeek) % kHoursOfWeek);
}

Error too_many(std::string_view what) {
    return {Code::limit,
            "there are more than " + std::to_string(Reading::kListMax) + " " + std::string(what),
            {},
            "ask for a narrower scope; the command line lists them all"};
}

// Collects all items; `more` is set if there are more than a list may have.
template <class Item>
store::Each<Item> up_to_limit(std::vector<Item>& out, bool& more) {
    return [&out, &more](const Item& item) {
        more = out.size() == Reading::kListMax;
        if (!more) {
            out.push_back(item);
        }
        return !more;
    };
}

}  // namespace

Result<Facets> Reading::facets(std::string_view query, store::GroupKey key, uint64_t limit,
                               const store::Control& control) {
    VB_TRY(need_page(limit));
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "facets", query));
    Facets out;
    store::Totals totals;
    VB_TRY(case_.parts_->store->group_by(
        asked.shown, key,
        [&](const store::GroupCount& group) {
            if (out.values.size() < limit) {
                out.values.push_back({group.key, {}, group.totals.messages});
            } else {
                out.others += group.totals.messages;
            }
            totals.messages += group.totals.messages;
            return true;
        },
        control));
    VB_TRY(label(asked, key, out.values, control));
    VB_TRY_ASSIGN(out.outside, outside(asked, totals, control));
    VB_TRY(file(counted_event(event(asked), totals, out.outside)));
    return out;
}

Result<void> Reading::label(const Scoped& asked, store::GroupKey key, std::vector<Facet>& values,
                            const store::Control& control) {
    if (key != store::GroupKey::conversation && key != store::GroupKey::source) {
        return {};
    }
    std::map<std::string, std::string*, std::less<>> labels;
    for (Facet& value : values) {
        labels.emplace(value.value, &value.label);
    }
    if (key == store::GroupKey::source) {
        return each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
            if (const auto found = labels.find(std::to_string(entry.source)); found != labels.end()) {
                *found->second = entry.path;
            }
            return {};
        });
    }
    std::vector<store::Predicate> any;
    for (const Facet& value : values) {
        any.push_back(internal::of_conversation(value.value));
    }
    return case_.parts_->store->conversations(
        store::all_of({store::any_of(std::move(any)), asked.scope}),
        [&](const store::ConversationInfo& conversation) {
            if (const auto found = labels.find(conversation.conversation); found != labels.end()) {
                *found->second = conversation.title;
            }
            return true;
        },
        control);
}

Result<HandleProfile> Reading::handle(const std::string& name, const store::Control& control) {
    VB_TRY_ASSIGN(const Scoped asked,
                  scoped(Operation::search, "handle", store::value(store::Field::handle, name), name));
    HandleProfile out;
    out.handle = name;
    VB_TRY_ASSIGN(const store::Totals totals, case_.parts_->store->total(asked.shown, control));
    VB_TRY_ASSIGN(out.outside, outside(asked, totals, control));
    if (totals.messages == 0) {
        return out.outside > 0 ? refuse(event(asked), "this handle is outside the scope, or locked", out.outside)
                               : Error{Code::not_found, "no message shows this handle", {}, {}};
    }
    VB_TRY(fill_profile(asked, out, control));
    VB_TRY(file(counted_event(event(asked), totals, out.outside)));
    return out;
}

Result<void> Reading::fill_profile(const Scoped& asked, HandleProfile& out, const store::Control& control) {
    store::Store& store = *case_.parts_->store;
    const store::Predicate sent = store::all_of({store::value(store::Field::sender_handle, out.handle), asked.scope});
    VB_TRY_ASSIGN(out.sent, store.total(sent, control));
    VB_TRY(store.group_by(
        asked.shown, store::GroupKey::conversation,
        [&](const store::GroupCount&) {
            ++out.conversations;
            return true;
        },
        control));
    VB_TRY(store.handles(
        sent,
        [&](const store::HandleInfo& info) {
            out.first_ms = info.first_ms;
            out.last_ms = info.last_ms;
            return true;
        },
        control));
    bool more = false;
    VB_TRY(store.given_names(sent, up_to_limit(out.names, more), control));
    if (more) {
        return too_many("names of this handle");
    }
    VB_TRY(store.group_by(asked.shown, store::GroupKey::account, up_to_limit(out.accounts, more), control));
    if (more) {
        return too_many("accounts that show this handle");
    }
    const store::Each<store::GroupCount> keep = up_to_limit(out.contacts, more);
    VB_TRY(store.pairs(
        asked.shown, {},
        [&](const store::HandlePair& pair) {
            const bool of_handle = pair.a == out.handle || pair.b == out.handle;
            return !of_handle || keep({pair.a == out.handle ? pair.b : pair.a, pair.totals});
        },
        control));
    if (more) {
        return too_many("contacts of this handle");
    }
    return store.histogram(
        sent, store::Period::hour,
        [&](const store::PeriodCount& hour) {
            if (hour.begin_ms != store::kNoTime) {
                out.hours[hour_of_week(hour.begin_ms)] += hour.totals.messages;
            }
            return true;
        },
        control);
}

Result<Network> Reading::network(std::string_view query, uint64_t limit, const store::Control& control) {
    VB_TRY(need_page(limit));
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "network", query));
    store::Store& store = *case_.parts_->store;
    Network out;
    std::vector<std::string> handles;
    VB_TRY(store.group_by(
        asked.shown, store::GroupKey::party,
        [&](const store::GroupCount& node) {
            handles.push_back(node.key);
            out.nodes.push_back(node);
            return out.nodes.size() < limit;
        },
        control));
    if (handles.size() > 1) {
        VB_TRY(store.pairs(
            asked.shown, handles,
            [&](const store::HandlePair& pair) {
                out.edges.push_back(pair);
                return true;
            },
            control));
    }
    VB_TRY_ASSIGN(const store::Totals totals, store.total(asked.shown, control));
    VB_TRY_ASSIGN(out.outside, outside(asked, totals, control));
    VB_TRY(file(counted_event(event(asked), totals, out.outside)));
    return out;
}

Result<std::vector<std::string>> Reading::values_like(store::Field field, std::string_view beginning, uint64_t limit,
                                                      const store::Control& control) {
    VB_TRY(need_page(limit));
    store::GroupKey key{};
    switch (field) {
        case store::Field::conversation:
            key = store::GroupKey::conversation;
            break;
        case store::Field::platform:
            key = store::GroupKey::platform;
            break;
        case store::Field::account:
            key = store::GroupKey::account;
            break;
        default:
            field = store::Field::sender;
            key = store::GroupKey::sender;
    }
    VB_TRY_ASSIGN(const Scoped asked,
                  scoped(Operation::search, "complete", store::value_glob(field, store::escape_glob(beginning) + "*"),
                         std::string(beginning)));
    std::vector<std::string> out;
    VB_TRY(case_.parts_->store->group_by(
        asked.shown, key,
        [&](const store::GroupCount& group) {
            if (!group.key.empty()) {
                out.push_back(group.key);
            }
            return out.size() < limit;
        },
        control));
    audit::Event entry = event(asked);
    entry.detail = std::to_string(out.size()) + " values are named";
    VB_TRY(file(entry));
    return out;
}

}  // namespace verbatim::app
