// SPDX-License-Identifier: Apache-2.0
// verbatim-bench-generate: writes made-up messages as Verbatim JSON Lines (docs/formats/jsonl.md), the same bytes for
// the same options on every machine.
//
// 60,000 handles in 500,000 conversations (nine of ten direct, the rest groups of 3 to 6) over 75 days with nights and
// busy hours; 200,000 words in Latin, Cyrillic, Arabic and Chinese with Zipf frequencies; about 240 bytes a line, 86 of
// them text. Memory does not depend on the number of messages. --queries also writes the query classes that
// bench/run.py measures, in words that are known to be frequent, middling and rare.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

#include "vocabulary.h"

namespace verbatim::bench {
namespace {

constexpr uint32_t kHandles = 60'000;
constexpr uint32_t kConversations = 500'000;
constexpr uint32_t kDays = 75;
constexpr int64_t kFirstDay = 18'352;  // 2020-03-31
constexpr uint32_t kTextBytesMean = 86;
constexpr size_t kFlushBytes = size_t{1} << 20;

struct Options {
    uint64_t messages = 1'000'000;
    uint64_t seed = 1;
    double duplicates = 0;
    std::string out = "-";
    std::string queries;
};

// Share of a day's messages in each hour: quiet at night, most in the evening.
constexpr std::array<uint32_t, 24> kHourWeights = {22, 14, 9,  6,  4,  5,  9,  18, 29, 38, 44, 48,
                                                   52, 50, 48, 47, 50, 56, 62, 68, 72, 66, 52, 36};

// Milliseconds into the day for a share of the day's messages in [0, 1).
class DayCurve {
  public:
    DayCurve() {
        double sum = 0;
        for (size_t hour = 0; hour < kHourWeights.size(); ++hour) {
            starts_[hour] = sum;
            sum += kHourWeights[hour];
        }
        for (double& start : starts_) {
            start /= sum;
        }
        starts_[24] = 1;
    }
    int64_t at(double share) const {
        size_t hour = 0;
        while (hour < 23 && share >= starts_[hour + 1]) {
            ++hour;
        }
        const double within = (share - starts_[hour]) / (starts_[hour + 1] - starts_[hour]);
        return static_cast<int64_t>((static_cast<double>(hour) + within) * 3'600'000);
    }

  private:
    std::array<double, 25> starts_{};
};

// Gregorian date of a day number since 1970-01-01 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
void append_date(std::string& out, int64_t day_number) {
    const int64_t z = day_number + 719'468;
    const int64_t era = z / 146'097;
    const int64_t day_of_era = z - era * 146'097;
    const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t shifted = (5 * day_of_year + 2) / 153;
    char text[16];
    const int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", static_cast<int>(year_of_era + era * 400 + (month <= 2 ? 1 : 0)),
                  static_cast<int>(month), static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1));
    out += text;
}

void append_two(std::string& out, int64_t value) {
    out += static_cast<char>('0' + value / 10);
    out += static_cast<char>('0' + value % 10);
}

void append_number(std::string& out, uint64_t value) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}

std::string handle_name(uint32_t handle, const Vocabulary& words) {
    std::string name(words.word(2000 + handle % 7919));
    // Handles are plain ASCII; the number keeps them distinct.
    std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    append_number(name, handle);
    return name;
}

