// SPDX-License-Identifier: Apache-2.0
#include "log/seals.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <vector>

#include "crypto/sha256.h"
#include "io/file.h"
#include "note/checkpoint.h"
#include "note/lines.h"
#include "note/note.h"

namespace verbatim::log {
namespace {

namespace fs = std::filesystem;

constexpr size_t kNumberDigits = 4;
constexpr uint64_t kTimestampBytesMax = 1 << 20;
constexpr size_t kCompareBytes = size_t{1} << 20;
constexpr std::array kTreeFolders = {"conversations", "participations", "sources"};

std::string seals_folder(const std::string& log_folder) {
    return log_folder + "/seals";
}

std::string folder_name(uint64_t number) {
    std::string digits = std::to_string(number);
    return std::string(kNumberDigits - std::min(kNumberDigits, digits.size()), '0') + digits;
}

Error damaged(const std::string& path, std::string what) {
    return {Code::integrity, std::move(what), {path, {}}, "restore the file from a backup"};
}

Result<void> rename_over(const std::string& from, const std::string& to) {
    std::error_code error;
    fs::rename(from, to, error);
    return error ? Result<void>(io_error("rename", from, error.value())) : Result<void>();
}

Result<bool> same_bytes(const std::string& a, const std::string& b) {
    VB_TRY_ASSIGN(const io::Descriptor left, io::open_read(a));
    VB_TRY_ASSIGN(const io::Descriptor right, io::open_read(b));
    VB_TRY_ASSIGN(const uint64_t size, io::size_of(left.get(), a));
    VB_TRY_ASSIGN(const uint64_t other_size, io::size_of(right.get(), b));
    if (size != other_size) {
        return false;
    }
    std::vector<uint8_t> left_bytes(kCompareBytes);
    std::vector<uint8_t> right_bytes(kCompareBytes);
    for (uint64_t at = 0; at < size; at += kCompareBytes) {
        VB_TRY_ASSIGN(const size_t got, io::read_at(left.get(), at, left_bytes, a));
        VB_TRY_ASSIGN(const size_t other, io::read_at(right.get(), at, right_bytes, b));
        if (got != other || !std::equal(left_bytes.begin(), left_bytes.begin() + static_cast<std::ptrdiff_t>(got),
                                        right_bytes.begin())) {
            return false;
        }
    }
    return true;
}

// The relative paths of the files in the trees' folders, sorted.
Result<std::vector<std::string>> tree_files(const std::string& folder) {
    std::vector<std::string> files;
    for (const char* tree : kTreeFolders) {
        std::error_code error;
        for (auto at = fs::directory_iterator(folder + "/" + tree, error); at != fs::directory_iterator();
             at.increment(error)) {
            files.push_back(std::string(tree) + "/" + at->path().filename().string());
        }
        if (error && error != std::errc::no_such_file_or_directory) {
            return io_error("list", folder, error.value());
        }
    }
    std::ranges::sort(files);
    return files;
}

}  // namespace

std::string seal_folder(const std::string& log_folder, uint64_t number) {
    return seals_folder(log_folder) + "/" + folder_name(number);
}

Result<uint64_t> last_seal(const std::string& log_folder) {
    uint64_t last = 0;
    uint64_t count = 0;
    std::error_code error;
    for (auto at = fs::directory_iterator(seals_folder(log_folder), error); at != fs::directory_iterator();
         at.increment(error)) {
        const std::string name = at->path().filename().string();
        const auto number = note::decimal(name.substr(std::min(name.find_first_not_of('0'), name.size())));
        if (number && folder_name(*number) == name) {
            last = std::max(last, *number);
            ++count;
        }
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        return io_error("list", seals_folder(log_folder), error.value());
    }
    if (count != last) {
        return damaged(seals_folder(log_folder), "the last seal is number " + std::to_string(last) + ", but only " +
                                                     std::to_string(count) + " are there");
    }
    return last;
}

Result<FiledSeal> read_seal(const std::string& log_folder, uint64_t number, const note::VerifierKey& key) {
    FiledSeal filed;
    filed.number = number;
    filed.folder = seal_folder(log_folder, number);
    const std::string path = filed.folder + "/seal";
    VB_TRY_ASSIGN(filed.bytes, io::read_file(path, note::kNoteBytesMax));
    filed.hash = crypto::sha256(as_bytes(filed.bytes));
    const auto seal = note::open_seal(filed.bytes, key.name, {&key, 1});
    if (!seal) {
        return damaged(path, seal.error().what);
    }
    filed.seal = *seal;
    if (filed.seal.number != number) {
        return damaged(path, "the seal says that it is number " + std::to_string(filed.seal.number));
    }
    const std::string checkpoint_path = filed.folder + "/checkpoint";
    VB_TRY_ASSIGN(filed.checkpoint, io::read_file(checkpoint_path, note::kNoteBytesMax));
    const auto checkpoint = note::open_checkpoint(filed.checkpoint, key.name, {&key, 1});
    if (!checkpoint) {
        return damaged(checkpoint_path, checkpoint.error().what);
    }
    if (checkpoint->size != filed.seal.log.size || checkpoint->root != filed.seal.log.root) {
        return damaged(checkpoint_path, "the checkpoint beside the seal is not that of the log it fixes");
    }
    VB_TRY_ASSIGN(const note::Note note, note::Note::parse(filed.checkpoint));
    filed.cosignatures = note.signatures.size() - 1;
    const std::string timestamp_path = filed.folder + "/timestamp.tsr";
    if (io::exists(timestamp_path)) {
        VB_TRY_ASSIGN(const std::string response, io::read_file(timestamp_path, kTimestampBytesMax));
        const auto timestamp = crypto::check_timestamp(as_bytes(response), filed.hash, {});
        if (!timestamp) {
            return damaged(timestamp_path, timestamp.error().what);
        }
        filed.timestamp = *timestamp;
    }
    return filed;
}

Result<void> check_chain(const FiledSeal& seal, const FiledSeal* before) {
    const std::string path = seal.folder + "/seal";
    if (before == nullptr) {
        return seal.seal.number == 1 ? Result<void>() : damaged(path, "the seals before this one are missing");
    }
    if (seal.seal.previous != before->hash) {
        return damaged(path, "the seal does not follow the one before it: `previous` is not the hash of " +
                                 before->folder + "/seal");
    }
    if (seal.seal.log.size < before->seal.log.size || seal.seal.case_id != before->seal.case_id) {
        return damaged(path, "the seal is of an earlier state or of another case than the one before it");
    }
    return {};
}

Result<std::string> begin_seal(const std::string& log_folder) {
    const std::string made = seals_folder(log_folder) + "/.making";
    std::error_code error;
    fs::remove_all(made, error);
    if (error) {
        return io_error("remove", made, error.value());
    }
    VB_TRY(io::make_directories(made, 0700));
    return made;
}

Result<void> file_seal(const std::string& log_folder, uint64_t number, const std::string& made, std::string_view seal,
                       std::string_view checkpoint) {
    VB_TRY(io::replace_file(made + "/seal", as_bytes(seal)));
    VB_TRY(io::replace_file(made + "/checkpoint", as_bytes(checkpoint)));
    VB_TRY(io::sync_filesystem(made));
    const std::string folder = seal_folder(log_folder, number);
    if (io::exists(folder)) {
        return Error{Code::conflict, "this seal exists already", {folder, {}}, {}};
    }
    VB_TRY(rename_over(made, folder));
    return io::sync_directory(seals_folder(log_folder));
}

Result<void> replace_trees(const std::string& log_folder, uint64_t number, const std::string& made) {
    VB_TRY(io::sync_filesystem(made));
    const std::string folder = seal_folder(log_folder, number);
    for (const char* tree : kTreeFolders) {
        // Derived: a crash between the two leaves trees that --again makes once more.
        std::error_code error;
        fs::remove_all(folder + "/" + tree, error);
        if (error) {
            return io_error("remove", folder + "/" + tree, error.value());
        }
        VB_TRY(rename_over(made + "/" + tree, folder + "/" + tree));
    }
    discard_made(made);
    return io::sync_directory(folder);
}

Result<std::string> first_different_tree_file(const std::string& log_folder, uint64_t number, const std::string& made) {
    const std::string folder = seal_folder(log_folder, number);
    VB_TRY_ASSIGN(const auto expected, tree_files(made));
    VB_TRY_ASSIGN(const auto found, tree_files(folder));
    for (const std::string& file : expected) {
        if (!std::ranges::binary_search(found, file)) {
            return file;
        }
        VB_TRY_ASSIGN(const bool same, same_bytes(made + "/" + file, folder + "/" + file));
        if (!same) {
            return file;
        }
    }
    for (const std::string& file : found) {
        if (!std::ranges::binary_search(expected, file)) {
            return file;
        }
    }
    return std::string();
}

void discard_made(const std::string& made) {
    std::error_code ignored;
    fs::remove_all(made, ignored);
}

Result<crypto::Timestamp> file_timestamp(const FiledSeal& seal, std::string_view response,
                                         std::string_view trusted_pem) {
    VB_TRY_ASSIGN(const auto timestamp, crypto::check_timestamp(as_bytes(response), seal.hash, trusted_pem));
    VB_TRY(io::replace_file(seal.folder + "/timestamp.tsr", as_bytes(response)));
    return timestamp;
}

Result<uint64_t> file_cosignature(const FiledSeal& seal, std::string_view bytes, const note::WitnessKey& witness) {
    VB_TRY_ASSIGN(note::Note ours, note::Note::parse(seal.checkpoint));
    // A line of its own begins a note's text; signature lines begin with a dash.
    constexpr std::string_view kSignatureStart = "\xe2\x80\x94 ";
    const std::string whole =
        bytes.starts_with(kSignatureStart) ? ours.text + "\n" + std::string(bytes) : std::string(bytes);
    VB_TRY_ASSIGN(const note::Note given, note::Note::parse(whole));
    if (given.text != ours.text) {
        return Error{Code::integrity, "the cosigned checkpoint is not that of this seal", {}, {}};
    }
    VB_TRY_ASSIGN(const uint64_t time, note::verify_cosignature(given, witness));
    const auto of_witness = [&](const note::Signature& signature) {
        return signature.name == witness.name && signature.key_id == witness.id;
    };
    std::erase_if(ours.signatures, of_witness);
    ours.signatures.push_back(*std::ranges::find_if(given.signatures, of_witness));
    VB_TRY(io::replace_file(seal.folder + "/checkpoint", as_bytes(ours.to_string())));
    return time;
}

}  // namespace verbatim::log
