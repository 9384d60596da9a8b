// SPDX-License-Identifier: Apache-2.0
// The seals of a log, in the folders seals/0001, seals/0002 ... beside its tiles (docs/seals.md, section 2).
//
//   VB_TRY_ASSIGN(auto last, last_seal(log_folder));                    // number, 0: none
//   VB_TRY_ASSIGN(std::string made, begin_seal(log_folder));            // an empty folder to make the trees in
//   VB_TRY(file_seal(log_folder, number, made, seal_bytes, checkpoint_bytes));
//   VB_TRY_ASSIGN(FiledSeal seal, read_seal(log_folder, number, key));  // signature and form checked
//
// A seal counts from the rename of its folder on: everything in it is durable before. What a killed seal leaves is in
// another folder, which the next one clears. `seal` never changes; `checkpoint`, `timestamp.tsr` and the trees may be
// replaced, each as a whole. Whoever writes holds the log open.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "crypto/timestamp.h"
#include "note/cosignature.h"
#include "note/key.h"
#include "note/seal.h"

namespace verbatim::log {

struct FiledSeal {
    uint64_t number = 0;
    std::string folder;
    std::string bytes;                           // the file `seal`
    Hash hash;                                   // of it
    std::string checkpoint;                      // the file `checkpoint`, with cosignatures if there are any
    size_t cosignatures = 0;                     // of them; by whom and whether they verify, verify_cosignature() says
    std::optional<crypto::Timestamp> timestamp;  // as its response states it
    note::Seal seal;
};

std::string seal_folder(const std::string& log_folder, uint64_t number);
// The number of the last seal; 0 if there is none. Code::integrity if one before it is missing.
Result<uint64_t> last_seal(const std::string& log_folder);
// Checks signature, form, number, that the checkpoint is one of `key` for the same log, and that a time stamp is of
// this seal.
Result<FiledSeal> read_seal(const std::string& log_folder, uint64_t number, const note::VerifierKey& key);
// That `seal` comes after `before` (nullptr: it is the first): number, previous, and sizes that do not shrink.
Result<void> check_chain(const FiledSeal& seal, const FiledSeal* before);

Result<std::string> begin_seal(const std::string& log_folder);
Result<void> file_seal(const std::string& log_folder, uint64_t number, const std::string& made, std::string_view seal,
                       std::string_view checkpoint);
// Puts the trees in `made` in the place of those of a seal.
Result<void> replace_trees(const std::string& log_folder, uint64_t number, const std::string& made);
// The first file of the trees in `made` that the seal's folder has otherwise or not at all; empty: all the same.
Result<std::string> first_different_tree_file(const std::string& log_folder, uint64_t number, const std::string& made);
void discard_made(const std::string& made);

// Files a time-stamp response beside a seal after checking it, with its chain if `trusted_pem` is not empty.
Result<crypto::Timestamp> file_timestamp(const FiledSeal& seal, std::string_view response,
                                         std::string_view trusted_pem);
// Adds a witness's cosignature to the checkpoint beside a seal after verifying it. `bytes` is the cosigned checkpoint,
// or the signature lines alone, as a witness gives them. Gives the time that the witness states.
Result<uint64_t> file_cosignature(const FiledSeal& seal, std::string_view bytes, const note::WitnessKey& witness);

}  // namespace verbatim::log
