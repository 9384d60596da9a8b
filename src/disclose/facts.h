// SPDX-License-Identifier: Apache-2.0
// DisclosureFacts: everything a bundle says beside its messages: whose case, what was asked, what is in it, where it
// came from, what is not known.
//
// Filled once before the first message. check() refuses blanks: a field that nobody stated says "not stated" (or "no
// hash supplied"), never nothing (R2, R3). Lists that grow with the bundle (redactions) are not here: they come message
// by message. Texts are UTF-8 and shown as text, whatever they contain.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace verbatim::disclose {

inline constexpr std::string_view kNotStated = "not stated";
inline constexpr std::string_view kNoHash = "no hash supplied";

// Which seal the bundle hangs on.
struct SealFacts {
    uint64_t number = 0;
    std::string time;  // UTC, RFC 3339
    uint64_t log_size = 0;
    Hash log_root;
    Hash file_hash;                      // SHA-256 of the seal
    std::string verifier_key;            // of the log, `name+hash+base64`
    std::string time_stamp;              // in words: "RFC 3161 response of ..., 2026-11-23T20:26:44Z", or "none"
    std::vector<std::string> witnesses;  // names of the keys that cosigned
};

// One scope of the bundle, in words, and whether it is proved that nothing of it is missing.
struct ScopeFacts {
    std::string words;  // "all messages of the conversation "Boat" from 1 April 2020 to 13 June 2020 (UTC)"
    bool complete = false;
    uint64_t messages = 0;
};

// One source that messages of the bundle come from: the start of our chain (R2).
struct SourceFacts {
    uint64_t number = 0;
    std::string path;
    std::string sha256;        // of the bytes taken in, hexadecimal; "not taken in" if they are not there
    std::string claimed_hash;  // of the deliverer, or "no hash supplied"
    std::string delivered_by;
    std::string received;  // when it was handed over, as stated
    std::string taken_by;
    std::string ingested;  // UTC, by the clock of the machine that took it in
    std::string channel;
    std::string authority;  // reference of the order or consent
    std::string note;       // may be empty
    std::string format;     // reader and version, or "not read"
    // Accounting (R4): what it held, to the row.
    uint64_t bytes = 0;
    uint64_t messages = 0;
    uint64_t rejected = 0;
    uint64_t skipped = 0;
    uint64_t unread_bytes = 0;
    uint64_t disclosed = 0;  // of `messages`, how many are in this bundle
};

struct SelectionFacts {
    std::string query;  // empty: the bundle is not made by a search
    std::string canonical;
    std::string name;
    uint64_t found = 0;
    struct Hand {  // one addition or removal by hand (R10)
        bool added = false;
        uint64_t sequence = 0;
        std::string who;
        std::string when;
        std::string reason;
    };
    std::vector<Hand> by_hand;
};

// What lies around the disclosed messages in the same conversations (R10).
struct AroundFacts {
    uint64_t before = 0;
    uint64_t after = 0;
    struct Excluded {
        std::string reason;
        uint64_t messages = 0;
    };
    std::vector<Excluded> excluded;
};

// Everything about who makes and who gets it.
struct DisclosureFacts {
    std::string case_name;
    std::string case_id;
    uint64_t bundle_number = 0;
    std::string time;     // of the bundle, UTC, RFC 3339, as stated
    std::string made_by;  // "verbatim 0.1.0"
    std::string recipient;
    std::string authority;
    SealFacts seal;
    std::vector<ScopeFacts> scopes;
    SelectionFacts selection;
    AroundFacts around;
    std::vector<SourceFacts> sources;
    uint64_t case_messages = 0;                 // in the whole case
    uint64_t case_sources = 0;                  // and its sources; those of this bundle are in `sources`
    uint64_t disclosed_messages = 0;            // in this bundle
    uint64_t disclosed_of_withheld_source = 0;  // of these, with the source withheld: in no line of `sources`
    uint64_t messages_with_redactions = 0;
    uint64_t withheld_parts = 0;
    // What is unknown about how the data was collected, per dataset, in the words of whoever stated it (R3). At least
    // one.
    struct Limit {
        std::string about;  // "delivery 2", "sky-export.zip"
        std::string text;
    };
    std::vector<Limit> limits;
    // For the drafts of certificates that a person completes and signs; each may be "not stated".
    std::string certifier_name = std::string(kNotStated);
    std::string certifier_role = std::string(kNotStated);
    std::string organisation = std::string(kNotStated);
};

// usage error that names the first blank field, or a sum that does not add up.
Result<void> check(const DisclosureFacts& facts);

}  // namespace verbatim::disclose
