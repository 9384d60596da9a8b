// SPDX-License-Identifier: Apache-2.0
// Random rows in many scripts, random questions: the store's answers equal a plain loop over the rows, with order, ties
// and totals. The loop is tests/store/oracle.cc. The seed is printed; a difference found becomes a plain test.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "fixture.h"

namespace verbatim::store {
namespace {

constexpr uint32_t kSeed = 1995;
constexpr size_t kRows = 1200;
constexpr size_t kQuestions = 200;

const std::vector<std::string> kWords = {"kilo",
                                         "KILO",
                                         "Kílo",
                                         "kilogram",
                                         "two",
                                         "boxes",
                                         "café",
                                         "cafe\xCC\x81",
                                         "Straße",
                                         "STRASSE",
                                         "don’t",
                                         "привет",
                                         "ПРИВЕТ",
                                         "мир",
                                         "Ёлка",
                                         "елка",
                                         "μεσα",
                                         "ΜΕΣΑ",
                                         "مُحَمَّد",
                                         "محمد",
                                         "שלום",
                                         "北京",
                                         "北京市",
                                         "明天在北京",
                                         "東京",
                                         "カタカナ",
                                         "ｶﾀｶﾅ",
                                         "がか",
                                         "한국어",
                                         "한국",
                                         "ไทยแลนด์",
                                         "हिन्दी",
                                         "ﬁre",
                                         "fire",
                                         "ＦＩＲＥ",
                                         "€50",
                                         "$50",
                                         "50",
                                         "💰",
                                         "👍🏽",
                                         "👩‍👩‍👧",
                                         "a",
                                         "b",
                                         "x",
                                         "re-use",
                                         "big_boss@enc.example",
                                         "06-1234",
                                         "Łódź",
                                         "lodz",
                                         "İstanbul",
                                         "ıstanbul",
                                         "o'clock"};
const std::vector<std::string> kGlue = {" ", " ", " ", ", ", "… ", "\n", " — ", "", "。", "“", "” ", "\xC2\xA0"};
const std::vector<std::string> kHandles = {"anna", "Anna", "bob@enc.example", "Ünal", "unal", "李雷",
                                           "c*",   "d?e",  "big boss"};
const std::vector<std::string> kGlobs = {"ki*", "k?lo", "*lo",  "北*", "北*市", "?京", "c*e",  "прив*", "*",   "big_b*",
                                         "ไ*",  "한*",  "f?re", "*a*", "50*",   "$*",  "ELK?", "ка*",   "*ナ", "o'c*"};
const std::vector<std::string> kRegexes = {"ki.o", "^two", "北.市",  "\\d{2}", "x\\z",
                                           "[аб]", "café", "(a|b),", "\\$50",  "lo,"};

std::string describe(const Predicate& predicate) {
    std::string out = std::to_string(static_cast<int>(predicate.kind)) + "[" + predicate.pattern + " field " +
                      std::to_string(static_cast<int>(predicate.field)) + " distance " +
                      std::to_string(predicate.distance);
    for (const uint32_t number : predicate.numbers) {
        out += " " + std::to_string(number);
    }
    for (const Predicate& child : predicate.children) {
        out += " " + describe(child);
    }
    return out + "]";
}

class DifferentialTest : public StoreTest {
  protected:
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[random_() % from.size()];
    }
    size_t below(size_t n) { return random_() % n; }

    oracle::OwnedRow random_row(uint64_t seq) {
        oracle::OwnedRow out;
        out.seq = seq;
        out.source = static_cast<uint32_t>(below(4));
        for (size_t i = below(8); i > 0; --i) {
            out.text += pick(kWords) + pick(kGlue);
        }
        out.sender = below(10) == 0 ? "" : pick(kHandles);
        out.sender_name = below(2) == 0 ? "" : pick(kHandles);
        for (size_t i = below(4); i > 0; --i) {
            out.participants.push_back(pick(kHandles));
        }
        out.conversation = "c" + std::to_string(below(12));
        out.conversation_title = below(2) == 0 ? "" : pick(kWords);
        out.platform = below(2) == 0 ? "WhatsApp" : "Encro Chat";
        out.account = below(3) == 0 ? "" : pick(kHandles);
        out.native_id = below(2) == 0 ? "" : "ID-" + std::to_string(below(300));
        if (below(5) == 0) {
            out.attachment_names = {"Foto " + pick(kWords) + ".jpg", ""};
        }
        out.kind = static_cast<record::Kind>(below(12));
        out.sort_ms = below(12) == 0 ? kNoTime : static_cast<int64_t>(below(400)) * 86'000'000 - 20 * 86'400'000LL;
        out.exact_time = below(2) == 0;
        out.fingerprint = below(3) == 0 ? below(30) : 1000 + seq;
        return out;
    }

    Predicate random_text() {
        switch (below(8)) {
            case 0:
                return words(pick(kWords) + " " + pick(kWords));
            case 1:
                return glob(pick(kGlobs));
            case 2:
                return near(words(pick(kWords)), below(2) == 0 ? glob(pick(kGlobs)) : words(pick(kWords)),
                            static_cast<uint32_t>(below(4)));
            case 3:
                return regex(pick(kRegexes));
            case 4:
                return fuzzy(below(2) == 0 ? "kilo" : "привет", static_cast<uint32_t>(1 + below(2)));
            default:
                return words(pick(kWords));
        }
    }

