// SPDX-License-Identifier: Apache-2.0
// Reading what came in, beside the messages: the case and its accounting, sources, what was rejected.
#include <algorithm>
#include <map>
#include <set>

#include "app/internal/parts.h"
#include "app/internal/reading_scope.h"

namespace verbatim::app {

using access::Operation;
using internal::counted_event;
using internal::listed_event;
using internal::need_page;

namespace {

constexpr size_t kStep = 500;  // sources that the store is asked about at once

}  // namespace

// As the functions of Case, without the entry of its holder.
Result<void> Reading::each_source(const std::function<Result<void>(const ingest::SourceEntry&)>& each) {
    return ingest::read_chained(ingest::journal_path(case_.folder()), case_.parts_->state.journal,
                                [&](std::string_view line) -> Result<void> {
                                    VB_TRY_ASSIGN(const ingest::SourceEntry entry, ingest::decode_source(line));
                                    return each(entry);
                                });
}

Result<void> Reading::each_finding(const std::function<Result<void>(const ingest::Finding&)>& each) {
    return ingest::read_chained(ingest::findings_path(case_.folder()), case_.parts_->state.findings,
                                [&](std::string_view line) -> Result<void> {
                                    VB_TRY_ASSIGN(const ingest::Finding finding, ingest::decode_finding(line));
                                    return each(finding);
                                });
}

// Whether nothing of the source can be outside the scope, of what was read in it and of what was not.
Result<bool> Reading::covers(const Scoped& asked, uint64_t source, const store::Control& control) {
    const auto ordinal = static_cast<uint32_t>(source);
    if (!internal::covers_source(asked.permitted, ordinal)) {
        return false;
    }
    if (asked.unlocked.kind == store::Predicate::Kind::everything) {
        return true;
    }
    VB_TRY_ASSIGN(const store::Totals locked,
                  case_.parts_->store->total(
                      store::all_of({store::sources({ordinal}), store::negation(asked.unlocked)}), control));
    return locked.sightings == 0;
}

Result<std::vector<ingest::SourceEntry>> Reading::within_scope(const Scoped& asked,
                                                               std::vector<ingest::SourceEntry> entries,
                                                               const store::Control& control) {
    if (asked.is_whole_case() || entries.empty()) {
        return entries;
    }
    std::vector<uint32_t> ordinals;
    for (const ingest::SourceEntry& entry : entries) {
        ordinals.push_back(static_cast<uint32_t>(entry.source));
    }
    std::set<std::string, std::less<>> with_rows;
    VB_TRY(case_.parts_->store->group_by(
        store::all_of({store::sources(std::move(ordinals)), asked.scope}), store::GroupKey::source,
        [&](const store::GroupCount& group) {
            with_rows.insert(group.key);
            return true;
        },
        control));
    std::erase_if(entries, [&](const ingest::SourceEntry& entry) {
        // What a lock hides as a whole is not named; a source without messages is, if the authority names it.
        const bool has_none = entry.counts.messages == 0;
        return !with_rows.contains(std::to_string(entry.source)) &&
               !(has_none && internal::covers_source(asked.permitted, static_cast<uint32_t>(entry.source)));
    });
    return entries;
}

Result<Overview> Reading::overview(const store::Control& control) {
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "case", store::everything(), {}));
    store::Store& store = *case_.parts_->store;
    Overview out;
    {
        const std::lock_guard guard(case_.parts_->reading);  // it reads the log
        VB_TRY_ASSIGN(out.stats, case_.stats());
    }
    if (!asked.is_whole_case() && !out.stats.problems.empty()) {
        // In words they name files, also of what is outside.
        out.stats.problems = {std::to_string(out.stats.problems.size()) +
                              " things do not add up; a reader of the whole case sees which"};
    }
    VB_TRY_ASSIGN(out.totals, store.total(asked.shown, control));
    VB_TRY_ASSIGN(out.outside, outside(asked, out.totals, control));
    const store::Predicate timed = store::all_of({asked.shown, store::negation(store::no_time())});
    for (const auto& [order, ms] :
         {std::pair{store::Order::oldest, &out.first_ms}, std::pair{store::Order::newest, &out.last_ms}}) {
        VB_TRY_ASSIGN(const std::vector<store::Hit> hit, fetch(timed, {.order = order, .limit = 1}, control));
        *ms = hit.empty() ? store::kNoTime : hit.front().sort_ms;
    }
    std::set<uint32_t> visible;
    std::vector<ingest::SourceEntry> held;
    const auto judge = [&]() -> Result<void> {
        VB_TRY_ASSIGN(const auto inside, within_scope(asked, std::exchange(held, {}), control));
        for (const ingest::SourceEntry& entry : inside) {
            visible.insert(entry.acquisition);
        }
        return {};
    };
    VB_TRY(each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
        if (!visible.contains(entry.acquisition)) {
            held.push_back(entry);
        }
        return held.size() < kStep ? Result<void>() : judge();
    }));
    VB_TRY(judge());
    VB_TRY_ASSIGN(const std::vector<uint32_t> numbers, vault::list_acquisitions(case_.parts_->vault));
    uint64_t withheld = 0;
    for (const uint32_t number : numbers) {
        if (!asked.is_whole_case() && !visible.contains(number)) {
            ++withheld;
            continue;
        }
        AcquisitionInfo info;
        VB_TRY_ASSIGN(info.head,
                      vault::read_acquisition(
                          case_.parts_->vault, number, [&](const vault::AcquisitionItem& item) -> Result<void> {
                              const bool claimed = item.claimed_hash != vault::kNoneSupplied;
                              info.claimed_hash = info.items == 0 && claimed ? item.claimed_hash : "";
                              ++info.items;
                              info.bytes += item.sha256 ? item.size_bytes : 0;
                              return {};
                          }));
        out.acquisitions.push_back(std::move(info));
    }
    audit::Event entry = counted_event(event(asked), out.totals, out.outside);
    entry.detail += "; " + std::to_string(out.acquisitions.size()) + " acquisitions shown, " +
                    std::to_string(withheld) + " withheld";
    VB_TRY(file(entry));
    return out;
}

