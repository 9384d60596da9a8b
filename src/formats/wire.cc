// SPDX-License-Identifier: Apache-2.0
#include "formats/wire.h"

#include <cstring>

namespace verbatim::formats {
namespace {

using record::Message;
using record::Time;

// Absent strings take no bytes: a mask says which follow.
template <class MessageType, class Visit>
void each_text(MessageType& m, Visit visit) {
    visit(m.locator.table);
    visit(m.platform);
    visit(m.account);
    visit(m.device);
    visit(m.conversation_id);
    visit(m.conversation_title);
    visit(m.sender);
    visit(m.sender_name);
    visit(m.text);
    visit(m.native_id);
    visit(m.reply_to);
    visit(m.forwarded_from);
}

template <class AttachmentType, class Visit>
void each_attachment_text(AttachmentType& a, Visit visit) {
    visit(a.name);
    visit(a.mime_stated);
    visit(a.mime_found);
    visit(a.hash_stated);
    visit(a.url);
    visit(a.kind);
}

class Writer {
  public:
    explicit Writer(std::string& out) : out_(out) {}
    template <class Number>
    void number(Number value) {
        const size_t at = out_.size();
        out_.resize(at + sizeof value);
        std::memcpy(out_.data() + at, &value, sizeof value);
    }
    void text(std::string_view value) {
        number(static_cast<uint32_t>(value.size()));
        out_ += value;
    }

  private:
    std::string& out_;
};

class Reader {
  public:
    explicit Reader(std::string_view in) : in_(in) {}
    bool ok() const { return ok_; }
    bool at_end() const { return in_.empty(); }
    template <class Number>
    Number number() {
        Number value{};
        if (in_.size() < sizeof value) {
            ok_ = false;
            in_ = {};
            return value;
        }
        std::memcpy(&value, in_.data(), sizeof value);
        in_.remove_prefix(sizeof value);
        return value;
    }
    std::string_view text() {
        const auto size = number<uint32_t>();
        if (size > in_.size()) {
            ok_ = false;
            in_ = {};
            return {};
        }
        const std::string_view value = in_.substr(0, size);
        in_.remove_prefix(size);
        return value;
    }
    // A count of things that take at least `bytes_each`: a hostile count cannot make us allocate.
    uint32_t count(size_t bytes_each) {
        const auto value = number<uint32_t>();
        if (value > in_.size() / bytes_each) {
            ok_ = false;
            in_ = {};
            return 0;
        }
        return value;
    }
    template <class Enum>
    Enum enumerator(Enum last) {
        const auto value = number<uint8_t>();
        if (value > static_cast<uint8_t>(last)) {
            ok_ = false;
            return Enum{};
        }
        return static_cast<Enum>(value);
    }

