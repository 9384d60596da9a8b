// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/redactions.h"

namespace verbatim::verify::internal {
namespace {

constexpr std::string_view kField = "verify/redactions";

}  // namespace

Result<void> Redactions::header() {
    begun_ = true;
    if (!lines_) {
        return {};
    }
    VB_TRY_ASSIGN(const auto line, lines_->next());
    return line == "verbatim-redactions v1" ? Result<void>()
                                            : lines_->fail("first line is not `verbatim-redactions v1`");
}

Result<void> Redactions::compare(uint64_t sequence, size_t group, std::optional<size_t> chunk) {
    if (!begun_) {
        VB_TRY(header());
    }
    expected_ = std::to_string(sequence) + " " + std::to_string(group);
    if (chunk) {
        expected_ += "." + std::to_string(*chunk);
    }
    if (!lines_) {
        return failure(std::string(kField), "the part " + expected_ + " is withheld, but there is no list of reasons");
    }
    VB_TRY_ASSIGN(const auto line, lines_->next());
    const auto reason = line ? after_name(*line, expected_) : std::nullopt;
    if (!reason) {
        return lines_->fail("the part " + expected_ + " is withheld, but the line is not about it");
    }
    if (!json_word(*reason)) {
        return lines_->fail("the reason is not a JSON string in its one spelling, or is empty");
    }
    return {};
}

void Redactions::expect(uint64_t sequence, size_t group, std::optional<size_t> chunk) {
    ++count_;
    if (failed_) {
        return;
    }
    if (auto compared = compare(sequence, group, chunk); !compared) {
        failed_ = compared.error();
    }
}

Result<void> Redactions::finish(uint64_t stated) {
    if (!failed_ && !begun_) {
        VB_TRY(header());
    }
    if (failed_) {
        return *failed_;
    }
    if (lines_) {
        VB_TRY_ASSIGN(const auto line, lines_->next());
        if (line) {
            return lines_->fail("line is about a part that is not withheld");
        }
    }
    if (count_ != stated) {
        return failure(std::string(kField),
                       std::to_string(count_) + " parts are withheld, the statement says " + std::to_string(stated));
    }
    return {};
}

}  // namespace verbatim::verify::internal
