// SPDX-License-Identifier: Apache-2.0
#include "disclose/redaction.h"

#include <algorithm>

#include "base/utf8.h"
#include "disclose/internal/values.h"
#include "text/utf8.h"

namespace verbatim::disclose {
namespace {

using internal::each_value;
using internal::kSearchedBytesMin;
using record::Group;

constexpr Group kWholeGroups[] = {Group::source, Group::account,     Group::conversation, Group::sender,
                                  Group::times,  Group::attachments, Group::rest};

// A group that says nothing hides nothing: withholding it would only look as if there were something.
constexpr size_t kEmptyGroupBytes = 1;
bool says_nothing(const record::EncodedRecord& record, Group group) {
    return record.group(group).size() <= (group == Group::text ? 0 : kEmptyGroupBytes);
}

// Whether a word goes on over the border between two chunks.
bool is_joining(char32_t c) {
    if (c < 0x80) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               std::string_view("@._-+/%").find(static_cast<char>(c)) != std::string_view::npos;
    }
    // Alphabets; scripts that write without spaces would join whole sentences.
    return (c >= 0xC0 && c < 0xE00 && c != 0xD7 && c != 0xF7) || (c >= 0x10A0 && c < 0x1100) ||
           (c >= 0x1E00 && c < 0x2000);
}

char32_t last_code_point(std::string_view text) {
    size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) {
        --at;
    }
    return code_point_at(text, at).value;
}

bool word_goes_on(std::string_view left, std::string_view right) {
    return is_joining(last_code_point(left)) && is_joining(code_point_at(right, 0).value);
}

void add_value(std::vector<std::string>& values, std::string_view value) {
    const std::string_view trimmed = text::trim(value);
    if (!trimmed.empty() && std::find(values.begin(), values.end(), trimmed) == values.end()) {
        values.emplace_back(trimmed);
    }
}

}  // namespace

bool Decision::shows_all() const {
    return parts() == 0;
}

uint64_t Decision::parts() const {
    const auto withheld = [](std::string_view reason) { return !reason.empty(); };
    const auto whole = std::count_if(groups.begin(), groups.end(), withheld);
    const auto in_text = shows(Group::text) ? std::count_if(chunks.begin(), chunks.end(), withheld) : 0;
    return static_cast<uint64_t>(whole + in_text);
}

void Decision::clear(size_t chunk_count) {
    groups = {};
    chunks.assign(chunk_count, {});
    repeats.clear();
    named.clear();
    along.clear();
}

Result<void> Redactor::decide(uint64_t sequence, const record::OwnedMessage& record,
                              std::span<const std::string_view> chunks, Decision& out) {
    out.clear(chunks.size());
    record_ = &record;
    chunks_ = chunks;
    text_ = record.record().text();
    by_rule_ = {};
    for (const Rule& rule : plan_.rules) {
        if (rule.applies_to(sequence)) {
            VB_TRY(apply(rule, sequence, out));
        }
    }
    if (!out.shows_all()) {
        name_withheld(out);
        follow_repeats(out);
    }
    return {};
}

Result<void> Redactor::apply(const Rule& rule, uint64_t sequence, Decision& out) {
    for (size_t i = 0; i < record::kGroups; ++i) {
        const auto group = static_cast<Group>(i + 1);
        if (rule.groups.has(group) && out.shows(group) && !says_nothing(record_->record(), group)) {
            out.group(group) = rule.reason;
            by_rule_.add(group);
        }
    }
    for (const NumberRange& range : rule.chunks) {
        if (range.end > chunks_.size()) {
            return Error{Code::usage,
                         "message " + std::to_string(sequence) + " has " + std::to_string(chunks_.size()) +
                             " chunks, the redaction plan names chunk " + std::to_string(range.end - 1),
                         {},
                         "chunks are numbered from 0; `verbatim show` lists them"};
        }
        // In bytes, like everything else that is found in a text.
        const auto begin = static_cast<size_t>(chunks_[range.begin].data() - text_.data());
        const std::string_view last = chunks_[range.end - 1];
        const auto end = static_cast<size_t>(last.data() - text_.data()) + last.size();
        withhold_spans({{begin, end}}, rule.neighbours, rule.reason, out);
        add_value(out.named, text_.substr(begin, end - begin));
    }
    apply_patterns(rule, out);
    return {};
}

