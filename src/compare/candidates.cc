// SPDX-License-Identifier: Apache-2.0
#include "compare/internal/candidates.h"

#include <algorithm>

#include "formats/job.h"

namespace verbatim::compare {
namespace {

using formats::WireItem;
using formats::WireType;
using record::Message;

// A source of which no more than this share is wanted is read in extracts.
constexpr uint64_t kExtractShare = 4;
constexpr uint64_t kExtractRowsMax = 1'000'000;
constexpr uint64_t kHeadBytesMax = uint64_t{4} << 20;
constexpr uint64_t kBetweenBytesMax = uint64_t{64} << 10;
constexpr size_t kBatchBytes = size_t{2} << 20;
constexpr size_t kCopyBytes = size_t{1} << 20;

// A row to be found again: where it begins in what the worker is given.
struct Wanted {
    uint64_t begin;
    uint64_t check;
    uint32_t row;
};

void add_part(std::string& out, std::string_view part) {
    const auto size = static_cast<uint32_t>(part.size());
    out.append(reinterpret_cast<const char*>(&size), sizeof size);
    out += part;
}

// What identifies a message, as far as it is compared at all.
class Identity {
  public:
    explicit Identity(Meaning& meaning) : meaning_(meaning) {}

    // Appends the text of key `which`; false if the message has none.
    bool key(const Message& message, size_t which, std::string& out) {
        take(message);
        const bool has_id = !id_.empty();
        const bool has_text = !text_.empty();
        const bool has_time = !time_.empty();
        out += static_cast<char>('0' + which);
        const auto join = [&out](std::initializer_list<const std::string*> parts) {
            for (const std::string* part : parts) {
                add_part(out, *part);
            }
            return true;
        };
        switch (which) {
            case 0:
                return has_id && join({&platform_, &conversation_, &id_});
            case 1:
                return has_id && has_time && join({&id_, &time_});
            case 2:
                return has_time && has_text && join({&conversation_, &sender_, &time_, &text_});
            // Two rows with ids that differ are two messages, unless all the rest speaks against it. So what follows
            // is for rows without one.
            case 3:
                return !has_id && has_time && join({&conversation_, &sender_, &time_});
            case 4:
                return !has_id && has_text && join({&conversation_, &sender_, &text_});
            case 5:
                return !has_id && has_time && has_text && join({&conversation_, &time_, &text_});
            case 6:
                return !has_id && has_time && has_text && join({&sender_, &time_, &text_});
            default:
                return false;
        }
    }

  private:
    void take(const Message& message) {
        one(message, platform_, {Field::platform});
        one(message, conversation_, {Field::conversation, Field::conversation_title});
        one(message, sender_, {Field::sender, Field::sender_name});
        one(message, time_, {Field::sent, Field::received, Field::read});
        one(message, id_, {Field::id});
        text_.clear();
        meaning_.append(message, Field::text, text_);
        meaning_.append(message, Field::attachments, text_);
    }
    // The first of `fields` that is said.
    void one(const Message& message, std::string& out, std::initializer_list<Field> fields) {
        out.clear();
        for (const Field field : fields) {
            if (out.empty()) {
                meaning_.append(message, field, out);
            }
        }
    }

    Meaning& meaning_;
    std::string platform_;
    std::string conversation_;
    std::string sender_;
    std::string time_;
    std::string id_;
    std::string text_;
};

class SecondReading {
  public:
    SecondReading(const Side& side, std::vector<uint32_t>& states, const Options& options, const Stop& stop,
                  SideProgress& progress, Candidates& out)
        : side_(side),
          states_(states),
          options_(options),
          stop_(stop),
          progress_(progress),
          out_(out),
          meaning_(options.ignored),
          identity_(meaning_),
          places_(side.places) {}

    Result<void> run() {
        for (const SourceReport& source : side_.report.sources) {
            VB_TRY(one(source));
        }
        VB_TRY(others());
        VB_TRY(out_.entries.flush());
        VB_TRY(out_.messages.flush());
        out_.partners.assign(out_.rows.size(), kUnpaired);
        return {};
    }

