// SPDX-License-Identifier: Apache-2.0
// Pipeline: batches of parsed messages become commitments, leaf hashes and store rows, on several threads.
//
//   Pipeline pipeline(parts, {leaves, marked}); // leaves: gets the leaf hashes of each batch, in sequence order
//   VB_TRY(pipeline.submit(std::move(batch)));  // blocks while the queue is full
//   VB_TRY(pipeline.mark());                    // a point to commit at; submit() may go on behind it
//   VB_TRY(pipeline.wait_marked());             // all before the mark is in `leaves` and inserted in the store
//
// Sequence numbers are given by the caller before submission, so threads only compute. Each thread fills a store block
// of its own and inserts it when full: two threads are two insert lanes. A thread that comes to a mark inserts what it
// has and goes on, so that nobody waits while a commit point is being made durable. The first error ends everything;
// all calls then return it. Memory: the queue, and one block a thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "crypto/salts.h"
#include "formats/wire.h"
#include "record/record.h"
#include "store/store.h"

namespace verbatim::ingest {

// Objects of one container or acquisition by path.
using FileMap = std::unordered_map<std::string, std::pair<Hash, uint64_t>>;

// What all messages of one source share. Immutable once submitted.
struct SourceContext {
    record::SourceIdentity identity;
    uint32_t source = 0;
    std::string path;
    // Where attachments named by the source are looked for: beside it, in its container or acquisition.
    std::shared_ptr<const FileMap> files;
};

struct Batch {
    std::string bytes;  // whole wire items
    std::shared_ptr<const SourceContext> context;
    uint64_t first_seq = 0;  // of the first message that is not left out
    uint64_t leave_out = 0;  // messages at the front that the log holds already
    uint64_t messages = 0;   // after those
};

struct PipelineParts {
    const crypto::SaltKey& salt_key;
    store::Store* store = nullptr;  // none: commitments only
    unsigned threads = 2;
};

// Called one at a time, in order of submission, from any of the threads.
struct PipelineOutput {
    std::function<Result<void>(const Batch& batch, std::span<const Hash> leaves)> leaves;
    std::function<Result<void>()> marked;  // between the batches before mark() and those after it; may be empty
};

class Pipeline {
  public:
    Pipeline(const PipelineParts& parts, PipelineOutput output);
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    Result<void> submit(Batch batch);
    // One mark at a time: wait_marked() comes before the next mark(). It may be called from another thread.
    Result<void> mark();
    Result<void> wait_marked();
    // Buffers of finished batches, to be filled again.
    std::string take_buffer();

  private:
    struct Queued {
        uint64_t number;
        Batch batch;
        bool mark;
    };
    struct Finished {
        Batch batch;
        std::vector<Hash> leaves;
        bool mark = false;
    };
    class Worker;

    void run();
    void work();
    Result<void> insert(store::Block& block) const;
    void finish(uint64_t number, Finished finished);
    void fail(Error error);

    PipelineParts parts_;
    PipelineOutput output_;
    std::mutex mutex_;
    std::condition_variable wake_;   // threads wait for batches
    std::condition_variable space_;  // callers wait for room or for a mark
    std::deque<Queued> queue_;
    uint64_t submitted_ = 0;
    uint64_t delivered_ = 0;  // of those, handed to output_
    std::map<uint64_t, Finished> finished_;
    bool delivering_ = false;
    uint64_t marks_ = 0;
    uint64_t mark_number_ = 0;  // of the latest mark among the submitted
    unsigned flushing_ = 0;     // threads that still have to insert what they have from before it
    bool stop_ = false;
    std::optional<Error> error_;
    std::vector<std::string> buffers_;
    std::vector<std::thread> threads_;
};

}  // namespace verbatim::ingest
