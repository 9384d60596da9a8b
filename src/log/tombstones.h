// SPDX-License-Identifier: Apache-2.0
// The tombstones of a log, in the folder tombstones/ beside its tiles (docs/destroy.md, section 3).
//
//   NNNN           the tombstone; never changed
//   NNNN.work      the words to search for, while the destruction is under way; holds what is being destroyed
//   NNNN.report    what the search for leftovers found
//   NNNN.done      the signed note that all was carried out
//
// A tombstone counts from the moment it stands under its name; without NNNN.done the destruction is under way and
// whoever opens the case goes on with it. Whoever writes holds the log open.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "note/key.h"
#include "note/tombstone.h"

namespace verbatim::log {

struct FiledTombstone {
    std::string path;
    Hash hash;  // of the file
    note::Tombstone tombstone;
    std::optional<note::DestructionDone> done;
};

std::string tombstone_path(const std::string& log_folder, uint64_t number);
std::string tombstone_work_path(const std::string& log_folder, uint64_t number);
std::string tombstone_report_path(const std::string& log_folder, uint64_t number);

// All of them in order. Code::integrity if one is missing, damaged, not signed by `key` or not chained to the others.
Result<std::vector<FiledTombstone>> read_tombstones(const std::string& log_folder, const note::VerifierKey& key);
// Both durable when they return.
Result<FiledTombstone> file_tombstone(const std::string& log_folder, const note::Tombstone& tombstone,
                                      const note::Signer& signer);
Result<note::DestructionDone> file_done(const std::string& log_folder, const note::DestructionDone& done,
                                        const note::Signer& signer);

}  // namespace verbatim::log
