// SPDX-License-Identifier: Apache-2.0
#include "verify/audit_export.h"

#include <algorithm>
#include <array>

#include "crypto/base64.h"
#include "merkle/frontier.h"
#include "merkle/tree.h"
#include "note/checkpoint.h"
#include "note/key.h"
#include "note/lines.h"
#include "verify/internal/lines.h"
#include "verify/internal/printable.h"
#include "verify/verify.h"

namespace verbatim::verify {
namespace {

constexpr uint64_t kHeadBytesMax = uint64_t{1} << 20;
constexpr std::string_view kKey = "key ";
constexpr std::string_view kCheckpoint = "checkpoint ";

std::string numbers(uint64_t first, uint64_t last) {
    return first == last ? "entry " + std::to_string(first) + " is"
                         : "entries " + std::to_string(first) + " to " + std::to_string(last) + " are";
}

// An entry is one flat JSON object without white space, and a quote inside a string of it is escaped: so this stands
// there once at most, before the number.
std::optional<uint64_t> number_of(std::string_view line) {
    constexpr std::string_view kNumber = ",\"number\":";
    const size_t at = line.find(kNumber);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view rest = line.substr(at + kNumber.size());
    return note::decimal(rest.substr(0, rest.find(',')));
}

class Check {
  public:
    Check(const ByteSource& source, const std::string& trusted_key, const EachAuditLine& each, AuditReport& report)
        : source_(source), trusted_key_(trusted_key), each_(each), report_(report) {}

    // What stops the check; findings do not.
    Result<void> run() {
        VB_TRY(head());
        internal::LineReader lines(source_, {"entries", 0, source_.size() - begin_, begin_}, "entries");
        while (true) {
            VB_TRY_ASSIGN(const auto text, lines.next());
            if (!text) {
                break;
            }
            VB_TRY(line(*text, lines.number()));
        }
        end();
        return {};
    }

  private:
    void add(std::optional<uint64_t> entry, std::string what) {
        if (report_.findings.size() < AuditReport::kFindingsNamed) {
            report_.findings.push_back({entry, std::move(what)});
        }
        ++report_.findings_count;
    }

    Result<void> head() {
        std::string bytes(static_cast<size_t>(std::min(kHeadBytesMax, source_.size())), '\0');
        VB_TRY(source_.read(0, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()}));
        std::string_view rest = bytes;
        const auto first = note::take_line(rest);
        const auto key_line = note::take_line(rest);
        const auto size_line = note::take_line(rest);
        const bool sized = size_line && size_line->starts_with(kCheckpoint);
        const uint64_t size =
            note::decimal(sized ? size_line->substr(kCheckpoint.size()) : std::string_view()).value_or(UINT64_MAX);
        if (first != kAuditExportHead || !key_line || !key_line->starts_with(kKey) || size > rest.size()) {
            return internal::failure("header", "not an exported audit log");
        }
        const bool trusted = !trusted_key_.empty();
        const std::string text(trusted ? std::string_view(trusted_key_) : key_line->substr(kKey.size()));
        const auto key = note::VerifierKey::parse(text);
        if (!key) {
            return trusted ? Error{Code::usage, key.error().what, {}, {}} : internal::failure("key", key.error().what);
        }
        const auto checkpoint = note::open_checkpoint(rest.substr(0, size), key->name, {&*key, 1});
        if (!checkpoint) {
            return internal::failure("checkpoint", checkpoint.error().what);
        }
        report_.key = text;
        report_.key_trusted = trusted;
        report_.origin = checkpoint->origin;
        report_.entries = checkpoint->size;
        report_.root = checkpoint->root;
        begin_ = bytes.size() - rest.size() + size;
        return {};
    }

    // "HASH LINE": the leaf hash as base64, and the entry.
    Result<void> line(std::string_view text, uint64_t line_number) {
        const size_t space = text.find(' ');
        const auto hash = crypto::hash_from_base64(text.substr(0, space));
        const std::string_view entry = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
        const bool genuine = hash && *hash == merkle::leaf_hash(as_bytes(entry));
        const std::optional<uint64_t> claims = number_of(entry);
        if (genuine && claims && *claims > next_ && *claims < report_.entries) {
            add(next_, numbers(next_, *claims - 1) + " missing: deleted");
            next_ = *claims;
            whole_ = false;
        }
        if (!hash || (genuine && claims != next_) || next_ >= report_.entries) {
            const std::string where = "line " + std::to_string(line_number) + " of the entries";
            add(next_, where + (claims ? ", which calls itself entry " + std::to_string(*claims) + "," : "") +
                           " does not belong there: it was inserted, moved or changed");
            whole_ = false;
            // A line that bears no later number may stand for the one that is expected here.
            next_ += !hash && next_ < report_.entries ? 1 : 0;
            return {};
        }
        if (!genuine) {
            add(next_, "entry " + std::to_string(next_) + " was changed: its line does not have the hash beside it");
        } else if (each_) {
            VB_TRY(each_(entry));
        }
        frontier_.append(*hash);
        ++next_;
        return {};
    }