  private:
    bool is_wanted(uint64_t row) const { return states_[row] == kUnpaired && side_.kinds[row] == RowKind::message; }

    Result<void> one(const SourceReport& source) {
        uint64_t rows = 0;
        uint64_t bytes = 0;
        for (uint64_t row = source.first_row; row < source.first_row + source.rows; ++row) {
            if (is_wanted(row)) {
                ++rows;
                VB_TRY_ASSIGN(const Place place, places_.at(row));
                bytes += place.end - place.begin;
            }
        }
        if (rows == 0) {
            return {};
        }
        if (rows <= kExtractRowsMax && bytes <= source.entry.size_bytes / kExtractShare) {
            VB_TRY_ASSIGN(const bool done, in_extracts(source));
            if (done) {
                return {};
            }
        }
        return in_full(source);
    }

    Result<bool> in_extracts(const SourceReport& source) {
        const size_t candidates = out_.rows.size();
        const uint64_t entries_size = out_.entries.size();
        const uint64_t messages_size = out_.messages.size();
        VB_TRY_ASSIGN(Spool extract, Spool::create(options_.temporary_folder));
        std::vector<Wanted> wanted;
        const ingest::WorkItem& item = side_.delivery.items[source.entry.source];
        VB_TRY_ASSIGN(const vault::OpenObject object, side_.delivery.vault->open_object(*item.object));
        VB_TRY_ASSIGN(const bool fits, cut(source, object, extract, wanted));
        if (!fits) {
            return false;
        }
        VB_TRY(start_process());
        formats::ParseJob job;
        job.size_bytes = extract.size();
        job.expand_containers = false;
        job.path = item.path;
        job.settings = settings_as_found(source.entry, *item.settings);
        ingest::StartedSource started;
        started.path = item.path;
        VB_TRY_ASSIGN(started.child, process_->submit(extract.fd(), job));
        size_t next = 0;
        VB_TRY_ASSIGN(const bool found, read(started, extract.size(), [&](Wanted& out) -> Result<bool> {
                          if (next == wanted.size()) {
                              return false;
                          }
                          out = wanted[next++];
                          return true;
                      }));
        if (!found) {
            // The rows mean something else out of their place (a log whose day stands further up): back to the start.
            for (size_t i = candidates; i < out_.rows.size(); ++i) {
                states_[out_.rows[i]] = kUnpaired;
            }
            out_.rows.resize(candidates);
            VB_TRY(out_.entries.truncate(entries_size));
            VB_TRY(out_.messages.truncate(messages_size));
        }
        return found;
    }

    // The head of the source, then each wanted row with what stands between it and the next row.
    Result<bool> cut(const SourceReport& source, const vault::OpenObject& object, Spool& extract,
                     std::vector<Wanted>& wanted) {
        VB_TRY_ASSIGN(const Place first, places_.at(source.first_row));
        if (first.begin > kHeadBytesMax) {
            return false;
        }
        VB_TRY(copy(object, 0, first.begin, extract));
        const uint64_t end = source.first_row + source.rows;
        for (uint64_t row = source.first_row; row < end; ++row) {
            if (!is_wanted(row)) {
                continue;
            }
            VB_TRY_ASSIGN(const Place place, places_.at(row));
            uint64_t next = object.size_bytes;
            if (row + 1 < end) {
                VB_TRY_ASSIGN(const Place after, places_.at(row + 1));
                next = after.begin;
            }
            if (next - place.end > kBetweenBytesMax) {
                return false;
            }
            wanted.push_back({extract.size(), place.check, static_cast<uint32_t>(row)});
            VB_TRY(copy(object, place.begin, next, extract));
        }
        VB_TRY(extract.flush());
        return true;
    }

