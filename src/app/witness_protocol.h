// SPDX-License-Identifier: Apache-2.0
// add-checkpoint of c2sp.org/tlog-witness, both sides, without the transport: what a witness answers to a body, and how
// a case asks one.
//
//   WitnessAnswer answer = answer_add_checkpoint(*witness, body, seconds_since_1970);
//   VB_TRY_ASSIGN(uint64_t time, ask_witness(*case, {}, key, [&](const std::string& body) { return post(url, body);
//   }));
//
// What the other side sends is not believed: a cosignature is verified before it is filed. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/case.h"
#include "app/witness.h"

namespace verbatim::app {

inline constexpr std::string_view kAddCheckpoint = "/add-checkpoint";
inline constexpr std::string_view kSizeContentType = "text/x.tlog.size";
// A request is at most 63 hashes and a checkpoint.
inline constexpr size_t kWitnessBodyMax = size_t{1} << 20;

// Of HTTP.
struct WitnessAnswer {
    int status = 0;
    std::string content_type;
    std::string body;
};

WitnessAnswer answer_add_checkpoint(Witness& witness, std::string_view body, uint64_t time);

using AskWitness = std::function<Result<WitnessAnswer>(const std::string& body)>;
// Has the checkpoint of a seal (none: the last) cosigned and files the cosignature; gives its time. Asks once more if
// the witness signed another size last than the seal before.
Result<uint64_t> ask_witness(Case& door, std::optional<uint64_t> seal, const note::WitnessKey& witness,
                             const AskWitness& ask);

}  // namespace verbatim::app
