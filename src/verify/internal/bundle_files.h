// SPDX-License-Identifier: Apache-2.0
// The files in a bundle: steps 1 and 3 of docs/bundle.md, section 1. One pass computes CRC-32 and SHA-256 of each.
//
// Memory: one entry a file. Reading is const: any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "verify/internal/lines.h"
#include "verify/internal/statement.h"
#include "verify/internal/zip_reader.h"

namespace verbatim::verify::internal {

inline constexpr std::string_view kStatementFile = "verify/bundle";
inline constexpr std::string_view kSealFile = "verify/seal";
inline constexpr std::string_view kCheckpointFile = "verify/checkpoint";
inline constexpr std::string_view kTimestampFile = "verify/timestamp.tsr";
inline constexpr std::string_view kRecordsFile = "verify/records";
inline constexpr std::string_view kConversationsFile = "verify/conversations";
inline constexpr std::string_view kParticipationsFile = "verify/participations";
inline constexpr std::string_view kSourcesFile = "verify/sources";
inline constexpr std::string_view kRedactionsFile = "verify/redactions";
inline constexpr std::string_view kSelectionFile = "verify/selection.json";

class BundleFiles {
  public:
    // Step 1.
    static Result<BundleFiles> open(const ByteSource& source);
    // Step 3.
    Result<void> check(const Statement& statement) const;

    bool has(std::string_view name) const { return find(name) != nullptr; }
    std::optional<Hash> hash(std::string_view name) const;
    // Fails by the name of the file if it is not there, or larger than `bytes_max`.
    Result<std::string> read(std::string_view name, size_t bytes_max) const;
    std::optional<LineReader> lines(std::string_view name) const;

  private:
    struct File {
        ZipEntry entry;
        Hash hash;
    };
    explicit BundleFiles(const ByteSource& source) : source_(&source) {}
    const File* find(std::string_view name) const;
    Result<void> hash_file(File& file) const;
    Result<void> check_listed(const ListedFile& listed, const Statement& statement) const;
    Result<void> check_blocks(const File& records, const Statement& statement) const;
    Result<void> check_names(const Statement& statement) const;

    const ByteSource* source_;
    std::vector<File> files_;  // in the order of the zip
    std::unordered_map<std::string_view, size_t> by_name_;
};

}  // namespace verbatim::verify::internal
