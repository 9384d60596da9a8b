// SPDX-License-Identifier: Apache-2.0
// Checking a message proof offline, with a report in plain language.
//
// The only trust comes from VerifyOptions::trusted_key. Without it the proof is checked under the key that the file
// itself claims, and the report says that nobody has vouched for that key. A proof that fails is not an error of this
// function: the report says so and names the field. Values; any thread; no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace verbatim::verify {

struct VerifyOptions {
    std::string trusted_key;  // `name+hash+base64`; empty: take the file's word
};

// One line of content that was shown and proved: group "sender", name "handle", value "+31 6 ...".
struct ProvedField {
    std::string group;
    std::string name;
    std::string value;
};

struct Report {
    bool proved = false;
    // What failed, if not proved: the field as docs/proofs.md, section 5, names it ("chunk 3"), and the reason.
    std::string failed_field;
    std::string reason;

    std::string key;           // the verifier key that signed; empty if it did not come so far
    bool key_trusted = false;  // it was given by the caller
    std::string origin;
    uint64_t tree_size = 0;
    Hash root;
    uint64_t sequence = 0;
    std::vector<ProvedField> fields;
    std::vector<std::string> withheld;  // "group 4 (sender)", "chunk 3 of the text"

    std::string to_text() const;  // for people; safe to print on a terminal
    std::string to_json() const;  // one object, one line
};

// Fails only on a bad option (Code::usage).
Result<Report> verify_proof(std::string_view bytes, const VerifyOptions& options);

// Text for a terminal: control characters, invalid UTF-8 and bidirectional overrides are spelled out as \u{...}.
std::string printable(std::string_view text);

}  // namespace verbatim::verify
