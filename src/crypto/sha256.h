// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4): incremental, one-shot, and many short independent messages at once.
//
// Sha256 is for streams (vault objects); sha256() for one message; HashBatch for the many short hashes of records'
// commitments, where the fixed cost of a call is most of the cost. HashBatch runs sixteen messages side by side on
// processors with AVX-512 and two on those with SHA instructions (chosen at run time); otherwise it uses OpenSSL. All
// give the same bytes. The more messages a batch has, the less each costs.
// None of the classes is shared between threads; each thread owns its own. They allocate only to grow.
#pragma once

#include <array>
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

// Which code HashBatch uses. `automatic` asks the processor; the others are for tests and measurements. `avx512` leaves
// what does not fill its lanes to the next best code, as it is slower there.
enum class HashPath : uint8_t { automatic, portable, sha_ni, avx512 };
bool is_available(HashPath path);

// Collects short messages and hashes them together:
//   batch.clear(); std::memcpy(batch.add(n), message, n); ... for (Hash h : batch.finish()) ...
class HashBatch {
  public:
    explicit HashBatch(HashPath path = HashPath::automatic);

    void clear();
    // Room for one message of `size` bytes, to be filled before finish(); valid until the next add() or clear().
    uint8_t* add(size_t size);
    // The same room later on: message `index` in the order of add().
    uint8_t* message(size_t index) { return buffer_.data() + entries_[index].offset; }
    size_t size() const { return entries_.size(); }
    size_t size_bytes() const { return used_; }  // of the messages with their padding
    // Hashes in the order of add(); valid until the next finish(), not only until clear(). The batch is then spent:
    // clear() it.
    std::span<const Hash> finish();

  private:
    struct Entry {
        size_t offset;  // of the padded message in buffer_
        size_t blocks;
    };
    struct Work {  // a message, or what is left of one
        const uint8_t* data;
        size_t blocks;
        size_t entry;
        const std::array<uint32_t, 8>* state;  // before data
    };
    struct Begun {
        Work work;
        std::array<uint32_t, 8> state;
    };
    bool take(Work& work);
    void sort_longest_first();
    void finish_in_lanes();
    void finish_in_pairs();
    void finish_singly();

    bool lanes_;
    bool pairs_;
    std::vector<uint8_t> buffer_;  // padded messages, one after another, grown but never shrunk
    size_t used_ = 0;
    std::vector<Entry> entries_;
    std::vector<uint32_t> order_;  // of finish(): indexes of entries_
    size_t next_ = 0;              // in order_: the first that nobody has taken
    std::vector<Begun> begun_;     // messages whose first blocks are done in lanes
    size_t next_begun_ = 0;        // in begun_
    std::vector<Hash> hashes_;
};

}  // namespace verbatim::crypto
