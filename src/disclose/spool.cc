// SPDX-License-Identifier: Apache-2.0
#include "disclose/internal/spool.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>

namespace verbatim::disclose::internal {
namespace {

using record::Group;

constexpr std::string_view kFile = "temporary file of the disclosed records";
constexpr size_t kFlushBytes = size_t{1} << 20;
constexpr size_t kWindowBytes = size_t{64} << 10;  // neighbours in time are mostly neighbours in the file
constexpr int64_t kUndated = std::numeric_limits<int64_t>::max();

enum class TextForm : uint8_t { shown, withheld, pieces };

template <class T>
void put(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
void put_bytes(std::string& out, std::string_view bytes) {
    put(out, static_cast<uint32_t>(bytes.size()));
    out += bytes;
}

// Reads what put() wrote; the file is ours, so it is whole.
class Input {
  public:
    explicit Input(std::string_view bytes) : bytes_(bytes) {}
    template <class T>
    T number() {
        T value;
        VB_ASSERT(bytes_.size() >= sizeof value);
        std::memcpy(&value, bytes_.data(), sizeof value);
        bytes_.remove_prefix(sizeof value);
        return value;
    }
    std::string_view bytes() {
        const auto size = number<uint32_t>();
        VB_ASSERT(bytes_.size() >= size);
        const std::string_view out = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return out;
    }

  private:
    std::string_view bytes_;
};

}  // namespace

Result<Spool> Spool::create(const std::string& folder) {
    Spool spool;
    VB_TRY_ASSIGN(spool.file_, io::open_temporary(folder));
    return spool;
}

uint32_t Spool::conversation(const SpoolPlace& place) {
    const auto next = static_cast<uint32_t>(conversations_.size());
    const auto [at, is_new] = conversation_numbers_.try_emplace(place.conversation, next);
    if (is_new) {
        conversations_.push_back({place.conversation, 0, 0, {}, {}});
    }
    SpooledConversation& conversation = conversations_[at->second];
    ++conversation.records;
    if (place.sent_ms) {
        conversation.first_ms = std::min(conversation.first_ms.value_or(*place.sent_ms), *place.sent_ms);
        conversation.last_ms = std::max(conversation.last_ms.value_or(*place.sent_ms), *place.sent_ms);
    } else {
        ++conversation.undated;
    }
    return at->second;
}

uint32_t Spool::reason_number(std::string_view reason) {
    const auto at = std::find(reasons_.begin(), reasons_.end(), reason);
    const auto number = static_cast<uint32_t>(at - reasons_.begin());
    if (at == reasons_.end()) {
        reasons_.push_back(reason);
    }
    return number;
}

Result<void> Spool::add(const SpoolPlace& place, const record::EncodedRecord& record, const record::Opening& opening,
                        const Decision& decision) {
    const size_t begin = buffer_.size();
    const uint32_t conversation_number = conversation(place);
    put(buffer_, place.sequence);
    put(buffer_, conversation_number);
    put(buffer_, place.source);
    for (size_t i = 0; i < record::kGroups; ++i) {
        const auto group = static_cast<Group>(i + 1);
        if (group == Group::text) {
            put_text(opening, decision);
        } else if (decision.shows(group)) {
            put(buffer_, true);
            put_bytes(buffer_, as_text(record.group(group)));
        } else {
            put(buffer_, false);
            put(buffer_, reason_number(decision.group(group)));
        }
    }
    rows_.push_back({place.sent_ms.value_or(kUndated), written_ + begin, conversation_number,
                     static_cast<uint32_t>(buffer_.size() - begin)});
    return buffer_.size() >= kFlushBytes ? flush() : Result<void>();
}

void Spool::put_text(const record::Opening& opening, const Decision& decision) {
    if (!decision.shows(Group::text)) {
        put(buffer_, TextForm::withheld);
        put(buffer_, reason_number(decision.group(Group::text)));
        return;
    }
    const bool whole = std::all_of(decision.chunks.begin(), decision.chunks.end(),
                                   [](std::string_view reason) { return reason.empty(); });
    if (whole) {
        put(buffer_, TextForm::shown);
        const size_t bytes = std::accumulate(opening.chunks.begin(), opening.chunks.end(), size_t{0},
                                             [](size_t sum, const auto& chunk) { return sum + chunk.text.size(); });
        put_bytes(buffer_, opening.chunks.empty() ? "" : std::string_view(opening.chunks[0].text.data(), bytes));
        return;
    }
    // Chunks of one kind side by side are one piece.
    put(buffer_, TextForm::pieces);
    const size_t count_at = buffer_.size();
    uint32_t pieces = 0;
    put(buffer_, pieces);
    for (size_t i = 0; i < opening.chunks.size();) {
        const std::string_view reason = decision.chunks[i];
        size_t end = i;
        size_t bytes = 0;
        for (; end < opening.chunks.size() && decision.chunks[end] == reason; ++end) {
            bytes += opening.chunks[end].text.size();
        }
        put(buffer_, reason.empty());
        if (reason.empty()) {
            put_bytes(buffer_, {opening.chunks[i].text.data(), bytes});
        } else {
            put(buffer_, reason_number(reason));
            put(buffer_, static_cast<uint64_t>(end - i));
        }
        ++pieces;
        i = end;
    }
    std::memcpy(buffer_.data() + count_at, &pieces, sizeof pieces);
}

Result<void> Spool::flush() {
    VB_TRY(io::write_all(file_.get(), as_bytes(buffer_), kFile));
    written_ += buffer_.size();
    buffer_.clear();
    return {};
}

void Spool::sort() {
    const auto first = [&](uint32_t number) { return conversations_[number].first_ms.value_or(kUndated); };
    std::sort(rows_.begin(), rows_.end(), [&](const Row& a, const Row& b) {
        if (a.conversation == b.conversation) {
            return std::pair(a.time, a.offset) < std::pair(b.time, b.offset);
        }
        return std::pair(first(a.conversation), conversations_[a.conversation].key) <
               std::pair(first(b.conversation), conversations_[b.conversation].key);
    });
}

Result<std::string_view> Spool::read(const Row& row) {
    if (row.offset < window_begin_ || row.offset + row.size > window_begin_ + window_.size()) {
        window_.resize(std::max<size_t>(kWindowBytes, row.size));
        window_begin_ = row.offset;
        VB_TRY_ASSIGN(
            const size_t got,
            io::read_at(file_.get(), row.offset, {reinterpret_cast<uint8_t*>(window_.data()), window_.size()}, kFile));
        window_.resize(got);
        if (got < row.size) {
            return Error{Code::io, "the temporary file became shorter", {std::string(kFile), row.offset}, {}};
        }
    }
    return std::string_view(window_).substr(row.offset - window_begin_, row.size);
}

Result<void> Spool::decode(std::string_view bytes, const SpoolNames& names, DisclosedMessage& out) const {
    Input input(bytes);
    out.clear();
    out.sequence = input.number<uint64_t>();
    out.conversation = conversations_[input.number<uint32_t>()].key;
    const auto source = input.number<uint32_t>();
    for (size_t i = 0; i < record::kGroups; ++i) {
        const auto group = static_cast<Group>(i + 1);
        if (group != Group::text) {
            if (input.number<bool>()) {
                VB_TRY(record::decode_group(group, as_bytes(input.bytes()), out.message, out.source));
            } else {
                out.withheld[i] = reasons_[input.number<uint32_t>()];
            }
            continue;
        }
        switch (input.number<TextForm>()) {
            case TextForm::shown:
                if (const std::string_view text = input.bytes(); !text.empty()) {
                    out.text.push_back({text, false, {}, {}});
                }
                break;
            case TextForm::withheld:
                out.withheld[i] = reasons_[input.number<uint32_t>()];
                break;
            case TextForm::pieces:
                for (auto left = input.number<uint32_t>(); left > 0; --left) {
                    if (input.number<bool>()) {
                        out.text.push_back({input.bytes(), false, {}, {}});
                    } else {
                        const std::string_view reason = reasons_[input.number<uint32_t>()];
                        out.text.push_back({{}, true, reason, input.number<uint64_t>()});
                    }
                }
                break;
        }
    }
    if (out.shows(Group::source)) {
        out.source_path = names.source_path(source);
    }
    for (const record::Attachment& attachment : out.message.attachments) {
        out.attachments.push_back(names.attachment(attachment));
    }
    if (names.exhibit) {
        out.exhibit = names.exhibit(out.sequence);
    }
    return {};
}

Result<void> Spool::each(const SpoolNames& names, const std::function<Result<void>(const DisclosedMessage&)>& use) {
    VB_TRY(flush());
    sort();
    DisclosedMessage message;
    for (const Row& row : rows_) {
        VB_TRY_ASSIGN(const std::string_view bytes, read(row));
        VB_TRY(decode(bytes, names, message));
        VB_TRY(use(message));
    }
    return {};
}

}  // namespace verbatim::disclose::internal
