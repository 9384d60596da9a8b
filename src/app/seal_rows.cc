// SPDX-License-Identifier: Apache-2.0
#include "app/internal/seal_rows.h"

#include <array>

#include "record/cbor.h"
#include "record/identity.h"
#include "record/seal_leaves.h"

namespace verbatim::app {
namespace {

using record::Group;

constexpr size_t kBatchBytes = size_t{8} << 20;
// What is remembered: beyond this it is forgotten and learnt again, which costs time and gives the same.
constexpr size_t kKnownBytesMax = size_t{256} << 20;
constexpr size_t kHandleBytesMax = size_t{64} << 20;
constexpr size_t kNodeBytes = 96;  // of a map entry, beside its text

Bytes of(std::span<const Bytes> groups, Group which) {
    return groups[static_cast<size_t>(which) - 1];
}

// Key 0 of group 1, which is always the first.
Result<Hash> object_of(Bytes source) {
    record::CborReader reader(source);
    VB_TRY(reader.map());
    VB_TRY_ASSIGN(const uint64_t key, reader.key(0, true));
    VB_TRY_ASSIGN(const Bytes bytes, key == 0 ? reader.bytes() : Result<Bytes>(Bytes()));
    if (bytes.size() != Hash::kSize) {
        return Error{Code::malformed, "group 1 does not begin with the source object", {"CBOR", {}}, {}};
    }
    return Hash::from_bytes(bytes);
}

}  // namespace

SealRows::~SealRows() {
    if (worked_.valid()) {
        worked_.wait();
    }
}

bool SealRows::add(const store::StoredRecord& row) {
    filling_.items.push_back({row.seq, filling_.bytes.size(), row.record.size()});
    filling_.bytes += row.record;
    ++count_;
    if (filling_.bytes.size() < kBatchBytes) {
        return true;
    }
    if (auto handed = hand_over(); !handed) {
        error_ = handed.error();
        return false;
    }
    return true;
}

Result<void> SealRows::hand_over() {
    if (worked_.valid()) {
        VB_TRY(worked_.get());
    }
    std::swap(filling_, working_);
    filling_.clear();
    worked_ = std::async(std::launch::async, [this] { return work(); });
    return {};
}

Result<void> SealRows::finish() {
    if (error_) {
        return *error_;
    }
    VB_TRY(hand_over());
    return worked_.get();
}

Result<void> SealRows::work() {
    for (const Item& item : working_.items) {
        const Bytes blob = as_bytes(std::string_view(working_.bytes).substr(item.begin, item.size));
        if (auto worked = work(item.sequence, blob); !worked) {
            Error error = worked.error();
            error.what = "record #" + std::to_string(item.sequence) + " of the store: " + error.what;
            return error;
        }
    }
    return {};
}

Result<void> SealRows::work(uint64_t sequence, Bytes blob) {
    VB_TRY_ASSIGN(const auto groups, record::blob_groups(blob, Group::times));
    VB_TRY_ASSIGN(const Hash object, object_of(of(groups, Group::source)));
    // The groups stand one after another.
    const Bytes account = of(groups, Group::account);
    const Bytes sender = of(groups, Group::sender);
    known_key_.assign(as_text({account.data(), sender.data() + sender.size()}));
    known_key_ += as_text(object.span());
    Hash conversation;
    if (const auto found = conversations_.find(std::string_view(known_key_)); found != conversations_.end()) {
        conversation = found->second;
    } else {
        VB_TRY_ASSIGN(conversation, learn(groups, object));
    }
    message_.times = {};
    VB_TRY(record::decode_group(Group::times, of(groups, Group::times), message_, source_));
    return builder_.entry(conversation, message_.time(record::TimeKind::sent).utc_ms, sequence);
}

// Keys of a combination not seen before (or forgotten), and its participations.
Result<Hash> SealRows::learn(std::span<const Bytes> groups, const Hash& object) {
    message_.clear();
    for (const Group which : {Group::account, Group::conversation, Group::sender}) {
        VB_TRY(record::decode_group(which, of(groups, which), message_, source_));
    }
    record::conversation_identity(message_, object, identity_);
    const Hash conversation = record::conversation_key(record::conversation_salt(key_, identity_), identity_);
    record::handles(message_, people_);
    for (const std::string_view handle : people_) {
        auto found = handles_.find(handle);
        if (found == handles_.end()) {
            handle_bytes_ += handle.size() + kNodeBytes;
            if (handle_bytes_ > kHandleBytesMax) {
                handles_.clear();
                handle_bytes_ = handle.size() + kNodeBytes;
            }
            found = handles_.emplace(handle, record::handle_key(record::handle_salt(key_, handle), handle)).first;
        }
        VB_TRY(builder_.participation(found->second, conversation));
    }
    known_bytes_ += known_key_.size() + kNodeBytes;
    if (known_bytes_ > kKnownBytesMax) {
        conversations_.clear();
        known_bytes_ = known_key_.size() + kNodeBytes;
    }
    conversations_.emplace(known_key_, conversation);
    return conversation;
}

}  // namespace verbatim::app
