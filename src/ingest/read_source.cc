// SPDX-License-Identifier: Apache-2.0
#include "ingest/read_source.h"

#include <charconv>

#include "formats/archive.h"
#include "io/direct.h"

namespace verbatim::ingest {
namespace {

using formats::WireItem;
using formats::WireType;

constexpr size_t kPeekBytes = 512;  // a tar header

class Reading {
  public:
    Reading(SourceEntry& entry, const SourceHandlers& handlers) : entry_(entry), handlers_(handlers) {}

    // A worker that breaks the protocol loses its source, like one that dies: rows before that stand.
    bool violated() const { return !violation_.empty(); }
    void violate(std::string how) { violation_ = std::move(how); }

    Result<void> batch(std::string& bytes) {
        uint64_t messages = 0;
        formats::WireReader reader(bytes);
        while (!reader.empty() && !violated()) {
            // Read in full here, so that the threads behind never meet an item out of shape.
            const size_t before = reader.position();
            if (auto read = reader.next(item_); !read) {
                violation_ = read.error().what;
            } else if (item_.type == WireType::message && !record::has_valid_text(item_.message)) {
                violation_ = "it sent text that is not UTF-8";
            } else if (item_.type == WireType::message) {
                if (advance(entry_.counts.bytes_messages)) {
                    ++messages;
                }
            } else {
                VB_TRY(other());
            }
            if (violated()) {
                bytes.resize(before);
            }
        }
        const uint64_t first = entry_.counts.messages;
        entry_.counts.messages += messages;
        if (messages > 0) {
            VB_TRY(handlers_.batch(bytes, first, messages));
        }
        if (handlers_.progress && !handlers_.progress(end_)) {
            return Error{Code::interrupted, "stopped", {entry_.path, end_}, "run the command again to go on"};
        }
        return {};
    }

    // `death`: how the child ended, empty if cleanly.
    Result<void> finish(const std::string& death) {
        SourceCounts& c = entry_.counts;
        if (entry_.status == SourceStatus::container) {
            c.bytes_structure = entry_.size_bytes;
            return problem(death);
        }
        if (error_code_ == name(Code::not_this_format)) {
            entry_.status = SourceStatus::unrecognised;
            c.bytes_unread = entry_.size_bytes;
            return {};
        }
        c.bytes_structure = end_ - c.bytes_messages - c.bytes_rejected - c.bytes_skipped;
        const bool whole = has_totals_ && done_ && error_.empty() && death.empty() && !violated();
        if (whole) {
            c.bytes_structure = entry_.size_bytes - c.bytes_messages - c.bytes_rejected - c.bytes_skipped;
            const uint64_t counted[8] = {c.messages,       c.rejected,       c.skipped,       c.remarks,
                                         c.bytes_messages, c.bytes_rejected, c.bytes_skipped, c.bytes_structure};
            if (!std::equal(std::begin(counted), std::end(counted), std::begin(totals_))) {
                error_ = "the parser's own count differs from what it sent";
            } else {
                entry_.status = SourceStatus::parsed;
                return {};
            }
        }
        entry_.status = SourceStatus::partial;
        c.bytes_structure = end_ - c.bytes_messages - c.bytes_rejected - c.bytes_skipped;
        c.bytes_unread = entry_.size_bytes - end_;
        return problem(death);
    }

  private:
    Result<void> problem(const std::string& death) {
        std::string text = violation_.empty() ? error_ : "the parse worker is not to be trusted: " + violation_;
        if (!death.empty()) {
            text += text.empty() ? "" : "; ";
            text += "the parse worker " + death;
        } else if (!done_ && !violated()) {
            text = "the parse worker stopped without a word";
        }
        if (text.empty()) {
            return {};
        }
        entry_.problem = text;
        return handlers_.finding(
            {entry_.source, FindingKind::source, end_, entry_.size_bytes, "not-read-whole", std::move(text)});
    }

    // Rows come in ascending order and inside the source, whatever the worker says.
    bool advance(uint64_t& bytes) {
        if (item_.range.begin < end_ || item_.range.end > entry_.size_bytes) {
            violation_ = "it sent a row out of order or out of range";
            return false;
        }
        end_ = item_.range.end;
        bytes += item_.range.end - item_.range.begin;
        return true;
    }

