// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <array>
#include <cstring>

namespace verbatim {
namespace {

// Well-formed UTF-8 as an automaton without branches: the state is how far to shift, and each byte has one word that
// holds the next state of every state (RFC 3629 section 4).
enum State : uint8_t {
    kAccept = 0,
    kReject = 6,
    kTail1 = 12,
    kTail2 = 18,
    kTail3 = 24,
    kE0 = 30,
    kEd = 36,
    kF0 = 42,
    kF4 = 48
};
constexpr uint64_t kStateMask = 63;

constexpr State next_state(State state, unsigned byte) {
    const auto in = [byte](unsigned low, unsigned high) { return byte >= low && byte <= high; };
    switch (state) {
        case kAccept:
            if (byte < 0x80) {
                return kAccept;
            }
            if (byte == 0xE0 || byte == 0xED) {
                return byte == 0xE0 ? kE0 : kEd;
            }
            if (byte == 0xF0 || byte == 0xF4) {
                return byte == 0xF0 ? kF0 : kF4;
            }
            return in(0xC2, 0xDF) ? kTail1 : in(0xE1, 0xEF) ? kTail2 : in(0xF1, 0xF3) ? kTail3 : kReject;
        case kTail1:
            return in(0x80, 0xBF) ? kAccept : kReject;
        case kTail2:
            return in(0x80, 0xBF) ? kTail1 : kReject;
        case kTail3:
            return in(0x80, 0xBF) ? kTail2 : kReject;
        case kE0:
            return in(0xA0, 0xBF) ? kTail1 : kReject;
        case kEd:
            return in(0x80, 0x9F) ? kTail1 : kReject;
        case kF0:
            return in(0x90, 0xBF) ? kTail2 : kReject;
        case kF4:
            return in(0x80, 0x8F) ? kTail2 : kReject;
        case kReject:
            break;
    }
    return kReject;
}

constexpr std::array<uint64_t, 256> make_steps() {
    std::array<uint64_t, 256> steps{};
    for (unsigned byte = 0; byte < steps.size(); ++byte) {
        for (const State state : {kAccept, kReject, kTail1, kTail2, kTail3, kE0, kEd, kF0, kF4}) {
            steps[byte] |= uint64_t{next_state(state, byte)} << state;
        }
    }
    return steps;
}

constexpr std::array<uint64_t, 256> kSteps = make_steps();

}  // namespace

CodePoint code_point_at(std::string_view text, size_t position) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[position + i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return {lead, 1, true};
    }
    // Length and the allowed range of the second byte: RFC 3629 section 4, which excludes overlong forms and
    // surrogates.
    uint8_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3;
        low = lead == 0xE0 ? 0xA0 : 0x80;
        high = lead == 0xED ? 0x9F : 0xBF;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        low = lead == 0xF0 ? 0x90 : 0x80;
        high = lead == 0xF4 ? 0x8F : 0xBF;
    } else {
        return {};
    }
    char32_t value = lead & (0x7FU >> length);
    for (uint8_t i = 1; i < length; ++i) {
        if (position + i >= text.size() || byte(i) < low || byte(i) > high) {
            return {kReplacement, i, false};
        }
        value = value << 6 | (byte(i) & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    return {value, length, true};
}

bool is_ascii(std::string_view bytes) {
    size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
        uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, 8);
        if ((word & 0x8080808080808080U) != 0) {
            return false;
        }
    }
    for (; i < bytes.size(); ++i) {
        if (static_cast<unsigned char>(bytes[i]) >= 0x80) {
            return false;
        }
    }
    return true;
}

bool is_utf8(std::string_view text) {
    const auto* at = reinterpret_cast<const uint8_t*>(text.data());
    const auto* end = at + text.size();
    uint64_t state = kAccept;
    while (at != end) {
        // Most text is ASCII, at least in runs.
        if (end - at >= 8 && (state & kStateMask) == kAccept) {
            uint64_t word = 0;
            std::memcpy(&word, at, sizeof word);
            if ((word & 0x8080808080808080U) == 0) {
                at += sizeof word;
                continue;
            }
        }
        const auto* stop = end - at > 8 ? at + 8 : end;
        for (; at != stop; ++at) {
            state = kSteps[*at] >> (state & kStateMask);
        }
    }
    return (state & kStateMask) == kAccept;
}

}  // namespace verbatim