Result<NumberedPage<ingest::SourceEntry>> Reading::sources(uint64_t first, uint64_t limit,
                                                           const store::Control& control) {
    VB_TRY(need_page(limit));
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "sources", store::everything(), std::to_string(first)));
    NumberedPage<ingest::SourceEntry> out;
    std::vector<ingest::SourceEntry> held;
    const auto judge = [&]() -> Result<void> {
        const uint64_t looked_at = held.size();
        VB_TRY_ASSIGN(auto inside, within_scope(asked, std::exchange(held, {}), control));
        out.withheld += looked_at - inside.size();
        std::move(inside.begin(), inside.end(), std::back_inserter(out.items));
        return {};
    };
    VB_TRY(each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
        if (entry.source < first || out.next) {
            return {};
        }
        // At the end of a step the page may be full: what is held never goes beyond it.
        if (out.items.size() + held.size() == limit) {
            VB_TRY(judge());
            if (out.items.size() == limit) {
                out.next = entry.source;
                return {};
            }
        }
        held.push_back(entry);
        return held.size() < kStep ? Result<void>() : judge();
    }));
    VB_TRY(judge());
    VB_TRY(file(listed_event(event(asked), out.items.size(), out.withheld, "sources")));
    return out;
}

Result<NumberedPage<ShownFinding>> Reading::findings(std::optional<uint64_t> source, uint64_t first, uint64_t limit,
                                                     const store::Control& control) {
    VB_TRY(need_page(limit));
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::search, "findings", store::everything(),
                                             source ? "source " + std::to_string(*source) : ""));
    NumberedPage<ShownFinding> out;
    uint64_t number = 0;
    std::optional<uint64_t> judged;  // findings stand source by source
    bool shown = false;
    VB_TRY(each_finding([&](const ingest::Finding& finding) -> Result<void> {
        const uint64_t at = number++;
        if (at < first || out.next || (source && *source != finding.source)) {
            return {};
        }
        if (judged != finding.source) {
            VB_TRY_ASSIGN(shown, covers(asked, finding.source, control));
            judged = finding.source;
        }
        if (!shown) {
            ++out.withheld;
        } else if (out.items.size() == limit) {
            out.next = at;
        } else {
            out.items.push_back({finding, {}});
        }
        return {};
    }));
    std::map<uint64_t, std::string> paths;
    for (const ShownFinding& item : out.items) {
        paths[item.finding.source];
    }
    VB_TRY(each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
        if (const auto found = paths.find(entry.source); found != paths.end()) {
            found->second = entry.path;
        }
        return {};
    }));
    for (ShownFinding& item : out.items) {
        item.path = paths[item.finding.source];
    }
    VB_TRY(file(listed_event(event(asked), out.items.size(), out.withheld, "findings")));
    return out;
}

Result<std::string> Reading::finding_bytes(uint64_t source, uint64_t begin, uint64_t end,
                                           const store::Control& control) {
    const std::string target =
        "source " + std::to_string(source) + " bytes " + std::to_string(begin) + "-" + std::to_string(end);
    VB_TRY_ASSIGN(const Scoped asked, scoped(Operation::bytes, "finding", store::nothing(), target));
    VB_TRY_ASSIGN(const bool covered, covers(asked, source, control));
    if (!covered) {
        return refuse(event(asked), "what was rejected in this source is outside the scope, or some of it is locked",
                      0);
    }
    bool known = false;
    VB_TRY(each_finding([&](const ingest::Finding& finding) -> Result<void> {
        known = known || (finding.source == source && finding.begin == begin && finding.end == end && begin < end);
        return {};
    }));
    std::optional<Hash> object;
    VB_TRY(each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
        object = entry.source == source ? entry.object : object;
        return {};
    }));
    if (!known || !object) {
        return Error{Code::not_found, "no finding names these bytes", {}, {}};
    }
    if (end - begin > kFindingBytesMax) {
        return Error{Code::limit,
                     "the finding has " + std::to_string(end - begin) + " bytes, at most " +
                         std::to_string(kFindingBytesMax) + " are shown",
                     {},
                     {}};
    }
    VB_TRY_ASSIGN(const vault::OpenObject opened, case_.parts_->vault.open_object(*object));
    std::string bytes(end - begin, '\0');
    VB_TRY_ASSIGN(
        const size_t count,
        io::read_at(opened.fd.get(), begin, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()}, opened.path));
    bytes.resize(count);
    VB_TRY(file(event(asked)));
    return bytes;
}

}  // namespace verbatim::app
