// SPDX-License-Identifier: Apache-2.0
// Checking a disclosure bundle offline (docs/bundle.md), with a report in plain language.
//
//   VB_TRY_ASSIGN(auto file, FileSource::open(path));
//   VB_TRY_ASSIGN(const BundleReport report, verify_bundle(*file, {.trusted_key = key}));
//
// The only trust comes from the options: without a key the bundle is checked under the one that it names itself, and
// the report says so. A bundle that fails is not an error of this function: the report says so and names the step.
// Memory: 29 bytes a disclosed record and the longest line, however large the bundle. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "verify/byte_source.h"

namespace verbatim::verify {

struct BundleOptions {
    std::string trusted_key = {};                // `name+hash+base64`; empty: take the bundle's word
    std::vector<std::string> witness_keys = {};  // each must have cosigned the checkpoint
    std::string tsa_certificates = {};           // PEM; empty: the time stamp is "stated, not checked"
    std::optional<std::string> opening = {};     // bytes of a file that shows withheld parts later
};

struct ProvedScope {
    enum class Kind : uint8_t { conversation, handle, selection };
    Kind kind = Kind::selection;
    std::string key;                  // base64
    std::optional<std::string> text;  // what the key stands for, if that is shown
    std::optional<int64_t> from;      // ms; of a conversation
    std::optional<int64_t> to;
    bool undated = false;
    uint64_t conversations = 0;  // of a handle
};

struct Witness {
    std::string name;
    uint64_t time = 0;  // seconds since 1970
};

struct BundleReport {
    bool proved = false;
    std::string failed_step;  // the word of docs/bundle.md, section 1
    std::string reason;

    std::string key;  // that signed; empty if it did not come so far
    bool key_trusted = false;
    std::string case_id;
    uint64_t number = 0;
    std::string time;
    std::string made_by;
    std::string recipient;
    std::string authority;
    uint64_t tree_size = 0;
    Hash root;
    uint64_t seal_number = 0;
    std::string seal_time;
    std::string timestamp;  // empty: none
    bool timestamp_trusted = false;
    std::vector<Witness> witnesses;
    uint64_t records = 0;
    uint64_t withheld = 0;       // parts
    uint64_t included_only = 0;  // records outside the complete scopes
    uint64_t sources = 0;        // opened
    std::vector<ProvedScope> scopes;
    uint64_t opened = 0;  // parts shown by the opening
    bool has_opening = false;

    std::string to_text() const;  // for people; safe to print on a terminal
    std::string to_json() const;  // one object, one line
};

// Fails on a bad option (Code::usage) and if the source cannot be read.
Result<BundleReport> verify_bundle(const ByteSource& source, const BundleOptions& options);

// Whether a file is to be checked as a bundle, not as a proof file: it begins like a zip, or is called one.
bool is_bundle(Bytes first_bytes, std::string_view name);

}  // namespace verbatim::verify
