// SPDX-License-Identifier: Apache-2.0
// Text of evidence made safe to look at: whatever would change the order, the look or the meaning of its surroundings
// without being seen is given as a code point to be spelled out.
//
// Control characters (but line breaks and tabs), bidirectional controls, zero-width characters, tags and U+FFFE-like
// non-characters are hidden ones. What a script needs stays: joiners between letters or emoji, variation selectors, the
// tags of a flag. Bytes that are not UTF-8 come as U+FFFD. Pure; nothing is allocated.
#pragma once

#include <string>
#include <string_view>

#include "base/utf8.h"

namespace verbatim::disclose {

// The beginning of `text`, up to the first hidden character.
struct VisibleRun {
    std::string_view shown;
    char32_t hidden = 0;  // the hidden character behind it; meaningful if has_hidden
    bool has_hidden = false;
    size_t size = 0;  // bytes of both together
};

// Walks a text: runs of shown text, each perhaps followed by one hidden character.
class VisibleText {
  public:
    explicit VisibleText(std::string_view text) : rest_(text) {}
    bool next(VisibleRun& run);

  private:
    std::string_view rest_;
    char32_t before_ = 0;  // what stood before the rest
};

// "U+202E".
std::string code_point_text(char32_t point);
// The whole text with hidden characters spelled out as "⟨U+202E⟩".
void append_visible(std::string_view text, std::string& out);
std::string visible(std::string_view text);

}  // namespace verbatim::disclose
