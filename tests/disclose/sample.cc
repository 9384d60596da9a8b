// SPDX-License-Identifier: Apache-2.0
#include "sample.h"

#include <array>

#include "crypto/sha256.h"

namespace verbatim::disclose::sample {
namespace {

using record::Group;

struct Line {
    std::string_view sender;
    std::string_view name;
    std::string_view text;
};

constexpr int64_t kStartMs = 1'585'850'608'000;  // 2020-04-02T18:03:28Z

constexpr std::array<Line, 8> kBoat{{
    {"kilo@example", "Kilo", "Are you at the harbour?"},
    {"user2", "Bård", "Yes. The boxes 📦📦 are here, café at 7 👍🏽"},
    {"kilo@example", "Kilo",
     "Good. Bring the keys and 2 x 37 👨‍👩‍👧‍👦 🇳🇱 🏴󠁧󠁢󠁥󠁮󠁧󠁿"},
    {"user2", "Bård", "Καλημέρα, доброе утро, Tiếng Việt, Łódź, ﬁn"},
    {"kilo@example", "Kilo", "你好，我们明天见。こんにちは、안녕하세요"},
    {"user2", "Bård", "नमस्ते, สวัสดี, বাংলা, தமிழ், ქართული, Հայերեն, አማርኛ"},
    {"kilo@example", "Kilo", "first line\nsecond line\twith a tab"},
    {"user2", "Bård",
     "a word that is very long and has no place to break: "
     "https://example.org/0123456789012345678901234567890123456789012345678901234567890123456789"},
}};

constexpr std::array<Line, 4> kArabic{{
    {"+31600000001", "سامي", "السلام عليكم، متى الموعد؟"},
    {"+31600000002", "שרה", "שלום, נפגשים ב-18:30 ליד הנמל (Pier 4)."},
    {"+31600000001", "سامي", "الرقم 12345 في صندوق ABC ثم 67."},
    {"+31600000002", "שרה", "می‌خواهم بروم"},
}};

Hash hash_of(std::string_view text) {
    return crypto::sha256(as_bytes(text));
}

void base(DisclosedMessage& out, uint64_t sequence, std::string_view conversation) {
    out.clear();
    out.sequence = sequence;
    out.conversation = hash_of(conversation);
    out.source.object = hash_of("export/chat.json");
    out.source.parser = "telegram-json";
    out.source.parser_version = 1;
    out.source_path = "export/chat.json";
    record::Message& m = out.message;
    m.locator.begin = 100 * sequence;
    m.locator.end = 100 * sequence + 90;
    m.platform = "telegram";
    m.account = "+31600000001";
    m.conversation_title = conversation;
    m.conversation_id = "chat-7";
    m.conversation_kind = record::ConversationKind::group;
    m.participants = {"kilo@example", "user2"};
    record::Time& sent = m.time(record::TimeKind::sent);
    sent.raw = "2020-04-02T20:03:28";
    sent.utc_ms = kStartMs + static_cast<int64_t>(sequence) * 61'000;
    sent.zone = "Europe/Amsterdam";
    sent.basis = record::ZoneBasis::configured;
    sent.precision = record::Precision::second;
}

void say(DisclosedMessage& out, const Line& line) {
    out.message.sender = line.sender;
    out.message.sender_name = line.name;
    out.text.push_back({line.text, false, {}, {}});
}

void add_media(DisclosedMessage& out) {
    out.exhibit = "KM/14";
    out.message.kind = record::Kind::media;
    record::Attachment photo;
    photo.name = "IMG \"1\" <b>.jpg";
    photo.mime_stated = "image/png";
    photo.mime_found = "image/jpeg";
    photo.size_bytes = 12'345;
    photo.sha256 = hash_of("photo");
    photo.hash_stated = "md5:00ff";
    photo.url = "https://example.org/?a=1&b=2";
    photo.kind = "image";
    record::Attachment note;
    note.name = "voice.ogg";
    out.message.attachments = {photo, note, photo};
    out.attachments = {{Presence::in_bundle, "media/af.jpg", {}},
                       {Presence::absent, {}, {}},
                       {Presence::withheld, {}, "shows a child"}};
}

void add_everything(DisclosedMessage& out) {
    record::Message& m = out.message;
    m.device = "IMEI 490154203237518";
    m.direction = record::Direction::incoming;
    m.native_id = "1012";
    m.reply_to = "1011";
    m.forwarded_from = "somebody else";
    m.rest = {
        {"cell", "{\"lac\":17}", record::FieldType::json}, {"cell", "twice", record::FieldType::text}, {"", "", {}}};
    m.time(record::TimeKind::received) = {"02/04/20 20:03", kStartMs + 5'000, "+02:00", record::ZoneBasis::stated,
                                          record::Precision::minute};
    m.time(record::TimeKind::read) = {"20:04", kStartMs + 60'118, "", record::ZoneBasis::none,
                                      record::Precision::millisecond};
    m.time(record::TimeKind::edited) = {"not a time", std::nullopt, "", record::ZoneBasis::none, {}};
    m.time(record::TimeKind::deleted) = {"2020", kStartMs, "Z", record::ZoneBasis::assumed, record::Precision::year};
    m.time(record::TimeKind::expires) = {"9", INT64_MAX, "Z", record::ZoneBasis::stated, record::Precision::second};
    out.source.container = {{hash_of("phone.zip"), "export/chat.json"}};
    out.source.settings = hash_of("settings");
    out.sightings = {{4711, "other/chat.json", "same native id in another source"}};
}

void redact(DisclosedMessage& out) {
    out.text = {{"The account is ", false, {}, {}},
                {{}, true, "bank account of a third person", 5},
                {", call ", false, {}, {}},
                {{}, true, "telephone number <script>", std::nullopt}};
}

void fill(DisclosedMessage& out, uint64_t index) {
    if (index < kBoat.size()) {
        base(out, index, "Boat");
        say(out, kBoat[index]);
        if (index == 1) {
            add_everything(out);
        }
        if (index == 2) {
            add_media(out);
        }
        return;
    }
    index -= kBoat.size();
    if (index < kArabic.size()) {
        base(out, 100 + index, "مجموعة النقل");
        say(out, kArabic[index]);
        return;
    }
    index -= kArabic.size();
    if (index < hostile_texts().size()) {
        const std::string_view text = hostile_texts()[index];
        base(out, 200 + index, "</title><script>alert(1)</script>");
        say(out, {text, text, text});
        out.exhibit = text;
        out.message.rest = {{text, text, record::FieldType::text}};
        return;
    }
    index -= hostile_texts().size();
    base(out, 300 + index, index < 9 ? "Withheld" : "Long");
    say(out, {"user2", "Bård", "A message as there are many, about nothing much."});
    if (index == 0) {
        redact(out);
    } else if (index < 9) {
        out.message.clear();
        out.text.clear();
        out.withheld.fill("privileged");
        out.source_path = {};
        out.source = {};
    }
}

}  // namespace

const std::vector<std::string_view>& hostile_texts() {
    static const std::vector<std::string_view> all{
        "<script>alert(1)</script>",
        "</article></main><!-- ",
        "\" onmouseover=\"x' & &amp; &#60;",
        "]]>--><svg/onload=x>",
        "=HYPERLINK(\"http://example.org\",\"x\")",
        "'already, quoted",
        "+1+1",
        "@SUM(A1)",
        "\t=1",
        "right \xE2\x80\xAE"
        "txt.exe\xE2\x80\xAC left",
        "isolate \xE2\x81\xA7never closed",
        "zero\xE2\x80\x8Bwidth and \xEF\xBB\xBF"
        "bom",
        std::string_view("nul\0 bell\x07 escape\x1B[31m del\x7F", 24),
        "line\r\nbreak\rhere\xE2\x80\xA8"
        "and there",
        "Z\xCC\x83\xCC\xB5\xCD\x9D\xCC\x9F\xCC\x80\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x85\xCC\x86\xCC\x87 zalgo",
        "_x0041_ %s %n {} ${x} {{x}}",
        "\xEF\xBF\xBF non-character, \xEE\x80\x80 private, \xF0\x9F\xAB\xA0 new",
        "\\u202e \\n <![CDATA[x]]>",
    };
    return all;
}

Result<void> each_message(uint64_t count, const std::function<Result<void>(const DisclosedMessage&)>& each) {
    DisclosedMessage message;
    for (uint64_t i = 0; i < count; ++i) {
        fill(message, i);
        VB_TRY(each(message));
    }
    return {};
}

DisclosureFacts facts(uint64_t messages) {
    DisclosureFacts out;
    out.case_name = "Harbour <95> & more";
    out.case_id = "00112233445566778899aabbccddeeff";
    out.bundle_number = 3;
    out.time = "2026-11-23T20:26:44Z";
    out.made_by = "verbatim 0.1.0";
    out.recipient = "Defence of A. Example";
    out.authority = "not stated";
    out.seal.number = 2;
    out.seal.time = "2026-11-22T08:00:00Z";
    out.seal.log_size = 1'000'000;
    out.seal.log_root = hash_of("root");
    out.seal.file_hash = hash_of("seal");
    out.seal.verifier_key = "example.org/case-95+5ac79c66+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    out.seal.time_stamp = "none";
    out.seal.witnesses = {"partner.example.org/witness"};
    out.scopes = {{"all messages of the conversation “Boat” from 1 April 2020 to 13 June 2020 (UTC), undated ones too",
                   true, messages},
                  {"messages found by the search below", false, messages}};
    out.selection.name = "harbour";
    out.selection.query = "from:kilo boxes";
    out.selection.canonical = "(from:\"kilo\" AND \"boxes\")";
    out.selection.found = messages;
    out.selection.by_hand = {{true, 17, "A. Analyst", "2026-11-23T09:00:00Z", "context"},
                             {false, 18, "A. Analyst", "2026-11-23T09:01:00Z", "names a child"}};
    out.around.before = 12;
    out.around.after = 340;
    out.around.excluded = {{"privileged", 4}};
    SourceFacts source;
    source.number = 1;
    source.path = "export/chat.json";
    source.sha256 = hash_of("export/chat.json").hex();
    source.claimed_hash = kNoHash;
    source.delivered_by = "Example Police, Unit 4";
    source.received = "2021-03-01";
    source.taken_by = "A. Analyst";
    source.ingested = "2026-11-20T10:00:00Z";
    source.channel = "sealed disk 4711";
    source.authority = kNotStated;
    source.format = "telegram-json version 1";
    source.bytes = 123'456'789;
    source.messages = messages + 10;
    source.rejected = 3;
    source.skipped = 1;
    source.disclosed = messages - 8;
    out.sources = {source};
    out.disclosed_of_withheld_source = 8;
    out.case_messages = 1'000'000;
    out.case_sources = 41;
    out.disclosed_messages = messages;
    out.messages_with_redactions = 9;
    out.withheld_parts = 66;
    out.limits = {
        {"Delivery 1", "How the data were collected from the devices is not known to us. Gaps are possible."}};
    return out;
}

}  // namespace verbatim::disclose::sample
