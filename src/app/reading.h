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
#include "app/reading_results.h"
#include "audit/audit.h"

namespace verbatim::app {

struct Ask {
    access::Subject subject;
    std::string authority;
    std::string task;
    std::string purpose;
};

class Reading {
  public:
    static constexpr uint64_t kPageMax = 1000;  // hits of one page, items of one list: more is Code::usage
    static constexpr uint64_t kPageBytes = uint64_t{64} << 20;  // of texts: then a page ends earlier
    static constexpr uint64_t kListMax = 10'000;                // what has no pages and is longer is Code::limit
    static constexpr uint64_t kBucketsMax = 100'000;            // periods of a histogram; more are Code::limit
    static constexpr uint64_t kFindingBytesMax = uint64_t{1} << 20;

    Reading(Case& opened, Ask ask) : case_(opened), ask_(std::move(ask)) {}

    Result<FoundPage> search(std::string_view query, const store::Page& page, const store::Control& control);
    Result<Counted> count(std::string_view query, const store::Control& control);
    Result<Listed<store::PeriodCount>> histogram(std::string_view query, store::Period period,
                                                 const store::Control& control);
    Result<Listed<store::GroupCount>> group_by(std::string_view query, store::GroupKey key, uint64_t limit,
                                               const store::Control& control);
    // Those behind `after`.
    Result<ConversationList> conversations(std::string_view query, uint64_t limit, const store::Control& control,
                                           const std::optional<store::ConversationPlace>& after = {});
    Result<Listed<store::HandleInfo>> handles(std::string_view query, uint64_t limit, const store::Control& control);
    Result<ConversationPart> conversation_around(uint64_t seq, uint64_t before, uint64_t after,
                                                 const store::Control& control);
    Result<ConversationPart> conversation_at(const ConversationStart& start, uint64_t before, uint64_t after,
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
    // The same, newest first: of the defence its own log, of others the common one. `before`: an entry's number.
    Result<AuditPage> audit_page(const audit::Filter& filter, std::optional<uint64_t> before, uint64_t limit);

    // --- who and with whom (reading_people.cc)
    Result<Facets> facets(std::string_view query, store::GroupKey key, uint64_t limit, const store::Control& control);
    // A handle exactly as written. not_found if nothing shows it.
    Result<HandleProfile> handle(const std::string& name, const store::Control& control);
    Result<Network> network(std::string_view query, uint64_t limit, const store::Control& control);
    // Values of the field (sender, conversation, platform, account) that begin so, most messages first.
    Result<std::vector<std::string>> values_like(store::Field field, std::string_view beginning, uint64_t limit,
                                                 const store::Control& control);

    // --- the evidence as it came in (reading_evidence.cc)
    Result<Overview> overview(const store::Control& control);
    // Sources with a row in the scope, and those that an authority by source or acquisition names; from number `first`.
    Result<NumberedPage<ingest::SourceEntry>> sources(uint64_t first, uint64_t limit, const store::Control& control);
    // A rejected row has no handle and no time that could be held against a scope. So findings are shown of sources
    // that the authority covers as a whole, and of which no row is locked. `first`: counts all findings of the case.
    Result<NumberedPage<ShownFinding>> findings(std::optional<uint64_t> source, uint64_t first, uint64_t limit,
                                                const store::Control& control);
    // The bytes that a finding names; not_found if none names exactly these.
    Result<std::string> finding_bytes(uint64_t source, uint64_t begin, uint64_t end, const store::Control& control);
    // Computed over all rows: for an authority over the whole case. What a lock hides is not told.
    Result<std::vector<ShownGap>> gaps(const store::Control& control);

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
    // At most page.limit, until their texts are of kPageBytes; whether there are more.
    Result<bool> fetch_page(const store::Predicate& predicate, store::Page page, const store::Control& control,
                            std::vector<store::Hit>& out);
    Result<ConversationPart> conversation_part(Scoped& asked, store::Hit anchor, uint64_t before, uint64_t after,
                                               const store::Control& control);
    Result<void> fetch_around(const Scoped& asked, store::Hit anchor, uint64_t before, uint64_t after,
                              const store::Control& control, ConversationPart& out);
    Result<store::Hit> conversation_anchor(const Scoped& asked, uint64_t seq, const store::Control& control);
    Result<void> label(const Scoped& asked, store::GroupKey key, std::vector<Facet>& values,
                       const store::Control& control);
    Result<void> fill_profile(const Scoped& asked, HandleProfile& out, const store::Control& control);
    Result<void> each_source(const std::function<Result<void>(const ingest::SourceEntry&)>& each);
    Result<void> each_finding(const std::function<Result<void>(const ingest::Finding&)>& each);
    Result<bool> covers(const Scoped& asked, uint64_t source, const store::Control& control);
    Result<std::vector<ingest::SourceEntry>> within_scope(const Scoped& asked, std::vector<ingest::SourceEntry> entries,
                                                          const store::Control& control);
    audit::Event event(const Scoped& scoped) const;
    Result<void> file(const audit::Event& event);
    Error refuse(audit::Event event, const std::string& why, uint64_t outside);

    Case& case_;
    Ask ask_;
};

}  // namespace verbatim::app
