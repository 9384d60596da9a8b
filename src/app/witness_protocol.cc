// SPDX-License-Identifier: Apache-2.0
#include "app/witness_protocol.h"

#include "note/lines.h"

namespace verbatim::app {
namespace {

constexpr int kOk = 200;
constexpr int kConflict = 409;
constexpr std::string_view kText = "text/plain; charset=utf-8";

int status_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::malformed:
            return 400;
        case Refusal::false_signature:
            return 403;
        case Refusal::unknown_log:
            return 404;
        case Refusal::other_size:
        case Refusal::other_root:
            return kConflict;
        case Refusal::inconsistent:
            return 422;
    }
    return 500;
}

// The size that the witness signed last, if it refused for that.
Result<std::optional<uint64_t>> size_of(const WitnessAnswer& answer) {
    if (answer.status != kConflict || answer.content_type != kSizeContentType) {
        return std::optional<uint64_t>();
    }
    const std::string_view body = answer.body;
    const auto size = body.ends_with('\n') ? note::decimal(body.substr(0, body.size() - 1)) : std::nullopt;
    if (!size) {
        return Error{Code::malformed, "the witness's answer is not a size", {}, "its keeper must look at it"};
    }
    return size;
}

Error refused(const WitnessAnswer& answer) {
    constexpr size_t kShownMax = 1000;
    return {Code::denied,
            "the witness does not cosign (HTTP status " + std::to_string(answer.status) +
                "): " + answer.body.substr(0, kShownMax),
            {},
            answer.status == 404 ? "its keeper must trust the log first: verbatim witness trust" : ""};
}

}  // namespace

WitnessAnswer answer_add_checkpoint(Witness& witness, std::string_view body, uint64_t time) {
    const auto verdict = witness.judge(body, time);
    if (!verdict) {
        // What is wrong with our disk is not for strangers.
        return {500, std::string(kText), "the witness is not in order\n"};
    }
    if (!verdict->refusal) {
        return {kOk, std::string(kText), verdict->lines};
    }
    if (*verdict->refusal == Refusal::other_size) {
        return {kConflict, std::string(kSizeContentType), std::to_string(verdict->signed_size) + "\n"};
    }
    return {status_of(*verdict->refusal), std::string(kText), verdict->error.what + "\n"};
}

Result<uint64_t> ask_witness(Case& door, std::optional<uint64_t> seal, const note::WitnessKey& witness,
                             const AskWitness& ask) {
    VB_TRY_ASSIGN(const log::FiledSeal filed, door.read_seal(seal));
    VB_TRY_ASSIGN(std::string request, door.witness_request(filed.number, {}));
    VB_TRY_ASSIGN(WitnessAnswer answer, ask(request));
    VB_TRY_ASSIGN(const std::optional<uint64_t> signed_size, size_of(answer));
    if (signed_size) {
        if (*signed_size > filed.seal.log.size) {
            return Error{Code::conflict,
                         "the witness signed size " + std::to_string(*signed_size) + " of this log, seal " +
                             std::to_string(filed.number) + " has " + std::to_string(filed.seal.log.size),
                         {},
                         "ask for the last seal"};
        }
        VB_TRY_ASSIGN(request, door.witness_request(filed.number, signed_size));
        VB_TRY_ASSIGN(answer, ask(request));
    }
    if (answer.status != kOk) {
        return refused(answer);
    }
    return door.file_cosignature(filed.number, answer.body, witness);
}

}  // namespace verbatim::app
