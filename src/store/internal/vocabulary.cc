// SPDX-License-Identifier: Apache-2.0
#include "store/internal/vocabulary.h"

#include <algorithm>

#include "store/internal/each_row.h"

namespace verbatim::store {

std::optional<std::vector<std::string>> Vocabulary::where(const std::function<bool(std::string_view)>& wanted,
                                                          size_t limit) const {
    std::vector<std::string> found;
    for (size_t at = 0; at < words_.size();) {
        const size_t end = words_.find(' ', at);
        const std::string_view word = std::string_view(words_).substr(at, end - at);
        if (wanted(word)) {
            if (found.size() == limit) {
                return std::nullopt;
            }
            found.emplace_back(word);
        }
        at = end + 1;
    }
    std::sort(found.begin(), found.end());
    return found;
}

Result<std::shared_ptr<const Vocabulary>> load_vocabulary(Engine& engine, const Control& control) {
    auto vocabulary = std::make_shared<Vocabulary>();
    size_t words = 0;
    bool fits = true;
    VB_TRY(each_row(
        engine,
        "SELECT DISTINCT token FROM mergeTreeTextIndex(currentDatabase(), 'messages', 'words_index') LIMIT " +
            std::to_string(kVocabularyWordsMax + 1),
        control, [&](RowReader& reader) {
            const std::string_view word = reader.text();
            fits = ++words <= kVocabularyWordsMax && vocabulary->words_.size() + word.size() < kVocabularyBytesMax;
            if (fits) {
                vocabulary->words_ += word;
                vocabulary->words_ += ' ';
            }
            return fits;
        }));
    vocabulary->complete_ = fits;
    if (!fits) {
        vocabulary->words_ = {};
    }
    return std::shared_ptr<const Vocabulary>(std::move(vocabulary));
}

}  // namespace verbatim::store
