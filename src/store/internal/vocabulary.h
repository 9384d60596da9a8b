// SPDX-License-Identifier: Apache-2.0
// Vocabulary: every folded word of the store once, kept in memory for patterns that the index's own dictionaries cannot
// narrow down ("*ara*", regular expressions): each part has a dictionary, so reading them all costs seconds in a large
// store, while going through the distinct words costs milliseconds.
//
//   VB_TRY_ASSIGN(const auto vocabulary, state.vocabulary.get({}, [&] { return load_vocabulary(engine, control); }));
//   if (vocabulary->complete()) { auto words = vocabulary->where(wanted, limit); }
//
// Bounded: of a store with more than kVocabularyBytesMax of distinct words nothing is kept (complete() is false).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/internal/engine.h"

namespace verbatim::store {

inline constexpr size_t kVocabularyBytesMax = size_t{64} << 20;
inline constexpr size_t kVocabularyWordsMax = 4'000'000;

class Vocabulary {
  public:
    bool complete() const { return complete_; }
    // Sorted; none if there are more than `limit`.
    std::optional<std::vector<std::string>> where(const std::function<bool(std::string_view)>& wanted,
                                                  size_t limit) const;

  private:
    friend Result<std::shared_ptr<const Vocabulary>> load_vocabulary(Engine& engine, const Control& control);
    std::string words_;  // each followed by one space
    bool complete_ = false;
};

Result<std::shared_ptr<const Vocabulary>> load_vocabulary(Engine& engine, const Control& control);

}  // namespace verbatim::store
