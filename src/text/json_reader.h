// SPDX-License-Identifier: Apache-2.0
// JsonReader: finds the elements of a JSON source of any size and shape, in memory bounded by one element.
//
// Shapes: one array, one document with the elements at a path inside, JSON Lines, values one after another, objects
// joined by commas without brackets, and garbage between any of these. The reader walks the structure around the
// elements and hands out each element's text (parse it with simdjson: padding is there) and range.
//
//   JsonReader reader(stream, {*JsonPath::parse("chats.list[*].messages[*]"), *JsonPath::parse("messages[*]")});
//   JsonEvent event;
//   for (;;) { VB_TRY_ASSIGN(const bool more, reader.next(event)); if (!more) break; switch (event.type) ... }
//
// Paths: keys joined by dots, [*] for every item of an array, * for every key. The empty path means the top-level
// values. An array at top level is transparent: its items count as top-level values. Of several paths any may match.
// Fields of enclosing objects that are not on a path come as `sibling` events, and those seen so far can be asked for
// with enclosing(): a field that stands behind the array in the file is not known yet while its elements are read.
//
// Broken elements come one by one as `broken`; reading goes on at the next plausible element start behind the last
// string that began before the error: `{` at the error itself; `{` that opens a line (after an optional comma) and is
// indented no deeper than the broken element; or `{` behind `}` with only blanks and one comma between. The bytes
// between events are brackets, commas, keys and blanks. Events come in ascending order and do not overlap.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "text/byte_stream.h"

namespace verbatim::text {

class JsonPath {
  public:
    struct Step {
        enum class Type : uint8_t { key, any_key, items } type = Type::key;
        std::string key;
    };
    // "messages[*]", "$.chats.list[*].messages[*]", "rooms.*.messages[*]", "" or "$". Code::usage names the place.
    static Result<JsonPath> parse(std::string_view text);
    const std::vector<Step>& steps() const { return steps_; }

  private:
    std::vector<Step> steps_;
};

struct JsonEvent {
    enum class Type : uint8_t {
        element,  // one whole value at a path; text is its JSON
        sibling,  // one whole field of an enclosing object, off the paths; key and text (empty if longer than 64 KiB)
        broken,   // bytes that are no JSON, or an element that is not whole; code, reason
    };
    Type type = Type::element;
    std::string_view text;  // valid until next()
    std::string_view key;   // of a sibling (JSON text between its quotes, escapes not resolved)
    uint64_t begin = 0;     // original offsets. A sibling begins at its key's quote
    uint64_t end = 0;
    std::string_view code;  // of broken: "bad-json", "truncated", "garbage", "too-long", "too-deep"
    std::string reason;     // of broken: a sentence with the original offset of the error
    uint64_t error_offset = 0;
};

class JsonReader {
  public:
    static constexpr size_t kSiblingBytesMax = size_t{64} << 10;

    JsonReader(ByteStream& stream, std::vector<JsonPath> paths, size_t element_limit = limits::kLineBytesMax);
    ~JsonReader();
    JsonReader(const JsonReader&) = delete;
    JsonReader& operator=(const JsonReader&) = delete;

    // false: the end of the source.
    Result<bool> next(JsonEvent& event);

    // JSON text of a field, seen so far, of the objects around the current element, innermost first. None if it was
    // not there, longer than kSiblingBytesMax, or beyond the first 1024 fields of its object. Valid until next().
    std::optional<std::string_view> enclosing(std::string_view key) const;
    // The same, of the object `level` levels out (0 = innermost) only.
    std::optional<std::string_view> enclosing(size_t level, std::string_view key) const;
    // The key under which the innermost matched container stands ("general" for rooms.*.messages[*]: level 1).
    std::string_view enclosing_key(size_t level) const;
    // True if the source ended inside an array or object that was opened.
    bool ended_inside() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::text
