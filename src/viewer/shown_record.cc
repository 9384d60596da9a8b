// SPDX-License-Identifier: Apache-2.0
#include "viewer/shown_record.h"

#include <cstring>

namespace verbatim::viewer {
namespace {

using record::Group;

void put_number(uint64_t value, std::string& out) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof bytes);
}

void put_text(std::string_view text, std::string& out) {
    put_number(text.size(), out);
    out += text;
}

class Reader {
  public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    uint64_t number() {
        uint64_t value = 0;
        good_ = good_ && rest_.size() >= sizeof value;
        if (good_) {
            std::memcpy(&value, rest_.data(), sizeof value);
            rest_.remove_prefix(sizeof value);
        }
        return value;
    }
    std::string_view text() {
        const uint64_t size = number();
        good_ = good_ && size <= rest_.size();
        if (!good_) {
            return {};
        }
        const std::string_view out = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return out;
    }
    bool good() const { return good_; }
    bool at_end() const { return good_ && rest_.empty(); }

  private:
    std::string_view rest_;
    bool good_ = true;
};

void put_redactions(const verify::BundleRecord& record, std::string& text, std::string& blob) {
    uint64_t count = 0;
    std::string redactions;
    for (const verify::BundleText& piece : record.text) {
        if (piece.reason.empty()) {
            text += piece.shown;
            continue;
        }
        ++count;
        put_number(text.size(), redactions);
        put_number(piece.chunks, redactions);
        put_text(piece.reason, redactions);
        text += kBlackout;
    }
    put_number(count, blob);
    blob += redactions;
}

// The text divided at its redactions; false if they do not stand in it.
bool read_redactions(Reader& in, std::string_view text, std::vector<disclose::TextSegment>& out) {
    size_t at = 0;
    const auto show = [&](size_t end) {
        if (end > at) {
            out.push_back({text.substr(at, end - at), false, {}, {}});
        }
    };
    for (uint64_t left = in.number(); left > 0; --left) {
        const uint64_t begin = in.number();
        const uint64_t chunks = in.number();
        const std::string_view reason = in.text();
        if (!in.good() || begin < at || begin > text.size() || !text.substr(begin).starts_with(kBlackout)) {
            return false;
        }
        show(begin);
        out.push_back({{}, true, reason, chunks});
        at = begin + kBlackout.size();
    }
    show(text.size());
    return in.good();
}

}  // namespace

void encode_shown(const verify::BundleRecord& record, std::string_view exhibit, std::string_view source_path,
                  std::string& text, std::string& blob) {
    text.clear();
    blob.clear();
    put_text(exhibit, blob);
    put_text(source_path, blob);
    for (const verify::BundleRecord::Group& group : record.groups) {
        put_text(group.reason, blob);
        put_text(group.bytes, blob);
    }
    put_redactions(record, text, blob);
    if (!record.shows(Group::text)) {
        text = kBlackout;
    }
}

Result<void> ShownRecord::read(const store::Hit& hit) {
    text_ = hit.text;
    blob_ = hit.record;
    message_.clear();
    message_.source = {};
    message_.sequence = hit.seq;
    Reader in(blob_);
    message_.exhibit = in.text();
    message_.source_path = in.text();
    Result<void> decoded;
    for (size_t i = 1; i <= record::kGroups && decoded; ++i) {
        const auto which = static_cast<Group>(i);
        const std::string_view reason = in.text();
        const std::string_view bytes = in.text();
        message_.withheld[i - 1] = reason;
        if (in.good() && reason.empty() && which != Group::text) {
            decoded = record::decode_group(which, as_bytes(bytes), message_.message, message_.source);
        }
    }
    const bool text_is_good =
        message_.shows(Group::text) ? read_redactions(in, text_, message_.text) : in.number() == 0;
    if (!decoded || !text_is_good || !in.at_end()) {
        return Error{Code::integrity,
                     "record " + std::to_string(hit.seq) + " in the viewer's folder is damaged",
                     {},
                     "delete the folder; it is made again from the bundle"};
    }
    return {};
}

}  // namespace verbatim::viewer
