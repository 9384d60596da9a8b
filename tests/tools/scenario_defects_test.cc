// SPDX-License-Identifier: Apache-2.0
// Each defect by itself, against its own ground truth: what the evidence lacks or has too much of is what the truth
// says.
#include <chrono>
#include <set>

#include "scenario/world.h"
#include "scenario_run.h"

namespace verbatim::scenario {
namespace {

using Key = std::pair<std::string, std::string>;  // native id, IMEI

Key key_of(const Json& id, const Json& imei) {
    return {id.get<std::string>(), imei.get<std::string>()};
}

// What the phones should show by the truth, what the rows do show, and the difference.
struct Comparison {
    explicit Comparison(const Scenario& scenario) {
        for (const Json& phone : scenario.truth("phones")) {
            phones.push_back(phone);
        }
        for (const Json& message : scenario.truth("messages")) {
            by_id[message["id"]] = message;
            for (const uint32_t phone : message["phones"]) {
                expected.insert(key_of(message["id"], phones[phone]["imei"]));
            }
        }
        for (Json& row : rows = scenario.rows()) {
            shown[key_of(row["id"], row["device"])].push_back(&row);
        }
        for (const Key& key : expected) {
            if (!shown.contains(key)) {
                missing.insert(key);
            }
        }
        for (const auto& [key, sightings] : shown) {
            EXPECT_TRUE(expected.contains(key));
            copies += sightings.size() - 1;
        }
    }
    const Json& message(const Key& key) const { return by_id.at(key.first); }
    const Json& phone(const Key& key) const {
        for (const Json& found : phones) {
            if (found["imei"] == key.second) {
                return found;
            }
        }
        return phones.front();
    }

