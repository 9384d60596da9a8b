// SPDX-License-Identifier: Apache-2.0
#include "note/witness_request.h"

#include "crypto/base64.h"
#include "note/lines.h"

namespace verbatim::note {
namespace {

constexpr std::string_view kOld = "old ";
constexpr size_t kHashesMax = 63;

Error malformed(std::string what) {
    return {Code::malformed, std::move(what), {"request to a witness", {}}, {}};
}

}  // namespace

std::string WitnessRequest::to_text() const {
    std::string text = std::string(kOld) + std::to_string(old_size) + "\n";
    for (const Hash& hash : proof) {
        text += crypto::to_base64(hash.span()) + "\n";
    }
    return text + "\n" + checkpoint;
}

Result<WitnessRequest> WitnessRequest::parse(std::string_view text) {
    WitnessRequest request;
    const auto first = take_line(text);
    const auto old_size = first && first->starts_with(kOld) ? decimal(first->substr(kOld.size())) : std::nullopt;
    if (!old_size) {
        return malformed("first line is not 'old' and a size");
    }
    request.old_size = *old_size;
    while (true) {
        const auto line = take_line(text);
        if (!line) {
            return malformed("no empty line ends the consistency proof");
        }
        if (line->empty()) {
            break;
        }
        const auto hash = crypto::hash_from_base64(*line);
        if (!hash || request.proof.size() == kHashesMax) {
            return malformed("the consistency proof is not at most 63 lines of one hash each");
        }
        request.proof.push_back(*hash);
    }
    request.checkpoint = text;
    return request;
}

}  // namespace verbatim::note
