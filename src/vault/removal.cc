// SPDX-License-Identifier: Apache-2.0
// What a tombstone does to objects: the original goes, a remainder may take its place.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "vault/vault.h"

namespace verbatim::vault {
namespace {

std::string folder_of(const std::string& path) {
    return path.substr(0, path.rfind('/'));
}

}  // namespace

std::string Vault::remainder_path(const Hash& sha256) const {
    return object_path(sha256) + ".remainder";
}

std::string Vault::staging_path(const Hash& sha256) const {
    return folder_ + "/incoming/remainder-" + sha256.hex();
}

Result<std::optional<Vault::Original>> Vault::original(const Hash& sha256) const {
    const std::string path = object_path(sha256);
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0) {
        return std::optional(Original{path, status.st_nlink > 1});
    }
    if (io::exists(path + ".ref")) {
        return std::optional(Original{path + ".ref", true});
    }
    return std::optional<Original>();
}

Result<void> Vault::place_remainder(const Hash& sha256) const {
    const std::string from = staging_path(sha256);
    const std::string to = remainder_path(sha256);
    if (::rename(from.c_str(), to.c_str()) != 0) {
        return io_error("place a remainder at", to, errno);
    }
    return io::sync_directory(folder_of(to));
}

Result<void> Vault::remove_original(const Hash& sha256) const {
    const std::string path = object_path(sha256);
    for (const std::string& file : {path, path + ".ref"}) {
        if (::unlink(file.c_str()) != 0 && errno != ENOENT) {
            return io_error("remove", file, errno);
        }
    }
    return io::exists(folder_of(path)) ? io::sync_directory(folder_of(path)) : Result<void>();
}

}  // namespace verbatim::vault
