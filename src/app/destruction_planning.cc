// SPDX-License-Identifier: Apache-2.0
#include "app/internal/destruction_planning.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "crypto/sha256.h"
#include "note/seal.h"

namespace verbatim::app {
namespace {

constexpr size_t kRecordsMax = 1'000'000;
constexpr uint64_t kElsewhereMax = 10'000;  // named; all are counted
constexpr size_t kWordBytesMax = size_t{256} << 20;
constexpr std::array<std::string_view, 4> kReasons = {"privilege", "retention", "order", "other"};
// Stands in the plan's hash in place of the time.
constexpr std::string_view kNoTimeYet = "1970-01-01T00:00:00Z";

store::Control store_control(const ingest::Control& control) {
    store::Control out;
    out.cancelled = control.cancelled;
    return out;
}

std::vector<note::Span> runs_of(const std::set<uint64_t>& numbers) {
    std::vector<note::Span> runs;
    for (const uint64_t number : numbers) {
        if (runs.empty() || runs.back().end != number) {
            runs.push_back({number, number});
        }
        ++runs.back().end;
    }
    return runs;
}

Error wrong(std::string what, std::string advice = {}) {
    return {Code::usage, std::move(what), {}, std::move(advice)};
}

}  // namespace

DestructionPlanning::~DestructionPlanning() {
    for (const auto& [hash, object] : objects_) {
        ::unlink(parts_.vault.staging_path(hash).c_str());
    }
}

Result<DestroyPlan> DestructionPlanning::run() {
    VB_TRY(check());
    VB_TRY(choose());
    while (true) {
        plan_.elsewhere.clear();
        plan_.elsewhere_count = 0;
        plan_.refusals.clear();
        others_.clear();
        objects_.clear();
        VB_TRY(close_over_objects());
        VB_TRY(read_records());
        VB_TRY(read_sources());
        VB_TRY(look_in_store());
        VB_TRY(attachments());
        if (!take_others_along()) {
            break;
        }
    }
    VB_TRY(make_remainders());
    VB_TRY(look_in_files());
    VB_TRY(list_disclosed());
    finish();
    return std::move(plan_);
}

Result<void> DestructionPlanning::check() {
    for (const auto& [text, option] : {std::pair(choice_.by, "--by"), std::pair(choice_.order, "--order")}) {
        if (!note::is_stated_text(text)) {
            return wrong(std::string(option) +
                         " takes one line of text: a tombstone says who decided, and by what order");
        }
    }
    if (std::ranges::find(kReasons, choice_.why) == kReasons.end()) {
        return wrong("--why is privilege, retention, order or other");
    }
    if (!choice_.time.empty() && !note::is_utc_second(choice_.time)) {
        return wrong("a time is written like 2026-11-23T20:26:44Z");
    }
    VB_TRY(parts_.need_store());
    VB_TRY_ASSIGN(const Stats stats, door_.stats());
    if (stats.pending_sources > 0 || parts_.state.current_messages != 0) {
        return Error{Code::conflict,
                     "evidence was taken in and not yet read",
                     {},
                     "finish it first with: verbatim ingest " + parts_.folder};
    }
    if (parts_.destruction_under_way()) {
        return Error{Code::conflict, "another destruction is under way", {}, "open the case with its store to go on"};
    }
    return {};
}

Result<void> DestructionPlanning::choose() {
    for (const uint64_t seq : choice_.seqs) {
        VB_TRY(parts_.need_record(seq));
        chosen_.insert(seq);
    }
    for (const std::string& handle : choice_.handles) {
        VB_TRY(add_query(store::value(store::Field::party, handle)));
    }
    for (const std::string& conversation : choice_.conversations) {
        VB_TRY(add_query(store::value(store::Field::conversation, conversation)));
    }
    for (const std::string& query : choice_.queries) {
        VB_TRY_ASSIGN(const store::Predicate predicate, parts_.compile(query, nullptr));
        VB_TRY(add_query(predicate));
    }
    for (const Hash& object : choice_.objects) {
        const auto known = parts_.removed.objects.find(object);
        if (!parts_.vault.has(object) || (known != parts_.removed.objects.end() && known->second.gone)) {
            return Error{Code::not_found, "the vault has no object " + object.hex(), {}, "see: verbatim sources"};
        }
        gone_.insert(object);
    }
    return {};
}

Result<void> DestructionPlanning::add_query(const store::Predicate& predicate) {
    store::Page page;
    page.order = store::Order::sequence;
    page.collapse = store::Collapse::sightings;
    VB_TRY_ASSIGN(const auto hits, parts_.store->search(predicate, page, store_control(control_)));
    store::Hit hit;
    while (true) {
        VB_TRY_ASSIGN(const bool more, hits->next(hit));
        if (!more) {
            return {};
        }
        chosen_.insert(hit.seq);
    }
}

// Objects that go take with them the members of containers, and every record of all of these.
Result<void> DestructionPlanning::close_over_objects() {
    for (size_t before = 0; before != gone_.size();) {
        before = gone_.size();
        VB_TRY(door_.each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
            const bool inside = std::ranges::any_of(
                entry.container, [&](const record::ContainerStep& step) { return gone_.contains(step.object); });
            if (!entry.object || (!inside && !gone_.contains(*entry.object))) {
                return {};
            }
            gone_.insert(*entry.object);
            for (uint64_t i = 0; i < entry.counts.messages; ++i) {
                if (!parts_.removed.has(entry.first_seq + i)) {
                    chosen_.insert(entry.first_seq + i);
                }
            }
            return {};
        }));
    }
    for (const Hash& hash : gone_) {
        objects_[hash];
    }
    if (chosen_.empty() && gone_.empty()) {
        return Error{Code::not_found, "nothing was chosen: there is no such record", {}, "see: verbatim search"};
    }
    if (chosen_.size() > kRecordsMax) {
        return Error{
            Code::limit,
            std::to_string(chosen_.size()) + " records; one tombstone takes at most " + std::to_string(kRecordsMax),
            {},
            "divide the order into several, for example by period"};
    }
    return {};
}

