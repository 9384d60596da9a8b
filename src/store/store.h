// SPDX-License-Identifier: Apache-2.0
// Store: the searchable copy of a case's messages, in an embedded ClickHouse (libchdb, loaded at run time).
//
//   VB_TRY_ASSIGN(auto store, Store::open(case_folder + "/store", {}));
//   VB_TRY(store->insert(block));                 // returns when the rows are in committed parts
//   VB_TRY(store->link(first_new_seq, {}));       // after ingest: which rows show the same message
//   VB_TRY_ASSIGN(auto hits, store->search(words("hello"), {.limit = 50}, {}));
//   Hit hit;
//   while (true) { VB_TRY_ASSIGN(bool more, hits->next(hit)); if (!more) break; ... }
//
// Derived data: delete the folder and insert again for the same answers. One process per folder and one folder per
// process (the engine's limit). Memory is bounded by Options, never by the case; a question that would need more fails
// with Code::limit and says so. Nothing is cut silently.
// Threads: every function may be called from several threads at once, except truncate(), drop() and close(). A cursor
// belongs to one thread and must die before the store.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/block.h"
#include "store/device_results.h"
#include "store/parquet_file.h"
#include "store/predicate.h"
#include "store/results.h"

namespace verbatim::store {

enum class Access : uint8_t { create_or_open, open_existing };

struct Options {
    Access access = Access::create_or_open;
    std::string library{};                      // path of libchdb.so; empty: $VERBATIM_LIBCHDB, then beside the program
    uint64_t memory_bytes = uint64_t{2} << 30;  // the whole engine
    uint64_t query_memory_bytes = uint64_t{1} << 30;  // one question; sorting and grouping spill to disk before that
    uint32_t threads = 2;                             // of one question
    int64_t link_window_ms = 600'000;                 // see link()
};

struct LinkReport {
    uint64_t rows_seen = 0;       // rows with a fingerprint that others share
    uint64_t duplicate_rows = 0;  // linked now, by reason
    uint64_t same_message_other_source = 0;
    uint64_t messages_with_several = 0;
    uint64_t oversized = 0;  // fingerprints shared by more than a million rows: left unlinked, and said so here
};

// One damaged thing that check() found.
struct Damage {
    std::string table;
    std::string part;
    std::string file;  // column or index file, as the engine names it; may be empty
    std::string what;
};

class HitCursor {
  public:
    virtual ~HitCursor() = default;
    // true: `hit` was filled (its buffers are reused). false: no more.
    virtual Result<bool> next(Hit& hit) = 0;
};

// What the caller needs to recompute a row's commitment.
struct StoredRecord {
    uint64_t seq = 0;
    std::string_view text;
    std::string_view record;
};

class Store {
  public:
    // conflict: in use by another process. unsupported: no libchdb, or tables of another version.
    static Result<std::unique_ptr<Store>> open(const std::string& folder, const Options& options);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    // --- writing
    Result<void> insert(Block& block);  // does not clear it; an empty block is fine
    Result<void> flush();               // every insert() that returned is in committed parts, synced to disk
    // Drops rows with seq >= this, their links, and parts set aside as unreadable: compare count() with the log after.
    Result<void> truncate(uint64_t seq);
    // Finds the sightings of each message among rows with equal fingerprint (docs/store.md states the rules). Looks at
    // fingerprints that rows with seq >= from_seq have; the result does not depend on how often it was called.
    Result<LinkReport> link(uint64_t from_seq, const Control& control);
    // --- removal by law (docs/destroy.md). Numbers rise.
    // The rows go, with everything that links them, from all parts in use; link(0) must follow. A row that is gone
    // already is fine.
    Result<void> remove(std::span<const uint64_t> seqs, const Control& control);
    // Closes, and deletes the files of every part that is not in use any more.
    Result<void> close_removing_old_parts();
    // Other sightings of the messages that these rows show, by seq.
    Result<std::vector<uint64_t>> other_sightings(std::span<const uint64_t> seqs);
    // Every value of every column of every table, decompressed, in pieces of whole rows that hold each value unbroken.
    Result<void> each_stored_bytes(const Each<std::string_view>& each, const Control& control);

    Result<void> optimize(const Control& control);  // merges parts; optional, answers stay the same
    Result<void> close();  // flushes and lets go of the folder; the object can then only be destroyed

