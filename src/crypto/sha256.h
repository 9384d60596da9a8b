// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4): incremental, one-shot, and many short independent messages at once.
//
// Sha256 is for streams (vault objects); sha256() for one message; HashBatch for the twenty-odd short hashes of a
// record's commitment, where the fixed cost of a call is most of the cost. HashBatch runs two messages side by side on
// processors with SHA instructions (chosen at run time) and otherwise uses OpenSSL; both give the same bytes.
// None of the classes is shared between threads; each thread owns its own. They allocate only to grow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/hash.h"

namespace verbatim::crypto {

class Sha256 {
  public:
    Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    ~Sha256();

    void update(Bytes data);
    Hash finish();  // the hash of everything since construction or the last finish(); starts anew

  private:
    struct State;
    std::unique_ptr<State> state_;
};

Hash sha256(Bytes data);

// Which code HashBatch uses. `automatic` asks the processor; the others are for tests and measurements.
enum class HashPath : uint8_t { automatic, portable, sha_ni };
bool sha_ni_available();

// Collects short messages and hashes them together:
//   batch.clear(); std::memcpy(batch.add(n), message, n); ... for (Hash h : batch.finish()) ...
class HashBatch {
  public:
    explicit HashBatch(HashPath path = HashPath::automatic);

    void clear();
    // Room for one message of `size` bytes, to be filled before finish(); valid until the next add() or clear().
    uint8_t* add(size_t size);
    // Hashes in the order of add(); valid until the next finish(). The batch is then spent: clear() it.
    std::span<const Hash> finish();

  private:
    struct Entry {
        size_t offset;  // of the padded message in buffer_
        size_t blocks;
    };
    bool sha_ni_;
    std::vector<uint8_t> buffer_;  // padded messages, one after another, grown but never shrunk
    size_t used_ = 0;
    std::vector<Entry> entries_;
    std::vector<Hash> hashes_;
};

}  // namespace verbatim::crypto
