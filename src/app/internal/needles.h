// SPDX-License-Identifier: Apache-2.0
// Needles: many byte strings looked for at once, each in the spellings that files give it.
//
//   Needles needles;
//   needles.add("some text");                                  // at least kLeast bytes; the first kMost count
//   needles.ready();
//   needles.find(bytes, [](size_t needle, size_t begin, size_t end) { ... });
//
// Spellings: as it is, in UTF-16 of both orders, as a JSON string (with and without \\u escapes), in XML and in CSV.
// Memory: the needles with their spellings. find() is const; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::app {

class Needles {
  public:
    static constexpr size_t kLeast = 8;
    static constexpr size_t kMost = 256;

    using Found = std::function<void(size_t needle, size_t begin, size_t end)>;

    // Gives its number; the same words twice have one.
    size_t add(std::string_view words);
    void ready();
    size_t size() const { return count_; }
    size_t longest() const { return longest_; }
    void find(std::string_view bytes, const Found& found) const;

  private:
    struct Spelling {
        uint64_t head;  // its first eight bytes
        std::string bytes;
        size_t needle;
    };
    std::vector<Spelling> spellings_;  // by head once ready
    std::vector<uint64_t> filter_;     // bits of hashes of heads
    size_t count_ = 0;
    size_t longest_ = 0;
};

}  // namespace verbatim::app
