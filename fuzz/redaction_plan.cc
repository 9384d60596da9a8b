// SPDX-License-Identifier: Apache-2.0
// Any bytes as a redaction plan, carried out on a text made of the same bytes: what a pattern found is not shown.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/utf8.h"
#include "disclose/redaction.h"
#include "record/commitment.h"

namespace {

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim;
    // A plan, a NUL, a text.
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const size_t split = input.find('\0');
    const auto plan = disclose::RedactionPlan::parse(input.substr(0, split));
    const std::string_view text = split == std::string_view::npos ? "" : input.substr(split + 1);
    if (!plan || !is_utf8(text)) {
        return 0;
    }
    record::Message message;
    message.text = text;
    message.sender = text.substr(0, std::min<size_t>(text.find(' '), text.size()));
    record::EncodedRecord encoded;
    record::encode(message, {}, encoded);
    const auto owned = record::decode(std::move(encoded));
    require(owned.ok());
    const auto chunks = record::split_chunks(owned->record().text());
    disclose::Decision decision;
    if (!disclose::Redactor(*plan).decide(0, *owned, chunks, decision)) {
        return 0;
    }
    require(decision.chunks.size() == chunks.size());
    for (const disclose::Rule& rule : plan->rules) {
        if (!rule.applies_to(0) || !rule.in.has(record::Group::text) || !decision.shows(record::Group::text)) {
            continue;
        }
        std::vector<disclose::Span> spans;
        for (const disclose::Pattern& pattern : rule.patterns) {
            pattern.find(owned->record().text(), spans);
        }
        for (const disclose::Span& span : spans) {
            size_t at = 0;
            for (size_t i = 0; i < chunks.size(); at += chunks[i++].size()) {
                const bool touched = at < span.end && at + chunks[i].size() > span.begin;
                require(!touched || !decision.chunks[i].empty());
            }
        }
    }
    return 0;
}
