// SPDX-License-Identifier: Apache-2.0
#include "log/tombstones.h"

#include <algorithm>
#include <filesystem>

#include "crypto/sha256.h"
#include "io/file.h"
#include "note/lines.h"

namespace verbatim::log {
namespace {

namespace fs = std::filesystem;

constexpr size_t kNumberDigits = 4;

std::string folder_of(const std::string& log_folder) {
    return log_folder + "/tombstones";
}

std::string name_of(uint64_t number) {
    const std::string digits = std::to_string(number);
    return std::string(kNumberDigits - std::min(kNumberDigits, digits.size()), '0') + digits;
}

std::string done_path(const std::string& log_folder, uint64_t number) {
    return tombstone_path(log_folder, number) + ".done";
}

Error damaged(const std::string& path, std::string what) {
    return {Code::integrity, std::move(what), {path, {}}, "restore the file from a backup"};
}

Result<uint64_t> last_tombstone(const std::string& log_folder) {
    uint64_t last = 0;
    uint64_t count = 0;
    std::error_code error;
    for (auto at = fs::directory_iterator(folder_of(log_folder), error); at != fs::directory_iterator();
         at.increment(error)) {
        const std::string name = at->path().filename().string();
        const auto number = note::decimal(name.substr(std::min(name.find_first_not_of('0'), name.size())));
        if (number && name_of(*number) == name) {
            last = std::max(last, *number);
            ++count;
        }
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        return io_error("list", folder_of(log_folder), error.value());
    }
    if (count != last) {
        return damaged(folder_of(log_folder), "the last tombstone is number " + std::to_string(last) + ", but only " +
                                                  std::to_string(count) + " are there");
    }
    return last;
}

Result<FiledTombstone> read_one(const std::string& log_folder, uint64_t number, const note::VerifierKey& key,
                                const FiledTombstone* before) {
    FiledTombstone filed;
    filed.path = tombstone_path(log_folder, number);
    VB_TRY_ASSIGN(const std::string bytes, io::read_file(filed.path, note::kTombstoneBytesMax));
    filed.hash = crypto::sha256(as_bytes(bytes));
    auto opened = note::open_tombstone(bytes, key.name, {&key, 1});
    if (!opened) {
        return damaged(filed.path, opened.error().what);
    }
    filed.tombstone = std::move(*opened);
    const auto expected = before != nullptr ? std::optional(before->hash) : std::nullopt;
    if (filed.tombstone.number != number || filed.tombstone.previous != expected) {
        return damaged(filed.path, "the tombstone does not follow the one before it");
    }
    const std::string path = done_path(log_folder, number);
    if (io::exists(path)) {
        VB_TRY_ASSIGN(const std::string done_bytes, io::read_file(path, note::kTombstoneBytesMax));
        auto done = note::open_done(done_bytes, key.name, {&key, 1});
        if (!done || done->number != number || done->tombstone != filed.hash) {
            return damaged(path, done ? "the note is of another tombstone" : done.error().what);
        }
        filed.done = std::move(*done);
    }
    return filed;
}

}  // namespace

std::string tombstone_path(const std::string& log_folder, uint64_t number) {
    return folder_of(log_folder) + "/" + name_of(number);
}
std::string tombstone_work_path(const std::string& log_folder, uint64_t number) {
    return tombstone_path(log_folder, number) + ".work";
}
std::string tombstone_report_path(const std::string& log_folder, uint64_t number) {
    return tombstone_path(log_folder, number) + ".report";
}

Result<std::vector<FiledTombstone>> read_tombstones(const std::string& log_folder, const note::VerifierKey& key) {
    VB_TRY_ASSIGN(const uint64_t last, last_tombstone(log_folder));
    std::vector<FiledTombstone> filed;
    for (uint64_t number = 1; number <= last; ++number) {
        VB_TRY_ASSIGN(FiledTombstone one, read_one(log_folder, number, key, filed.empty() ? nullptr : &filed.back()));
        filed.push_back(std::move(one));
    }
    return filed;
}

Result<FiledTombstone> file_tombstone(const std::string& log_folder, const note::Tombstone& tombstone,
                                      const note::Signer& signer) {
    VB_TRY(note::Tombstone::parse(tombstone.to_text()));
    FiledTombstone filed;
    filed.path = tombstone_path(log_folder, tombstone.number);
    filed.tombstone = tombstone;
    if (io::exists(filed.path)) {
        return Error{Code::conflict, "this tombstone exists already", {filed.path, {}}, {}};
    }
    VB_TRY_ASSIGN(const std::string bytes, note::sign_note_text(tombstone.to_text(), signer));
    filed.hash = crypto::sha256(as_bytes(bytes));
    VB_TRY(io::make_directories(folder_of(log_folder), 0700));
    VB_TRY(io::replace_file(filed.path, as_bytes(bytes)));
    return filed;
}

Result<note::DestructionDone> file_done(const std::string& log_folder, const note::DestructionDone& done,
                                        const note::Signer& signer) {
    VB_TRY_ASSIGN(const std::string bytes, note::sign_note_text(done.to_text(), signer));
    VB_TRY(io::replace_file(done_path(log_folder, done.number), as_bytes(bytes)));
    return done;
}

}  // namespace verbatim::log