void Redactor::apply_patterns(const Rule& rule, Decision& out) {
    for (const Pattern& pattern : rule.patterns) {
        if (rule.in.has(Group::text)) {
            spans_.clear();
            pattern.find(text_, spans_);
            for (const Span& span : spans_) {
                add_value(out.named, text_.substr(span.begin, span.end - span.begin));
            }
            if (rule.hide_length && !spans_.empty() && out.shows(Group::text)) {
                out.group(Group::text) = rule.reason;
            }
            withhold_spans(spans_, rule.neighbours, rule.reason, out);
        }
        for (const Group group : kWholeGroups) {
            if (!rule.in.has(group)) {
                continue;
            }
            each_value(group, record_->message(), record_->source(), [&](std::string_view value) {
                spans_.clear();
                pattern.find(value, spans_);
                for (const Span& span : spans_) {
                    add_value(out.named, value.substr(span.begin, span.end - span.begin));
                    if (out.shows(group)) {
                        out.group(group) = rule.reason;
                    }
                }
            });
        }
    }
}

// Every chunk that a span touches, `neighbours` more on each side, and on from there to the ends of the words.
void Redactor::withhold_spans(const std::vector<Span>& spans, uint32_t neighbours, std::string_view reason,
                              Decision& out) {
    for (const Span& span : spans) {
        const auto begins_after = [&](size_t at, std::string_view chunk) {
            return at < static_cast<size_t>(chunk.data() - text_.data());
        };
        const auto after_first = std::upper_bound(chunks_.begin(), chunks_.end(), span.begin, begins_after);
        const auto after_last = std::upper_bound(chunks_.begin(), chunks_.end(), span.end - 1, begins_after);
        auto first = static_cast<size_t>(after_first - chunks_.begin()) - 1;
        auto end = static_cast<size_t>(after_last - chunks_.begin());
        first -= std::min<size_t>(first, neighbours);
        end = std::min<size_t>(end + neighbours, chunks_.size());
        while (first > 0 && word_goes_on(chunks_[first - 1], chunks_[first])) {
            --first;
        }
        while (end < chunks_.size() && word_goes_on(chunks_[end - 1], chunks_[end])) {
            ++end;
        }
        for (size_t i = first; i < end; ++i) {
            if (out.chunks[i].empty()) {
                out.chunks[i] = reason;
            }
        }
    }
}

// What the withheld parts say: of a group that a rule names, each value; of a group in which a pattern found something,
// that is named already and the rest goes along.
void Redactor::name_withheld(Decision& out) {
    for (const Group group : kWholeGroups) {
        if (!out.shows(group)) {
            each_value(group, record_->message(), record_->source(),
                       [&](std::string_view value) { add_value(by_rule_.has(group) ? out.named : out.along, value); });
        }
    }
    if (!out.shows(Group::text)) {
        add_value(by_rule_.has(Group::text) ? out.named : out.along, text_);
    }
}

bool Redactor::says(Group group, std::string_view value) const {
    bool found = false;
    each_value(group, record_->message(), record_->source(),
               [&](std::string_view said) { found = found || internal::repeats(value, said); });
    return found;
}

bool Redactor::is_withheld(const Span& span, const Decision& decision) const {
    for (size_t i = 0; i < chunks_.size(); ++i) {
        const auto begin = static_cast<size_t>(chunks_[i].data() - text_.data());
        if (begin < span.end && begin + chunks_[i].size() > span.begin && decision.chunks[i].empty()) {
            return false;
        }
    }
    return true;
}

void Redactor::follow_repeats(Decision& out) {
    for (const std::string& value : out.named) {
        for (const Group group : kWholeGroups) {
            if (!out.shows(group) || !says(group, value)) {
                continue;
            }
            if (plan_.allow_repeats) {
                out.repeats.push_back({group, value});
                continue;
            }
            out.group(group) = kRepeats;
            each_value(group, record_->message(), record_->source(),
                       [&](std::string_view said) { add_value(out.along, said); });
        }
        if (!out.shows(Group::text)) {
            continue;
        }
        spans_.clear();
        internal::find_value(value, text_, spans_);
        std::erase_if(spans_, [&](const Span& span) { return is_withheld(span, out); });
        if (plan_.allow_repeats && !spans_.empty()) {
            out.repeats.push_back({Group::text, value});
        } else {
            withhold_spans(spans_, 0, kRepeats, out);
        }
    }
}

}  // namespace verbatim::disclose