    void end() {
        if (next_ < report_.entries) {
            add(next_, numbers(next_, report_.entries - 1) + " missing: the log was cut off");
        } else if (whole_ && frontier_.root() != report_.root) {
            add({}, "the hashes beside the lines lead to root " + frontier_.root().hex() + ", the signature is over " +
                        report_.root.hex() + ": an entry was changed together with its hash");
        }
    }

    const ByteSource& source_;
    const std::string& trusted_key_;
    const EachAuditLine& each_;
    AuditReport& report_;
    uint64_t begin_ = 0;  // of the entries in the file
    uint64_t next_ = 0;   // the entry that is expected
    bool whole_ = true;   // none missing, none too many: the root can be made
    merkle::Frontier frontier_;
};

}  // namespace

bool is_audit_export(std::string_view first_bytes) {
    return first_bytes.starts_with(kAuditExportHead);
}

Result<AuditReport> verify_audit_export(const ByteSource& source, const std::string& trusted_key,
                                        const EachAuditLine& each) {
    AuditReport report;
    const Result<void> checked = Check(source, trusted_key, each, report).run();
    if (!checked && checked.error().code != Code::integrity && checked.error().code != Code::malformed) {
        return checked.error();
    }
    if (!checked) {
        report.findings.push_back({{}, checked.error().where.source + ": " + checked.error().what});
        ++report.findings_count;
    }
    report.proved = report.findings_count == 0;
    return report;
}

std::string AuditReport::to_text() const {
    std::string out;
    if (proved) {
        out = "PROVED: these are all " + std::to_string(entries) + " entries of the audit log " + printable(origin) +
              ", as they were\nsigned.\n  root hash " + root.hex() + "\n";
    } else {
        out = "NOT PROVED\n";
        for (const AuditFinding& finding : findings) {
            out += "  " + printable(finding.what) + "\n";
        }
        if (findings_count > findings.size()) {
            out += "  and " + std::to_string(findings_count - findings.size()) + " more\n";
        }
    }
    if (!key.empty()) {
        out += "Signed with the key " + printable(key) + "\n";
        out += key_trusted ? "  which is the key you gave.\n"
                           : "  which the file itself names. NOBODY HAS VOUCHED FOR THIS KEY: compare it with the key "
                             "that the keeper\n  of the case published, or give that key with --key.\n";
    }
    return out + "Not proved: that nothing was done without an entry, or that entries after these do not exist.\n";
}

std::string AuditReport::to_json() const {
    using internal::json_string;
    std::string out = "{\"verdict\":" + json_string(proved ? "proved" : "not proved") + ",\"key\":" + json_string(key) +
                      ",\"key_trusted\":" + (key_trusted ? "true" : "false") + ",\"origin\":" + json_string(origin) +
                      ",\"entries\":" + std::to_string(entries) +
                      ",\"root\":" + json_string(key.empty() ? "" : root.hex()) +
                      ",\"findings_count\":" + std::to_string(findings_count) + ",\"findings\":[";
    for (size_t i = 0; i < findings.size(); ++i) {
        out += std::string(i == 0 ? "" : ",") +
               "{\"entry\":" + (findings[i].entry ? std::to_string(*findings[i].entry) : "null") +
               ",\"what\":" + json_string(findings[i].what) + "}";
    }
    return out + "]}";
}

std::string audit_export_head(std::string_view verifier_key, std::string_view checkpoint) {
    return std::string(kAuditExportHead) + "\n" + std::string(kKey) + std::string(verifier_key) + "\n" +
           std::string(kCheckpoint) + std::to_string(checkpoint.size()) + "\n" + std::string(checkpoint);
}

std::string audit_export_line(std::string_view line) {
    std::string out = crypto::to_base64(merkle::leaf_hash(as_bytes(line)).span());
    out += ' ';
    out += line;
    out += '\n';
    return out;
}

}  // namespace verbatim::verify