    // --- accounting
    Result<uint64_t> count();                                   // rows
    Result<std::optional<uint64_t>> max_seq();                  // none if empty
    Result<uint64_t> linked_count();                            // rows that are not the first sighting of their message
    Result<std::vector<Damage>> check(const Control& control);  // re-reads every part against its checksums
    // Every row with seq >= from_seq by ascending seq. Views die when the call returns.
    Result<void> scan(uint64_t from_seq, const Each<StoredRecord>& each, const Control& control);
    // The record of every row with seq < end_seq, without its text, in no order: as fast as the disk gives it.
    Result<void> each_record(uint64_t end_seq, const Each<StoredRecord>& each, const Control& control);

    // --- questions
    Result<std::unique_ptr<HitCursor>> search(const Predicate& predicate, const Page& page, const Control& control);
    Result<Totals> total(const Predicate& predicate, const Control& control);
    Result<void> histogram(const Predicate& predicate, Period period, const Each<PeriodCount>& each,
                           const Control& control);  // by time, rows without a time first; empty periods are left out
    Result<void> group_by(const Predicate& predicate, GroupKey key, const Each<GroupCount>& each,
                          const Control& control);  // most messages first, then by key
    // The records with these seqs, which rise, in their order; not_found names the first that is missing. Views die
    // when the call returns.
    Result<void> read(std::span<const uint64_t> seqs, const Each<StoredRecord>& each, const Control& control);
    // The rows with these seqs, in the order given; not_found names the first that is missing.
    Result<std::vector<Hit>> lookup(std::span<const uint64_t> seqs, bool with_record);
    // All sightings of the message that row `seq` shows, itself included, by seq.
    Result<std::vector<Sighting>> sightings(uint64_t seq);

    struct ConversationPage {
        std::vector<Hit> hits;    // oldest first
        size_t anchor_index = 0;  // of the anchor in hits (its message, if the anchor is a later sighting)
        Totals before;            // in the conversation, before the anchor's message
        Totals total;             // of the conversation
    };
    // The message `seq` with up to `before` and `after` messages of its conversation around it.
    Result<ConversationPage> conversation_around(uint64_t seq, uint64_t before, uint64_t after, bool with_record);

    Result<void> conversations(const Predicate& predicate, const Each<ConversationInfo>& each,
                               const Control& control);  // by last time, newest first
    // Of the same list at most `limit` behind `after`; whether there are more. Costs a page, not the list.
    Result<bool> conversation_page(const Predicate& predicate, const std::optional<ConversationPlace>& after,
                                   uint64_t limit, const Each<ConversationInfo>& each, const Control& control);
    // The matching rows by conversation, time, seq: conversation after conversation, each in its order.
    Result<void> threads(const Predicate& predicate, const Each<ThreadRow>& each, const Control& control);
    Result<void> handles(const Predicate& predicate, const Each<HandleInfo>& each,
                         const Control& control);  // most sent first
    Result<void> given_names(const Predicate& predicate, const Each<GivenName>& each,
                             const Control& control);  // most seen first
    // Most messages first; of pairs within `among` alone, if that is not empty.
    Result<void> pairs(const Predicate& predicate, std::span<const std::string> among, const Each<HandlePair>& each,
                       const Control& control);

    // --- devices (store/device_results.h), for computations over everything
    Result<void> devices(const Each<DeviceInfo>& each, const Control& control);  // by name
    Result<void> device_rows(DeviceOrder order, const Each<DeviceRow>& each, const Control& control);
    Result<void> hours(const Each<HourCount>& each, const Control& control);              // rows by UTC hour, in order
    Result<void> device_handles(const Each<DeviceHandle>& each, const Control& control);  // by device and handle
    // Every sighting of a linked message against the one of its lowest seq, by device_a, device_b, sent_a_ms. Of more
    // sightings than fit in memory, those of one message in so many as it returns.
    Result<uint64_t> clock_pairs(const Each<ClockPair>& each, const Control& control);
    Result<void> conversation_sides(const Each<ConversationSides>& each, const Control& control);  // by conversation
    // Conversations of which a device's rows name attachments, by device and conversation.
    Result<void> attachment_counts(const Each<AttachmentCount>& each, const Control& control);

    // --- files of other programs (store/parquet_file.h)
    Result<std::unique_ptr<ParquetFile>> write_parquet(std::span<const ParquetColumn> columns, const std::string& path);

    std::string engine_version() const;

    struct State;  // private to src/store

  private:
    explicit Store(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace verbatim::store
