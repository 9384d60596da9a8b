// SPDX-License-Identifier: Apache-2.0
#include "disclose/rsmf_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/utf8.h"
#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "disclose/report_message.h"
#include "disclose/zip_writer.h"

namespace verbatim::disclose {
namespace {

using nlohmann::json;
using record::Group;

constexpr size_t kEventsMax = 10'000;
constexpr size_t kSliceBytesMax = size_t{32} << 20;
constexpr size_t kLineBytes = 57;  // 76 letters of base64
constexpr std::string_view kNobody = "(not stated)";

void append_base64_lines(Bytes bytes, std::string& out) {
    for (size_t at = 0; at < bytes.size(); at += kLineBytes) {
        out += crypto::to_base64(bytes.subspan(at, std::min(kLineBytes, bytes.size() - at)));
        out += "\r\n";
    }
}

bool is_plain_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

// A header field; other letters than ASCII, and long values, as encoded words (RFC 2047) of whole code points.
void append_header(std::string_view name, std::string_view value, std::string& out) {
    out += name;
    out += ':';
    if (is_plain_ascii(value) && value.size() < 900) {
        out += ' ';
        out += value;
        out += "\r\n";
        return;
    }
    for (size_t at = 0; at < value.size();) {
        size_t end = at;
        while (end < value.size() && end - at < 42) {
            end += code_point_at(value, end).size;
        }
        out += at == 0 ? " " : "\r\n ";
        out += "=?utf-8?B?" + crypto::to_base64(as_bytes(value.substr(at, end - at))) + "?=";
        at = end;
    }
    out += "\r\n";
}

class RsmfFiles final : public Writer {
  public:
    RsmfFiles(const DisclosureFacts& facts, OpenFile open, std::string folder)
        : facts_(facts), open_(std::move(open)), folder_(std::move(folder)) {}

    Result<void> add(const DisclosedMessage& message) override {
        const MessageText& words = words_.message(message);
        if (!events_.empty() && (message.conversation != conversation_ || words_.day() != day_ ||
                                 events_.size() >= kEventsMax || slice_bytes_ >= kSliceBytesMax)) {
            VB_TRY(write_slice());
        }
        if (events_.empty()) {
            conversation_ = message.conversation;
            day_ = words_.day();
            heading_ = conversation_text(message);
            platform_ = message.message.platform.empty() ? kNobody : message.message.platform;
            direct_ = message.message.conversation_kind == record::ConversationKind::direct;
            for (const std::string_view participant : message.message.participants) {
                participants_.emplace(participant, participant);
            }
        }
        add_event(message, words);
        return {};
    }

    Result<void> finish() override { return events_.empty() ? Result<void>{} : write_slice(); }

  private:
    void add_event(const DisclosedMessage& message, const MessageText& words) {
        const record::Message& m = message.message;
        const std::string handle(m.sender.empty() ? std::string_view(words.sender) : m.sender);
        participants_.insert_or_assign(handle, words.sender);
        std::string body;
        for (const TextPiece& piece : words.pieces) {
            body += piece.text;
        }
        json event{{"id", std::to_string(message.sequence)},
                   {"type", m.kind == record::Kind::system ? "unknown" : "message"},
                   {"participant", handle},
                   {"conversation", message.conversation.hex()},
                   {"body", body}};
        times_.set(m.time(record::TimeKind::sent));
        if (!times_.iso().empty() && m.time(record::TimeKind::sent).basis != record::ZoneBasis::none) {
            event["timestamp"] = times_.iso();
            begin_ = begin_.empty() ? times_.iso() : std::min(begin_, times_.iso());
            end_ = std::max(end_, times_.iso());
        }
        if (m.direction != record::Direction::unknown) {
            event["direction"] = record::name(m.direction);
        }
        json custom = json::array();
        const auto note = [&custom](std::string_view name, std::string_view value) {
            if (!value.empty()) {
                custom.push_back({{"name", name}, {"value", value}});
            }
        };
        note("Exhibit", message.exhibit);
        note("Time", words.time);
        for (const AttachmentText& attachment : words.attachments) {
            note("Attachment", attachment.words);
        }
        for (const Detail& detail : words.details) {
            note(detail.name, detail.value);
        }
        event["custom"] = std::move(custom);
        text_ += fmt::format("{}  {}\r\n{}\r\n\r\n", words.time, words.sender, body);
        events_.push_back(std::move(event));
        // An estimate of what the slice takes: twice its texts.
        slice_bytes_ += 2 * body.size() + 1000;
    }

