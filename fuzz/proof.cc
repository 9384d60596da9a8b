// SPDX-License-Identifier: Apache-2.0
// Any bytes as a proof of a log entry and as a message proof: one spelling, and a report that is safe to print.
#include <cstdint>
#include <cstdlib>

#include "note/tlog_proof.h"
#include "verify/proof_file.h"
#include "verify/verify.h"

namespace {

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

void require_printable(std::string_view text) {
    for (const char c : text) {
        require(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto inclusion = note::TlogProof::parse(text);
    require(!inclusion || inclusion->to_string() == text);
    const auto proof = verify::Proof::parse(text);
    require(!proof || proof->to_string() == text);
    const auto report = verify::verify_proof(text, {});
    require(report.ok());
    require(!report->proved || proof.ok());
    require(report->proved || (!report->failed_field.empty() && report->fields.empty()));
    require_printable(report->to_text());
    require_printable(report->to_json());
    return 0;
}