    Result<void> copy(const vault::OpenObject& object, uint64_t begin, uint64_t end, Spool& to) {
        buffer_.resize(kCopyBytes);
        while (begin < end) {
            const auto piece = static_cast<size_t>(std::min<uint64_t>(end - begin, kCopyBytes));
            VB_TRY_ASSIGN(const size_t count,
                          io::read_at(object.fd.get(), begin, std::span(buffer_).first(piece), object.path));
            if (count == 0) {
                return Error{Code::io, "the file became shorter while it was compared", {object.path, begin}, {}};
            }
            VB_TRY(to.append(std::span(buffer_).first(count)));
            begin += count;
        }
        return {};
    }

    // An extract has less evidence than its source: what was found there is stated here.
    static formats::Settings settings_as_found(const ingest::SourceEntry& entry, formats::Settings settings) {
        settings.format = entry.format;
        for (const ingest::Assumption& assumption : entry.assumptions) {
            if (assumption.key == "date-order" && settings.date_order.empty()) {
                settings.date_order = assumption.value;
            }
        }
        return settings;
    }

    Result<void> in_full(const SourceReport& source) {
        VB_TRY(start_process());
        const ingest::WorkItem& item = side_.delivery.items[source.entry.source];
        VB_TRY_ASSIGN(ingest::StartedSource started,
                      ingest::start_source(*process_, *side_.delivery.vault, item, false, ingest::Reads::again));
        uint64_t row = source.first_row;
        VB_TRY_ASSIGN(const bool found, read(started, source.entry.size_bytes, [&](Wanted& out) -> Result<bool> {
                          while (row < source.first_row + source.rows && !is_wanted(row)) {
                              ++row;
                          }
                          if (row == source.first_row + source.rows) {
                              return false;
                          }
                          VB_TRY_ASSIGN(const Place place, places_.at(row));
                          out = {place.begin, place.check, static_cast<uint32_t>(row++)};
                          return true;
                      }));
        if (!found) {
            return Error{Code::integrity,
                         "read a second time, this source gives other messages than before",
                         {source.entry.path, {}},
                         "it changed while it was compared; compare again"};
        }
        return {};
    }

    Result<void> start_process() {
        if (process_ == nullptr) {
            VB_TRY_ASSIGN(process_, ingest::ParseProcess::start(options_.worker_program));
        }
        return {};
    }

    // Takes the messages that `next` wants, in order; false if one of them is not there or means something else.
    Result<bool> read(ingest::StartedSource& started, uint64_t size, const std::function<Result<bool>(Wanted&)>& next) {
        ingest::SourceEntry entry;
        entry.path = started.path;
        entry.size_bytes = size;
        Wanted wanted{};
        VB_TRY_ASSIGN(bool more, next(wanted));
        bool sound = true;
        uint64_t reached = 0;
        ingest::SourceHandlers handlers;
        handlers.finding = [](const ingest::Finding&) { return Result<void>{}; };
        handlers.progress = [&](uint64_t end) {
            progress_.bytes_done += end - reached;
            reached = end;
            return !stop_();
        };
        handlers.batch = [&](std::string& bytes, uint64_t, uint64_t) -> Result<void> {
            formats::WireReader reader(bytes);
            while (!reader.empty() && sound && more) {
                const size_t begin = reader.position();
                VB_TRY(reader.next(item_));
                if (item_.type != WireType::message || item_.range.begin < wanted.begin) {
                    continue;
                }
                if (item_.range.begin > wanted.begin) {
                    sound = false;
                    break;
                }
                add(wanted, std::string_view(bytes).substr(begin, reader.position() - begin));
                if (batch_.size_bytes() >= kBatchBytes) {
                    VB_TRY_ASSIGN(sound, finish_batch());
                }
                VB_TRY_ASSIGN(more, next(wanted));
            }
            VB_TRY_ASSIGN(const bool agrees, finish_batch());
            sound = sound && agrees;
            return {};
        };
        VB_TRY(ingest::read_source(started, entry, handlers));
        return sound && !more;
    }

