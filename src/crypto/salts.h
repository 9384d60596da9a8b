// SPDX-License-Identifier: Apache-2.0
// Salts of the record commitments (docs/proofs.md, section 2) and of seals (docs/seals.md, section 1).
//
// A salt of a numbered thing is the AES-256 encryption, under the case's salt key, of the 16-byte block
//   [sequence number: 8 bytes, big-endian | group: 1 | zero: 3 | chunk: 4, big-endian]
// and that of a named one the first 16 bytes of an HMAC-SHA256 under the same key.
// All blocks are distinct, so the salts look random to whoever lacks the key, and the holder of the key can make any
// of them again. Whoever has the key can guess withheld words: it is as secret as the messages.
// SaltKey is immutable after construction. SaltMaker holds scratch memory: one per thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/hash.h"

namespace verbatim::crypto {

using Salt = std::array<uint8_t, 16>;

class SaltKey {
  public:
    static constexpr size_t kSize = 32;

    static Result<SaltKey> generate();             // from the operating system's random source
    static Result<SaltKey> from_bytes(Bytes key);  // exactly kSize bytes, otherwise Code::usage
    SaltKey(const SaltKey&) = default;
    SaltKey(SaltKey&&) = default;
    SaltKey& operator=(const SaltKey&) = default;
    SaltKey& operator=(SaltKey&&) = default;
    ~SaltKey();  // wipes

    Bytes bytes() const { return key_; }

  private:
    SaltKey() = default;
    std::array<uint8_t, kSize> key_{};
};

// The first 16 bytes of HMAC-SHA256(key, message).
Salt salt_of(const SaltKey& key, Bytes message);

class SaltMaker {
  public:
    explicit SaltMaker(const SaltKey& key);
    SaltMaker(SaltMaker&&) noexcept;
    SaltMaker& operator=(SaltMaker&&) noexcept;
    ~SaltMaker();

    struct Record {
        uint64_t sequence;
        uint32_t chunks;
    };
    // For each record the salts of groups 1 2 3 4 5 7 8 (chunk 0), then of group 6 chunks 0 ... chunks-1. Valid until
    // the next call. Many records at once are much cheaper than one by one.
    std::span<const Salt> make(std::span<const Record> records);
    std::span<const Salt> make(uint64_t sequence, uint32_t chunks);
    // Group 6, chunks first ... first+count-1 alone: long texts are done in slices.
    std::span<const Salt> make_chunks(uint64_t sequence, uint32_t first, uint32_t count);
    // For each sequence number the salt of its entry in the tree of conversations.
    std::span<const Salt> make_entries(std::span<const uint64_t> sequences);

  private:
    Salt* room(size_t count);
    std::span<const Salt> encrypt(size_t count);
    struct Cipher;
    std::unique_ptr<Cipher> cipher_;
    std::vector<Salt> salts_;  // first the blocks, then, in the same place, the salts; grown but never shrunk
};

}  // namespace verbatim::crypto
