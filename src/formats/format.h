// SPDX-License-Identifier: Apache-2.0
// Format: how the bytes of one kind of source become messages and findings. The only header an author must read.
//
// A format is one source file in src/formats/, one line in registry.inc, one folder in testdata/formats/.
//   - parse() is pure: same bytes and settings, same calls on the Sink, on any thread. No files, clock, locale, SQL.
//   - It returns an error only for not_this_format or when the Source cannot be read. A broken row is
//   sink.reject(range,
//     reason) and reading goes on.
//   - Every byte of the source ends in exactly one of: a message, a rejected row, a declared skip, or structure
//     (brackets, separators, header lines, byte order marks). Ranges come in ascending order and touch: the first
//     begins at 0, the last ends at source.size(). The Sink checks it; a hole is reported as a bug of the format.
//   - Memory is bounded by one record (base/limits.h), never by the source.
//   - Keep the raw value beside the converted one; an unknown value is kept as stored, never guessed; every field that
//     no other group takes goes to Message::rest.
//   - An assumption (date order, zone, encoding) is sink.assume(), with its evidence; settings override it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/message.h"

namespace verbatim::formats {

struct ByteRange {
    uint64_t begin = 0;
    uint64_t end = 0;
};

// What a user states about a source; it overrides detection. Part of the parser identity of every record.
struct Settings {
    std::string format;      // registry name, or empty: detect by content
    std::string profile;     // text of a mapping profile (TOML), or empty: built-in profiles are tried
    std::string encoding;    // "utf-8", "utf-16le", "windows-1252" ...; empty: detect
    std::string date_order;  // "dmy", "mdy", "ymd"; empty: detect by evidence
    std::string zone;        // IANA name or "+02:00": the zone of times that state none; empty: none
    std::string account;     // account or device the source belongs to, where the source does not say
    std::string platform;    // platform, where the source does not say
    std::string
        date;  // "2004-12-25": the day of a log that states only clock times; empty: take from file name or none
};

// Read-only bytes of known size.
class Source {
  public:
    virtual ~Source() = default;
    virtual uint64_t size() const = 0;
    // Fills up to buffer.size() bytes from offset; fewer only at the end of the source.
    virtual Result<size_t> read_at(uint64_t offset, std::span<uint8_t> buffer) const = 0;
    // Path inside the acquisition, "export.zip/WhatsApp Chat.txt": a hint, never proof.
    virtual std::string_view path() const = 0;
    virtual const Settings& settings() const = 0;
};

// Bytes in memory as a Source: for tests, fuzzing and archive members.
class MemorySource final : public Source {
  public:
    MemorySource(Bytes bytes, std::string path, Settings settings);
    uint64_t size() const override { return bytes_.size(); }
    Result<size_t> read_at(uint64_t offset, std::span<uint8_t> buffer) const override;
    std::string_view path() const override { return path_; }
    const Settings& settings() const override { return settings_; }

  private:
    Bytes bytes_;
    std::string path_;
    Settings settings_;
};

// Why a skipped row is not a message, as a short stable word ("header", "comment", "member-list").
class Sink {
  public:
    virtual ~Sink() = default;
    // message.locator.begin/end is its range. All views may die when the call returns. false: stop reading, return.
    [[nodiscard]] virtual bool message(const record::Message& message) = 0;
    // A row that is evidence but could not be read as a message. `reason` is a full sentence for people; `code` a short
    // stable word ("bad-json", "no-timestamp", "line-too-long", "invalid-utf8").
    [[nodiscard]] virtual bool reject(ByteRange range, std::string_view code, std::string_view reason) = 0;
    // A row that is whole and understood and is not a message.
    [[nodiscard]] virtual bool skip(ByteRange range, std::string_view why) = 0;
    // Bytes that carry no row: brackets, separators, blank lines, column headers.
    virtual void structure(ByteRange range) = 0;
    // A remark about a row that was still accepted (odd time, replaced invalid UTF-8). Does not count as a row.
    virtual void remark(ByteRange range, std::string_view code, std::string_view reason) = 0;
    // An assumption that holds for the whole source: key "date-order", value "dmy", evidence "line 17: day 25".
    virtual void assume(std::string_view key, std::string_view value, std::string_view evidence) = 0;
};

enum class Likelihood : uint8_t { no = 0, possible = 1, likely = 2, certain = 3 };

struct Probe {
    Likelihood likelihood = Likelihood::no;
    std::string detail;  // "DiscordChatExporter CSV columns", for `verbatim formats detect`
};

struct Format {
    std::string_view name;         // "whatsapp_text": registry name, folder name, CLI word
    std::string_view title;        // "WhatsApp text export (Android, iOS)"
    std::string_view description;  // one line for `verbatim formats`
    uint32_t version;              // part of the parser identity; raise it when the same bytes give other records
    // `head` is the first limits::kProbeBytes bytes. Looks at content; the path is only a tie-break.
    Probe (*probe)(const Source& source, Bytes head);
    Result<void> (*parse)(const Source& source, Sink& sink);
};

// In registry order.
std::span<const Format* const> all_formats();
const Format* find_format(std::string_view name);  // nullptr if unknown

// The format of a source by settings, then by content: the highest likelihood wins, registry order breaks ties.
// not_this_format if none claims it.
Result<const Format*> detect(const Source& source);

}  // namespace verbatim::formats