class Generator {
  public:
    explicit Generator(const Options& options)
        : options_(options),
          random_(options.seed),
          conversations_(kConversations, 0.75, 40),
          words_{{{Script::latin, 120'000, options.seed + 1},
                  {Script::cyrillic, 50'000, options.seed + 2},
                  {Script::arabic, 20'000, options.seed + 3},
                  {Script::chinese, 10'000, options.seed + 4}}} {
        handles_.reserve(kHandles);
        for (uint32_t handle = 0; handle < kHandles; ++handle) {
            handles_.push_back(handle_name(handle, words_[0]));
        }
    }

    // Appends message `index` of the run to `out`.
    void append(std::string& out, uint64_t index) {
        const uint32_t conversation = conversations_.draw(random_);
        members(conversation);
        // Two in three messages of a direct chat come from whoever wrote last; close enough to turns.
        const uint32_t sender = members_[random_.below(member_count_)];
        out += R"({"sent":")";
        append_time(out, index);
        out += R"(","sender":")";
        out += handles_[sender];
        out += R"(","conversation":"c)";
        append_number(out, conversation);
        out += R"(","participants":[)";
        for (uint32_t member = 0; member < member_count_; ++member) {
            out += member == 0 ? R"(")" : R"(,")";
            out += handles_[members_[member]];
            out += '"';
        }
        out += R"(],"text":")";
        append_text(out, conversation);
        out += R"(","id":"m)";
        append_number(out, index);
        out += "\"}\n";
    }

    std::string queries();

  private:
    // The first plain ASCII word from a rank on: the peers fold diacritics differently and shall count the same hits.
    std::string_view plain_word(uint32_t rank) const {
        const auto plain = [](std::string_view word) {
            return word.size() >= 4 &&
                   std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        };
        while (!plain(words_[0].word(rank))) {
            ++rank;
        }
        return words_[0].word(rank);
    }
    // A conversation's members follow from its number alone, so none are stored.
    void members(uint32_t conversation) {
        Random local(options_.seed ^ (uint64_t{conversation} * 0x9e3779b97f4a7c15));
        member_count_ = conversation % 10 == 9 ? 3 + local.below(4) : 2;
        for (uint32_t member = 0; member < member_count_; ++member) {
            // Squaring makes some handles far busier than others.
            const double share = local.unit();
            members_[member] = static_cast<uint32_t>(share * share * (kHandles - 8)) + member;
        }
    }

    void append_time(std::string& out, uint64_t index) {
        const double share = (static_cast<double>(index) + random_.unit()) / static_cast<double>(options_.messages);
        const double days = std::min(share * kDays, kDays - 1e-9);
        const auto day = static_cast<int64_t>(days);
        const int64_t ms = curve_.at(days - static_cast<double>(day));
        if (day != date_day_) {
            date_day_ = day;
            date_.clear();
            append_date(date_, kFirstDay + day);
        }
        out += date_;
        out += 'T';
        append_two(out, ms / 3'600'000);
        out += ':';
        append_two(out, ms / 60'000 % 60);
        out += ':';
        append_two(out, ms / 1000 % 60);
        out += '.';
        out += static_cast<char>('0' + ms / 100 % 10);
        append_two(out, ms % 100);
        out += 'Z';
    }

    void append_text(std::string& out, uint32_t conversation) {
        // One language a conversation: 70 % Latin, 15 % Cyrillic, 8 % Arabic, 7 % Chinese.
        const uint32_t share = conversation * 2654435761U % 100;
        const size_t script = share < 70 ? 0 : share < 85 ? 1 : share < 93 ? 2 : 3;
        const auto target = static_cast<size_t>(4 + -std::log(1 - random_.unit()) * (kTextBytesMean - 8));
        const size_t begin = out.size();
        const bool spaced = script != static_cast<size_t>(Script::chinese);
        do {
            if (spaced && out.size() != begin) {
                out += ' ';
            }
            // Names and brands in Latin letters turn up in every language.
            const bool loan = script != 0 && random_.below(16) == 0;
            out += words_[loan ? 0 : script].draw(random_);
        } while (out.size() - begin < std::min<size_t>(target, 2000));
        out += "....?!"[random_.below(6)];
    }

    Options options_;
    Random random_;
    DayCurve curve_;
    Zipf conversations_;
    std::array<Vocabulary, kScripts> words_;
    std::vector<std::string> handles_;
    std::array<uint32_t, 8> members_{};
    uint32_t member_count_ = 0;
    std::string date_;
    int64_t date_day_ = -1;
};

// The query classes: ranks chosen so that hits grow with the number of messages in known shares.
std::string Generator::queries() {
    members(20);
    const std::string handle = handles_[members_[0]];
    std::string out = "{\n";
    const auto field = [&out](std::string_view name, std::string_view value, bool last = false) {
        out.append("  \"").append(name).append("\": \"").append(value).append(last ? "\"\n" : "\",\n");
    };
    field("frequent", plain_word(5));
    field("medium", plain_word(900));
    field("rare", plain_word(60'000));
    field("and_left", plain_word(40));
    field("and_right", plain_word(90));
    field("phrase_left", plain_word(12));
    field("phrase_right", plain_word(25));
    field("prefix", plain_word(7000).substr(0, 5));
    field("substring", plain_word(3000));
    field("handle", handle);
    field("conversation", "c20");
    field("period_begin", "2020-04-20");
    field("period_end", "2020-04-27", true);
    return out + "}\n";
}

std::optional<Options> parse_options(int count, char** arguments) {
    Options options;
    for (int i = 1; i < count; i += 2) {
        const std::string_view name = arguments[i];
        if (i + 1 >= count) {
            return std::nullopt;
        }
        const std::string value = arguments[i + 1];
        if (name == "--messages") {
            options.messages = std::strtoull(value.c_str(), nullptr, 10);
        } else if (name == "--seed") {
            options.seed = std::strtoull(value.c_str(), nullptr, 10);
        } else if (name == "--duplicates") {
            options.duplicates = std::strtod(value.c_str(), nullptr);
        } else if (name == "--out") {
            options.out = value;
        } else if (name == "--queries") {
            options.queries = value;
        } else {
            return std::nullopt;
        }
    }
    if (options.messages == 0 || options.duplicates < 0 || options.duplicates >= 1) {
        return std::nullopt;
    }
    return options;
}

using FileHandle = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

bool write_all(std::FILE* file, std::string_view bytes) {
    return std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
}

int run(const Options& options) {
    Generator generator(options);
    const bool to_stdout = options.out == "-";
    FileHandle file(to_stdout ? stdout : std::fopen(options.out.c_str(), "wb"),
                    [](std::FILE* f) { return f == stdout ? std::fflush(f) : std::fclose(f); });
    if (!file) {
        std::perror(options.out.c_str());
        return 1;
    }
    if (!options.queries.empty()) {
        FileHandle queries(std::fopen(options.queries.c_str(), "wb"), std::fclose);
        if (!queries || !write_all(queries.get(), generator.queries())) {
            std::perror(options.queries.c_str());
            return 1;
        }
    }
    Random duplicates(options.seed + 99);
    std::string buffer;
    std::string line;
    buffer.reserve(kFlushBytes + 8192);
    for (uint64_t index = 0; index < options.messages; ++index) {
        // A duplicate is the line before it once more, to the byte, as a faulty conversion repeats rows.
        if (line.empty() || duplicates.unit() >= options.duplicates) {
            line.clear();
            generator.append(line, index);
        }
        buffer += line;
        if (buffer.size() >= kFlushBytes) {
            if (!write_all(file.get(), buffer)) {
                std::perror(options.out.c_str());
                return 1;
            }
            buffer.clear();
        }
    }
    if (!write_all(file.get(), buffer) || std::fflush(file.get()) != 0) {
        std::perror(options.out.c_str());
        return 1;
    }
    return 0;
}

}  // namespace
}  // namespace verbatim::bench

int main(int count, char** arguments) {
    const auto options = verbatim::bench::parse_options(count, arguments);
    if (!options) {
        std::fprintf(stderr,
                     "usage: verbatim-bench-generate [--messages N] [--seed N] [--duplicates SHARE] [--out FILE] "
                     "[--queries FILE]\n");
        return 2;
    }
    return verbatim::bench::run(*options);
}
