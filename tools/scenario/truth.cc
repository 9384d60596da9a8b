// SPDX-License-Identifier: Apache-2.0
#include "scenario/truth.h"

#include "scenario/languages.h"

namespace verbatim::scenario {
namespace {

constexpr size_t kTruthBufferBytes = size_t{64} << 10;
constexpr size_t kLineBytesMax = size_t{8} << 10;

constexpr std::array<std::string_view, kTruthFiles> kNames = {"persons",
                                                              "phones",
                                                              "conversations",
                                                              "nicknames",
                                                              "places",
                                                              "routes",
                                                              "whereabouts",
                                                              "gaps",
                                                              "lost_sides",
                                                              "missing_sequences",
                                                              "odd_times",
                                                              "duplicates",
                                                              "redelivery_differences",
                                                              "burned",
                                                              "country_losses",
                                                              "hand_selection",
                                                              "absent_attachments",
                                                              "metadata_withheld",
                                                              "encrypted",
                                                              "zone_slips",
                                                              "batches",
                                                              "deals",
                                                              "handovers",
                                                              "threats",
                                                              "new_phones",
                                                              "messages"};

bool is_wanted(TruthFile file, const Options& options) {
    return file != TruthFile::messages || options.truth_messages;
}

}  // namespace

TruthLine::TruthLine(OutputFile* file) : file_(file) {
    VB_ASSERT(file_->is_open());
    cursor_ = file_->room(kLineBytesMax);
    cursor_.put('{');
}

TruthLine::~TruthLine() {
    cursor_.put("}\n");
    file_->commit(cursor_);
}

void TruthLine::begin_value(std::string_view key) {
    cursor_.put(is_first_ ? "\"" : ",\"");
    cursor_.put(key);
    cursor_.put("\":");
    is_first_ = false;
}

TruthLine& TruthLine::text(std::string_view key, std::string_view value) {
    begin_value(key);
    cursor_.put('"');
    cursor_.put(value);
    cursor_.put('"');
    return *this;
}

TruthLine& TruthLine::flag(std::string_view key, bool value) {
    begin_value(key);
    cursor_.put(value ? "true" : "false");
    return *this;
}

TruthLine& TruthLine::id(std::string_view key, uint64_t value, int digits) {
    begin_value(key);
    cursor_.put('"');
    cursor_.hex(value, digits);
    cursor_.put('"');
    return *this;
}

TruthLine& TruthLine::message(const Event& event) {
    return number("message", event.number).id("id", event.native_id, kNativeIdDigits);
}

TruthLine& TruthLine::numbers(std::string_view key, std::span<const uint32_t> values) {
    begin_value(key);
    cursor_.put('[');
    for (size_t i = 0; i < values.size(); ++i) {
        cursor_.put(i == 0 ? "" : ",");
        cursor_.number(values[i]);
    }
    cursor_.put(']');
    return *this;
}

TruthLine& TruthLine::texts(std::string_view key, std::span<const std::string_view> values) {
    begin_value(key);
    cursor_.put('[');
    for (size_t i = 0; i < values.size(); ++i) {
        cursor_.put(i == 0 ? "\"" : ",\"");
        cursor_.put(values[i]);
        cursor_.put('"');
    }
    cursor_.put(']');
    return *this;
}

TruthLine& TruthLine::key_messages(const Talk& talk, const World& world) {
    std::array<uint32_t, 2> phones{};
    std::array<uint32_t, 2> persons{};
    size_t count = 0;
    for (const uint32_t phone : talk.speakers) {
        if (phone != kNone) {
            phones[count] = phone;
            persons[count++] = world.lines()[world.phones()[phone].line].person;
        }
    }
    numbers("phones", {phones.data(), count});
    numbers("persons", {persons.data(), count});
    begin_value("messages");
    cursor_.put('[');
    for (size_t i = 0; i < talk.key_count; ++i) {
        cursor_.put(i == 0 ? R"({"message":)" : R"(,{"message":)");
        cursor_.number(talk.key[i].number);
        cursor_.put(R"(,"label":")");
        cursor_.put(name(talk.key[i].label));
        cursor_.put("\"}");
    }
    cursor_.put(']');
    return *this;
}

Result<std::unique_ptr<Truth>> Truth::create(const World& world, const std::string& folder) {
    std::unique_ptr<Truth> truth(new Truth(world));
    if (folder.empty()) {
        return truth;
    }
    truth->is_on_ = true;
    const Options& options = world.options();
    VB_TRY(io::make_directories(folder));
    for (size_t i = 0; i < kTruthFiles; ++i) {
        if (!is_wanted(static_cast<TruthFile>(i), options)) {
            continue;
        }
        VB_TRY_ASSIGN(truth->files_[i], OutputFile::create(folder + "/synthetic-" + std::string(kNames[i]) + ".jsonl",
                                                           kTruthBufferBytes));
        TruthLine(&truth->files_[i])
            .flag("synthetic", true)
            .text("schema", "verbatim-scenario-truth")
            .number("schema_version", kTruthSchemaVersion)
            .text("file", kNames[i])
            .text("generator_version", VERBATIM_VERSION)
            .number("seed", options.seed)
            .number("messages", options.messages)
            .number("persons", options.persons)
            .number("days", options.days)
            .text("defects", options.defects.list())
            .number("history_begin_ms", world.history_begin())
            .number("window_begin_ms", world.window().begin)
            .number("window_end_ms", world.window().end);
    }
    return truth;
}

void Truth::write_world() {
    if (is_on_) {
        write_persons();
        write_phones();
        write_conversations();
        write_places();
    }
}

void Truth::write_persons() {
    const int64_t first_day = world_->history_begin() / kDay;
    const int64_t end_day = world_->window().end / kDay;
    for (uint32_t number = 0; number < world_->persons().size(); ++number) {
        const Person& person = world_->persons()[number];
        line(TruthFile::persons)
            .number("person", number)
            .number("organisation", person.organisation)
            .text("country", countries()[person.country].code)
            .text("home", places()[person.home].name)
            .text("language", language(person.language).code)
            .text("personal_number", world_->personal_number(number))
            .number("rhythm_hours", static_cast<int>(person.rhythm_hours));
        int64_t begin = first_day;
        for (int64_t day = first_day + 1; day <= end_day; ++day) {
            const uint8_t place = world_->whereabouts(number, begin);
            if (day == end_day || world_->whereabouts(number, day) != place) {
                line(TruthFile::whereabouts)
                    .number("person", number)
                    .text("place", places()[place].name)
                    .number("begin_ms", begin * kDay)
                    .number("end_ms", day * kDay);
                begin = day;
            }
        }
    }
}

void Truth::write_phones() {
    for (uint32_t number = 0; number < world_->phones().size(); ++number) {
        const Phone& phone = world_->phones()[number];
        const Line& held = world_->lines()[phone.line];
        TruthLine out = line(TruthFile::phones);
        out.number("phone", number)
            .text("imei", phone.imei_text())
            .text("handle", world_->handle(phone.handle))
            .number("line", phone.line)
            .number("person", held.person)
            .text("country", countries()[phone.country].code)
            .number("begin_ms", phone.active.begin)
            .number("end_ms", phone.active.end)
            .flag("captured", phone.is_captured)
            .number("skew_ms", phone.skew_ms)
            .number("drift_ms_each_day", phone.drift_ms_each_day);
        if (number > held.first_phone) {
            out.number("replaces_phone", number - 1);
        }
    }
}

void Truth::write_conversations() {
    for (uint32_t number = 0; number < world_->conversations().size(); ++number) {
        const Conversation& conversation = world_->conversations()[number];
        const auto members = world_->members(conversation);
        line(TruthFile::conversations)
            .number("conversation", number)
            .text("kind", conversation.is_group ? "group" : "direct")
            .text("language", language(conversation.language).code)
            .numbers("lines", members);
        // What each phone calls each phone that it meets here.
        for (const uint32_t owner_line : members) {
            const Line& owner = world_->lines()[owner_line];
            for (uint32_t phone = owner.first_phone; phone < owner.first_phone + owner.phone_count; ++phone) {
                for (const uint32_t other_line : members) {
                    const Line& other = world_->lines()[other_line];
                    for (uint32_t met = other.first_phone;
                         other_line != owner_line && met < other.first_phone + other.phone_count; ++met) {
                        line(TruthFile::nicknames)
                            .number("phone", phone)
                            .number("contact_phone", met)
                            .text("contact_handle", world_->handle(world_->phones()[met].handle))
                            .text("nickname", world_->nickname(phone, met));
                    }
                }
            }
        }
    }
}

void Truth::write_places() {
    for (const Place& place : places()) {
        line(TruthFile::places)
            .text("place", place.name)
            .text("country", countries()[place.country].code)
            .text("kind", place.is_port ? "port" : "city")
            .number("latitude_e2", place.latitude)
            .number("longitude_e2", place.longitude);
    }
    for (uint32_t number = 0; number < world_->route_count(); ++number) {
        const Route route = world_->route(number);
        line(TruthFile::routes)
            .number("route", number)
            .text("port", places()[route.port].name)
            .text("via", places()[route.via].name)
            .text("city", places()[route.city].name);
    }
}

void Truth::message(const Event& event) {
    if (!is_on_) {
        return;
    }
    const Phone& phone = world_->phones()[event.sender_phone()];
    if (event.label == Label::threat || event.label == Label::lookalike) {
        line(TruthFile::threats)
            .message(event)
            .text("label", name(event.label))
            .id("conversation", event.conversation_id, kConversationIdDigits)
            .text("sender", world_->handle(phone.handle))
            .number("person", world_->lines()[phone.line].person)
            .number("sent_ms", event.sent_ms)
            .text("language", language(event.language).code)
            .text("text", event.text);
    } else if (event.label == Label::new_phone) {
        line(TruthFile::new_phones)
            .message(event)
            .number("phone", event.sender_phone())
            .number("person", world_->lines()[phone.line].person)
            .number("sent_ms", event.sent_ms);
    }
    if (world_->options().truth_messages) {
        line(TruthFile::messages)
            .message(event)
            .id("conversation", event.conversation_id, kConversationIdDigits)
            .number("sent_ms", event.sent_ms)
            .number("sender_phone", event.sender_phone())
            .number("person", world_->lines()[phone.line].person)
            .numbers("phones", {event.phones.data(), event.member_count})
            .text("label", name(event.label));
    }
}

void Truth::talk_ended(const Talk& talk, const PendingHandover* pay) {
    if (!is_on_) {
        return;
    }
    if (talk.is_encrypted) {
        line(TruthFile::encrypted)
            .id("conversation", talk.conversation_id, kConversationIdDigits)
            .number("first_message", talk.first_message)
            .number("last_message", talk.last_message)
            .number("messages", talk.messages);
    }
    if (talk.kind == TalkKind::deal) {
        deal_ended(talk);
    } else if (talk.kind == TalkKind::handover_pay || talk.kind == TalkKind::handover_collect) {
        handover_ended(talk, pay);
    }
}

void Truth::deal_ended(const Talk& talk) {
    const Deal facts = deal(*world_, talk.fact);
    line(TruthFile::deals)
        .number("deal", talk.fact)
        .id("conversation", talk.conversation_id, kConversationIdDigits)
        .text("goods", facts.goods)
        .number("amount", facts.amount)
        .number("price", facts.price)
        .text("currency", "EUR")
        .text("place", places()[facts.place].name)
        .number("meeting_ms", talk.meeting_ms)
        .text("container", facts.container_text())
        .text("port", places()[facts.route.port].name)
        .text("via", places()[facts.route.via].name)
        .text("city", places()[facts.route.city].name)
        .flag("encrypted", talk.is_encrypted)
        .key_messages(talk, *world_);
}

void Truth::handover_ended(const Talk& talk, const PendingHandover* pay) {
    const Handover facts = handover(*world_, talk.fact);
    const bool is_collected = talk.kind == TalkKind::handover_collect && talk.key_count > 0;
    // One line for each half; "handover" joins them.
    const auto half = [&](const Talk& part, std::string_view side) {
        line(TruthFile::handovers)
            .number("handover", part.fact)
            .text("side", side)
            .text("token", facts.token_text())
            .text("word", facts.word)
            .number("thousands", facts.thousands)
            .text("currency", "EUR")
            .text("place", places()[facts.place].name)
            .id("conversation", part.conversation_id, kConversationIdDigits)
            .flag("encrypted", part.is_encrypted)
            .flag("both_sides", is_collected)
            .key_messages(part, *world_);
    };
    if (pay != nullptr) {
        half(pay->pay, "pay");
        half(talk, "collect");
    } else if (talk.kind == TalkKind::handover_pay && talk.key_count > 0) {
        half(talk, "pay");
    }
    // The payer's half was held back until now.
    if (pay != nullptr && pay->pay.is_encrypted) {
        Talk held = pay->pay;
        held.kind = TalkKind::idle;
        talk_ended(held, nullptr);
    }
}

Result<void> Truth::check() const {
    for (const OutputFile& file : files_) {
        VB_TRY(file.check());
    }
    return {};
}

Result<void> Truth::close() {
    for (OutputFile& file : files_) {
        VB_TRY(file.close());
    }
    return {};
}

}  // namespace verbatim::scenario