    Predicate random_predicate(size_t depth) {
        if (depth > 0 && below(2) == 0) {
            std::vector<Predicate> children;
            for (size_t i = 1 + below(3); i > 0; --i) {
                children.push_back(random_predicate(depth - 1));
            }
            switch (below(3)) {
                case 0:
                    return all_of(std::move(children));
                case 1:
                    return any_of(std::move(children));
                default:
                    return negation(std::move(children.front()));
            }
        }
        const auto field = static_cast<Field>(below(8));
        switch (below(14)) {
            case 0:
                return value(field, pick(kHandles));
            case 1:
                return value(field, field == Field::conversation ? "C3" : "encro chat");
            case 2:
                return value_glob(field, pick(std::vector<std::string>{"*a*", "?n*", "c\\*", "w*", "ID-1?", "*.jpg",
                                                                       "foto *", "c1*"}));
            case 3:
                return sources({static_cast<uint32_t>(below(5)), 2});
            case 4:
                return kinds({static_cast<record::Kind>(below(12)), record::Kind::text});
            case 5:
                return below(2) == 0 ? has_attachment() : no_time();
            case 6:
                return time_range(static_cast<int64_t>(below(400)) * 86'000'000 - 20 * 86'400'000LL,
                                  static_cast<int64_t>(below(800)) * 86'000'000);
            case 7:
                return seq_range(below(2) == 0 ? std::optional<uint64_t>() : below(kRows), kRows / 2);
            case 8:
                return value(pick(std::vector<Field>{Field::handle, Field::sender_handle}), pick(kHandles));
            case 9:
                return value(Field::conversation_key, pick(std::vector<std::string>{"c1", "C3", "c3", ""}));
            default:
                return random_text();
        }
    }

    std::mt19937 random_{kSeed};
};

struct Expected {
    std::vector<uint64_t> hits;
    Totals totals;
};

// The earliest matching sighting of each message, in the order asked for.
Expected expect(const std::vector<oracle::OwnedRow>& rows, const std::map<uint64_t, uint64_t>& first_of,
                const Predicate& predicate, Order order) {
    Expected out;
    std::map<uint64_t, const oracle::OwnedRow*> hit_of;
    const auto age = [](const oracle::OwnedRow& row) {
        return std::tuple(row.sort_ms == kNoTime, row.sort_ms, row.seq);
    };
    for (const oracle::OwnedRow& row : rows) {
        if (!oracle::matches(predicate, row)) {
            continue;
        }
        ++out.totals.sightings;
        const oracle::OwnedRow*& best = hit_of[first_of.at(row.seq)];
        if (best == nullptr || age(row) < age(*best)) {
            best = &row;
        }
    }
    std::vector<const oracle::OwnedRow*> hits;
    for (const auto& [first, row] : hit_of) {
        hits.push_back(row);
    }
    std::sort(hits.begin(), hits.end(), [&](const auto* a, const auto* b) {
        const auto key = [](const auto* row) { return std::tuple(row->sort_ms, row->seq); };
        return order == Order::sequence ? a->seq < b->seq : order == Order::oldest ? key(a) < key(b) : key(b) < key(a);
    });
    for (const auto* row : hits) {
        out.hits.push_back(row->seq);
    }
    out.totals.messages = out.hits.size();
    return out;
}

TEST_F(DifferentialTest, AnswersEqualThePlainLoop) {
    std::vector<oracle::OwnedRow> rows;
    for (uint64_t seq = 0; seq < kRows; ++seq) {
        rows.push_back(random_row(seq));
    }
    constexpr size_t kParts = 5;
    for (size_t part = 0; part < kParts; ++part) {
        insert({rows.begin() + static_cast<std::ptrdiff_t>(part * kRows / kParts),
                rows.begin() + static_cast<std::ptrdiff_t>((part + 1) * kRows / kParts)});
    }
    for (const bool linked : {false, true}) {
        std::map<uint64_t, uint64_t> first_of;
        if (linked) {
            ASSERT_TRUE(store_->link(0, {}).ok());
        }
        std::set<uint64_t> messages;
        for (const Hit& hit : search(everything(), {.collapse = Collapse::sightings})) {
            first_of[hit.seq] = hit.first_seq;
            messages.insert(hit.first_seq);
        }
        ASSERT_EQ(first_of.size(), kRows);
        EXPECT_EQ(messages.size() < kRows, linked);
        size_t with_hits = 0;
        for (size_t i = 0; i < kQuestions; ++i) {
            const Predicate predicate = random_predicate(2);
            const auto order = static_cast<Order>(below(3));
            const Expected expected = expect(rows, first_of, predicate, order);
            SCOPED_TRACE("seed " + std::to_string(kSeed) + ", question " + std::to_string(i) + ", linked " +
                         std::to_string(linked) + ": " + describe(predicate));
            const auto cursor = store_->search(predicate, {.order = order}, {});
            if (!cursor) {
                ASSERT_EQ(cursor.error().code, Code::usage) << cursor.error().to_string();
                continue;
            }
            ASSERT_EQ(seqs(predicate, {.order = order}), expected.hits);
            const Totals totals = total(predicate);
            ASSERT_EQ(totals.messages, expected.totals.messages);
            ASSERT_EQ(totals.sightings, expected.totals.sightings);
            with_hits += expected.hits.empty() ? 0 : 1;
            if (expected.hits.size() > 10) {
                const oracle::OwnedRow& last = rows[expected.hits[4]];
                const Page page{order, Collapse::messages, Position{last.sort_ms, last.seq}, 5, false};
                ASSERT_EQ(seqs(predicate, page),
                          std::vector<uint64_t>(expected.hits.begin() + 5, expected.hits.begin() + 10));
            }
        }
        EXPECT_GT(with_hits, kQuestions / 3);
    }
}

}  // namespace
}  // namespace verbatim::store