void DestructionPlanning::add_word(std::string_view text, WordKind kind) {
    if (text.empty() || word_numbers_.contains(text)) {
        return;
    }
    word_numbers_.emplace(text, words_.size());
    words_.push_back({std::string(text), kind, false});
}

// Where each chosen record stands, and what will be searched for.
Result<void> DestructionPlanning::read_records() {
    words_.clear();
    word_numbers_.clear();
    attached_.clear();
    size_t bytes = 0;
    Result<void> decoded;
    const std::vector<uint64_t> seqs(chosen_.begin(), chosen_.end());
    const auto use = [&](const store::StoredRecord& row) -> Result<void> {
        VB_TRY_ASSIGN(record::EncodedRecord encoded, record::from_blob(as_bytes(row.record), row.text));
        VB_TRY_ASSIGN(const record::OwnedMessage owned, record::decode(std::move(encoded)));
        const record::Message& message = owned.message();
        Object& object = objects_[owned.source().object];
        object.rows.push_back({row.seq, message.locator.begin, message.locator.end});
        object.has_rows_of_tables = object.has_rows_of_tables || !message.locator.table.empty();
        bytes += message.text.size();
        add_word(message.text, WordKind::content);
        add_word(message.native_id, WordKind::content);
        add_word(message.sender, WordKind::person);
        add_word(message.sender_name, WordKind::person);
        for (const record::Attachment& attachment : message.attachments) {
            if (attachment.sha256) {
                attached_.insert(*attachment.sha256);
            }
        }
        return {};
    };
    VB_TRY(parts_.store->read(
        seqs,
        [&](const store::StoredRecord& row) {
            decoded = use(row);
            return decoded.ok() && progress("reading what goes", row.seq);
        },
        store_control(control_)));
    VB_TRY(std::move(decoded));
    if (bytes > kWordBytesMax) {
        return Error{Code::limit, "the texts to destroy are too long to search for at once", {}, "divide the order"};
    }
    return {};
}