    Result<void> report(FindingKind kind) {
        return handlers_.finding({entry_.source, kind, item_.range.begin, item_.range.end, std::string(item_.code),
                                  std::string(item_.value)});
    }

    Result<void> other() {
        SourceCounts& c = entry_.counts;
        switch (item_.type) {
            case WireType::message:
                return {};
            case WireType::reject:
                if (!advance(c.bytes_rejected)) {
                    return {};
                }
                ++c.rejected;
                return report(FindingKind::rejected);
            case WireType::skip:
                if (!advance(c.bytes_skipped)) {
                    return {};
                }
                ++c.skipped;
                ++entry_.skips[std::string(item_.code)];
                return handlers_.skipped ? handlers_.skipped(item_.range, item_.code) : Result<void>{};
            case WireType::remark:
                ++c.remarks;
                return report(FindingKind::remark);
            case WireType::assume:
                entry_.assumptions.push_back(
                    {std::string(item_.code), std::string(item_.value), std::string(item_.detail)});
                return {};
            case WireType::detected:
                entry_.format = item_.value;
                if (item_.code == "container") {
                    entry_.status = SourceStatus::container;
                } else {
                    std::from_chars(item_.detail.data(), item_.detail.data() + item_.detail.size(),
                                    entry_.format_version);
                }
                return {};
            case WireType::member_begin:
            case WireType::member_data:
            case WireType::member_end:
                return member();
            case WireType::totals:
                std::copy(std::begin(item_.numbers), std::end(item_.numbers), std::begin(totals_));
                has_totals_ = true;
                return {};
            case WireType::done:
                done_ = true;
                error_code_ = item_.code;
                error_ = item_.value;
                return {};
        }
        return {};
    }

    Result<void> member() {
        if (handlers_.members == nullptr) {
            violation_ = "it sent members nobody asked for";
            return {};
        }
        if (item_.type == WireType::member_begin) {
            return handlers_.members->begin(item_.value, item_.detail);
        }
        return item_.type == WireType::member_data ? handlers_.members->data(as_bytes(item_.value))
                                                   : handlers_.members->end(item_.value);
    }

    SourceEntry& entry_;
    const SourceHandlers& handlers_;
    WireItem item_;
    uint64_t end_ = 0;
    uint64_t totals_[8] = {};
    bool has_totals_ = false;
    bool done_ = false;
    std::string violation_;
    std::string error_code_;
    std::string error_;
};

}  // namespace

Result<void> read_source(StartedSource& source, SourceEntry& entry, const SourceHandlers& handlers) {
    Reading reading(entry, handlers);
    entry.status = SourceStatus::partial;
    while (true) {
        std::string bytes = handlers.buffer ? handlers.buffer() : std::string();
        const auto status = source.child->read_batch(bytes);
        if (!status) {
            reading.violate(status.error().what);
            break;
        }
        if (*status == io::SlotReader::Status::end) {
            break;
        }
        VB_TRY(reading.batch(bytes));
        if (reading.violated()) {
            break;
        }
    }
    source.child->stop();
    VB_TRY_ASSIGN(const std::string death, source.child->wait());
    return reading.finish(reading.violated() ? std::string() : death);
}

Result<StartedSource> start_source(ParseProcess& process, const vault::Vault& vault, const WorkItem& item,
                                   bool expand_containers, Reads reads) {
    StartedSource started;
    started.path = item.path;
    started.sha256 = *item.object;
    VB_TRY_ASSIGN(started.object, vault.open_object(*item.object));
    if (reads == Reads::once) {
        io::begin_direct_read(started.object.fd.get(), started.object.size_bytes);
    }
    formats::ParseJob job;
    job.size_bytes = started.object.size_bytes;
    job.expand_containers = expand_containers;
    job.path = item.path;
    job.settings = *item.settings;
    VB_TRY_ASSIGN(started.child, process.submit(started.object.fd.get(), job));
    return started;
}

Result<std::string> peek_container(const vault::Vault& vault, const Hash& object) {
    VB_TRY_ASSIGN(const vault::OpenObject open, vault.open_object(object));
    uint8_t head[kPeekBytes];
    VB_TRY_ASSIGN(const size_t size, io::read_at(open.fd.get(), 0, head, open.path));
    return std::string(formats::container_kind(Bytes(head, size)));
}

}  // namespace verbatim::ingest
