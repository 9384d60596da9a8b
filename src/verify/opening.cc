// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/opening.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/utf8.h"
#include "crypto/base64.h"
#include "note/lines.h"
#include "record/commitment.h"
#include "verify/internal/record_line.h"

namespace verbatim::verify::internal {
namespace {

using record::Group;

// A line of the opening. Order: chunks of a text after the line that gives their hashes.
struct Opened {
    uint64_t sequence = 0;
    size_t group = 0;
    std::optional<size_t> chunk;
    std::vector<Hash> chunks;  // of `6 chunks`
    crypto::Salt salt{};
    std::string content;
    uint64_t line = 0;

    auto place() const { return std::tuple(sequence, group, chunk ? *chunk + 1 : 0); }
};

class OpeningChecker {
  public:
    Result<void> read(std::string_view bytes, const Hash& bundle);
    Result<uint64_t> check(LineReader records);

  private:
    Error fail(std::string what) const { return failure("opening", std::move(what), line_number_); }
    Result<void> line(std::string_view line);
    bool place(std::string_view word, Opened& out) const;
    Result<void> check_record(const RecordLine& record);
    Result<void> check_part(const RecordLine& record, const Opened& part);
    Result<void> check_chunk(const RecordLine& record, const Opened& part);
    Result<void> check_group(const RecordLine& record, const Opened& part) const;