Result<void> DestructionPlanning::read_sources() {
    attached_sources_.clear();
    VB_TRY(door_.each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
        if (!entry.object) {
            return {};
        }
        if (attached_.contains(*entry.object)) {
            attached_sources_[*entry.object].push_back(entry);
        }
        const auto found = objects_.find(*entry.object);
        if (found != objects_.end()) {
            found->second.sources.push_back(entry);
            found->second.records +=
                entry.counts.messages - (parts_.removed.count_below(entry.first_seq + entry.counts.messages) -
                                         parts_.removed.count_below(entry.first_seq));
        }
        return {};
    }));
    for (const auto& [hash, object] : objects_) {
        VB_TRY(same_bytes(object));
    }
    return {};
}

// One object that came by several paths was read once for each: the same rows stand in the log again.
Result<void> DestructionPlanning::same_bytes(const Object& object) {
    for (const Row& row : object.rows) {
        const auto own = std::ranges::find_if(object.sources, [&](const ingest::SourceEntry& source) {
            return row.seq >= source.first_seq && row.seq < source.first_seq + source.counts.messages;
        });
        if (own == object.sources.end()) {
            return Error{
                Code::integrity, "record " + std::to_string(row.seq) + " is of no source", {}, "verbatim verify"};
        }
        for (const ingest::SourceEntry& source : object.sources) {
            if (source.source == own->source) {
                continue;
            }
            if (source.counts.messages != own->counts.messages) {
                refuse("object " + object.sources.front().path +
                       " was read in different ways; only the whole of it can go");
                return {};
            }
            const uint64_t seq = source.first_seq + (row.seq - own->first_seq);
            if (!is_chosen(seq) && !parts_.removed.has(seq)) {
                tell("same bytes", seq, source.path);
                if (choice_.others != DestroyOthers::destroy) {
                    refuse("record " + std::to_string(seq) + " is read from the same bytes as record " +
                           std::to_string(row.seq) + ", by way of " + source.path +
                           ": it has to go too (--others destroy, or name it)");
                    return {};
                }
            }
        }
    }
    return {};
}

void DestructionPlanning::tell(std::string kind, std::optional<uint64_t> seq, std::string place) {
    if (seq && others_.contains(*seq)) {
        return;
    }
    if (seq && others_.size() <= kRecordsMax) {
        others_.insert(*seq);
    }
    if (++plan_.elsewhere_count <= kElsewhereMax) {
        plan_.elsewhere.push_back({std::move(kind), seq, std::move(place)});
    }
}

bool DestructionPlanning::progress(std::string_view stage, uint64_t messages, uint64_t bytes) const {
    if (control_.progress) {
        ingest::Progress now;
        now.stage = stage;
        now.messages = messages;
        now.bytes_done = bytes;
        control_.progress(now);
    }
    return !control_.cancelled || !control_.cancelled();
}

// Other sightings of the same messages, and other records that hold the same words.
Result<void> DestructionPlanning::look_in_store() {
    const std::vector<uint64_t> seqs(chosen_.begin(), chosen_.end());
    VB_TRY_ASSIGN(const auto sightings, parts_.store->other_sightings(seqs));
    for (const uint64_t seq : sightings) {
        tell("sighting", seq, {});
    }
    Needles needles;
    std::vector<size_t> numbers;
    for (size_t i = 0; i < words_.size(); ++i) {
        if (words_[i].text.size() >= Needles::kLeast) {
            needles.add(words_[i].text);
            numbers.push_back(i);
        }
    }
    needles.ready();
    bool stopped = false;
    VB_TRY(parts_.store->scan(
        0,
        [&](const store::StoredRecord& row) {
            if (is_chosen(row.seq)) {
                return true;
            }
            const auto found = [&](size_t needle, size_t, size_t) {
                Word& word = words_[numbers[needle]];
                word.elsewhere = true;
                if (word.kind == WordKind::content) {
                    tell("same words", row.seq, {});
                }
            };
            needles.find(row.text, found);
            needles.find(row.record, found);
            stopped = !progress("looking for the same words", row.seq);
            return !stopped;
        },
        store_control(control_)));
    return stopped ? Result<void>(Error{Code::interrupted, "stopped on request", {}, "nothing was changed"})
                   : Result<void>();
}

