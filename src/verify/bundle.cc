// SPDX-License-Identifier: Apache-2.0
#include "verify/bundle.h"

#include <algorithm>

#include "crypto/base64.h"
#include "crypto/timestamp.h"
#include "merkle/tree.h"
#include "note/checkpoint.h"
#include "note/cosignature.h"
#include "note/note.h"
#include "note/seal.h"
#include "verify/internal/bundle_files.h"
#include "verify/internal/opening.h"
#include "verify/internal/records.h"
#include "verify/internal/redactions.h"
#include "verify/internal/scopes.h"
#include "verify/internal/sources.h"
#include "verify/internal/statement.h"
#include "verify/internal/walk.h"

namespace verbatim::verify {
namespace {

using namespace internal;

constexpr size_t kTimestampBytesMax = size_t{1} << 20;
constexpr uint64_t kRecordBytesMin = 300;  // of a line: what is reserved follows the file, not the stated count

struct Keys {
    std::optional<note::VerifierKey> trusted;
    std::vector<note::WitnessKey> witnesses;
};

std::string field(std::string_view name) {
    return std::string(name);
}

// Follows docs/bundle.md, section 1, step by step; the first failure ends it.
class BundleVerifier {
  public:
    BundleVerifier(const BundleFiles& files, const BundleOptions& options, const Keys& keys, BundleReport& report)
        : files_(files), options_(options), keys_(keys), report_(report) {}

    Result<void> run() {
        VB_TRY(statement());
        VB_TRY(files_.check(statement_));
        VB_TRY(seal());
        VB_TRY(checkpoint());
        VB_TRY(timestamp());
        Redactions redactions(files_.lines(kRedactionsFile));
        VB_TRY(records(redactions));
        VB_TRY_ASSIGN(report_.sources, check_sources(walk(kSourcesFile, "sources", seal_.sources), seal_, disclosed_));
        VB_TRY(scopes());
        VB_TRY(redactions.finish(statement_.withheld));
        return opening();
    }

  private:
    Result<void> statement();
    Result<void> seal();
    Result<void> checkpoint();
    Result<void> timestamp();
    Result<void> records(Redactions& redactions);
    Result<void> record(Walk& walk, RecordChecker& checker, Redactions& redactions, std::string_view line);
    Result<void> scopes();
    Result<void> opening();
    Result<note::Note> signed_note(std::string_view name, size_t bytes_max) const;
    Walk walk(std::string_view name, std::string_view tree, const note::TreeHead& head) const;

