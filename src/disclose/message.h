// SPDX-License-Identifier: Apache-2.0
// DisclosedMessage: one record as a bundle shows it, with what it withholds and why.
//
// Whoever makes a bundle fills one and hands it to every writer of the readable side (writer.h). `message` holds the
// shown groups as record/message.h has them. The fields of a withheld group are empty there and its reason stands in
// `withheld`. The text is in `text`, piece by piece, and message.text stays empty, so that withheld words cannot reach
// a writer by mistake. Views are borrowed and must live until the writer's function returns. A value is reused: clear()
// keeps the capacity of its vectors. Messages come conversation by conversation and by time within one; whenever
// `conversation` changes, readable writers begin a new heading.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "record/message.h"
#include "record/record.h"

namespace verbatim::disclose {

// A piece of a text: shown, or blacked out with its reason.
struct TextSegment {
    std::string_view shown;  // empty if redacted
    bool redacted = false;
    std::string_view reason;         // why, never empty if redacted
    std::optional<uint64_t> chunks;  // how many chunks are blacked out (docs/proofs.md); none: the length is hidden
};

// What became of the bytes of an attachment.
enum class Presence : uint8_t {
    in_bundle,
    absent,     // named by the source, but its bytes are not in the evidence
    withheld,   // in the evidence, not in the bundle; `reason` says why
    not_asked,  // in the evidence, left out because this export carries no media
};

struct AttachmentPlace {
    Presence presence = Presence::absent;
    std::string_view file;    // path in the bundle, "media/<sha256>.jpg", if in_bundle
    std::string_view reason;  // if withheld
};

// Another record of the same message, linked and kept (R5).
struct Sighting {
    uint64_t sequence = 0;
    std::string_view source_path;
    std::string_view reason;  // why the two are linked, in words: "same native id in another source"
};

struct DisclosedMessage {
    uint64_t sequence = 0;
    std::string_view exhibit;  // "KM/14"; empty: no number
    // What the messages of one conversation have in common (docs/seals.md, keys); never shown by itself.
    Hash conversation;
    record::Message message;
    record::SourceIdentity source;  // empty if group 1 is withheld
    std::string_view source_path;   // as delivered; empty if group 1 is withheld
    // By group (record::Group minus 1): the reason if it is withheld as a whole, else empty.
    std::array<std::string_view, record::kGroups> withheld{};
    std::vector<TextSegment> text;             // empty: no text, or group 6 withheld as a whole
    std::vector<AttachmentPlace> attachments;  // one for each of message.attachments
    std::vector<Sighting> sightings;

    bool shows(record::Group group) const { return reason(group).empty(); }
    std::string_view reason(record::Group group) const { return withheld[static_cast<size_t>(group) - 1]; }
    void clear();
};

}  // namespace verbatim::disclose