Result<void> DestructionPlanning::attachments() {
    for (const auto& [hash, sources] : attached_sources_) {
        const auto removed = parts_.removed.objects.find(hash);
        if (!gone_.contains(hash) && (removed == parts_.removed.objects.end() || !removed->second.gone)) {
            tell("attachment", std::nullopt, hash.hex() + " " + sources.front().path);
        }
    }
    return {};
}

// With --others destroy; true: the choice has grown.
bool DestructionPlanning::take_others_along() {
    if (choice_.others != DestroyOthers::destroy) {
        return false;
    }
    bool grown = false;
    for (const uint64_t seq : others_) {
        grown = chosen_.insert(seq).second || grown;
    }
    for (const auto& [hash, sources] : attached_sources_) {
        grown = gone_.insert(hash).second || grown;
    }
    return grown;
}

Result<void> DestructionPlanning::list_disclosed() {
    VB_TRY_ASSIGN(workbench::Workbench * bench, door_.workbench());
    return bench->each_disclosure([&](const workbench::Disclosure& disclosure) -> Result<void> {
        uint64_t shared = 0;
        VB_TRY(bench->each_disclosed(disclosure.number, [&](uint64_t seq) -> Result<void> {
            shared += is_chosen(seq) ? 1 : 0;
            return {};
        }));
        if (shared > 0) {
            plan_.disclosed.push_back(disclosure.what + " to " + disclosure.recipient + ", " + disclosure.made.at +
                                      ": " + std::to_string(shared) + " of these records");
        }
        return {};
    });
}

void DestructionPlanning::finish() {
    note::Tombstone& tombstone = plan_.tombstone;
    tombstone.case_id = parts_.info.id;
    tombstone.number = parts_.tombstones.size() + 1;
    tombstone.time = kNoTimeYet;
    tombstone.by = choice_.by;
    tombstone.order = choice_.order;
    tombstone.why = choice_.why;
    tombstone.log_size = parts_.log->committed_size();
    if (const auto last = log::last_seal(parts_.log_folder())) {
        tombstone.last_seal = *last;
    }
    tombstone.kept = plan_.elsewhere_count;
    tombstone.records = runs_of(chosen_);
    for (const DestroyPlan::Object& object : plan_.objects) {
        tombstone.objects.push_back(object.what);
    }
    if (!parts_.tombstones.empty()) {
        tombstone.previous = parts_.tombstones.back().hash;
    }
    plan_.records = chosen_.size();
    for (const Word& word : words_) {
        if (word.text.size() < Needles::kLeast) {
            ++plan_.words_too_short;
        } else if (word.elsewhere) {
            ++plan_.words_kept;
        } else {
            plan_.words.push_back(word.text);
        }
    }
    if (!plan_.elsewhere.empty() && choice_.others != DestroyOthers::keep) {
        refuse(std::to_string(plan_.elsewhere_count) +
               " other place(s) have to do with what goes; decide with --others keep or --others destroy");
    }
    plan_.hash = crypto::sha256(as_bytes("verbatim-destroy-plan v1\n" + tombstone.to_text()));
}

// The entry names the plan by its hash alone: what is chosen may be the very words that have to go.
Result<DestroyPlan> Case::plan_destruction(const DestroyChoice& choice, const ingest::Control& control) {
    VB_TRY_ASSIGN(DestroyPlan plan, DestructionPlanning(*this, *parts_, choice, control).run());
    VB_TRY(parts_->note(audit::LegalName::consultation, "plan destruction", {}, "plan " + plan.hash.hex(), 0,
                        std::to_string(plan.records) + " records"));
    return plan;
}

}  // namespace verbatim::app