  private:
    std::string_view in_;
    bool ok_ = true;
};

void write(Writer& w, const Message& m) {
    w.number(m.locator.begin);
    w.number(m.locator.end);
    w.number(m.locator.row);
    w.number(static_cast<uint8_t>(m.conversation_kind));
    w.number(static_cast<uint8_t>(m.direction));
    w.number(static_cast<uint8_t>(m.kind));
    uint32_t mask = 0;
    uint32_t bit = 1;
    each_text(m, [&](std::string_view text) {
        mask |= text.empty() ? 0 : bit;
        bit <<= 1;
    });
    w.number(mask);
    each_text(m, [&](std::string_view text) {
        if (!text.empty()) {
            w.text(text);
        }
    });
    uint8_t times = 0;
    for (size_t i = 0; i < record::kTimeKinds; ++i) {
        times |= m.times[i].present() ? static_cast<uint8_t>(1U << i) : uint8_t{0};
    }
    w.number(times);
    for (const Time& time : m.times) {
        if (time.present()) {
            w.number(static_cast<uint8_t>(time.utc_ms.has_value()));
            w.number(time.utc_ms.value_or(0));
            w.number(static_cast<uint8_t>(time.basis));
            w.number(static_cast<uint8_t>(time.precision));
            w.text(time.raw);
            w.text(time.zone);
        }
    }
    w.number(static_cast<uint32_t>(m.participants.size()));
    for (const std::string_view participant : m.participants) {
        w.text(participant);
    }
    w.number(static_cast<uint32_t>(m.attachments.size()));
    for (const record::Attachment& a : m.attachments) {
        each_attachment_text(a, [&](std::string_view text) { w.text(text); });
        w.number(static_cast<uint8_t>(a.size_bytes.has_value()));
        w.number(a.size_bytes.value_or(0));
    }
    w.number(static_cast<uint32_t>(m.rest.size()));
    for (const record::Field& field : m.rest) {
        w.number(static_cast<uint8_t>(field.type));
        w.text(field.key);
        w.text(field.value);
    }
}

void read(Reader& r, Message& m) {
    m.clear();
    m.locator.begin = r.number<uint64_t>();
    m.locator.end = r.number<uint64_t>();
    m.locator.row = r.number<int64_t>();
    m.conversation_kind = r.enumerator(record::ConversationKind::channel);
    m.direction = r.enumerator(record::Direction::outgoing);
    m.kind = r.enumerator(record::Kind::other);
    const auto mask = r.number<uint32_t>();
    uint32_t bit = 1;
    each_text(m, [&](std::string_view& text) {
        if ((mask & bit) != 0) {
            text = r.text();
        }
        bit <<= 1;
    });
    const auto times = r.number<uint8_t>();
    for (size_t i = 0; i < record::kTimeKinds; ++i) {
        if ((times & (1U << i)) == 0) {
            continue;
        }
        Time& time = m.times[i];
        const bool has_utc = r.number<uint8_t>() != 0;
        const auto utc_ms = r.number<int64_t>();
        if (has_utc) {
            time.utc_ms = utc_ms;
        }
        time.basis = r.enumerator(record::ZoneBasis::assumed);
        time.precision = r.enumerator(record::Precision::year);
        time.raw = r.text();
        time.zone = r.text();
    }
    for (uint32_t i = r.count(4); i > 0 && r.ok(); --i) {
        m.participants.push_back(r.text());
    }
    for (uint32_t i = r.count(33); i > 0 && r.ok(); --i) {
        record::Attachment a;
        each_attachment_text(a, [&](std::string_view& text) { text = r.text(); });
        const bool has_size = r.number<uint8_t>() != 0;
        const auto size = r.number<uint64_t>();
        if (has_size) {
            a.size_bytes = size;
        }
        m.attachments.push_back(a);
    }
    for (uint32_t i = r.count(9); i > 0 && r.ok(); --i) {
        record::Field field;
        field.type = r.enumerator(record::FieldType::json);
        field.key = r.text();
        field.value = r.text();
        m.rest.push_back(field);
    }
}

Error bad_batch() {
    return Error{Code::malformed, "parse worker sent an item out of shape", {}, "treat its source as hostile"};
}

}  // namespace

bool WireSink::send() {
    const auto length = static_cast<uint32_t>(item_.size() - sizeof(uint32_t));
    std::memcpy(item_.data(), &length, sizeof length);
    stopped_ = stopped_ || !emit_(item_);
    return !stopped_;
}

bool WireSink::message(const Message& message) {
    item_.assign(sizeof(uint32_t), '\0');
    Writer w(item_);
    w.number(static_cast<uint8_t>(WireType::message));
    write(w, message);
    return send();
}

bool WireSink::item(WireType type, ByteRange range, std::string_view code, std::string_view value,
                    std::string_view detail) {
    item_.assign(sizeof(uint32_t), '\0');
    Writer w(item_);
    w.number(static_cast<uint8_t>(type));
    w.number(range.begin);
    w.number(range.end);
    w.text(code);
    w.text(value);
    w.text(detail);
    return send();
}

bool WireSink::reject(ByteRange range, std::string_view code, std::string_view reason) {
    return item(WireType::reject, range, code, reason, {});
}

bool WireSink::skip(ByteRange range, std::string_view why) {
    return item(WireType::skip, range, why, {}, {});
}

void WireSink::remark(ByteRange range, std::string_view code, std::string_view reason) {
    static_cast<void>(item(WireType::remark, range, code, reason, {}));
}

void WireSink::assume(std::string_view key, std::string_view value, std::string_view evidence) {
    static_cast<void>(item(WireType::assume, {}, key, value, evidence));
}

bool WireSink::numbers(std::span<const uint64_t, 8> values) {
    item_.assign(sizeof(uint32_t), '\0');
    Writer w(item_);
    w.number(static_cast<uint8_t>(WireType::totals));
    for (const uint64_t value : values) {
        w.number(value);
    }
    return send();
}

Result<void> WireReader::next(WireItem& item) {
    Reader frame(rest_);
    std::string_view body = frame.text();
    if (!frame.ok() || body.empty()) {
        return bad_batch();
    }
    rest_.remove_prefix(sizeof(uint32_t) + body.size());
    const auto type = static_cast<uint8_t>(body.front());
    if (type < static_cast<uint8_t>(WireType::message) || type > static_cast<uint8_t>(WireType::done)) {
        return bad_batch();
    }
    item.type = static_cast<WireType>(type);
    body.remove_prefix(1);
    Reader r(body);
    if (item.type == WireType::message) {
        read(r, item.message);
        item.range = {item.message.locator.begin, item.message.locator.end};
    } else if (item.type == WireType::totals) {
        for (uint64_t& number : item.numbers) {
            number = r.number<uint64_t>();
        }
    } else {
        item.range.begin = r.number<uint64_t>();
        item.range.end = r.number<uint64_t>();
        item.code = r.text();
        item.value = r.text();
        item.detail = r.text();
    }
    if (!r.ok() || !r.at_end() || item.range.end < item.range.begin) {
        return bad_batch();
    }
    return {};
}

}  // namespace verbatim::formats
