// SPDX-License-Identifier: Apache-2.0
// Acquisition: one delivery of evidence: who, when, under which authority, by which channel, and what came.
//
// The start of our chain (R2): every field is stated or says "not stated"; a file's hash was claimed by the deliverer
// or says "none supplied". Written once as JSON Lines (a head line, one line an item, an end line with counts), signed,
// and never changed. Items are in byte order of their paths, so that the same delivery always reads the same.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "vault/vault.h"

namespace verbatim::vault {

inline constexpr std::string_view kNotStated = "not stated";
inline constexpr std::string_view kNoneSupplied = "none supplied";

struct AcquisitionHead {
    uint32_t number = 0;  // 1, 2, ...
    std::string taken_by = std::string(kNotStated);
    std::string received = std::string(kNotStated);   // when the deliverer handed it over, as stated
    std::string authority = std::string(kNotStated);  // reference of the order or consent
    std::string channel = std::string(kNotStated);    // "sealed disk 4711", "SFTP from NCA"
    std::string delivered_by = std::string(kNotStated);
    std::string note;
    std::string ingested_at;  // UTC, RFC 3339, from the clock of this machine
    std::string version;      // of Verbatim
    std::string settings;     // canonical text of what the user stated about the sources (formats::canonical_settings)
};

struct AcquisitionItem {
    std::string path;  // below the folder or file named on the command line, with "/"
    uint64_t size_bytes = 0;
    std::string changed;         // time of change as the file system says, UTC RFC 3339, empty if unknown
    std::optional<Hash> sha256;  // none: not taken in, then `problem` says why
    Storage storage = Storage::copy;
    std::string claimed_hash = std::string(kNoneSupplied);
    std::string problem;  // "claimed hash differs", "symbolic link, not followed", "permission denied"
};

struct AcquisitionEnd {
    uint64_t items = 0;
    uint64_t bytes = 0;
};

// Signs a text; gives back a signed note.
using Sign = std::function<Result<std::string>(std::string_view text)>;
// Checks a signed note and gives back its text.
using CheckNote = std::function<Result<std::string>(std::string_view note)>;

class AcquisitionWriter {
  public:
    static Result<AcquisitionWriter> begin(const Vault& vault, const AcquisitionHead& head);
    Result<void> add(const AcquisitionItem& item);
    // Makes the objects, then the manifest, then its signature durable. After this the acquisition is acknowledged.
    Result<AcquisitionEnd> finish(const Vault& vault, const Sign& sign);

  private:
    std::string path_;
    std::string temporary_;
    io::Descriptor fd_;
    std::string buffer_;
    crypto::Sha256 hash_;
    AcquisitionEnd end_;
    uint32_t number_ = 0;
    Result<void> line(std::string text);
};

// Numbers of the acquisitions that stand in the vault, ascending.
Result<std::vector<uint32_t>> list_acquisitions(const Vault& vault);
// Streams a manifest; integrity if it is damaged or its end line does not add up.
Result<AcquisitionHead> read_acquisition(const Vault& vault, uint32_t number,
                                         const std::function<Result<void>(const AcquisitionItem&)>& each);
// Checks the signature over the manifest's hash.
Result<void> verify_acquisition(const Vault& vault, uint32_t number, const CheckNote& check);

// Lists what a container held: vault/members/<container>.jsonl, in the container's order.
struct Member {
    std::string path;
    std::optional<Hash> sha256;  // none: a folder or link (`problem` says so), or unreadable
    uint64_t size_bytes = 0;
    std::string problem;
};
Result<Hash> write_members(const Vault& vault, const Hash& container, const std::vector<Member>& members);
Result<std::vector<Member>> read_members(const Vault& vault, const Hash& container, const Hash& list_hash);

}  // namespace verbatim::vault
