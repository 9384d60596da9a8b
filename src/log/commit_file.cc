// SPDX-License-Identifier: Apache-2.0
#include "log/internal/commit_file.h"

#include <charconv>

#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "io/file.h"

namespace verbatim::log::internal {
namespace {

constexpr std::string_view kHeader = "verbatim-log-commit v1\n";
constexpr std::string_view kFile = "commit";
constexpr uint64_t kBytesMax = uint64_t{64} << 20;

// The value of the line `name value`, taken off the front of `rest`.
std::optional<std::string_view> take(std::string_view& rest, std::string_view name) {
    const size_t newline = rest.find('\n');
    if (newline == std::string_view::npos || !rest.starts_with(name) || rest.size() <= name.size() ||
        rest[name.size()] != ' ') {
        return std::nullopt;
    }
    const std::string_view value = rest.substr(name.size() + 1, newline - name.size() - 1);
    rest.remove_prefix(newline + 1);
    return value;
}

}  // namespace

std::string CommitFile::to_string() const {
    std::string text(kHeader);
    text += "size " + std::to_string(size) + "\n";
    text += "root " + crypto::to_base64(root.span()) + "\n";
    text += "state " + crypto::to_base64(as_bytes(state)) + "\n";
    return text + "sum " + crypto::to_base64(crypto::sha256(as_bytes(text)).span()) + "\n";
}

Result<CommitFile> CommitFile::parse(std::string_view bytes) {
    CommitFile commit;
    const auto damaged = [](std::string_view what) {
        return Error{Code::integrity,
                     "commit file is damaged: " + std::string(what),
                     {std::string(kFile), {}},
                     "restore the log from a backup"};
    };
    std::string_view rest = bytes;
    if (!rest.starts_with(kHeader)) {
        return damaged("unknown first line");
    }
    rest.remove_prefix(kHeader.size());
    const auto size = take(rest, "size");
    const auto root = take(rest, "root");
    const auto state = take(rest, "state");
    if (!size || !root || !state) {
        return damaged("a line is missing");
    }
    const auto end = std::from_chars(size->data(), size->data() + size->size(), commit.size);
    auto root_hash = crypto::hash_from_base64(*root);
    auto state_bytes = crypto::from_base64(*state);
    if (end.ec != std::errc() || !root_hash || !state_bytes) {
        return damaged("a value cannot be read");
    }
    commit.root = *root_hash;
    commit.state = std::move(*state_bytes);
    if (commit.to_string() != bytes) {  // covers the sum and every other spelling
        return damaged("its sum does not match");
    }
    return commit;
}

Result<std::optional<CommitFile>> read_commit(const std::filesystem::path& folder) {
    const std::string path = (folder / kFile).string();
    if (!io::exists(path)) {
        return std::optional<CommitFile>();
    }
    VB_TRY_ASSIGN(const std::string bytes, io::read_file(path, kBytesMax));
    VB_TRY_ASSIGN(CommitFile commit, CommitFile::parse(bytes));
    return std::optional(std::move(commit));
}

Result<void> write_commit(const std::filesystem::path& folder, const CommitFile& commit) {
    return io::replace_file((folder / kFile).string(), as_bytes(commit.to_string()));
}

}  // namespace verbatim::log::internal
