// SPDX-License-Identifier: Apache-2.0
// KeyTable: remembers a key for each of very many fingerprints, in bounded memory.
//
// One flat table: a look-up is one line of memory, which prefetch() can ask for ahead of time. When it is full it
// forgets everything, which costs its owner time and changes no answer. Fingerprints are uniform bits. One thread.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "base/hash.h"

namespace verbatim::app {

class KeyTable {
  public:
    explicit KeyTable(size_t slots_max = size_t{1} << 22) : slots_(kSlotsMin), slots_max_(slots_max) {}

    void prefetch(const Hash& fingerprint) const { __builtin_prefetch(&slots_[head(fingerprint) & mask()]); }
    // Valid until the next insert(); nullptr if it is not known.
    const Hash* find(const Hash& fingerprint) const {
        for (size_t at = head(fingerprint) & mask();; at = (at + 1) & mask()) {
            const Slot& slot = slots_[at];
            if (slot.head == head(fingerprint) && slot.tail == tail(fingerprint)) {
                return &slot.key;
            }
            if (slot.head == 0 && slot.tail == 0) {
                return nullptr;
            }
        }
    }
    void insert(const Hash& fingerprint, const Hash& key) {
        if (used_ >= slots_.size() / 4 * 3) {
            make_room();
        }
        put({head(fingerprint), tail(fingerprint), key});
        ++used_;
    }

  private:
    static constexpr size_t kSlotsMin = size_t{1} << 12;
    struct Slot {
        uint64_t head = 0;  // both zero: free
        uint64_t tail = 0;
        Hash key;
    };
    static uint64_t word(const Hash& fingerprint, size_t at) {
        uint64_t value = 0;
        std::memcpy(&value, fingerprint.bytes.data() + at, sizeof value);
        return value;
    }
    static uint64_t head(const Hash& fingerprint) { return word(fingerprint, 0); }
    static uint64_t tail(const Hash& fingerprint) { return word(fingerprint, 8); }
    size_t mask() const { return slots_.size() - 1; }

    void put(const Slot& slot) {
        size_t at = slot.head & mask();
        while (slots_[at].head != 0 || slots_[at].tail != 0) {
            at = (at + 1) & mask();
        }
        slots_[at] = slot;
    }
    void make_room() {
        if (slots_.size() >= slots_max_) {
            slots_.assign(slots_.size(), {});
            used_ = 0;
            return;
        }
        std::vector<Slot> before(slots_.size() * 2);
        before.swap(slots_);
        for (const Slot& slot : before) {
            if (slot.head != 0 || slot.tail != 0) {
                put(slot);
            }
        }
    }

    std::vector<Slot> slots_;
    size_t slots_max_;
    size_t used_ = 0;
};

}  // namespace verbatim::app
