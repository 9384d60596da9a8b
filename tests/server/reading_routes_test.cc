// SPDX-License-Identifier: Apache-2.0
// What the routes that read messages answer, over a small real case.
#include "reading_fixture.h"

#include "server/json_hit.h"

namespace verbatim::server {
namespace {

using access::Role;
using Texts = std::vector<std::string>;

TEST_F(ReadingRoutesTest, SearchesInPagesOfEveryOrder) {
    in_child([&] {
        const Json found = json("/search", {{"q", "boxes"}, {"order", "oldest"}});
        EXPECT_EQ(seqs(found["hits"]), (Seqs{0, 1, 2, 5}));
        EXPECT_EQ(found["total"], 4);
        EXPECT_EQ(found["sightings"], 5);
        EXPECT_EQ(found["outside"], 0);
        EXPECT_EQ(found["canonical"], "boxes");
        EXPECT_TRUE(found["next"].is_null());
        EXPECT_EQ(found["hits"][0]["sightings"], 2);
        EXPECT_EQ(found["hits"][0]["sent"], "2020-04-01T10:00:00.250Z");
        for (const auto& [order, expected] : std::map<std::string, Seqs>{{"oldest", {3, 0, 1, 2, 5, 6, 7}},
                                                                         {"newest", {7, 6, 5, 2, 1, 0, 3}},
                                                                         {"sequence", {0, 1, 2, 3, 5, 6, 7}}}) {
            Seqs paged;
            Parameters asked{{"order", order}, {"limit", "2"}};
            for (Json page = json("/search", asked);; page = json("/search", asked)) {
                for (const uint64_t seq : seqs(page["hits"])) {
                    paged.push_back(seq);
                }
                if (page["next"].is_null()) {
                    break;
                }
                asked.erase("cursor");
                asked.emplace("cursor", page["next"].get<std::string>());
            }
            EXPECT_EQ(paged, expected) << order;
        }
    });
}

TEST_F(ReadingRoutesTest, ACursorIsGoodForItsOwnQuestionOnly) {
    in_child([&] {
        const std::string next = json("/search", {{"q", "boxes"}, {"limit", "1"}})["next"];
        EXPECT_EQ(status("/search", {{"q", "boxes"}, {"limit", "3"}, {"cursor", next}}), 200);
        EXPECT_EQ(status("/search", {{"q", "two"}, {"cursor", next}}), 400);
        EXPECT_EQ(status("/search", {{"q", "boxes"}, {"order", "oldest"}, {"cursor", next}}), 400);
        EXPECT_EQ(status("/conversations", {{"q", "boxes"}, {"cursor", next}}), 400);
        EXPECT_EQ(status("/search", {{"q", "boxes"}, {"cursor", next + "0x"}}), 400);
    });
}

TEST_F(ReadingRoutesTest, RefusesWhatTheContractDoesNotKnow) {
    in_child([&] {
        EXPECT_EQ(status("/search", {{"limit", "0"}}), 400);
        EXPECT_EQ(status("/search", {{"limit", "501"}}), 400);
        EXPECT_EQ(status("/search", {{"limit", "-1"}}), 400);
        EXPECT_EQ(status("/search", {{"query", "boxes"}}), 400);
        EXPECT_EQ(status("/search", {{"q", "boxes"}, {"q", "two"}}), 400);
        EXPECT_EQ(status("/search", {{"order", "random"}}), 400);
        EXPECT_EQ(status("/search", {{"order", "relevance"}}), 501);
        EXPECT_EQ(status("/histogram", {{"by", "year"}}), 400);
        EXPECT_EQ(status("/facets"), 400);
        EXPECT_EQ(status("/facets", {{"by", "party"}}), 400);
        EXPECT_EQ(status("/conversation"), 400);
        EXPECT_EQ(status("/conversation", {{"key", "harbour"}}), 400);
        EXPECT_EQ(status("/conversation", {{"seq", "1"}, {"key", "harbour"}, {"at", "first"}}), 400);
        EXPECT_EQ(status("/conversation", {{"key", "harbour"}, {"at", "noon"}}), 400);
        EXPECT_EQ(status("/conversation", {{"seq", "1"}, {"before", "501"}}), 400);
        EXPECT_EQ(status("/message/999"), 404);
        EXPECT_EQ(status("/message/x"), 404);
        EXPECT_EQ(status("/handle"), 400);
        EXPECT_EQ(status("/handle", {{"name", "nobody"}}), 404);
        EXPECT_EQ(status("/complete", {{"q", "a"}, {"at", "2"}}), 400);
        EXPECT_EQ(status("/findings/bytes", {{"source", "0"}, {"begin", "0"}, {"end", "10"}}), 404);
        const http::Response wrong = get("/search", {{"q", "🚢 form:x"}});
        EXPECT_EQ(wrong.status, 400);
        EXPECT_EQ(Json::parse(wrong.body)["error"]["position"], 3) << wrong.body;
    });
}

TEST_F(ReadingRoutesTest, HighlightsCountUtf16UnitsAndHostileTextStaysText) {
    in_child([&] {
        const Json hits = json("/search", {{"q", "boxes"}, {"order", "oldest"}})["hits"];
        EXPECT_EQ(hits[0]["text"], "two boxes 🚢 for كيلو boxes");
        EXPECT_EQ(hits[0]["highlights"].dump(), "[[4,9],[22,27]]");
        EXPECT_EQ(hits[1]["sender_name"], "Lima \u202E<b>L</b>");
        EXPECT_EQ(hits[2]["text"], "<script>alert(1)</script> boxes");
        const Json message = json("/message/2");
        EXPECT_EQ(message["hit"]["text"], "<script>alert(1)</script> boxes");
        // 2^53 + 1 is no JSON number that a browser reads as it stands.
        EXPECT_TRUE(message["attachments"][0]["size"].is_null());
        EXPECT_EQ(message["fields"][1]["value"], "9007199254740993") << message["fields"];
        EXPECT_EQ(to_bytes(Json("a\xFF\xFEz")), "\"a\uFFFD\uFFFDz\"");
    });
}

TEST_F(ReadingRoutesTest, CountsByPeriodAndByValue) {
    in_child([&] {
        const Json days = json("/histogram", {{"q", ""}})["buckets"];
        ASSERT_EQ(days.size(), 2U);
        EXPECT_TRUE(days[0]["begin"].is_null());
        EXPECT_EQ(days[0]["count"], 1);
        EXPECT_EQ(days[1]["begin"], "2020-04-01T00:00:00.000Z");
        EXPECT_EQ(days[1]["count"], 6);
        EXPECT_EQ(json("/histogram", {{"by", "hour"}})["buckets"][1]["begin"], "2020-04-01T10:00:00.000Z");
        EXPECT_EQ(json("/count", {{"q", "boxes"}})["total"], 4);
        const Json senders = json("/facets", {{"by", "sender"}, {"limit", "1"}});
        EXPECT_EQ(senders["values"].dump(), R"([{"value":"lima","count":3}])");
        EXPECT_EQ(senders["others"], 4);
        const Json conversations = json("/facets", {{"by", "conversation"}})["values"];
        EXPECT_EQ(conversations[0]["value"], "harbour");
        EXPECT_EQ(conversations[0]["label"], "The harbour");
        EXPECT_EQ(json("/facets", {{"by", "source"}})["values"][0]["label"], "evidence/a.jsonl");
        for (const char* const by : {"platform", "account", "kind"}) {
            uint64_t sum = 0;
            for (const Json& value : list("values", "/facets", {{"by", by}})) {
                sum += value["count"].get<uint64_t>();
            }
            EXPECT_EQ(sum, 7U) << by;
        }
    });
}

TEST_F(ReadingRoutesTest, ReadsAConversationFromAnyPlace) {
    in_child([&] {
        const Json around = json("/conversation", {{"seq", "1"}, {"before", "1"}, {"after", "1"}});
        EXPECT_EQ(seqs(around["hits"]), (Seqs{0, 1, 2}));
        EXPECT_EQ(around["position"], 1);
        EXPECT_EQ(around["total"], 4);
        EXPECT_EQ(around["before_more"], true);
        EXPECT_EQ(around["after_more"], false);
        const auto at = [&](const std::string& where, const std::string& after) {
            return json("/conversation", {{"key", "harbour"}, {"at", where}, {"before", "0"}, {"after", after}});
        };
        EXPECT_EQ(seqs(at("first", "1")["hits"]), (Seqs{3, 0}));
        EXPECT_EQ(seqs(at("last", "5")["hits"]), (Seqs{2}));
        EXPECT_EQ(seqs(at("2020-04-01T10:00:30Z", "0")["hits"]), (Seqs{1}));
        EXPECT_EQ(seqs(at("2020-04-01", "0")["hits"]), (Seqs{0}));
        EXPECT_EQ(seqs(at("2030-01-01", "0")["hits"]), (Seqs{2}));
        EXPECT_EQ(at("first", "0")["after_more"], true);
        EXPECT_EQ(status("/conversation", {{"seq", "1"}, {"before", "500"}, {"after", "500"}}), 200);
        EXPECT_EQ(status("/conversation", {{"key", "nowhere"}, {"at", "first"}}), 404);
        // Under a scope the counts are of the scope.
        be(Role::analyst, "first");
        const Json scoped = json("/conversation", {{"seq", "1"}, {"before", "1"}, {"after", "1"}});
        EXPECT_EQ(seqs(scoped["hits"]), (Seqs{0, 1, 2}));
        EXPECT_EQ(scoped["position"], 1);
        EXPECT_EQ(scoped["total"], 4);
    });
}

TEST_F(ReadingRoutesTest, ListsConversationsInPages) {
    in_child([&] {
        Texts keys;
        Parameters asked{{"limit", "1"}};
        for (Json page = json("/conversations", asked);; page = json("/conversations", asked)) {
            keys.push_back(page["conversations"][0]["key"]);
            if (page["next"].is_null()) {
                break;
            }
            asked.erase("cursor");
            asked.emplace("cursor", page["next"].get<std::string>());
        }
        EXPECT_EQ(keys, (Texts{"SECRETother", "SECRETconversation", "harbour"}));
        const Json harbour = json("/conversations", {{"q", "in:harbour"}})["conversations"][0];
        EXPECT_EQ(harbour["messages"], 4);  // five rows
        EXPECT_EQ(harbour["participants"], (Json{"kilo", "lima"}));
        EXPECT_EQ(harbour["first"], "2020-04-01T10:00:00.250Z");
    });
}

TEST_F(ReadingRoutesTest, ShowsOneMessageWithItsBytesAndProof) {
    in_child([&] {
        must(backend_->marks(Role::analyst).tag(Seqs{0}, Texts{"ships"}, Texts{}, {"2026-11-24T00:00:00.000Z", "ada"}));
        const Json message = json("/message/0");
        EXPECT_EQ(message["hit"]["seq"], 0);
        EXPECT_EQ(message["hit"]["tags"], Json{"ships"});
        EXPECT_EQ(message["tags"][0]["by"], "ada");
        EXPECT_EQ(message["source"]["path"], "evidence/a.jsonl");
        EXPECT_EQ(message["source"]["parser"], "jsonl");
        EXPECT_EQ(message["locator"]["begin"], 0);
        EXPECT_EQ(message["times"][0]["raw"], "2020-04-01T10:00:00.250Z");
        EXPECT_EQ(message["sightings"].size(), 2U);
        EXPECT_EQ(message["sightings"][1]["seq"], 4);
        EXPECT_EQ(message["leaf"].get<std::string>().size(), 64U);
        const http::Response bytes = get("/message/0/bytes");
        EXPECT_EQ(bytes.status, 200);
        EXPECT_EQ(bytes.content_type, "application/octet-stream");
        EXPECT_NE(bytes.body.find("two boxes"), std::string::npos);
        EXPECT_EQ(bytes.headers.front().first, "Content-Disposition");
        EXPECT_EQ(status("/message/0/proof"), 200);
        EXPECT_EQ(json("/search", {{"q", "ok"}})["hits"][0]["tags"], Json::array());
        // The defence has tags of its own.
        be(Role::defence, "all");
        EXPECT_EQ(json("/message/0")["tags"], Json::array());
    });
}

TEST_F(ReadingRoutesTest, TellsWhatTheCaseHoldsAboutAHandle) {
    in_child([&] {
        const Json lima = json("/handle", {{"name", "lima"}});
        EXPECT_EQ(lima["messages"], 3);
        EXPECT_EQ(lima["conversations"], 2);
        EXPECT_EQ(lima["first"], "2020-04-01T10:01:00.250Z");
        EXPECT_EQ(lima["last"], "2020-04-01T10:05:00.250Z");
        EXPECT_EQ(lima["names"].size(), 2U);
        EXPECT_EQ(lima["contacts"].dump(), R"([{"handle":"kilo","messages":4},{"handle":"mike","messages":1}])");
        EXPECT_EQ(lima["hours"][2 * 24 + 10], 2);  // a Wednesday; one has no time
        EXPECT_EQ(lima["accounts"], (Json{"phone-a", "phone-b"}));
        // Only as written: a display name is another thing.
        EXPECT_EQ(status("/handle", {{"name", "LIMA"}}), 404);
        EXPECT_EQ(status("/handle", {{"name", "SECRETname"}}), 404);
        const Json network = json("/network");
        EXPECT_EQ(network["nodes"].dump(),
                  R"([{"handle":"lima","messages":5},{"handle":"kilo","messages":4},{"handle":"mike","messages":3},)"
                  R"({"handle":"november","messages":2}])");
        EXPECT_EQ(network["edges"].dump(),
                  R"([{"a":"kilo","b":"lima","messages":4},{"a":"mike","b":"november","messages":2},)"
                  R"({"a":"lima","b":"mike","messages":1}])");
        EXPECT_EQ(json("/network", {{"limit", "2"}})["edges"].size(), 1U);
    });
}

TEST_F(ReadingRoutesTest, AccountsForWhatCameIn) {
    in_child([&] {
        const Json about = json("/case");
        EXPECT_EQ(about["name"], "Test <i>case</i>");
        EXPECT_EQ(about["messages"], 7);
        EXPECT_EQ(about["sightings"], 8);
        EXPECT_EQ(about["sources"], 3);
        EXPECT_EQ(about["accounting"]["rejected"], 2);
        EXPECT_EQ(about["accounting"]["by_status"]["parsed"], 3);
        EXPECT_EQ(about["first"], "2020-04-01T10:00:00.250Z");
        EXPECT_EQ(about["last"], "2020-04-01T10:07:00.250Z");
        EXPECT_EQ(about["problems"], Json::array());
        const Json sources = json("/sources")["sources"];
        ASSERT_EQ(sources.size(), 3U);
        EXPECT_EQ(sources[1]["path"], "evidence/b.jsonl");
        EXPECT_EQ(sources[1]["rejected"], 1);
        const Json findings = json("/findings")["findings"];
        const Json of_first = json("/findings", {{"source", "0"}})["findings"];
        ASSERT_FALSE(of_first.empty());
        EXPECT_GT(findings.size(), of_first.size());
        for (const Json& finding : findings) {
            if (finding["kind"] == "rejected" && finding["source"] == 0) {
                const http::Response bytes =
                    get("/findings/bytes",
                        {{"source", "0"}, {"begin", finding["begin"].dump()}, {"end", finding["end"].dump()}});
                EXPECT_EQ(bytes.status, 200) << bytes.body;
                EXPECT_NE(bytes.body.find("broken REJECTED"), std::string::npos);
            }
        }
        for (const Json& gap : list("gaps", "/gaps")) {
            EXPECT_FALSE(gap["words"].get<std::string>().empty());
        }
    });
}

TEST_F(ReadingRoutesTest, CompletesFieldsOperatorsAndValues) {
    in_child([&] {
        const auto texts = [&](const std::string& query, size_t at) {
            Texts out;
            for (const Json& one : list("suggestions", "/complete", {{"q", query}, {"at", std::to_string(at)}})) {
                out.push_back(one["text"]);
            }
            return out;
        };
        EXPECT_EQ(texts("boxes fr", 8), (Texts{"from:"}));
        EXPECT_EQ(texts("a AN", 4), (Texts{"AND"}));
        EXPECT_EQ(texts("from:ki", 7), (Texts{"from:\"kilo\""}));
        EXPECT_EQ(texts("🚢 from:ki", 10), (Texts{"from:\"kilo\""}));
        EXPECT_EQ(texts("in:har", 6), (Texts{"in:\"harbour\""}));
        EXPECT_EQ(texts("kind:te", 7), (Texts{"kind:text"}));
        EXPECT_EQ(texts("", 0), Texts{});
        EXPECT_EQ(texts("\"from:ki", 8), Texts{});
        be(Role::analyst, "kilo");
        EXPECT_EQ(texts("from:mi", 7), Texts{});
    });
}

TEST_F(ReadingRoutesTest, TheAuditLogIsReadNewestFirst) {
    in_child([&] {
        (void)json("/search", {{"q", "boxes"}});
        (void)json("/count", {{"q", "two"}});
        be(Role::data_protection_officer, "");
        const Json log = json("/audit");
        EXPECT_EQ(log["entries"][0]["operation"], "audit");
        EXPECT_EQ(log["entries"][1]["operation"], "count");
        EXPECT_EQ(log["entries"][2]["query"], "boxes");
        EXPECT_EQ(log["size"], entries().size());
        EXPECT_TRUE(log["next"].is_null());
        EXPECT_EQ(json("/audit", {{"operation", "search"}, {"who", "ada"}})["entries"].size(), 1U);
        EXPECT_EQ(json("/audit", {{"to", "2020"}})["entries"].size(), 0U);
        EXPECT_EQ(json("/audit", {{"name", "collection"}})["entries"][0]["operation"], "ingest");
        EXPECT_EQ(status("/audit", {{"from", "yesterday"}}), 400);
        EXPECT_EQ(status("/audit", {{"name", "reading"}}), 400);
        be(Role::analyst, "all");
        EXPECT_EQ(status("/audit"), 403);
        // The defence reads its own.
        be(Role::defence, "all");
        (void)json("/count", {{"q", "three"}});
        EXPECT_EQ(json("/audit")["entries"].size(), 2U);
    });
}

}  // namespace
}  // namespace verbatim::server
