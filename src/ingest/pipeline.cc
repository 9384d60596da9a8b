// SPDX-License-Identifier: Apache-2.0
#include "ingest/pipeline.h"

#include <algorithm>

#include "ingest/row.h"
#include "merkle/tree.h"
#include "record/commitment.h"

namespace verbatim::ingest {
namespace {

// Batches are about a slot (1 MiB) each; this many may wait.
constexpr size_t kQueueMax = 8;

std::string_view folder_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash + 1);
}

}  // namespace

// The scratch of one thread.
class Pipeline::Worker {
  public:
    explicit Worker(const crypto::SaltKey& key) : committer_(key) {}

    Result<void> process(const Batch& batch, bool with_rows, std::vector<Hash>& leaves) {
        if (context_ != batch.context) {
            context_ = batch.context;
            encoder_.set_source(context_->identity);
        }
        uint64_t seq = batch.first_seq;
        uint64_t leave_out = batch.leave_out;
        formats::WireReader reader(batch.bytes);
        while (!reader.empty()) {
            VB_TRY(reader.next(item_));
            if (seq - batch.first_seq == batch.messages) {
                break;  // the rest of the batch is not asked for
            }
            if (item_.type != formats::WireType::message) {
                continue;
            }
            if (leave_out > 0) {
                --leave_out;
                continue;
            }
            record::Message& message = item_.message;
            find_attachments(message);
            encoder_.encode(message, record_);
            committer_.add(seq, record_);
            if (with_rows) {
                record::store_blob(record_, blob_);
                block_.add(rows_.make(message, seq, context_->source, context_->path, blob_));
            }
            ++seq;
        }
        VB_ASSERT(seq - batch.first_seq == batch.messages);
        const auto commitments = committer_.finish();
        leaves.resize(commitments.size());
        merkle::leaf_hashes(commitments, leaves);
        return {};
    }

    store::Block& block() { return block_; }

  private:
    void find_attachments(record::Message& message) {
        if (message.attachments.empty() || !context_->files) {
            return;
        }
        for (record::Attachment& attachment : message.attachments) {
            if (attachment.name.empty()) {
                continue;
            }
            path_.assign(folder_of(context_->path));
            path_ += attachment.name;
            if (const auto found = context_->files->find(path_); found != context_->files->end()) {
                attachment.sha256 = found->second.first;
                attachment.size_bytes = found->second.second;
            }
        }
    }

    std::string path_;
    std::shared_ptr<const SourceContext> context_;
    record::RecordEncoder encoder_;
    record::EncodedRecord record_;
    record::Committer committer_;
    std::string blob_;
    RowMaker rows_;
    formats::WireItem item_;
    store::Block block_;
};

Pipeline::Pipeline(const PipelineParts& parts, PipelineOutput output) : parts_(parts), output_(std::move(output)) {
    for (unsigned i = 0; i < std::max(1U, parts_.threads); ++i) {
        threads_.emplace_back([this] { run(); });
    }
}

Pipeline::~Pipeline() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

std::string Pipeline::take_buffer() {
    const std::lock_guard lock(mutex_);
    if (buffers_.empty()) {
        return {};
    }
    std::string buffer = std::move(buffers_.back());
    buffers_.pop_back();
    return buffer;
}

Result<void> Pipeline::submit(Batch batch) {
    std::unique_lock lock(mutex_);
    space_.wait(lock, [&] { return error_ || queue_.size() < kQueueMax; });
    if (error_) {
        return *error_;
    }
    queue_.push_back({submitted_++, std::move(batch), false});
    wake_.notify_one();
    return {};
}

Result<void> Pipeline::mark() {
    const std::lock_guard lock(mutex_);
    if (error_) {
        return *error_;
    }
    VB_ASSERT(flushing_ == 0);
    ++marks_;
    mark_number_ = submitted_++;
    flushing_ = static_cast<unsigned>(threads_.size());
    queue_.push_back({mark_number_, {}, true});
    wake_.notify_all();
    return {};
}

Result<void> Pipeline::wait_marked() {
    std::unique_lock lock(mutex_);
    space_.wait(lock, [&] { return error_ || marks_ == 0 || (flushing_ == 0 && delivered_ > mark_number_); });
    if (error_) {
        return *error_;
    }
    return {};
}

void Pipeline::fail(Error error) {
    {
        const std::lock_guard lock(mutex_);
        if (!error_) {
            error_ = std::move(error);
        }
    }
    space_.notify_all();
    wake_.notify_all();
}

// Hands finished batches to output_ in order; whoever finishes the next one in line delivers all that follow it.
void Pipeline::finish(uint64_t number, Finished finished) {
    std::unique_lock lock(mutex_);
    finished_.emplace(number, std::move(finished));
    if (delivering_) {
        return;
    }
    delivering_ = true;
    for (auto next = finished_.find(delivered_); next != finished_.end() && !error_;
         next = finished_.find(delivered_)) {
        Finished item = std::move(next->second);
        finished_.erase(next);
        lock.unlock();
        Result<void> result;
        if (!item.mark) {
            result = output_.leaves(item.batch, item.leaves);
        } else if (output_.marked) {
            result = output_.marked();
        }
        lock.lock();
        if (!result) {
            error_ = result.error();
            break;
        }
        ++delivered_;
        if (buffers_.size() < kQueueMax) {
            buffers_.push_back(std::move(item.batch.bytes));
        }
    }
    delivering_ = false;
    lock.unlock();
    space_.notify_all();
}

Result<void> Pipeline::insert(store::Block& block) const {
    if (parts_.store != nullptr) {
        VB_TRY(parts_.store->insert(block));
    }
    block.clear();
    return {};
}

void Pipeline::run() {
    try {
        work();
    } catch (const std::exception& exception) {  // bad_alloc: nothing below throws by design
        fail(Error{Code::internal, std::string("ingest thread failed: ") + exception.what(), {}, {}});
    }
}

void Pipeline::work() {
    Worker worker(parts_.salt_key);
    uint64_t marks_seen = 0;
    while (true) {
        std::unique_lock lock(mutex_);
        // Once all before the mark is taken from the queue, this thread gets none of it any more.
        const auto at_mark = [&] {
            return marks_seen != marks_ && (queue_.empty() || queue_.front().number > mark_number_);
        };
        wake_.wait(lock, [&] { return stop_ || error_ || !queue_.empty() || at_mark(); });
        if (stop_ || error_) {
            return;
        }
        if (at_mark()) {
            marks_seen = marks_;
            lock.unlock();
            if (auto inserted = insert(worker.block()); !inserted) {
                fail(inserted.error());
                return;
            }
            lock.lock();
            --flushing_;
            lock.unlock();
            space_.notify_all();
            continue;
        }
        Queued next = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        space_.notify_all();

        Finished finished;
        finished.mark = next.mark;
        if (!next.mark) {
            finished.leaves.reserve(next.batch.messages);
            auto result = worker.process(next.batch, parts_.store != nullptr, finished.leaves);
            if (result && worker.block().full()) {
                result = insert(worker.block());
            }
            if (!result) {
                fail(result.error());
                return;
            }
            finished.batch = std::move(next.batch);
        }
        finish(next.number, std::move(finished));
    }
}

}  // namespace verbatim::ingest
