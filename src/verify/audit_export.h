// SPDX-License-Identifier: Apache-2.0
// Checking an exported audit log offline (docs/audit.md, section 4), with a report in plain language.
//
//   VB_TRY_ASSIGN(auto file, FileSource::open(path));
//   VB_TRY_ASSIGN(const AuditReport report, verify_audit_export(*file, key));
//
// Each line stands beside its leaf hash, and the leaf hashes lead to the signed root: so an entry that was changed,
// deleted, inserted or moved is named. The only trust comes from `trusted_key`; without it the export is checked under
// the key that it names itself, and the report says so. Memory: the longest line. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "verify/byte_source.h"

namespace verbatim::verify {

struct AuditFinding {
    std::optional<uint64_t> entry;
    std::string what;
};

struct AuditReport {
    static constexpr size_t kFindingsNamed = 1000;

    std::string key;  // that signed; empty if it did not come so far
    bool key_trusted = false;
    std::string origin;
    uint64_t entries = 0;  // under the signature
    Hash root;
    std::vector<AuditFinding> findings;  // the first kFindingsNamed
    uint64_t findings_count = 0;
    bool proved = false;

    std::string to_text() const;  // for people; safe to print on a terminal
    std::string to_json() const;  // one object, one line
};

using EachAuditLine = std::function<Result<void>(std::string_view line)>;

inline constexpr std::string_view kAuditExportHead = "verbatim-audit-export v1";
bool is_audit_export(std::string_view first_bytes);

// `key`: `name+hash+base64`; empty: take the file's word. `each`, which may be empty, gets every genuine line. Fails on
// a bad key (Code::usage) and if the source cannot be read.
Result<AuditReport> verify_audit_export(const ByteSource& source, const std::string& trusted_key,
                                        const EachAuditLine& each);

// The text of an export up to its first entry, and one line of it, for whoever makes one.
std::string audit_export_head(std::string_view verifier_key, std::string_view checkpoint);
std::string audit_export_line(std::string_view line);

}  // namespace verbatim::verify
