// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/bundle_files.h"

#include <algorithm>
#include <array>

#include "base/crc32.h"
#include "crypto/sha256.h"
#include "verify/internal/record_line.h"

namespace verbatim::verify::internal {
namespace {

constexpr size_t kPieceBytes = size_t{1} << 20;

// The files that may lie in a bundle, beside media.
constexpr std::array kNames = {std::string_view("report.html"),
                               std::string_view("report.pdf"),
                               std::string_view("messages.csv"),
                               std::string_view("messages.xlsx"),
                               std::string_view("exchange/messages.case.jsonld"),
                               std::string_view("exchange/messages.dat"),
                               std::string_view("exchange/messages.parquet"),
                               std::string_view("verify.html"),
                               std::string_view("verify/README.txt"),
                               kSealFile,
                               kCheckpointFile,
                               kTimestampFile,
                               kRecordsFile,
                               kConversationsFile,
                               kParticipationsFile,
                               kSourcesFile,
                               kRedactionsFile,
                               kSelectionFile};

// media/<sha256>.<ext>: the hash in the name; none if it is not such a name.
std::optional<Hash> media_hash(std::string_view name) {
    constexpr std::string_view kFolder = "media/";
    constexpr size_t kDigits = 2 * Hash::kSize;
    constexpr size_t kExtensionMax = 16;
    if (!name.starts_with(kFolder) || name.size() < kFolder.size() + kDigits + 2) {
        return std::nullopt;
    }
    const std::string_view digits = name.substr(kFolder.size(), kDigits);
    const std::string_view extension = name.substr(kFolder.size() + kDigits);
    const auto is_lower = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
    const auto hash = Hash::from_hex(digits);
    if (!hash || !std::ranges::all_of(digits, is_lower) || extension[0] != '.' ||
        extension.size() > 1 + kExtensionMax || !std::ranges::all_of(extension.substr(1), is_lower)) {
        return std::nullopt;
    }
    return *hash;
}

// exchange/rsmf/<number>.rsmf, six digits or more.
bool is_rsmf_name(std::string_view name) {
    constexpr std::string_view kFolder = "exchange/rsmf/";
    constexpr std::string_view kEnd = ".rsmf";
    constexpr size_t kDigitsMin = 6;
    constexpr size_t kDigitsMax = 9;
    if (!name.starts_with(kFolder) || !name.ends_with(kEnd) || name.size() < kFolder.size() + kEnd.size()) {
        return false;
    }
    const std::string_view digits = name.substr(kFolder.size(), name.size() - kFolder.size() - kEnd.size());
    return digits.size() >= kDigitsMin && digits.size() <= kDigitsMax &&
           std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> check_name(const ListedFile& file) {
    if (file.size == 0) {
        return failure(file.name, "the file is empty");
    }
    if (std::ranges::find(kNames, file.name) != kNames.end() || is_rsmf_name(file.name)) {
        return {};
    }
    const auto hash = media_hash(file.name);
    if (!hash) {
        return failure(file.name, "no file of this name belongs in a bundle");
    }
    return *hash == file.hash ? Result<void>() : failure(file.name, "the name is not the SHA-256 of the file");
}

}  // namespace

Result<void> BundleFiles::hash_file(File& file) const {
    std::vector<uint8_t> buffer(static_cast<size_t>(std::min<uint64_t>(kPieceBytes, file.entry.size)));
    crypto::Sha256 hash;
    uint32_t crc = 0;
    for (uint64_t at = 0; at < file.entry.size;) {
        const auto piece =
            std::span(buffer).first(static_cast<size_t>(std::min<uint64_t>(buffer.size(), file.entry.size - at)));
        VB_TRY(source_->read(file.entry.data + at, piece));
        crc = crc32(piece, crc);
        hash.update(piece);
        at += piece.size();
    }
    file.hash = hash.finish();
    return crc == file.entry.crc ? Result<void>() : failure("zip", "the CRC-32 of " + file.entry.name + " is wrong");
}

Result<BundleFiles> BundleFiles::open(const ByteSource& source) {
    BundleFiles files(source);
    VB_TRY_ASSIGN(auto entries, read_zip(source));
    files.files_.reserve(entries.size());
    for (ZipEntry& entry : entries) {
        files.files_.push_back({std::move(entry), {}});
        VB_TRY(files.hash_file(files.files_.back()));
        files.by_name_.emplace(files.files_.back().entry.name, files.files_.size() - 1);
    }
    return files;
}

const BundleFiles::File* BundleFiles::find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &files_[found->second];
}

std::optional<Hash> BundleFiles::hash(std::string_view name) const {
    const File* file = find(name);
    return file == nullptr ? std::nullopt : std::optional(file->hash);
}

Result<std::string> BundleFiles::read(std::string_view name, size_t bytes_max) const {
    const File* file = find(name);
    if (file == nullptr) {
        return failure(std::string(name), "the file is missing");
    }
    if (file->entry.size > bytes_max) {
        return failure(std::string(name), "the file is larger than " + std::to_string(bytes_max) + " bytes");
    }
    std::string bytes(static_cast<size_t>(file->entry.size), '\0');
    VB_TRY(source_->read(file->entry.data, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()}));
    return bytes;
}

