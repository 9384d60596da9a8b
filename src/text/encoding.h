// SPDX-License-Identifier: Apache-2.0
// Encodings: find out in which one a source is written, and read any of them as UTF-8.
//
// open_text() gives a ByteStream of UTF-8 whose positions map back to offsets of the *original* bytes, so locators and
// byte accounting never speak of decoded text. A stated encoding wins; else a byte order mark; else the first 64 KiB
// decide: NUL bytes at odd or even places mean UTF-16, valid UTF-8 means UTF-8, else windows-1252. What was assumed
// comes back with its evidence for Sink::assume. A byte order mark is not part of the stream.
// Undecodable bytes become U+FFFD. UTF-8 itself is passed through untouched, also where it is invalid: see repair_utf8.
// Memory: the decoded window and one entry per change of character width in it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "text/byte_stream.h"

namespace verbatim::text {

struct EncodingGuess {
    std::string name;  // "utf-8", "utf-16le", "utf-16be", "windows-1252", or the stated name in lower case
    size_t bom_bytes = 0;
    bool certain = false;  // by byte order mark, statement or pure ASCII/valid UTF-8; false: an assumption
    std::string evidence;  // "byte order mark", "stated", "first 65536 bytes are valid UTF-8" ...
};

EncodingGuess detect_encoding(std::string_view head);

struct OpenedText {
    std::unique_ptr<ByteStream> stream;
    EncodingGuess encoding;
};
// `stated` empty: detect. Code::usage for a name that ICU does not know. `bytes` outlives the stream.
Result<OpenedText> open_text(const ByteReader& bytes, std::string_view stated);

// The first bytes of a source as UTF-8, for format probes: whatever the encoding, without byte order mark.
std::string decode_head(std::string_view head, std::string_view stated);

}  // namespace verbatim::text
