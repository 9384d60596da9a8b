// SPDX-License-Identifier: Apache-2.0
#include "verify/bundle_records.h"

#include <algorithm>

#include "crypto/base64.h"
#include "verify/internal/bundle_files.h"
#include "verify/internal/lines.h"
#include "verify/internal/record_line.h"

namespace verbatim::verify {
namespace {

using namespace internal;

constexpr size_t kSaltBytes = std::tuple_size_v<crypto::Salt>;

const ZipEntry* find(const std::vector<ZipEntry>& entries, std::string_view name) {
    const auto found = std::ranges::find(entries, name, &ZipEntry::name);
    return found == entries.end() ? nullptr : &*found;
}

// What stands behind the salt of a shown part.
Result<std::string> content(const PartWord& word, const LineReader& lines) {
    auto bytes = crypto::from_base64(word.base64);
    if (!bytes || bytes->size() <= kSaltBytes) {
        return lines.fail("a shown part is not base64 in its one spelling");
    }
    bytes->erase(0, kSaltBytes);
    return std::move(*bytes);
}

}  // namespace

struct BundleRecords::State {
    LineReader records;
    std::optional<LineReader> redactions;
    bool begun = false;
    RecordLine line;
    std::vector<std::string_view> words;

    Result<std::string> reason(size_t group, std::optional<size_t> chunk);
    Result<void> text(BundleRecord& record);
    Result<void> fill(BundleRecord& record);
};

// The next line of the list of redactions, which must be about this part.
Result<std::string> BundleRecords::State::reason(size_t group, std::optional<size_t> chunk) {
    if (!redactions) {
        return failure(std::string(kRedactionsFile), "parts are withheld, but there is no list of reasons");
    }
    if (!begun) {
        begun = true;
        VB_TRY(redactions->next());  // the heading
    }
    std::string part = std::to_string(line.sequence) + " " + std::to_string(group);
    if (chunk) {
        part += "." + std::to_string(*chunk);
    }
    VB_TRY_ASSIGN(const auto given, redactions->next());
    const auto word = given ? after_name(*given, part) : std::nullopt;
    auto text = word ? json_word(*word) : std::nullopt;
    if (!text) {
        return redactions->fail("there is no reason for the part " + part + ", which is withheld");
    }
    return std::move(*text);
}

Result<void> BundleRecords::State::text(BundleRecord& record) {
    constexpr auto kGroup = static_cast<size_t>(record::Group::text);
    record.text.clear();
    if (line.text == RecordLine::Text::withheld) {
        VB_TRY_ASSIGN(record.group(record::Group::text).reason, reason(kGroup, {}));
        return {};
    }
    for (size_t i = 0; i < line.chunks.size(); ++i) {
        const PartWord& chunk = line.chunks[i];
        std::string why;
        if (!chunk.shown) {
            VB_TRY_ASSIGN(why, reason(kGroup, i));
        }
        if (record.text.empty() || record.text.back().reason != why) {
            record.text.push_back({{}, why, 0});
        }
        if (chunk.shown) {
            VB_TRY_ASSIGN(const std::string bytes, content(chunk, records));
            record.text.back().shown += bytes;
        } else {
            ++record.text.back().chunks;
        }
    }
    return {};
}

Result<void> BundleRecords::State::fill(BundleRecord& record) {
    record.sequence = line.sequence;
    for (size_t i = 1; i <= record::kGroups; ++i) {
        BundleRecord::Group& group = record.groups[i - 1];
        group.bytes.clear();
        group.reason.clear();
        if (static_cast<record::Group>(i) == record::Group::text) {
            VB_TRY(text(record));
        } else if (const PartWord& word = line.groups[i - 1]; word.shown) {
            VB_TRY_ASSIGN(group.bytes, content(word, records));
        } else {
            VB_TRY_ASSIGN(group.reason, reason(i, {}));
        }
    }
    return {};
}

bool BundleRecord::redacted() const {
    return std::ranges::any_of(groups, [](const Group& group) { return !group.reason.empty(); }) ||
           std::ranges::any_of(text, [](const BundleText& piece) { return !piece.reason.empty(); });
}

BundleRecords::BundleRecords(std::unique_ptr<State> state) : state_(std::move(state)) {}
BundleRecords::BundleRecords(BundleRecords&&) noexcept = default;
BundleRecords& BundleRecords::operator=(BundleRecords&&) noexcept = default;
BundleRecords::~BundleRecords() = default;

Result<BundleRecords> BundleRecords::open(const ByteSource& source) {
    VB_TRY_ASSIGN(const auto entries, read_zip(source));
    const ZipEntry* const records = find(entries, kRecordsFile);
    if (records == nullptr) {
        return Error{Code::not_found, "the bundle has no records", {std::string(kRecordsFile), {}}, {}};
    }
    std::optional<LineReader> redactions;
    if (const ZipEntry* const entry = find(entries, kRedactionsFile)) {
        redactions.emplace(source, *entry, std::string(kRedactionsFile));
    }
    LineReader lines(source, *records, std::string(kRecordsFile));
    return BundleRecords(std::unique_ptr<State>(new State{std::move(lines), std::move(redactions), false, {}, {}}));
}

Result<bool> BundleRecords::next(BundleRecord& record) {
    while (true) {
        VB_TRY_ASSIGN(const auto line, state_->records.next());
        if (!line) {
            return false;
        }
        if (!is_opened_record(*line)) {
            continue;
        }
        if (const auto parsed = state_->line.parse(*line, state_->words); !parsed) {
            return state_->records.fail(parsed.error().what);
        }
        VB_TRY(state_->fill(record));
        return true;
    }
}

Result<void> each_bundle_source(const ByteSource& source,
                                const std::function<Result<void>(const note::SourceLine&)>& each) {
    VB_TRY_ASSIGN(const auto entries, read_zip(source));
    const ZipEntry* const entry = find(entries, kSourcesFile);
    if (entry == nullptr) {
        return {};
    }
    LineReader lines(source, *entry, std::string(kSourcesFile));
    std::vector<std::string_view> words;
    while (true) {
        VB_TRY_ASSIGN(const auto line, lines.next());
        if (!line) {
            return {};
        }
        split_words(*line, words);
        if (words.size() != 3 || words[0] != "source") {
            continue;
        }
        const auto bytes = crypto::from_base64(words[2]);
        const auto read = bytes ? note::SourceLine::parse(*bytes) : Result<note::SourceLine>(bytes.error());
        if (!read) {
            return lines.fail(read.error().what);
        }
        VB_TRY(each(*read));
    }
}

}  // namespace verbatim::verify