std::optional<LineReader> BundleFiles::lines(std::string_view name) const {
    const File* file = find(name);
    return file == nullptr ? std::nullopt
                           : std::optional<LineReader>(std::in_place, *source_, file->entry, std::string(name));
}

Result<void> BundleFiles::check_blocks(const File& records, const Statement& statement) const {
    LineReader lines(*source_, records.entry, std::string(kRecordsFile));
    crypto::Sha256 hash;
    uint64_t opened = 0;
    size_t block = 0;
    const auto finish = [&]() -> Result<void> {
        const Hash found = hash.finish();
        ++block;
        return found == statement.blocks[block - 1]
                   ? Result<void>()
                   : failure(std::string(kRecordsFile),
                             "block " + std::to_string(block) + " of " + std::to_string(statement.blocks.size()) +
                                 " has been changed, up to line " + std::to_string(lines.number()));
    };
    while (block < statement.blocks.size()) {
        VB_TRY_ASSIGN(const auto line, lines.next());
        if (!line) {
            return finish();
        }
        hash.update(as_bytes({line->data(), line->size() + 1}));  // with its newline
        opened += is_opened_record(*line) ? 1 : 0;
        const bool is_last = block + 1 == statement.blocks.size();
        if (!is_last && opened == (block + 1) * kBlockRecords) {
            VB_TRY(finish());
        }
    }
    return {};
}

Result<void> BundleFiles::check_listed(const ListedFile& listed, const Statement& statement) const {
    const File* file = find(listed.name);
    if (file == nullptr) {
        return failure(listed.name, "the file is missing");
    }
    if (file->entry.size == listed.size && file->hash == listed.hash && listed.name != kRecordsFile) {
        return {};
    }
    if (listed.name == kRecordsFile) {
        VB_TRY(check_blocks(*file, statement));
    }
    const bool same = file->entry.size == listed.size && file->hash == listed.hash;
    return same ? Result<void>() : failure(listed.name, "the file has been changed: its size or SHA-256 is another");
}

// Which files must be there, and which must not, follows from the scopes and from what is withheld.
Result<void> BundleFiles::check_names(const Statement& statement) const {
    for (const ListedFile& file : statement.files) {
        VB_TRY(check_name(file));
    }
    const bool handle = statement.has(Scope::Kind::handle);
    const std::pair<std::string_view, bool> needed[] = {
        {kCheckpointFile, true},
        {kConversationsFile, handle || statement.has(Scope::Kind::conversation)},
        {kParticipationsFile, handle},
        {kRecordsFile, true},
        {kRedactionsFile, statement.withheld > 0},
        {kSealFile, true},
        {kSourcesFile, true}};
    for (const auto& [name, is_needed] : needed) {
        if (has(name) != is_needed) {
            return failure(std::string(name),
                           is_needed ? "the file is missing" : "the scopes do not ask for this file");
        }
    }
    return {};
}

Result<void> BundleFiles::check(const Statement& statement) const {
    for (const ListedFile& file : statement.files) {
        VB_TRY(check_listed(file, statement));
    }
    for (const File& file : files_) {
        if (file.entry.name != kStatementFile && statement.file(file.entry.name) == nullptr) {
            return failure(file.entry.name, "the statement does not list this file");
        }
    }
    return check_names(statement);
}

}  // namespace verbatim::verify::internal
