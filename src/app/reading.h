// SPDX-License-Identifier: Apache-2.0
// Reading: the one door to messages for somebody who is not the holder of the case's folder: a user of the server.
//
//   Reading reading(*opened, {.subject = user, .authority = "order-7", .task = "12", .purpose = "threat to milan"});
//   VB_TRY_ASSIGN(auto found, reading.search("kilo boxes", {.limit = 50}, control));
//
// Each function: decides by role, authority and time; asks the store within the authority's scope and the privilege
// locks; writes the audit entry, durably; and only then gives something back. What matches outside the scope is counted
// (`outside`), never shown. A refusal is Code::denied and an entry too. A question that fails shows nothing and leaves
// no entry. The defence's entries stand in a log of their own.
// Threads: any number of Readings, and one Reading by several threads, beside one another; the Case must outlive them
// and takes nothing in meanwhile.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/authorities.h"
#include "access/locks.h"
#include "app/case.h"
#include "audit/audit.h"

namespace verbatim::app {

struct Ask {
    access::Subject subject;
    std::string authority;
    std::string task;
    std::string purpose;
};

struct FoundPage {
    std::string canonical;
    store::Totals totals;  // within the scope
    uint64_t outside = 0;  // messages that match and are withheld
    std::vector<store::Hit> hits;
    std::optional<store::Position> next;  // none: this was the last page
};

template <class Item>
struct Listed {
    std::vector<Item> items;
    uint64_t others = 0;  // items beyond the limit
    uint64_t outside = 0;
};

struct Counted {
    store::Totals totals;
    uint64_t outside = 0;
};

struct ConversationPart {
    std::vector<store::Hit> hits;  // oldest first
    size_t anchor_index = 0;
    uint64_t position = 0;  // messages of the conversation before hits.front()'s anchor, within the scope
    uint64_t total = 0;     // within the scope
    uint64_t outside = 0;   // of the conversation, withheld
};

struct ShownMessage {
    FullMessage message;
    std::vector<store::Sighting> sightings;  // within the scope, this one included
};

class Reading {
  public:
    static constexpr uint64_t kPageMax = 1000;  // hits of one page, items of one list: more is Code::usage

    Reading(Case& opened, Ask ask) : case_(opened), ask_(std::move(ask)) {}

    Result<FoundPage> search(std::string_view query, const store::Page& page, const store::Control& control);
    Result<Counted> count(std::string_view query, const store::Control& control);
    Result<Listed<store::PeriodCount>> histogram(std::string_view query, store::Period period,
                                                 const store::Control& control);
    Result<Listed<store::GroupCount>> group_by(std::string_view query, store::GroupKey key, uint64_t limit,
                                               const store::Control& control);
    Result<Listed<store::ConversationInfo>> conversations(std::string_view query, uint64_t limit,
                                                          const store::Control& control);
    Result<Listed<store::HandleInfo>> handles(std::string_view query, uint64_t limit, const store::Control& control);
    Result<ConversationPart> conversation_around(uint64_t seq, uint64_t before, uint64_t after,
                                                 const store::Control& control);
    Result<std::vector<store::Hit>> hits(const std::vector<uint64_t>& seqs, const store::Control& control);
    Result<ShownMessage> message(uint64_t seq, const store::Control& control);
    Result<std::string> original_bytes(uint64_t seq, uint64_t limit_bytes, const store::Control& control);
    Result<std::string> prove(uint64_t seq, const store::Control& control);

    // Hides at once; the entry names it. A release is the filter officer's.
    Result<access::Lock> lock(access::Lock::Kind kind, const std::string& value, const std::string& reason);
    Result<void> release(uint64_t lock, const std::string& reason);

    // For what is not messages, by this user under this task: logged like the rest ("tag", "login" ...).
    Result<void> note(audit::LegalName name, const std::string& operation, const std::string& target,
                      const std::string& detail);
    // Whether the user's role permits it at all; a refusal is logged.
    Result<void> permit(access::Operation operation);
    // Entries of the audit logs, for whom the table of roles lets read them; itself an entry.
    Result<void> each_audit_entry(bool defence, const audit::Filter& filter, const audit::EachEntry& each);

  private:
    struct Scoped;
    Result<Scoped> scoped(access::Operation operation, std::string_view word, std::string_view query);
    Result<Scoped> scoped(access::Operation operation, std::string_view word, store::Predicate asked,
                          const std::string& target, std::string_view query = {});
    Result<uint64_t> outside(const Scoped& scoped, const store::Totals& shown, const store::Control& control);
    Result<void> need_visible(const Scoped& scoped, uint64_t seq, const store::Control& control);
    Result<void> hold_sightings(const Scoped& scoped, std::vector<store::Hit>& hits, const store::Control& control);
    Result<std::vector<store::Hit>> fetch(const store::Predicate& predicate, const store::Page& page,
                                          const store::Control& control);
    audit::Event event(const Scoped& scoped) const;
    Result<void> file(const audit::Event& event);
    Error refuse(audit::Event event, const std::string& why, uint64_t outside);

    Case& case_;
    Ask ask_;
};

}  // namespace verbatim::app
