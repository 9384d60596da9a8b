// SPDX-License-Identifier: Apache-2.0
// read_source: runs one source through the sandboxed worker and accounts for every byte of it.
//
// Used by ingest (append), rebuild and verify (compare): what a source says is read in one place. Counts are made here,
// from what came back, and compared with what the format counted in the worker; a difference is a problem of the
// source, never silent. Nothing the worker sends is believed without a check of shape and range.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "ingest/journal.h"
#include "ingest/parse_process.h"
#include "ingest/work_list.h"
#include "vault/vault.h"

namespace verbatim::ingest {

// A job under way, perhaps started before its turn.
struct StartedSource {
    std::string path;
    Hash sha256;
    vault::OpenObject object;
    std::unique_ptr<ParseChild> child;
};

// One member of a container that the worker streams out.
class MemberReceiver {
  public:
    virtual ~MemberReceiver() = default;
    virtual Result<void> begin(std::string_view path, std::string_view no_bytes) = 0;
    virtual Result<void> data(Bytes bytes) = 0;
    virtual Result<void> end(std::string_view incomplete) = 0;
};

struct SourceHandlers {
    // `bytes` may be moved from; it holds `messages` messages, the first of which is number `first` of the source.
    std::function<Result<void>(std::string& bytes, uint64_t first, uint64_t messages)> batch;
    std::function<Result<void>(const Finding& finding)> finding;
    std::function<Result<void>(formats::ByteRange range, std::string_view why)> skipped;  // optional: each skipped row
    MemberReceiver* members = nullptr;
    std::function<std::string()> buffer;         // an empty buffer to read into
    std::function<bool(uint64_t end)> progress;  // bytes of the source read; false stops with Code::interrupted
};

// Fills status, format, counts, skips, assumptions and problem of `entry` (whose path, object and size are set).
Result<void> read_source(StartedSource& source, SourceEntry& entry, const SourceHandlers& handlers);

// again: whoever starts it reads the same bytes too, so large files go through the page cache.
enum class Reads : uint8_t { once, again };
Result<StartedSource> start_source(ParseProcess& process, const vault::Vault& vault, const WorkItem& item,
                                   bool expand_containers, Reads reads = Reads::once);

// The container kind of an object by its first bytes; empty if none. Looks, does not parse.
Result<std::string> peek_container(const vault::Vault& vault, const Hash& object);

}  // namespace verbatim::ingest