    std::string manifest() const {
        json participants = json::array();
        json names = json::array();
        for (const auto& [handle, name] : participants_) {
            participants.push_back({{"id", handle}, {"display", name}});
            names.push_back(handle);
        }
        const json all{{"version", "2.0.0"},
                       {"eventcollectionid", conversation_.hex()},
                       {"participants", std::move(participants)},
                       {"conversations", json::array({json{{"id", conversation_.hex()},
                                                           {"display", heading_.title},
                                                           {"platform", platform_},
                                                           {"type", direct_ ? "direct" : "channel"},
                                                           {"participants", std::move(names)}}})},
                       {"events", events_}};
        return all.dump(-1, ' ', false, json::error_handler_t::replace);
    }

    // rsmf.zip, whole.
    Result<std::string> zipped() const {
        VB_TRY_ASSIGN(io::Descriptor fd, io::open_temporary(folder_));
        const int number = fd.get();  // the writer keeps it open
        VB_TRY_ASSIGN(ZipWriter zip, ZipWriter::create(std::move(fd), "rsmf.zip", folder_));
        VB_TRY(zip.add("rsmf_manifest.json", manifest()));
        VB_TRY_ASSIGN(const uint64_t size, zip.finish());
        std::string out(size, '\0');
        VB_TRY_ASSIGN(const size_t got,
                      io::read_at(number, 0, {reinterpret_cast<uint8_t*>(out.data()), out.size()}, "rsmf.zip"));
        return got == size ? Result<std::string>(std::move(out))
                           : Error{Code::io, "the temporary file became shorter", {"rsmf.zip", got}, {}};
    }

    std::string headers(std::string_view boundary) const {
        std::string names;
        for (const auto& [handle, name] : participants_) {
            names += names.empty() ? "" : "; ";
            names += name == handle ? handle : name + " (" + handle + ")";
        }
        std::string out;
        append_header("Subject", fmt::format("{}, {}", heading_.title, day_), out);
        append_header("X-RSMF-Version", "2.0.0", out);
        append_header("X-RSMF-Generator", facts_.made_by, out);
        append_header("X-RSMF-Application", platform_, out);
        append_header("X-RSMF-Participants", names, out);
        append_header("X-RSMF-EventCount", std::to_string(events_.size()), out);
        append_header("X-RSMF-AttachmentCount", "0", out);
        append_header("X-RSMF-EventCollectionID", conversation_.hex(), out);
        if (!begin_.empty()) {
            append_header("X-RSMF-BeginDate", begin_, out);
            append_header("X-RSMF-EndDate", end_, out);
        }
        append_header("X-RSMF-CaseId", facts_.case_id, out);
        append_header("X-RSMF-Disclosure", std::to_string(facts_.bundle_number), out);
        append_header("MIME-Version", "1.0", out);
        append_header("Content-Type", fmt::format("multipart/mixed; boundary=\"{}\"", boundary), out);
        return out + "\r\n";
    }

    Result<void> write_slice() {
        VB_TRY_ASSIGN(const std::string zip, zipped());
        // No line of base64 begins with "--".
        const std::string boundary = "verbatim-" + crypto::sha256(as_bytes(zip)).hex().substr(0, 32);
        std::string out = headers(boundary);
        out += "--" + boundary +
               "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        append_base64_lines(as_bytes(text_), out);
        out += "--" + boundary +
               "\r\nContent-Type: application/zip; name=\"rsmf.zip\"\r\nContent-Transfer-Encoding: base64\r\n"
               "Content-Disposition: attachment; filename=\"rsmf.zip\"\r\n\r\n";
        append_base64_lines(as_bytes(zip), out);
        out += "--" + boundary + "--\r\n";
        VB_TRY_ASSIGN(const ByteSink sink, open_(fmt::format("{:06}.rsmf", ++files_)));
        VB_TRY(sink(out));
        events_.clear();
        participants_.clear();
        text_.clear();
        begin_.clear();
        end_.clear();
        slice_bytes_ = 0;
        return {};
    }

    const DisclosureFacts& facts_;
    OpenFile open_;
    std::string folder_;
    uint64_t files_ = 0;
    MessageWords words_;
    TimeWords times_;
    // The file at work.
    Hash conversation_;
    std::string day_;
    ConversationText heading_;
    std::string platform_;
    bool direct_ = false;
    std::map<std::string, std::string> participants_;  // handle: name
    std::vector<json> events_;
    std::string text_;
    std::string begin_;
    std::string end_;
    size_t slice_bytes_ = 0;
};

}  // namespace

Result<std::unique_ptr<Writer>> rsmf_files(const DisclosureFacts& facts, OpenFile open, const std::string& folder) {
    VB_TRY(check(facts));
    return std::unique_ptr<Writer>(std::make_unique<RsmfFiles>(facts, std::move(open), folder));
}

}  // namespace verbatim::disclose