    std::vector<Json> phones;
    std::map<std::string, Json> by_id;
    std::vector<Json> rows;
    std::set<Key> expected;
    std::map<Key, std::vector<const Json*>> shown;
    std::set<Key> missing;
    size_t copies = 0;
};

int64_t instant_of(const std::string& text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0, read = 0;
    EXPECT_EQ(
        std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d.%d%n", &year, &month, &day, &hour, &minute, &second, &ms, &read),
        7)
        << text;
    using namespace std::chrono;
    const sys_days date = std::chrono::year(year) / month / day;
    int64_t instant = duration_cast<milliseconds>(date.time_since_epoch()).count() +
                      ((hour * 60 + minute) * 60 + second) * kSecond + ms;
    const std::string zone = text.substr(static_cast<size_t>(read));
    if (!zone.empty() && zone != "Z") {
        const int minutes = std::stoi(zone.substr(1, 2)) * 60 + std::stoi(zone.substr(4, 2));
        instant -= (zone[0] == '-' ? -minutes : minutes) * kMinute;
    }
    return instant;
}

// The phones' row numbers from 1 to the last that the evidence shows, less those that it shows, are what the truth
// says.
void expect_holes(const Scenario& scenario, const Comparison& comparison, std::string_view cause) {
    std::map<std::string, std::set<uint64_t>> shown;
    for (const Json& row : comparison.rows) {
        shown[row["device"]].insert(row["seq"].get<uint64_t>());
    }
    std::map<std::string, std::set<uint64_t>> holes;
    uint64_t total = 0;
    for (const Json& line : scenario.truth("missing_sequences")) {
        EXPECT_EQ(line["cause"], cause);
        for (uint64_t number = line["first"]; number <= line["last"]; ++number) {
            EXPECT_TRUE(holes[line["imei"]].insert(number).second);
            EXPECT_FALSE(shown[line["imei"]].contains(number));
            ++total;
        }
    }
    EXPECT_EQ(total, comparison.missing.size());
    for (const auto& [device, numbers] : shown) {
        for (uint64_t number = 1; number <= *numbers.rbegin(); ++number) {
            EXPECT_TRUE(numbers.contains(number) || holes[device].contains(number)) << device << " " << number;
        }
    }
}

TEST(ScenarioDefects, NoneMeansThatNothingIsToBeFound) {
    const Scenario scenario(small_options("none"));
    const Comparison found(scenario);
    EXPECT_TRUE(found.missing.empty());
    EXPECT_EQ(found.copies, 0U);
    expect_holes(scenario, found, "none");
    std::map<std::string, std::string> sent;
    for (const Json& row : found.rows) {
        EXPECT_EQ(sent.try_emplace(row["id"], row["sent"]).first->second, row["sent"]);
        for (const char* time : {"sent", "received"}) {
            if (row.contains(time)) {
                EXPECT_GE(instant_of(row[time]), kWindowBegin);
                EXPECT_LT(instant_of(row[time]), kWindowBegin + 30 * kDay);
            }
        }
        if (row.contains("read")) {
            EXPECT_LT(row["read"].get<int64_t>(), kWindowBegin + 30 * kDay);
        }
        EXPECT_EQ(row["synthetic"], true);
        for (const Json& attachment : row.value("attachments", Json::array())) {
            EXPECT_TRUE(std::filesystem::exists(scenario.out() / "jsonl" / attachment["name"].get<std::string>()));
        }
    }
    for (const char* name :
         {"gaps", "lost_sides", "missing_sequences", "odd_times", "duplicates", "redelivery_differences", "burned",
          "country_losses", "hand_selection", "absent_attachments", "metadata_withheld", "encrypted", "zone_slips"}) {
        EXPECT_TRUE(scenario.truth(name).empty()) << name;
    }
    EXPECT_FALSE(std::filesystem::exists(scenario.out() / "jsonl-second"));
}

TEST(ScenarioDefects, D1LosesWhatLiesInItsGaps) {
    const Scenario scenario(small_options("D1"));
    const Comparison found(scenario);
    uint64_t lost = 0;
    std::multimap<std::string, Json> gaps;
    std::set<std::string> directions;
    for (const Json& gap : scenario.truth("gaps")) {
        lost += gap["messages_lost"].get<uint64_t>();
        gaps.emplace(gap["imei"], gap);
        directions.insert(gap["direction"]);
    }
    EXPECT_EQ(directions.size(), 3U);
    EXPECT_GT(lost, 100U);
    EXPECT_EQ(lost, found.missing.size());
    const auto is_in_gap = [&](const Key& key) {
        const Json& message = found.message(key);
        const bool is_outgoing = message["sender_phone"] == found.phone(key)["phone"];
        const auto [begin, end] = gaps.equal_range(key.second);
        return std::any_of(begin, end, [&](const auto& entry) {
            const Json& gap = entry.second;
            const bool fits = gap["direction"] == "both" || (gap["direction"] == "outgoing") == is_outgoing;
            return fits && message["sent_ms"] >= gap["begin_ms"] && message["sent_ms"] < gap["end_ms"];
        });
    };
    for (const Key& key : found.missing) {
        EXPECT_TRUE(is_in_gap(key));
    }
    for (const auto& [key, rows] : found.shown) {
        EXPECT_FALSE(is_in_gap(key));
    }
    expect_holes(scenario, found, "D1");
}

TEST(ScenarioDefects, D2SkewsClocksAsTheTruthSays) {
    Options options = small_options("D2");
    const Scenario scenario(options);
    const Comparison found(scenario);
    std::set<std::pair<std::string, uint64_t>> odd;
    for (const Json& line : scenario.truth("odd_times")) {
        odd.emplace(found.phones[line["phone"].get<size_t>()]["imei"].get<std::string>(),
                    line["sequence"].get<uint64_t>());
    }
    EXPECT_FALSE(odd.empty());
    std::set<int64_t> skews;
    for (const auto& [key, rows] : found.shown) {
        const int64_t true_ms = found.message(key)["sent_ms"];
        const int64_t written = instant_of((*rows.front())["sent"]);
        if (odd.contains({key.second, (*rows.front())["seq"].get<uint64_t>()})) {
            EXPECT_TRUE(written < kWindowBegin || written > kWindowBegin + 180 * kDay);
            continue;
        }
        const Json& phone = found.phone(key);
        const int64_t drift = (true_ms - kWindowBegin) / kHour * phone["drift_ms_each_day"].get<int64_t>() / 24;
        EXPECT_EQ(written - true_ms, phone["skew_ms"].get<int64_t>() + drift);
        skews.insert(phone["skew_ms"].get<int64_t>());
    }
    EXPECT_GT(skews.size(), 10U);
    EXPECT_TRUE(found.missing.empty());
}

TEST(ScenarioDefects, D3LosesRunsOfRows) {
    const Scenario scenario(small_options("D3"));
    const Comparison found(scenario);
    EXPECT_GT(found.missing.size(), 50U);
    expect_holes(scenario, found, "D3");
}

TEST(ScenarioDefects, D4AndD5RepeatWhatTheTruthLists) {
    for (const char* defect : {"D4", "D5"}) {
        const Scenario scenario(small_options(defect));
        const Comparison found(scenario);
        size_t copies = 0;
        for (const Json& line : scenario.truth("duplicates")) {
            EXPECT_EQ(line["cause"], defect);
            copies += line["copies"].get<size_t>() - 1;
            const std::string imei = found.phones[line["phone"].get<size_t>()]["imei"];
            EXPECT_EQ(found.shown.at({line["id"], imei}).size(), line["copies"].get<size_t>());
        }
        EXPECT_GT(copies, 50U);
        EXPECT_EQ(copies, found.copies) << defect;
        EXPECT_TRUE(found.missing.empty());
    }
}

TEST(ScenarioDefects, D6DeliversTablesAgainWithTheDifferencesListed) {
    Options options = small_options("D6");
    EXPECT_TRUE(options.defects.set_share("D6=0.3").ok());
    const Scenario scenario(options);
    const Comparison found(scenario);
    std::map<Key, std::string> second;
    for (const Json& row : read_lines(scenario.out() / "jsonl-second/synthetic-messages-second.jsonl")) {
        EXPECT_TRUE(second.emplace(key_of(row["id"], row["device"]), row.dump()).second);
    }
    std::map<std::string, size_t> kinds;
    std::set<Key> listed;
    for (const Json& line : scenario.truth("redelivery_differences")) {
        const Key key = key_of(line["id"], found.phones[line["phone"].get<size_t>()]["imei"]);
        const std::string kind = line["kind"];
        listed.insert(key);
        ++kinds[kind];
        EXPECT_EQ(second.contains(key), kind != "missing");
        EXPECT_EQ(found.shown.contains(key), kind != "added");
        if (kind == "changed") {
            EXPECT_NE(found.shown.at(key).front()->dump(), second.at(key));
        }
    }
    EXPECT_EQ(kinds.size(), 3U);
    EXPECT_EQ(found.missing.size(), kinds["added"]);
    for (const auto& [key, row] : second) {
        if (!listed.contains(key)) {
            EXPECT_EQ(found.shown.at(key).front()->dump(), row);
        }
    }
}

TEST(ScenarioDefects, D7LosesWholePhones) {
    const Scenario scenario(small_options("D7"));
    const Comparison found(scenario);
    for (const Key& key : found.missing) {
        EXPECT_EQ(found.phone(key)["captured"], false);
    }
    for (const auto& [key, rows] : found.shown) {
        EXPECT_EQ(found.phone(key)["captured"], true);
    }
    uint64_t sides = 0;
    for (const Json& line : scenario.truth("lost_sides")) {
        sides += line["messages"].get<uint64_t>() * line["lost_phones"].size();
        EXPECT_FALSE(line["lost_phones"].empty());
    }
    EXPECT_EQ(sides, found.missing.size());
    EXPECT_GT(sides, 100U);
}

TEST(ScenarioDefects, D8BurnsMessages) {
    const Scenario scenario(small_options("D8"));
    const Comparison found(scenario);
    std::set<Key> gone;
    std::set<Key> without_text;
    for (const Json& line : scenario.truth("burned")) {
        const Key key = key_of(line["id"], found.phones[line["phone"].get<size_t>()]["imei"]);
        (line["state"] == "gone" ? gone : without_text).insert(key);
    }
    EXPECT_EQ(gone, found.missing);
    EXPECT_GT(gone.size(), 50U);
    EXPECT_GT(without_text.size(), 5U);
    for (const auto& [key, rows] : found.shown) {
        EXPECT_EQ(rows.front()->contains("deleted"), without_text.contains(key));
        EXPECT_TRUE(!without_text.contains(key) || !rows.front()->contains("text"));
    }
    expect_holes(scenario, found, "D8");
}

TEST(ScenarioDefects, D9LosesHoursAndChatsOfOneCountry) {
    Options options = small_options("D9");
    EXPECT_TRUE(options.defects.set_share("D9=0.3").ok());
    const Scenario scenario(options);
    const Comparison found(scenario);
    uint64_t lost = 0;
    std::set<std::string> countries;
    for (const Json& line : scenario.truth("country_losses")) {
        lost += line["rows_lost"].get<uint64_t>();
        countries.insert(line["country"]);
    }
    EXPECT_GT(lost, 10U);
    for (const Json& line : scenario.truth("hand_selection")) {
        lost += line["rows_left_out"].get<uint64_t>();
        countries.insert(line["country"]);
    }
    EXPECT_EQ(lost, found.missing.size());
    EXPECT_EQ(countries.size(), 1U);
    for (const Key& key : found.missing) {
        EXPECT_TRUE(countries.contains(found.phone(key)["country"]));
    }
    expect_holes(scenario, found, "D9");
}

TEST(ScenarioDefects, D10DropsAttachments) {
    const Scenario scenario(small_options("D10"));
    const Comparison found(scenario);
    std::map<std::string, Json> dropped;
    std::set<std::string> shown_as;
    for (const Json& line : scenario.truth("absent_attachments")) {
        dropped[line["id"]] = line;
        shown_as.insert(line["shown_as"]);
    }
    EXPECT_EQ(shown_as.size(), 2U);
    for (const Json& row : found.rows) {
        for (const Json& attachment : row.value("attachments", Json::array())) {
            const bool is_there =
                std::filesystem::exists(scenario.out() / "jsonl" / attachment["name"].get<std::string>());
            EXPECT_NE(is_there, dropped.contains(row["id"]));
            if (!is_there) {
                EXPECT_EQ(attachment["hash"], dropped[row["id"]]["original_sha256"]);
                EXPECT_EQ(row.contains("attachment_state"), dropped[row["id"]]["shown_as"] == "deleted");
            }
        }
    }
    EXPECT_GT(dropped.size(), 5U);
}

TEST(ScenarioDefects, D11WithholdsMetadata) {
    const Scenario scenario(small_options("D11"));
    std::map<std::string, uint64_t> withheld;
    for (const Json& line : scenario.truth("metadata_withheld")) {
        withheld[line["country"]] = line["rows"];
    }
    EXPECT_FALSE(withheld.empty());
    EXPECT_LT(withheld.size(), size_t{kCountries});
    for (const Json& row : scenario.rows()) {
        const bool has_any = row.contains("cell") || row.contains("received") || row.contains("read");
        EXPECT_EQ(has_any, !withheld.contains(row["country"]));
        if (!has_any) {
            --withheld[row["country"]];
        }
    }
    for (const auto& [country, left] : withheld) {
        EXPECT_EQ(left, 0U) << country;
    }
}

TEST(ScenarioDefects, D12LeavesHolesInThreads) {
    const Scenario scenario(small_options("D12"));
    const Comparison found(scenario);
    uint64_t listed = 0;
    for (const Json& line : scenario.truth("encrypted")) {
        listed += line["messages"].get<uint64_t>();
    }
    std::set<std::string> encrypted;
    for (const Json& row : found.rows) {
        if (row.contains("encrypted_bytes")) {
            EXPECT_FALSE(row.contains("text"));
            encrypted.insert(row["id"]);
        }
    }
    EXPECT_GT(listed, 100U);
    EXPECT_EQ(encrypted.size(), listed);
}

TEST(ScenarioDefects, D13GivesNamesByPhone) {
    const Scenario scenario(small_options("D13"));
    const Comparison found(scenario);
    std::map<std::pair<std::string, std::string>, std::string> nicknames;
    for (const Json& line : scenario.truth("nicknames")) {
        nicknames[{found.phones[line["phone"].get<size_t>()]["imei"], line["contact_handle"]}] = line["nickname"];
    }
    std::map<std::string, std::set<std::string>> names_of;
    for (const Json& row : found.rows) {
        if (row.contains("sender_name")) {
            EXPECT_EQ(nicknames.at({row["device"], row["sender"]}), row["sender_name"].get<std::string>());
            names_of[row["sender"]].insert(row["sender_name"]);
        }
    }
    size_t most = 0;
    for (const auto& [handle, names] : names_of) {
        most = std::max(most, names.size());
    }
    EXPECT_GT(most, 3U);
}

TEST(ScenarioDefects, D14MakesPeriodsOfObservations) {
    for (const bool has_periods : {false, true}) {
        Options options = small_options(has_periods ? "D14" : "none");
        options.observations = true;
        const Scenario scenario(options);
        std::istringstream table(read_text(scenario.out() / "observations/synthetic-cells.csv"));
        std::string line;
        std::getline(table, line);
        uint64_t periods = 0;
        uint64_t rows = 0;
        for (; std::getline(table, line); ++rows) {
            std::istringstream cells(line);
            std::string mark, device, kind, begin, end;
            std::getline(cells, mark, ',');
            std::getline(cells, device, ',');
            std::getline(cells, kind, ',');
            std::getline(cells, begin, ',');
            std::getline(cells, end, ',');
            EXPECT_EQ(mark, "synthetic");
            EXPECT_LE(instant_of(begin), instant_of(end));
            periods += begin != end ? 1 : 0;
        }
        EXPECT_GT(rows, 30U * 60 * 3);
        EXPECT_EQ(periods > rows / 2, has_periods);
    }
}

TEST(ScenarioDefects, D15SlipsZonesOfWholeTables) {
    Options options = small_options("D15");
    EXPECT_TRUE(options.defects.set_share("D15=0.4").ok());
    const Scenario scenario(options);
    const Comparison found(scenario);
    Dates dates;
    std::map<std::pair<std::string, std::string>, Json> tables;
    std::set<std::string> kinds;
    for (const Json& line : scenario.truth("zone_slips")) {
        tables[{line["country"], line["date"]}] = line;
        kinds.insert(line["kind"]);
    }
    EXPECT_EQ(kinds.size(), 3U);
    for (const auto& [key, rows] : found.shown) {
        const Json& row = *rows.front();
        const int64_t true_ms = found.message(key)["sent_ms"];
        const auto table = tables.find({row["country"], std::string(dates.iso(true_ms))});
        const std::string kind = table == tables.end() ? "none" : table->second["kind"];
        const std::string sent = row["sent"];
        const int64_t off = instant_of(sent) - true_ms;
        if (kind == "none") {
            EXPECT_EQ(off, 0);
        } else if (kind == "no-zone") {
            EXPECT_EQ(sent.size(), 23U);
            EXPECT_TRUE(off == kHour || off == 2 * kHour || off == 3 * kHour) << off;
        } else {
            EXPECT_EQ(off, kind == "hour-off" ? kHour : 61 * kDay);
        }
    }
}

}  // namespace
}  // namespace verbatim::scenario
