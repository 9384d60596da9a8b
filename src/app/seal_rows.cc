// SPDX-License-Identifier: Apache-2.0
#include "app/internal/seal_rows.h"

#include <algorithm>
#include <cstring>

#include "crypto/random.h"
#include "merkle/tree.h"
#include "record/cbor.h"
#include "record/identity.h"
#include "record/seal_leaves.h"

namespace verbatim::app {
namespace {

using record::Group;

constexpr size_t kBatchBytes = size_t{8} << 20;
// Records worked off together: as many hashes as a batch does well, in little memory.
constexpr size_t kTogether = 256;
// In place of a key: these records say nothing of their conversation, so that it is that of their source object.
constexpr Hash kByObject{};

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

Result<std::unique_ptr<SealRows>> SealRows::begin(const crypto::SaltKey& key, log::SealBuilder& builder) {
    std::unique_ptr<SealRows> rows(new SealRows(key, builder));
    VB_TRY(crypto::fill_random(rows->prefix_));
    return rows;
}

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
    const std::span<const Item> items = working_.items;
    for (size_t at = 0; at < items.size(); at += kTogether) {
        VB_TRY(work(items.subspan(at, std::min(kTogether, items.size() - at))));
    }
    return {};
}

Result<void> SealRows::work(std::span<const Item> items) {
    parsed_.clear();
    fingerprints_.clear();
    for (const Item& item : items) {
        if (auto parsed = parse(item); !parsed) {
            Error error = parsed.error();
            error.what = "record #" + std::to_string(item.sequence) + " of the store: " + error.what;
            return error;
        }
    }
    const std::span<const Hash> fingerprints = fingerprints_.finish();
    for (const Hash& fingerprint : fingerprints) {
        conversations_.prefetch(fingerprint);
    }
    for (size_t i = 0; i < parsed_.size(); ++i) {
        VB_TRY_ASSIGN(const Hash conversation, conversation_of(parsed_[i], fingerprints[i]));
        VB_TRY(builder_.entry(conversation, parsed_[i].sent_ms, parsed_[i].sequence));
    }
    return {};
}

Result<void> SealRows::parse(const Item& item) {
    const Bytes blob = as_bytes(std::string_view(working_.bytes).substr(item.begin, item.size));
    Parsed& parsed = parsed_.emplace_back();
    parsed.sequence = item.sequence;
    VB_TRY_ASSIGN(parsed.groups, record::blob_groups(blob, Group::times));
    VB_TRY_ASSIGN(parsed.object, object_of(of(parsed.groups, Group::source)));
    message_.times = {};
    VB_TRY(record::decode_group(Group::times, of(parsed.groups, Group::times), message_, source_));
    parsed.sent_ms = message_.time(record::TimeKind::sent).utc_ms;
    // Account, conversation and sender stand one after another.
    const Bytes first = of(parsed.groups, Group::account);
    const Bytes last = of(parsed.groups, Group::sender);
    const auto size = static_cast<size_t>(last.data() + last.size() - first.data());
    uint8_t* message = fingerprints_.add(prefix_.size() + size);
    message = std::copy(prefix_.begin(), prefix_.end(), message);
    std::memcpy(message, first.data(), size);
    return {};
}

Result<Hash> SealRows::conversation_of(const Parsed& parsed, const Hash& fingerprint) {
    const Hash* known = conversations_.find(fingerprint);
    if (known != nullptr && *known != kByObject) {
        return *known;
    }
    const bool by_object = known != nullptr;
    const Hash with_object = merkle::node_hash(fingerprint, parsed.object);
    if (known = by_object ? conversations_.find(with_object) : nullptr; known != nullptr) {
        return *known;
    }
    VB_TRY_ASSIGN(const Hash conversation, learn(parsed));
    if (identity_.front() != record::kIdentityObject) {
        conversations_.insert(fingerprint, conversation);
        return conversation;
    }
    if (!by_object) {
        conversations_.insert(fingerprint, kByObject);
    }
    conversations_.insert(with_object, conversation);
    return conversation;
}

// Keys of a combination not seen before (or forgotten), and its participations.
Result<Hash> SealRows::learn(const Parsed& parsed) {
    message_.clear();
    for (const Group which : {Group::account, Group::conversation, Group::sender}) {
        VB_TRY(record::decode_group(which, of(parsed.groups, which), message_, source_));
    }
    record::conversation_identity(message_, parsed.object, identity_);
    const Hash conversation = record::conversation_key(record::conversation_salt(key_, identity_), identity_);
    record::handles(message_, people_);
    for (const std::string_view handle : people_) {
        VB_TRY(builder_.participation(handle_key(handle), conversation));
    }
    return conversation;
}

Hash SealRows::handle_key(std::string_view handle) {
    handle_.assign(as_text(prefix_));
    handle_ += handle;
    const Hash fingerprint = crypto::sha256(as_bytes(handle_));
    if (const Hash* known = handles_.find(fingerprint); known != nullptr) {
        return *known;
    }
    const Hash key = record::handle_key(record::handle_salt(key_, handle), handle);
    handles_.insert(fingerprint, key);
    return key;
}

}  // namespace verbatim::app
