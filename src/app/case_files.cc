// SPDX-License-Identifier: Apache-2.0
#include "app/internal/case_files.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <string_view>

#include "io/file.h"

namespace verbatim::app {
namespace {

constexpr uint64_t kFileBytesMax = 1 << 20;

std::string salt_path(const std::string& folder) {
    return folder + "/keys/salt.key";
}
std::string signer_path(const std::string& folder) {
    return folder + "/keys/log.key";
}
std::string case_path(const std::string& folder) {
    return folder + "/case.toml";
}

std::string_view trimmed(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
    while (!text.empty() && is_space(text.back())) {
        text.remove_suffix(1);
    }
    while (!text.empty() && is_space(text.front())) {
        text.remove_prefix(1);
    }
    return text;
}

}  // namespace

Result<crypto::SaltKey> read_salt_key(const std::string& path) {
    VB_TRY_ASSIGN(const std::string text, io::read_file(path, kFileBytesMax));
    const auto bytes = from_hex(trimmed(text));
    if (!bytes || bytes->size() != crypto::SaltKey::kSize) {
        return Error{Code::malformed,
                     "a salt key is 64 hexadecimal digits",
                     {path, std::nullopt},
                     "make one with: openssl rand -hex 32"};
    }
    return crypto::SaltKey::from_bytes(as_bytes(*bytes));
}

Result<Keys> make_keys(const std::string& folder, const NewCase& options, const std::string& origin) {
    auto salt = options.salt_key_file.empty() ? crypto::SaltKey::generate() : read_salt_key(options.salt_key_file);
    if (!salt) {
        return salt.error();
    }
    VB_TRY_ASSIGN(note::Signer signer, note::Signer::generate(origin));
    VB_TRY(io::make_directories(folder + "/keys", 0700));
    VB_TRY(io::replace_file(salt_path(folder), as_bytes(to_hex(salt->bytes()) + "\n"), 0600));
    VB_TRY(io::replace_file(signer_path(folder), as_bytes(signer.private_text() + "\n"), 0600));
    return Keys{std::move(*salt), std::move(signer)};
}

Result<Keys> read_keys(const std::string& folder) {
    VB_TRY_ASSIGN(crypto::SaltKey salt, read_salt_key(salt_path(folder)));
    VB_TRY_ASSIGN(const std::string text, io::read_file(signer_path(folder), kFileBytesMax));
    auto signer = note::Signer::parse(trimmed(text));
    if (!signer) {
        Error error = signer.error();
        error.where.source = signer_path(folder);
        return error;
    }
    return Keys{std::move(salt), std::move(*signer)};
}

Result<void> write_case_file(const std::string& folder, const CaseInfo& info) {
    const toml::table table{{"id", info.id},
                            {"name", info.name},
                            {"created", info.created},
                            {"version", info.version},
                            {"record_version", static_cast<int64_t>(info.record_version)},
                            {"verifier_key", info.verifier_key}};
    std::ostringstream text;
    text << "# A Verbatim case. Change nothing by hand but the name.\n" << table << "\n";
    return io::replace_file(case_path(folder), as_bytes(text.str()));
}

Result<CaseInfo> read_case_file(const std::string& folder) {
    const std::string path = case_path(folder);
    if (!io::exists(path)) {
        return Error{Code::not_found,
                     "not a case: it has no case.toml",
                     {folder, std::nullopt},
                     "make one with: verbatim new " + folder};
    }
    VB_TRY_ASSIGN(const std::string text, io::read_file(path, kFileBytesMax));
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed) {
        return Error{Code::integrity,
                     "case file is damaged: " + std::string(parsed.error().description()),
                     {path, parsed.error().source().begin.line},
                     "restore it from a backup"};
    }
    const toml::table& table = parsed.table();
    CaseInfo info;
    info.id = table["id"].value_or(std::string());
    info.name = table["name"].value_or(std::string());
    info.created = table["created"].value_or(std::string());
    info.version = table["version"].value_or(std::string());
    info.record_version = static_cast<uint32_t>(table["record_version"].value_or(int64_t{0}));
    info.verifier_key = table["verifier_key"].value_or(std::string());
    if (info.id.empty() || info.verifier_key.empty()) {
        return Error{
            Code::integrity, "case file lacks id or verifier_key", {path, std::nullopt}, "restore it from a backup"};
    }
    if (info.record_version != record::kRecordVersion) {
        return Error{Code::unsupported,
                     "case has record version " + std::to_string(info.record_version) + ", this program reads " +
                         std::to_string(record::kRecordVersion),
                     {path, std::nullopt},
                     "use the program version that made it: " + info.version};
    }
    return info;
}

Result<CaseInfo> read_info(const std::string& folder) {
    return read_case_file(folder);
}

}  // namespace verbatim::app