    std::vector<Opened> parts_;
    size_t next_ = 0;
    std::vector<Hash> revealed_;  // the chunks of the text whose `6 chunks` line came last
    uint64_t revealed_of_ = 0;    // its sequence
    uint64_t line_number_ = 0;
    uint64_t count_ = 0;
    std::vector<std::string_view> words_;
};

// `4`, or `6.12`.
bool OpeningChecker::place(std::string_view word, Opened& out) const {
    const size_t dot = word.find('.');
    const auto group = note::decimal(word.substr(0, dot));
    if (!group || *group < 1 || *group > record::kGroups) {
        return false;
    }
    out.group = static_cast<size_t>(*group);
    if (dot != std::string_view::npos) {
        const auto chunk = note::decimal(word.substr(dot + 1));
        if (!chunk || static_cast<Group>(out.group) != Group::text) {
            return false;
        }
        out.chunk = static_cast<size_t>(*chunk);
    }
    return true;
}

Result<void> OpeningChecker::line(std::string_view line) {
    split_words(line, words_);
    Opened part;
    part.line = line_number_;
    const auto sequence = note::decimal(words_[0]);
    if (!sequence || words_.size() < 4 || !place(words_[1], part)) {
        return fail("line is not a sequence number, a place and a content");
    }
    part.sequence = *sequence;
    if (static_cast<Group>(part.group) == Group::text && !part.chunk) {
        for (size_t i = 3; i < words_.size(); ++i) {
            const auto hash = hash_word(words_[i]);
            if (!hash || words_[2] != "chunks") {
                return fail("line is not `6 chunks` with their hashes");
            }
            part.chunks.push_back(*hash);
        }
    } else {
        const auto salt = salt_word(words_[2]);
        auto content = crypto::from_base64(words_[3]);
        if (words_.size() != 4 || !salt || !content || content->empty()) {
            return fail("salt or content is not in base64");
        }
        part.salt = *salt;
        part.content = std::move(*content);
    }
    if (!parts_.empty() && parts_.back().place() >= part.place()) {
        return fail("the lines are not in order");
    }
    parts_.push_back(std::move(part));
    return {};
}

Result<void> OpeningChecker::read(std::string_view bytes, const Hash& bundle) {
    const auto next = [&] {
        ++line_number_;
        return note::take_line(bytes);
    };
    if (next() != "verbatim-opening v1") {
        return fail("first line is not `verbatim-opening v1`");
    }
    if (next() != "bundle " + crypto::to_base64(bundle.span())) {
        return fail("the opening is for another bundle");
    }
    while (!bytes.empty()) {
        const auto text = next();
        if (!text) {
            return fail("the last line does not end in a newline");
        }
        VB_TRY(line(*text));
    }
    return parts_.empty() ? Result<void>(fail("the opening shows nothing")) : Result<void>();
}

Result<void> OpeningChecker::check_group(const RecordLine& record, const Opened& part) const {
    const auto which = static_cast<Group>(part.group);
    const PartWord& word = record.group(which);
    const Bytes content = as_bytes(part.content);
    if (word.shown) {
        return fail("the part is not withheld in the bundle");
    }
    if (record::group_commitment(which, part.salt, content) != word.withheld) {
        return fail("salt and content do not give the hash in the bundle");
    }
    record::Message message;
    record::SourceIdentity source;
    if (const auto decoded = record::decode_group(which, content, message, source); !decoded) {
        return fail("the content is not canonical: " + decoded.error().what);
    }
    return {};
}

Result<void> OpeningChecker::check_chunk(const RecordLine& record, const Opened& part) {
    const bool whole = record.text == RecordLine::Text::withheld;
    if (whole && (revealed_.empty() || revealed_of_ != record.sequence)) {
        return fail("no `6 chunks` line stands before the chunks of a text that is withheld whole");
    }
    const size_t count = whole ? revealed_.size() : record.chunks.size();
    if (*part.chunk >= count || (!whole && record.chunks[*part.chunk].shown)) {
        return fail("the chunk is not withheld in the bundle");
    }
    const Hash& expected = whole ? revealed_[*part.chunk] : record.chunks[*part.chunk].withheld;
    if (record::chunk_commitment(part.salt, part.content) != expected) {
        return fail("salt and content do not give the hash in the bundle");
    }
    if (!is_utf8(part.content) || !is_one_chunk(part.content, *part.chunk + 1 == count)) {
        return fail("the content is not one chunk of UTF-8 by the rule of docs/proofs.md");
    }
    return {};
}

Result<void> OpeningChecker::check_part(const RecordLine& record, const Opened& part) {
    line_number_ = part.line;
    if (part.chunk) {
        return check_chunk(record, part);
    }
    if (static_cast<Group>(part.group) != Group::text) {
        return check_group(record, part);
    }
    if (record.text != RecordLine::Text::withheld ||
        record::text_commitment(part.chunks) != record.group(Group::text).withheld) {
        return fail("the text is not withheld whole, or these are not its chunks");
    }
    revealed_ = part.chunks;
    revealed_of_ = record.sequence;
    return {};
}

Result<void> OpeningChecker::check_record(const RecordLine& record) {
    for (; next_ < parts_.size() && parts_[next_].sequence == record.sequence; ++next_) {
        VB_TRY(check_part(record, parts_[next_]));
        count_ += static_cast<Group>(parts_[next_].group) != Group::text || parts_[next_].chunk ? 1 : 0;
    }
    return {};
}

Result<uint64_t> OpeningChecker::check(LineReader records) {
    RecordLine record;
    while (next_ < parts_.size()) {
        VB_TRY_ASSIGN(const auto line, records.next());
        if (!line) {
            break;
        }
        if (!is_opened_record(*line)) {
            continue;
        }
        VB_TRY(record.parse(*line, words_));
        if (parts_[next_].sequence < record.sequence) {
            break;
        }
        VB_TRY(check_record(record));
    }
    if (next_ < parts_.size()) {
        line_number_ = parts_[next_].line;
        return fail("record " + std::to_string(parts_[next_].sequence) + " is not in the bundle");
    }
    return count_;
}

}  // namespace

Result<uint64_t> check_opening(std::string_view opening, const Hash& bundle, LineReader records) {
    OpeningChecker checker;
    VB_TRY(checker.read(opening, bundle));
    return checker.check(std::move(records));
}

}  // namespace verbatim::verify::internal
