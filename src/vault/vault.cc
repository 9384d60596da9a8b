// SPDX-License-Identifier: Apache-2.0
#include "vault/vault.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <future>
#include <system_error>

#include "io/direct.h"

namespace verbatim::vault {
namespace {

constexpr size_t kBufferBytes = size_t{4} << 20;
constexpr std::string_view kReferenceSuffix = ".ref";
constexpr std::string_view kRemainderSuffix = ".remainder";
constexpr std::array<std::string_view, 3> kStorageNames = {"copy", "hard-link", "reference"};

struct Reference {
    std::string path;
    uint64_t size_bytes = 0;
    int64_t changed_ns = 0;
};

int64_t changed_ns(const struct stat& status) {
    return static_cast<int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
}

std::string render(const Reference& reference) {
    return "verbatim-reference v1\n" + std::to_string(reference.size_bytes) + "\n" +
           std::to_string(reference.changed_ns) + "\n" + reference.path + "\n";
}

Result<Reference> read_reference(const std::string& file) {
    VB_TRY_ASSIGN(const std::string text, io::read_file(file, 1 << 16));
    const auto broken = [&] {
        return Error{Code::integrity, "reference file is damaged", {file, std::nullopt}, "restore it from a backup"};
    };
    Reference reference;
    std::array<std::string_view, 4> lines;
    std::string_view rest = text;
    for (std::string_view& line : lines) {
        const size_t end = rest.find('\n');
        if (end == std::string_view::npos) {
            return broken();
        }
        line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
    }
    if (lines[0] != "verbatim-reference v1" || !rest.empty()) {
        return broken();
    }
    reference.size_bytes = std::strtoull(std::string(lines[1]).c_str(), nullptr, 10);
    reference.changed_ns = std::strtoll(std::string(lines[2]).c_str(), nullptr, 10);
    reference.path = lines[3];
    return reference;
}

Error not_again(const Destroyed& destroyed) {
    return Error{Code::conflict,
                 "these bytes were destroyed by tombstone " + std::to_string(destroyed.tombstone) +
                     " and are not taken in again",
                 {},
                 "see: verbatim destroy CASE --list"};
}

Error stopped(const std::string& path) {
    return Error{Code::interrupted, "stopped while reading", {path, std::nullopt}, "run the command again to go on"};
}

// Calls `each` with the file's bytes from the beginning; returns their hash and count. Of a large file a piece is
// hashed and given to `each` by threads of their own while the next is read.
template <class Each>
Result<StoredObject> read_whole(int fd, const std::string& path, const ByteProgress& progress, Each each) {
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);  // for filesystems that cannot read directly
    VB_TRY_ASSIGN(const uint64_t expected, io::size_of(fd, path));
    const size_t buffer_bytes = std::min<uint64_t>(kBufferBytes, io::direct_size(expected + 1));
    io::DirectBuffer buffer(buffer_bytes);
    io::DirectBuffer other_buffer(buffer_bytes < kBufferBytes ? 0 : buffer_bytes);
    io::begin_direct_read(fd, expected);
    crypto::Sha256 hash;
    std::future<void> hashing;
    std::future<Result<void>> taking;
    StoredObject object;
    while (true) {
        VB_TRY_ASSIGN(const size_t count, io::read_direct_at(fd, object.size_bytes, buffer.span(), expected, path));
        if (hashing.valid()) {
            hashing.get();
            VB_TRY(taking.get());
        }
        if (count == 0) {
            break;
        }
        const Bytes bytes = buffer.bytes(count);
        if (count == kBufferBytes) {
            hashing = std::async(std::launch::async, [&hash, bytes] { hash.update(bytes); });
            taking = std::async(std::launch::async, [&each, bytes]() -> Result<void> { return each(bytes); });
            std::swap(buffer, other_buffer);  // both threads still read it
        } else {
            hash.update(bytes);
            VB_TRY(each(bytes));
        }
        object.size_bytes += count;
        if (progress && !progress(count)) {
            return stopped(path);
        }
    }
    object.sha256 = hash.finish();
    return object;
}

}  // namespace