    const BundleFiles& files_;
    const BundleOptions& options_;
    const Keys& keys_;
    BundleReport& report_;
    Statement statement_;
    note::VerifierKey key_;
    note::Seal seal_;
    Disclosed disclosed_;
    RecordLine record_;
    std::vector<std::string_view> words_;
};

// A note with one signature line: nothing can be added to it unseen.
Result<note::Note> BundleVerifier::signed_note(std::string_view name, size_t bytes_max) const {
    VB_TRY_ASSIGN(const std::string bytes, files_.read(name, bytes_max));
    auto note = note::Note::parse(bytes, bytes_max);
    if (!note) {
        return failure(field(name), note.error().what);
    }
    if (note->signatures.size() != 1) {
        return failure(field(name), "there is not exactly one signature line");
    }
    return note;
}

Result<void> BundleVerifier::statement() {
    VB_TRY_ASSIGN(const note::Note note, signed_note(kStatementFile, kStatementBytesMax));
    VB_TRY_ASSIGN(statement_, Statement::parse(note.text));
    key_ = keys_.trusted.value_or(statement_.claimed_key);
    if (const auto verified = note::verify(note, {&key_, 1}); !verified) {
        return failure(field(kStatementFile), verified.error().what);
    }
    report_.key = key_.to_string();
    report_.key_trusted = keys_.trusted.has_value();
    report_.case_id = statement_.case_id;
    report_.number = statement_.number;
    report_.time = statement_.time;
    report_.made_by = statement_.made_by;
    report_.recipient = statement_.recipient;
    report_.authority = statement_.authority;
    report_.records = statement_.records;
    report_.withheld = statement_.withheld;
    return {};
}

Result<void> BundleVerifier::seal() {
    VB_TRY_ASSIGN(const note::Note note, signed_note(kSealFile, note::kNoteBytesMax));
    if (const auto verified = note::verify(note, {&key_, 1}); !verified) {
        return failure(field(kSealFile), verified.error().what);
    }
    auto seal = note::Seal::parse(note.text);
    if (!seal) {
        return failure(field(kSealFile), seal.error().what);
    }
    seal_ = std::move(*seal);
    if (files_.hash(kSealFile) != statement_.seal) {
        return failure(field(kSealFile), "it is not the seal that the statement names");
    }
    if (seal_.case_id != statement_.case_id) {
        return failure(field(kSealFile), "it is the seal of another case");
    }
    report_.tree_size = seal_.log.size;
    report_.root = seal_.log.root;
    report_.seal_number = seal_.number;
    report_.seal_time = seal_.time;
    return {};
}

Result<void> BundleVerifier::checkpoint() {
    VB_TRY_ASSIGN(const std::string bytes, files_.read(kCheckpointFile, note::kNoteBytesMax));
    const auto fail = [](std::string what) { return failure(field(kCheckpointFile), std::move(what)); };
    const auto note = note::Note::parse(bytes);
    if (!note) {
        return fail(note.error().what);
    }
    for (auto a = note->signatures.begin(); a != note->signatures.end(); ++a) {
        const bool twice = std::any_of(note->signatures.begin(), a, [&](const note::Signature& b) {
            return a->name == b.name && a->key_id == b.key_id;
        });
        if (twice) {
            return fail("two signature lines have the same name and key id");
        }
    }
    const auto head = note::open_checkpoint(bytes, key_.name, {&key_, 1});
    if (!head) {
        return fail(head.error().what);
    }
    if (head->size != seal_.log.size || head->root != seal_.log.root) {
        return fail("size or root hash is not that of the seal");
    }
    for (const note::WitnessKey& witness : keys_.witnesses) {
        const auto time = note::verify_cosignature(*note, witness);
        if (!time) {
            return fail(time.error().what);
        }
        report_.witnesses.push_back({witness.name, *time});
    }
    return {};
}

Result<void> BundleVerifier::timestamp() {
    if (!files_.has(kTimestampFile)) {
        return {};
    }
    VB_TRY_ASSIGN(const std::string bytes, files_.read(kTimestampFile, kTimestampBytesMax));
    const auto stamp = crypto::check_timestamp(as_bytes(bytes), statement_.seal, options_.tsa_certificates);
    if (!stamp) {
        return stamp.error().code == Code::usage ? stamp.error() : failure(field(kTimestampFile), stamp.error().what);
    }
    report_.timestamp = stamp->time;
    report_.timestamp_trusted = stamp->trusted;
    return {};
}

Walk BundleVerifier::walk(std::string_view name, std::string_view tree, const note::TreeHead& head) const {
    return {*files_.lines(name), tree, head};  // step 3 has seen that it is there
}

Result<void> BundleVerifier::record(Walk& walk, RecordChecker& checker, Redactions& redactions, std::string_view line) {
    if (!is_opened_record(line)) {
        const auto rest = after_name(line, "record");
        const auto commitment = rest ? hash_word(*rest) : std::nullopt;
        return commitment ? walk.leaf(merkle::leaf_hash(commitment->span()))
                          : walk.fail("line is neither a gap nor a `record`");
    }
    if (const auto parsed = record_.parse(line, words_); !parsed) {
        return walk.fail(parsed.error().what);
    }
    if (record_.sequence != walk.position()) {
        return walk.fail("record " + std::to_string(record_.sequence) + " stands at place " +
                         std::to_string(walk.position()) + " of the log");
    }
    for (size_t i = 1; i <= record::kGroups; ++i) {
        const bool is_text = static_cast<record::Group>(i) == record::Group::text;
        if (!is_text ? !record_.groups[i - 1].shown : record_.text == RecordLine::Text::withheld) {
            redactions.expect(record_.sequence, i, {});
        }
        for (size_t j = 0; is_text && j < record_.chunks.size(); ++j) {
            if (!record_.chunks[j].shown) {
                redactions.expect(record_.sequence, i, j);
            }
        }
    }
    VB_TRY(checker.add(record_, walk.line_number()));
    return walk.leaf(merkle::leaf_hash(record_.commitment.span()));
}

Result<void> BundleVerifier::records(Redactions& redactions) {
    Walk walk = this->walk(kRecordsFile, "log", seal_.log);
    RecordChecker checker(disclosed_);
    const uint64_t likely = statement_.file(kRecordsFile)->size / kRecordBytesMin;
    disclosed_.reserve(static_cast<size_t>(std::min(statement_.records, likely)));
    // A failure of a line comes after those of the records before it, which wait to be hashed together.
    const auto first_failure = [&](const Error& error) {
        const auto before = checker.flush();
        return before ? error : before.error();
    };
    while (true) {
        const auto item = walk.next();
        if (!item) {
            return first_failure(item.error());
        }
        if (item->kind == Walk::Kind::end) {
            break;
        }
        if (item->kind == Walk::Kind::gap) {
            continue;
        }
        if (const auto taken = record(walk, checker, redactions, item->line); !taken) {
            return first_failure(taken.error());
        }
    }
    VB_TRY(checker.flush());
    if (disclosed_.size() != statement_.records) {
        return failure(field(kRecordsFile), std::to_string(disclosed_.size()) +
                                                " records are disclosed, the statement "
                                                "says " +
                                                std::to_string(statement_.records));
    }
    return {};
}

Result<void> BundleVerifier::scopes() {
    std::optional<Walk> conversations;
    std::optional<Walk> participations;
    if (files_.has(kConversationsFile)) {
        conversations.emplace(walk(kConversationsFile, "conversations", seal_.conversations));
    }
    if (files_.has(kParticipationsFile)) {
        participations.emplace(walk(kParticipationsFile, "participations", seal_.participations));
    }
    ScopeChecker checker(statement_, disclosed_);
    VB_TRY(checker.check(std::move(conversations), std::move(participations), seal_.log.size,
                         files_.hash(kSelectionFile)));
    report_.included_only = disclosed_.size() - disclosed_.covered();
    for (size_t i = 0; i < statement_.scopes.size(); ++i) {
        const Scope& scope = statement_.scopes[i];
        const ScopeResult& result = checker.results()[i];
        report_.scopes.push_back({static_cast<ProvedScope::Kind>(scope.kind), crypto::to_base64(scope.key.span()),
                                  result.text, scope.from, scope.to, scope.undated, result.conversations});
    }
    return {};
}

Result<void> BundleVerifier::opening() {
    if (!options_.opening) {
        return {};
    }
    report_.has_opening = true;
    VB_TRY_ASSIGN(report_.opened,
                  check_opening(*options_.opening, *files_.hash(kStatementFile), *files_.lines(kRecordsFile)));
    return {};
}

Result<Keys> parse_keys(const BundleOptions& options) {
    Keys keys;
    const auto bad = [](const Error& error, std::string option, std::string advice) {
        return Error{Code::usage, error.what, {std::move(option), {}}, std::move(advice)};
    };
    if (!options.trusted_key.empty()) {
        auto key = note::VerifierKey::parse(options.trusted_key);
        if (!key) {
            return bad(key.error(), "--key", "give it as name+hash+base64");
        }
        keys.trusted = std::move(*key);
    }
    for (const std::string& text : options.witness_keys) {
        auto key = note::WitnessKey::parse(text);
        if (!key) {
            return bad(key.error(), "--witness-key", "give it as name+hash+base64 of a key for cosignatures");
        }
        keys.witnesses.push_back(std::move(*key));
    }
    return keys;
}

// What has been proved of a bundle that fails: only who signed it.
BundleReport failed(const BundleReport& checked, const Error& error) {
    BundleReport report;
    report.key = checked.key;
    report.key_trusted = checked.key_trusted;
    report.failed_step = error.where.source;
    report.reason = error.what;
    if (error.where.offset) {
        report.reason += " (line " + std::to_string(*error.where.offset) + ")";
    }
    return report;
}

}  // namespace

Result<BundleReport> verify_bundle(const ByteSource& source, const BundleOptions& options) {
    VB_TRY_ASSIGN(const Keys keys, parse_keys(options));
    BundleReport report;
    const auto outcome = [&]() -> Result<void> {
        VB_TRY_ASSIGN(const BundleFiles files, BundleFiles::open(source));
        return BundleVerifier(files, options, keys, report).run();
    }();
    if (!outcome && outcome.error().code != Code::integrity) {
        return outcome.error();
    }
    if (!outcome) {
        return failed(report, outcome.error());
    }
    report.proved = true;
    return report;
}

bool is_bundle(Bytes first_bytes, std::string_view name) {
    return as_text(first_bytes).starts_with("PK") || name.ends_with(".zip");
}

}  // namespace verbatim::verify