    struct Pending {
        Wanted wanted;
        uint32_t bytes;
        std::array<bool, kKeys> has_key;
    };

    // Hashed together with its keys in finish_batch(); its bytes wait there too, as the buffer they stand in goes.
    void add(const Wanted& wanted, std::string_view bytes) {
        Pending pending{wanted, static_cast<uint32_t>(bytes.size()), {}};
        add_keyed(batch_, options_.key, 'm', meaning_.of(item_.message));
        for (size_t which = 0; which < kKeys; ++which) {
            key_.clear();
            pending.has_key[which] = identity_.key(item_.message, which, key_);
            if (pending.has_key[which]) {
                add_keyed(batch_, options_.key, 'k', key_);
            }
        }
        pending_.push_back(pending);
        pending_bytes_ += bytes;
    }

    Result<bool> finish_batch() {
        if (pending_.empty()) {
            return true;
        }
        const std::span<const Hash> hashes = batch_.finish();
        size_t at = 0;
        uint64_t offset = out_.messages.size();
        bool sound = true;
        VB_TRY(out_.messages.append(as_bytes(pending_bytes_)));
        for (const Pending& pending : pending_) {
            sound = sound && word_of(hashes[at], 0) == pending.wanted.check;
            ++at;
            Candidate candidate{{}, offset, pending.bytes, pending.wanted.row};
            for (size_t which = 0; which < kKeys; ++which) {
                candidate.keys[which] = pending.has_key[which] ? std::max<uint64_t>(word_of(hashes[at++], 0), 1) : 0;
            }
            VB_TRY(take(candidate));
            offset += pending.bytes;
        }
        pending_.clear();
        pending_bytes_.clear();
        batch_.clear();
        return sound;
    }

    Result<void> take(const Candidate& candidate) {
        states_[candidate.row] = kFlag | static_cast<uint32_t>(out_.rows.size());
        out_.rows.push_back(candidate.row);
        return out_.entries.add(candidate);
    }

    // Rows that are no message need no second reading.
    Result<void> others() {
        for (uint64_t offset = 0; offset < side_.reasons.size();) {
            ReasonHead head{};
            VB_TRY(side_.reasons.read(offset, {reinterpret_cast<uint8_t*>(&head), sizeof head}));
            const uint32_t bytes = static_cast<uint32_t>(sizeof head) + head.code_bytes + head.reason_bytes;
            if (states_[head.row] == kUnpaired) {
                VB_TRY(take({{}, offset, bytes, static_cast<uint32_t>(head.row)}));
            }
            offset += bytes;
        }
        return {};
    }

    const Side& side_;
    std::vector<uint32_t>& states_;
    const Options& options_;
    const Stop& stop_;
    SideProgress& progress_;
    Candidates& out_;
    Meaning meaning_;
    Identity identity_;
    SpoolReader<Place> places_;
    std::unique_ptr<ingest::ParseProcess> process_;
    crypto::HashBatch batch_;
    std::vector<Pending> pending_;
    std::string pending_bytes_;
    std::string key_;
    std::vector<uint8_t> buffer_;
    WireItem item_;
};

}  // namespace

Result<Candidates> read_candidates(const Side& side, std::vector<uint32_t>& states, const Options& options,
                                   const Stop& stop, SideProgress& progress) {
    VB_TRY_ASSIGN(Spool entries, Spool::create(options.temporary_folder));
    VB_TRY_ASSIGN(Spool messages, Spool::create(options.temporary_folder));
    Candidates out{std::move(entries), std::move(messages), {}, {}};
    VB_TRY(SecondReading(side, states, options, stop, progress, out).run());
    return out;
}

Result<void> read_message(const Candidates& candidates, const Candidate& candidate, std::string& bytes,
                          WireItem& item) {
    bytes.resize(candidate.bytes);
    VB_TRY(candidates.messages.read(candidate.offset, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()}));
    formats::WireReader reader(bytes);
    return reader.next(item);
}

}  // namespace verbatim::compare
