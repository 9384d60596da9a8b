// SPDX-License-Identifier: Apache-2.0
// TextMaker: the words of a message, in the language of its conversation.
//
// A text follows from the seed and the number of the message, so it can be made again at any time. It has no quote,
// backslash or line break. The view is valid until the next call. Allocates nothing after construction; one thread.
#pragma once

#include <string>
#include <string_view>

#include "scenario/talk.h"
#include "scenario/world.h"

namespace verbatim::scenario {

inline constexpr size_t kTextBytesMax = 2048;

struct TextRequest {
    uint64_t message = 0;
    const Talk* talk = nullptr;
    Label label = Label::none;
    uint8_t language = 0;
    uint32_t sender_phone = 0;
    bool has_attachment = false;
};

class TextMaker {
  public:
    explicit TextMaker(const World& world);
    std::string_view make(const TextRequest& request);

  private:
    void append_idle(const TextRequest& request, Random& random);
    void fill(std::string_view sentence, const TextRequest& request, Random& random);
    void fill_blank(char blank, const TextRequest& request, Random& random);
    void append_number(uint64_t value);

    const World* world_;
    std::string text_;
};

}  // namespace verbatim::scenario
