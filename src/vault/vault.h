// SPDX-License-Identifier: Apache-2.0
// Vault: the original bytes of a case, by SHA-256, never changed, and the acquisitions that brought them.
//
//   vault/objects/ab/cdef...      one object, mode 0400, named by its hash
//   vault/objects/ab/cdef....ref  "by reference": where the bytes lie outside, with size and time of change
//   vault/objects/ab/cdef....remainder   what a tombstone left of an object (docs/destroy.md, section 4)
//   vault/acquisitions/000001.jsonl (.note)   who delivered what; the note is its signature
//   vault/members/<hash>.jsonl    what a container held
//   vault/incoming/               unfinished; emptied on open, and said so
//
// Objects become durable with sync() (one call for any number), the acquisition that names them only after that: a
// crash leaves either a whole acquisition or none. Threads: one writer; open_object() from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "crypto/sha256.h"
#include "io/file.h"

namespace verbatim::vault {

enum class Storage : uint8_t { copy = 0, hard_link = 1, reference = 2 };
std::string_view name(Storage storage);
std::optional<Storage> storage(std::string_view word);

struct StoredObject {
    Hash sha256;
    uint64_t size_bytes = 0;
    Storage storage = Storage::copy;
};

// Bytes hashed so far of bytes to hash, for progress; false stops with Code::interrupted.
using ByteProgress = std::function<bool(uint64_t bytes)>;

// An object opened for reading.
struct OpenObject {
    io::Descriptor fd;
    uint64_t size_bytes = 0;
    std::string path;  // where the bytes lie, for messages
};

// What tombstones did to objects.
struct Destroyed {
    uint64_t tombstone = 0;
    std::optional<Hash> remainder;  // SHA-256 of what is left; none: nothing is
    std::string staged;             // where the remainder lies if not in its place (a trial); else empty
};

class ObjectWriter;

class Vault {
  public:
    // Creates the folders if needed. `recovered` gets a sentence for every leftover that was removed.
    static Result<Vault> open(const std::string& folder, std::vector<std::string>& recovered);

    Result<StoredObject> store_file(const std::string& path, Storage storage, const ByteProgress& progress);
    Result<ObjectWriter> begin_object();
    Result<void> sync() const;

    bool has(const Hash& sha256) const;
    // not_found if the vault has no such object; integrity if a referenced file is gone or changed in size or time.
    Result<OpenObject> open_object(const Hash& sha256) const;
    struct Checked {
        uint64_t size_bytes = 0;
        bool is_renewed = false;
    };
    // Reads every byte again; integrity names the object's file and both hashes. A referenced file with the right bytes
    // and another time of change (restored from a backup, say) is noted with its new time, so that it opens again.
    Result<Checked> verify_object(const Hash& sha256, const ByteProgress& progress) const;
    // Every object by name; also finds files that do not belong there.
    Result<void> each_object(const std::function<Result<void>(const Hash&)>& each,
                             const std::function<void(const std::string& path)>& stray) const;

    // Objects that tombstones destroyed: they count as had, are read as what is left of them, and are not taken in
    // again.
    void set_destroyed(std::map<Hash, Destroyed> destroyed) { destroyed_ = std::move(destroyed); }
    const std::map<Hash, Destroyed>& destroyed() const { return destroyed_; }
    std::string remainder_path(const Hash& sha256) const;
    // Where the bytes of an object lie as they came, and whether another name of them lies outside the case; no value
    // if the vault has it no more.
    struct Original {
        std::string path;
        bool outside = false;
    };
    Result<std::optional<Original>> original(const Hash& sha256) const;
    std::string staging_path(const Hash& sha256) const;  // where a remainder is made
    Result<void> place_remainder(const Hash& sha256) const;
    Result<void> remove_original(const Hash& sha256) const;  // fine if it is gone already

    const std::string& folder() const { return folder_; }
    std::string acquisitions_folder() const { return folder_ + "/acquisitions"; }
    std::string members_folder() const { return folder_ + "/members"; }
    std::string object_path(const Hash& sha256) const;

  private:
    friend class ObjectWriter;
    Result<StoredObject> copy_in(int source, const std::string& path, const ByteProgress& progress);
    Result<StoredObject> keep_in_place(int source, const std::string& path, Storage storage,
                                       const ByteProgress& progress);
    Result<std::string> incoming_path();
    Result<void> place(const std::string& incoming, const Hash& sha256) const;

    std::string folder_;
    uint64_t incoming_count_ = 0;
    std::map<Hash, Destroyed> destroyed_;
};

// Takes the bytes of one object as they come (archive members, live batches).
class ObjectWriter {
  public:
    Result<void> append(Bytes bytes);
    Result<StoredObject> finish();

  private:
    friend class Vault;
    ObjectWriter(Vault& vault, io::Descriptor fd, std::string path)
        : vault_(&vault), fd_(std::move(fd)), path_(std::move(path)) {}
    Vault* vault_;
    io::Descriptor fd_;
    std::string path_;
    crypto::Sha256 hash_;
    uint64_t size_ = 0;
};

}  // namespace verbatim::vault
