// SPDX-License-Identifier: Apache-2.0
#include "scenario/world.h"

#include <algorithm>
#include <set>

#include "scenario/languages.h"
#include "scenario/purpose.h"

namespace verbatim::scenario {
namespace {

constexpr std::array<std::string_view, 64> kAdjectives = {
    "calm",  "brave", "quiet",  "lucky",  "amber",  "rapid",    "gentle", "silver",  "proud", "early", "misty",
    "royal", "merry", "golden", "young",  "noble",  "polar",    "rusty",  "sunny",   "tidy",  "urban", "vivid",
    "warm",  "zesty", "bold",   "clever", "dusty",  "eager",    "fancy",  "grand",   "happy", "icy",   "jolly",
    "keen",  "light", "mellow", "neat",   "olive",  "plain",    "quick",  "round",   "sharp", "tall",  "upper",
    "vast",  "wild",  "yellow", "azure",  "brisk",  "cosy",     "dapper", "elder",   "fresh", "green", "humble",
    "inner", "jade",  "kind",   "loyal",  "modest", "northern", "opal",   "patient", "rare"};
constexpr std::array<std::string_view, 64> kNouns = {
    "otter",   "lamp",   "river",  "falcon", "bishop", "cedar",  "dolphin", "ember",  "forest", "garden", "harbor",
    "island",  "jungle", "kettle", "lemon",  "maple",  "needle", "orchid",  "pepper", "quartz", "raven",  "saddle",
    "teapot",  "umbra",  "violin", "walnut", "yacht",  "zephyr", "anchor",  "basket", "candle", "donkey", "engine",
    "feather", "guitar", "hammer", "igloo",  "jacket", "kernel", "ladder",  "mirror", "nugget", "oyster", "pillow",
    "quiver",  "ribbon", "spider", "tunnel", "urchin", "valley", "window",  "badger", "cactus", "drum",   "eagle",
    "fiddle",  "goose",  "heron",  "iris",   "jaguar", "koala",  "lizard",  "magnet", "nomad"};
constexpr std::array<std::string_view, 48> kNicknames = {
    "Uncle",    "Doc",     "Beard",    "Tall One", "Captain", "Baker",  "Cousin", "Shorty", "Professor", "Moto",
    "Fisher",   "Blondie", "Kid",      "Lefty",    "Chef",    "Tailor", "Mister", "Boxer",  "Gramps",    "Sailor",
    "Panda",    "Rocket",  "Milk",     "Shoes",    "Amigo",   "Broer",  "Habib",  "Abi",    "Vëlla",     "Дядя",
    "الحاج",    "Onkel",   "Le Grand", "Primo",    "Oma",     "Piet",   "Sunny",  "Garage", "Taxi",      "Flowers",
    "Number 7", "Curly",   "Silent",   "Bakkes",   "Zio",     "Reis",   "Друг",   "خالي"};
constexpr std::array<std::string_view, 4> kNicknameTails = {"", " 2", " new", " work"};
constexpr size_t kSlangWords = 2048;
constexpr uint32_t kOrganisationSize = 12;

constexpr std::string_view kLatin[] = {"ba",  "zu", "mip", "ple", "dor", "vak", "len", "tra",
                                       "qui", "lo", "mba", "rim", "tel", "vo",  "kar", "sin",
                                       "bra", "ga", "fi",  "no",  "we",  "sko", "ju",  "pa"};
constexpr std::string_view kCyrillic[] = {"ба",  "зу", "ми", "пля", "дор", "вак", "лен", "тра", "ки", "ло",
                                          "рин", "те", "во", "ка",  "син", "га",  "фи",  "но",  "ве", "ско"};
constexpr std::string_view kArabic[] = {"با",  "زو", "مي", "دو", "را", "كا", "لن", "تر", "لو",
                                        "رين", "تل", "فو", "سي", "غا", "نو", "شا", "جو", "بر"};

std::string made_up_word(std::span<const std::string_view> syllables, Random& random) {
    std::string word;
    for (uint32_t part = random.between(2, 4); part > 0; --part) {
        word += syllables[random.below(static_cast<uint32_t>(syllables.size()))];
    }
    return word;
}

// 15 digits with a Luhn check. Type allocation codes that begin with 00 are for test equipment, so no real phone has
// it.
std::array<char, 15> make_imei(uint32_t number) {
    std::array<char, 15> imei{};
    const std::string digits = std::to_string(100'000'000 + number);
    const std::string body = "00499" + digits;
    uint32_t sum = 0;
    for (size_t i = 0; i < 14; ++i) {
        imei[i] = body[i];
        uint32_t digit = static_cast<uint32_t>(body[i] - '0') << (i % 2);
        sum += digit > 9 ? digit - 9 : digit;
    }
    imei[14] = static_cast<char>('0' + (10 - sum % 10) % 10);
    return imei;
}

int32_t clock_skew_ms(Random& random) {
    const uint32_t kind = random.below(100);
    uint32_t size = random.between(1'000, 45'000);
    if (kind >= 90) {
        size = 3'600'000 + random.between(0, 9'000);  // an hour by a wrong zone setting
    } else if (kind >= 70) {
        size = random.between(60'000, 540'000);
    }
    return random.below(2) == 0 ? static_cast<int32_t>(size) : -static_cast<int32_t>(size);
}

}  // namespace

World::World(const Options& options)
    : options_(options),
      own_nickname_(options.seed, +Purpose::nickname_own),
      nickname_(options.seed, +Purpose::nickname),
      whereabouts_(options.seed, +Purpose::whereabouts) {
    make_words();
    make_persons();
    make_conversations();
}

int64_t World::history_begin() const {
    return kWindowBegin - (options_.defects.on(Defect::d8) ? kHistoryDays * kDay : 0);
}

void World::make_words() {
    for (const std::string_view tail : kNicknameTails) {
        for (const std::string_view name : kNicknames) {
            const std::string text = std::string(name).append(tail);
            Nickname nickname{};
            nickname.size = static_cast<uint8_t>(text.copy(nickname.text, sizeof nickname.text));
            VB_ASSERT(nickname.size == text.size());
            nicknames_.push_back(nickname);
        }
    }
    const std::array<std::span<const std::string_view>, 3> syllables = {kLatin, kCyrillic, kArabic};
    for (size_t script = 0; script < syllables.size(); ++script) {
        Random random(hash(seed(), +Purpose::slang, script));
        for (size_t i = 0; i < kSlangWords; ++i) {
            slang_[script].push_back(made_up_word(syllables[script], random));
        }
    }
}

void World::make_persons() {
    persons_.reserve(options_.persons);
    for (uint32_t number = 0; number < options_.persons; ++number) {
        Random random(hash(seed(), +Purpose::person, number));
        Person person;
        person.organisation = number / kOrganisationSize;
        // Two in three members of an organisation live in its country.
        const auto base = below(hash(seed(), +Purpose::person, person.organisation, 7), kCountries);
        person.country = static_cast<uint8_t>(random.below(3) < 2 ? base : random.below(kCountries));
        person.home = place_in(person.country, random.below(64));
        person.language =
            random.below(4) < 3 ? countries()[person.country].language : static_cast<uint8_t>(random.below(kLanguages));
        person.rhythm_hours = static_cast<int8_t>(static_cast<int>(random.below(6)) - 2);
        persons_.push_back(person);
        for (uint32_t lines = random.below(16) == 0 ? 2 : 1; lines > 0; --lines) {
            lines_.push_back({number, static_cast<uint32_t>(phones_.size()), 0});
            make_phones(static_cast<uint32_t>(lines_.size() - 1));
        }
    }
}

void World::make_phones(uint32_t line) {
    Random random(hash(seed(), +Purpose::line, line));
    const int64_t begin = history_begin();
    const int64_t end = window().end;
    // In thousandths of the whole time. The first lines are there throughout, so that somebody always is.
    const bool is_founder = line < 8;
    const auto at = [&](uint32_t thousandths) { return begin + (end - begin) / 1000 * thousandths; };
    Period whole = {begin, end};
    if (!is_founder && random.below(10) < 3) {
        whole.begin = at(random.below(500));
    }
    if (!is_founder && random.below(10) < 2) {
        whole.end = at(500 + random.below(500));
    }
    const uint32_t kind = random.below(20);
    const uint32_t phones = is_founder ? 1 + line % 2 : kind < 14 ? 1 : kind < 19 ? 2 : 3;
    uint32_t handle = add_handle();
    for (uint32_t i = 0; i < phones; ++i) {
        const int64_t share = (whole.end - whole.begin) / phones;
        const int64_t phone_end =
            i + 1 == phones ? whole.end : whole.begin + share * (i + 1) - random.below(1000) * (share / 3000);
        const int64_t phone_begin = i == 0 ? whole.begin : phones_.back().active.end;
        // One new phone in five keeps the old handle.
        if (i > 0 && random.below(5) != 0) {
            handle = add_handle();
        }
        add_phone(line, {phone_begin, phone_end}, handle);
        ++lines_[line].phone_count;
    }
}

uint32_t World::add_phone(uint32_t line, Period active, uint32_t handle) {
    const auto number = static_cast<uint32_t>(phones_.size());
    Phone phone;
    phone.active = active;
    phone.line = line;
    phone.handle = handle;
    phone.imei = make_imei(number);
    phone.country = persons_[lines_[line].person].country;
    phone.is_captured = !happens(hash(seed(), +Purpose::captured, number), options_.defects.share(Defect::d7));
    Random random(hash(seed(), +Purpose::clock_skew, number));
    if (random.happens(options_.defects.share(Defect::d2))) {
        phone.skew_ms = clock_skew_ms(random);
        phone.drift_ms_each_day = static_cast<int32_t>(random.below(6001)) - 3000;
    }
    phones_.push_back(phone);
    return number;
}

uint32_t World::add_handle() {
    const auto number = static_cast<uint32_t>(handles_.size());
    constexpr uint32_t kPairs = kAdjectives.size() * kNouns.size();
    // An odd factor permutes the pairs, so neighbours in the list share no word.
    const auto pair = static_cast<uint32_t>((number * 2'467U + hash(seed(), +Purpose::person)) % kPairs);
    std::string text(kAdjectives[pair % kAdjectives.size()]);
    text.append("-").append(kNouns[pair / kAdjectives.size()]);
    if (number >= kPairs) {
        text += std::to_string(number / kPairs + 1);
    }
    Handle handle{};
    handle.size = static_cast<uint8_t>(text.copy(handle.text, sizeof handle.text));
    VB_ASSERT(handle.size == text.size());
    handles_.push_back(handle);
    return number;
}

void World::make_conversations() {
    const auto line_count = static_cast<uint32_t>(lines_.size());
    const uint32_t count = line_count * 3 + line_count / 4;
    std::vector<uint32_t> degrees(line_count + 1);
    std::set<std::pair<uint32_t, uint32_t>> pairs;
    for (uint32_t number = 0; number < count; ++number) {
        Random random(hash(seed(), +Purpose::conversation, number));
        Conversation conversation;
        conversation.first_member = static_cast<uint32_t>(members_.size());
        conversation.is_group = number % 13 == 12;
        const uint32_t wanted = conversation.is_group ? random.between(3, kMembersMax) : 2;
        // Everybody has a conversation; the second member is mostly of the same organisation, near in number.
        std::array<uint32_t, kMembersMax> chosen{};
        chosen[0] = number < line_count ? number : random.below(line_count);
        uint32_t have = 1;
        for (uint32_t tries = 0; have < 2 || (have < wanted && tries < 64); ++tries) {
            const uint32_t near =
                chosen[0] / kOrganisationSize * kOrganisationSize + random.below(kOrganisationSize + 4);
            const uint32_t other = random.below(5) < 4 ? near % line_count : random.below(line_count);
            const bool is_new = std::none_of(chosen.begin(), chosen.begin() + have, [&](uint32_t member) {
                return member == other || lines_[member].person == lines_[other].person;
            });
            // Two people have one direct chat; in the smallest worlds there may be no other pair left.
            const bool is_known_pair = wanted == 2 && tries < 256 && pairs.contains(std::minmax(chosen[0], other));
            if (is_new && !is_known_pair) {
                chosen[have++] = other;
            }
        }
        conversation.member_count = static_cast<uint8_t>(have);
        if (wanted == 2) {
            pairs.insert(std::minmax(chosen[0], chosen[1]));
        }
        const uint8_t first = persons_[lines_[chosen[0]].person].language;
        const uint8_t second = persons_[lines_[chosen[1]].person].language;
        conversation.language = first == second || random.below(3) != 0 ? first : kEnglish;
        for (uint32_t i = 0; i < have; ++i) {
            members_.push_back(chosen[i]);
            ++degrees[chosen[i] + 1];
        }
        conversations_.push_back(conversation);
    }
    for (uint32_t line = 0; line < line_count; ++line) {
        degrees[line + 1] += degrees[line];
    }
    line_starts_ = degrees;
    line_conversations_.resize(members_.size());
    for (uint32_t number = 0; number < count; ++number) {
        for (const uint32_t line : members(conversations_[number])) {
            line_conversations_[degrees[line]++] = number;
        }
    }
}

std::string_view World::nickname(uint32_t phone, uint32_t other_phone) const {
    const uint32_t handle = phones_[other_phone].handle;
    const bool own = happens(own_nickname_(phone, handle), options_.defects.share(Defect::d13));
    const uint64_t bits = nickname_(own ? phone : kNone, handle);
    const Nickname& nickname = nicknames_[below(bits, static_cast<uint32_t>(nicknames_.size()))];
    return {nickname.text, nickname.size};
}

std::string_view World::slang(uint8_t language_index, uint64_t bits) const {
    const auto& words = slang_[static_cast<size_t>(language(language_index).script)];
    // Squaring makes some words far more frequent than others.
    const uint64_t share = bits >> 32;
    return words[((share * share >> 32) * kSlangWords) >> 32];
}

std::string World::personal_number(uint32_t person) const {
    const std::string digits = std::to_string(1'000'000 + person);
    return "+31600" + digits.substr(1);
}

uint32_t World::route_count() const {
    return std::clamp(options_.persons / 100, 8U, 2048U);
}

Route World::route(uint32_t number) const {
    Random random(hash(seed(), +Purpose::route, number));
    const auto pick = [&random](bool port) {
        while (true) {
            const auto place = static_cast<uint8_t>(random.below(static_cast<uint32_t>(places().size())));
            if (places()[place].is_port == port) {
                return place;
            }
        }
    };
    Route route;
    route.port = pick(true);
    route.via = pick(true);
    route.city = pick(false);
    route.goods = static_cast<uint8_t>(random.below(256));
    return route;
}

uint8_t World::whereabouts(uint32_t person, int64_t day_number) const {
    // Journeys take three days.
    const uint64_t bits = whereabouts_(person, static_cast<uint64_t>(day_number / 3));
    if (happens(bits, 120'000)) {
        return static_cast<uint8_t>(below(bits, static_cast<uint32_t>(places().size())));
    }
    return persons_[person].home;
}

}  // namespace verbatim::scenario
