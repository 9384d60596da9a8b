// SPDX-License-Identifier: Apache-2.0
// MarkBook: what readers of a case put on messages: tags, and searches that they saved. One SQLite file of its own.
//
//   VB_TRY_ASSIGN(auto marks, MarkBook::open(case_folder + "/marks.db"));
//   VB_TRY(marks->tag({17, 18}, {"boxes"}, {}, made));
//   VB_TRY_ASSIGN(const auto tags, marks->tags_of(std::vector<uint64_t>{17, 18}));   // by message
//
// Marks are opinions, never part of the evidence. Who set and took away what stays in the file; what a function
// returned survives a power loss. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "workbench/workbench.h"

namespace verbatim::workbench {

inline constexpr size_t kTagBytesMax = 400;

struct TagCount {
    std::string name;
    uint64_t messages = 0;
};

struct Tagged {
    std::string name;
    Made made;
};

// A query under a name, and how many messages it found for whoever saved it.
struct SavedSearch {
    std::string name;
    std::string query;
    uint64_t messages = 0;
    Made made;
};

class MarkBook {
  public:
    // Makes the file if there is none.
    static Result<std::unique_ptr<MarkBook>> open(const std::string& file);
    ~MarkBook();
    MarkBook(const MarkBook&) = delete;
    MarkBook& operator=(const MarkBook&) = delete;

    // --- tags. A name is one line of text without space around it; Code::usage if not.
    Result<void> add_tag(const std::string& name, const Made& made);  // again: nothing changes
    Result<std::vector<TagCount>> tags();                             // by name
    // All of it or nothing; a tag that is not known yet is added.
    Result<void> tag(std::span<const uint64_t> seqs, std::span<const std::string> add,
                     std::span<const std::string> remove, const Made& made);
    Result<std::vector<Tagged>> tags_of(uint64_t seq);  // by name
    // Messages without tags have no entry.
    Result<std::map<uint64_t, std::vector<std::string>>> tags_of(std::span<const uint64_t> seqs);

    // --- saved searches. Code::conflict if the name is taken.
    Result<SavedSearch> save(SavedSearch search);
    Result<std::vector<SavedSearch>> saved();  // oldest first

  private:
    struct State;
    explicit MarkBook(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace verbatim::workbench