std::string_view name(Storage value) {
    return kStorageNames[static_cast<size_t>(value)];
}

std::optional<Storage> storage(std::string_view word) {
    for (size_t i = 0; i < kStorageNames.size(); ++i) {
        if (kStorageNames[i] == word) {
            return static_cast<Storage>(i);
        }
    }
    return std::nullopt;
}

Result<Vault> Vault::open(const std::string& folder, std::vector<std::string>& recovered) {
    Vault vault;
    vault.folder_ = folder;
    for (const char* sub : {"/objects", "/acquisitions", "/members", "/incoming"}) {
        VB_TRY(io::make_directories(folder + sub, 0700));
    }
    std::error_code error;
    uint64_t removed = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder + "/incoming", error)) {
        std::filesystem::remove(entry.path(), error);
        ++removed;
    }
    if (removed > 0) {
        recovered.push_back("vault: removed " + std::to_string(removed) +
                            " unfinished object(s) that no acquisition names");
    }
    return vault;
}

std::string Vault::object_path(const Hash& sha256) const {
    const std::string hex = sha256.hex();
    return folder_ + "/objects/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

bool Vault::has(const Hash& sha256) const {
    const std::string path = object_path(sha256);
    return destroyed_.contains(sha256) || io::exists(path) || io::exists(path + std::string(kReferenceSuffix));
}

Result<std::string> Vault::incoming_path() {
    return folder_ + "/incoming/" + std::to_string(::getpid()) + "-" + std::to_string(++incoming_count_);
}

Result<void> Vault::place(const std::string& incoming, const Hash& sha256) const {
    const std::string path = object_path(sha256);
    if (destroyed_.contains(sha256)) {
        ::unlink(incoming.c_str());
        return not_again(destroyed_.at(sha256));
    }
    if (has(sha256)) {  // the same bytes came before: one object serves both
        ::unlink(incoming.c_str());
        return {};
    }
    VB_TRY(io::make_directories(path.substr(0, path.rfind('/')), 0700));
    if (::rename(incoming.c_str(), path.c_str()) != 0) {
        return io_error("place an object at", path, errno);
    }
    return {};
}

Result<StoredObject> Vault::store_file(const std::string& path, Storage storage, const ByteProgress& progress) {
    VB_TRY_ASSIGN(const io::Descriptor source, io::open_read(path, io::NoFollow::yes));
    struct stat status {};
    if (::fstat(source.get(), &status) != 0) {
        return io_error("inspect", path, errno);
    }
    if (!S_ISREG(status.st_mode)) {
        return Error{Code::unsupported, "not a regular file", {path, std::nullopt}, {}};
    }
    return storage == Storage::copy ? copy_in(source.get(), path, progress)
                                    : keep_in_place(source.get(), path, storage, progress);
}

Result<StoredObject> Vault::copy_in(int source, const std::string& path, const ByteProgress& progress) {
    VB_TRY_ASSIGN(const std::string incoming, incoming_path());
    const io::Descriptor target(::open(incoming.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400));
    if (!target.valid()) {
        return io_error("create", incoming, errno);
    }
    VB_TRY_ASSIGN(const uint64_t expected, io::size_of(source, path));
    io::begin_direct_write(target.get(), expected);
    auto object = read_whole(source, path, progress,
                             [&](Bytes bytes) { return io::write_direct(target.get(), bytes, incoming); });
    if (!object) {
        ::unlink(incoming.c_str());
        return object.error();
    }
    if (auto placed = place(incoming, object->sha256); !placed) {
        Error error = placed.error();
        if (error.code == Code::conflict) {
            error.where.source = path;
        }
        return error;
    }
    return object;
}

// Hard links and references: the bytes stay where they are and are hashed there.
Result<StoredObject> Vault::keep_in_place(int source, const std::string& path, Storage storage,
                                          const ByteProgress& progress) {
    VB_TRY_ASSIGN(StoredObject object, read_whole(source, path, progress, [](Bytes) { return Result<void>{}; }));
    object.storage = storage;
    if (const auto gone = destroyed_.find(object.sha256); gone != destroyed_.end()) {
        Error error = not_again(gone->second);
        error.where.source = path;
        return error;
    }
    if (has(object.sha256)) {
        return object;
    }
    const std::string target = object_path(object.sha256);
    VB_TRY(io::make_directories(target.substr(0, target.rfind('/')), 0700));
    if (storage == Storage::hard_link) {
        if (::link(path.c_str(), target.c_str()) != 0) {
            Error error = io_error("hard-link", path, errno);
            error.advice = "source and case must be on one filesystem; use --storage copy or reference";
            return error;
        }
        return object;
    }
    struct stat status {};
    if (::fstat(source, &status) != 0) {
        return io_error("inspect", path, errno);
    }
    std::error_code error;
    Reference reference{std::filesystem::absolute(path, error).lexically_normal().string(), object.size_bytes,
                        changed_ns(status)};
    if (reference.path.find('\n') != std::string::npos) {
        return Error{Code::unsupported,
                     "a path with a line break cannot be kept by reference",
                     {path, std::nullopt},
                     "use --storage copy"};
    }
    VB_TRY(io::replace_file(target + std::string(kReferenceSuffix), as_bytes(render(reference)), 0400));
    return object;
}

Result<ObjectWriter> Vault::begin_object() {
    VB_TRY_ASSIGN(std::string incoming, incoming_path());
    io::Descriptor target(::open(incoming.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400));
    if (!target.valid()) {
        return io_error("create", incoming, errno);
    }
    return ObjectWriter(*this, std::move(target), std::move(incoming));
}

Result<void> Vault::sync() const {
    return io::sync_filesystem(folder_);
}

Result<OpenObject> Vault::open_object(const Hash& sha256) const {
    OpenObject object;
    object.path = object_path(sha256);
    if (const auto found = destroyed_.find(sha256); found != destroyed_.end()) {
        if (!found->second.remainder) {
            return Error{Code::not_found,
                         "the object was destroyed by tombstone " + std::to_string(found->second.tombstone),
                         {object.path, std::nullopt},
                         "see: verbatim destroy CASE --list"};
        }
        object.path = found->second.staged.empty() ? remainder_path(sha256) : found->second.staged;
    }
    if (io::exists(object.path)) {
        VB_TRY_ASSIGN(object.fd, io::open_read(object.path, io::NoFollow::yes));
        VB_TRY_ASSIGN(object.size_bytes, io::size_of(object.fd.get(), object.path));
        return object;
    }
    const std::string reference_file = object.path + std::string(kReferenceSuffix);
    if (!io::exists(reference_file)) {
        return Error{Code::not_found, "the vault has no object " + sha256.hex(), {object.path, std::nullopt}, {}};
    }
    VB_TRY_ASSIGN(const Reference reference, read_reference(reference_file));
    object.path = reference.path;
    object.size_bytes = reference.size_bytes;
    auto fd = io::open_read(reference.path, io::NoFollow::yes);
    struct stat status {};
    if (!fd || ::fstat(fd->get(), &status) != 0) {
        return Error{Code::integrity,
                     "the bytes kept by reference are gone",
                     {reference.path, std::nullopt},
                     "attach the volume that holds them again"};
    }
    if (static_cast<uint64_t>(status.st_size) != reference.size_bytes || changed_ns(status) != reference.changed_ns) {
        return Error{Code::integrity,
                     "the file kept by reference as " + sha256.hex() + " has another size or time of change now",
                     {reference.path, std::nullopt},
                     "run `verbatim verify` to compare its hash"};
    }
    object.fd = std::move(*fd);
    return object;
}

Result<Vault::Checked> Vault::verify_object(const Hash& sha256, const ByteProgress& progress) const {
    std::string path = object_path(sha256);
    Hash expected = sha256;
    io::Descriptor fd;
    std::optional<Reference> reference;
    const std::string reference_file = path + std::string(kReferenceSuffix);
    struct stat before {};
    if (const auto gone = destroyed_.find(sha256); gone != destroyed_.end()) {
        if (!gone->second.remainder || io::exists(path) || !io::exists(remainder_path(sha256))) {
            return Error{Code::integrity,
                         "tombstone " + std::to_string(gone->second.tombstone) + " destroyed this object" +
                             (gone->second.remainder ? " in part" : "") + ", the vault holds something else",
                         {path, std::nullopt},
                         {}};
        }
        expected = *gone->second.remainder;
        path = remainder_path(sha256);
        VB_TRY_ASSIGN(fd, io::open_read(path, io::NoFollow::yes));
    } else if (io::exists(path)) {
        VB_TRY_ASSIGN(fd, io::open_read(path, io::NoFollow::yes));
    } else {
        VB_TRY_ASSIGN(reference, read_reference(reference_file));
        path = reference->path;
        VB_TRY_ASSIGN(fd, io::open_read(path, io::NoFollow::yes));
        if (::fstat(fd.get(), &before) != 0) {
            return io_error("inspect", path, errno);
        }
    }
    VB_TRY_ASSIGN(const StoredObject found, read_whole(fd.get(), path, progress, [](Bytes) { return Result<void>{}; }));
    if (found.sha256 != expected) {
        return Error{Code::integrity,
                     "object has SHA-256 " + found.sha256.hex() +
                         (expected == sha256 ? ", it was taken in as " : ", the tombstone left it as ") +
                         expected.hex(),
                     {path, std::nullopt},
                     "its bytes were changed; restore it from a backup"};
    }
    Checked out{found.size_bytes, false};
    struct stat after {};
    if (reference && changed_ns(before) != reference->changed_ns && ::fstat(fd.get(), &after) == 0 &&
        changed_ns(after) == changed_ns(before)) {
        reference->changed_ns = changed_ns(after);
        VB_TRY(io::replace_file(reference_file, as_bytes(render(*reference)), 0400));
        out.is_renewed = true;
    }
    return out;
}

Result<void> Vault::each_object(const std::function<Result<void>(const Hash&)>& each,
                                const std::function<void(const std::string& path)>& stray) const {
    std::error_code error;
    std::vector<std::string> folders;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/objects", error)) {
        if (entry.is_directory(error) && entry.path().filename().string().size() == 2) {
            folders.push_back(entry.path().string());
        } else {
            stray(entry.path().string());
        }
    }
    std::sort(folders.begin(), folders.end());
    for (const std::string& folder : folders) {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
            names.push_back(entry.path().filename().string());
        }
        std::sort(names.begin(), names.end());
        for (std::string file : names) {
            const std::string path = folder + "/" + file;
            for (const std::string_view suffix : {kReferenceSuffix, kRemainderSuffix}) {
                if (file.ends_with(suffix)) {
                    file.resize(file.size() - suffix.size());
                }
            }
            const auto hash = Hash::from_hex(folder.substr(folder.size() - 2) + file);
            if (!hash) {
                stray(path);
                continue;
            }
            VB_TRY(each(*hash));
        }
    }
    return {};
}

Result<void> ObjectWriter::append(Bytes bytes) {
    hash_.update(bytes);
    size_ += bytes.size();
    return io::write_all(fd_.get(), bytes, path_);
}

Result<StoredObject> ObjectWriter::finish() {
    fd_.reset();
    StoredObject object;
    object.sha256 = hash_.finish();
    object.size_bytes = size_;
    VB_TRY(vault_->place(path_, object.sha256));
    return object;
}

}  // namespace verbatim::vault
