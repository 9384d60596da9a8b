// SPDX-License-Identifier: Apache-2.0
// Nothing outside the scope or under a lock is shown by any route of the table, and none is asked without an entry.
#include "reading_fixture.h"

namespace verbatim::server {
namespace {

using access::Role;

struct Asked {
    std::string path;
    Parameters parameters{};
};

// By route: questions that would show what is outside, if anything did. None of them spells a secret as the evidence
// does: what comes back in that spelling is from the evidence.
std::map<std::string, std::vector<Asked>> questions() {
    std::map<std::string, std::vector<Asked>> out;
    const std::vector<std::string> queries = {"", "secrettext", "boxes", "secrettext THEN/9 two", "NOT kilo"};
    for (const std::string& q : queries) {
        for (const char* const order : {"newest", "oldest", "sequence"}) {
            out["/search"].push_back({"/search", {{"q", q}, {"order", order}}});
        }
        out["/count"].push_back({"/count", {{"q", q}}});
        for (const char* const by : {"hour", "day", "month"}) {
            out["/histogram"].push_back({"/histogram", {{"q", q}, {"by", by}}});
        }
        for (const char* const by : {"sender", "conversation", "platform", "account", "source", "kind"}) {
            out["/facets"].push_back({"/facets", {{"q", q}, {"by", by}}});
        }
        out["/conversations"].push_back({"/conversations", {{"q", q}}});
        out["/network"].push_back({"/network", {{"q", q}}});
    }
    for (const std::string q :
         {"from:secret", "from:m", "with:nov", "to:nov", "in:secret", "account:secret", "in:the"}) {
        out["/complete"].push_back({"/complete", {{"q", q}, {"at", std::to_string(q.size())}}});
    }
    for (int seq = 0; seq < 8; ++seq) {
        const std::string number = std::to_string(seq);
        out["/conversation"].push_back({"/conversation", {{"seq", number}}});
        out["/message/{seq}"].push_back({"/message/" + number});
        out["/message/{seq}/bytes"].push_back({"/message/" + number + "/bytes"});
        out["/message/{seq}/proof"].push_back({"/message/" + number + "/proof"});
    }
    for (const std::string key : {"SECRETconversation", "SECRETother", "harbour"}) {
        for (const char* const at : {"first", "last", "2020-04-01"}) {
            out["/conversation"].push_back({"/conversation", {{"key", key}, {"at", at}}});
        }
    }
    for (const char* const name : {"kilo", "lima", "mike", "november"}) {
        out["/handle"].push_back({"/handle", {{"name", name}}});
    }
    out["/case"] = {{"/case"}};
    out["/sources"] = {{"/sources"}};
    out["/findings"] = {{"/findings"}, {"/findings", {{"source", "1"}}}, {"/findings", {{"source", "2"}}}};
    out["/gaps"] = {{"/gaps"}};
    out["/audit"] = {{"/audit"}};
    return out;
}

class ReadingScopeTest : public ReadingRoutesTest {
  protected:
    // As the whole case's reader, before any lock: the findings that name bytes.
    void add_findings(std::map<std::string, std::vector<Asked>>& asked) {
        be(Role::analyst, "all");
        for (const Json& finding : list("findings", "/findings")) {
            if (finding["begin"] == finding["end"]) {
                continue;  // it is about the whole source
            }
            asked["/findings/bytes"].push_back({"/findings/bytes",
                                                {{"source", finding["source"].dump()},
                                                 {"begin", finding["begin"].dump()},
                                                 {"end", finding["end"].dump()}}});
        }
        // The bytes of a message are no finding's.
        asked["/findings/bytes"].push_back({"/findings/bytes", {{"source", "2"}, {"begin", "0"}, {"end", "60"}}});
    }

    void expect_no_secret(const std::map<std::string, std::vector<Asked>>& asked) {
        for (const Route& route : reading_routes()) {
            const std::string pattern(route.pattern.substr(std::string_view("/api/v1").size()));
            ASSERT_TRUE(asked.contains(pattern)) << "add questions for " << pattern;
            for (const Asked& one : asked.at(pattern)) {
                const http::Response response = get(one.path, one.parameters);
                EXPECT_NE(response.status, 500) << response.body;
                std::string parameters;
                for (const auto& [name, value] : one.parameters) {
                    parameters += " " + name + "=" + value;
                }
                for (const std::string_view secret : kSecrets) {
                    EXPECT_EQ(response.body.find(secret), std::string::npos)
                        << one.path << parameters << ": " << response.body;
                }
            }
        }
    }
};

TEST_F(ReadingScopeTest, NoRouteShowsWhatIsOutsideTheScope) {
    in_child([&] {
        auto asked = questions();
        add_findings(asked);
        be(Role::analyst, "kilo");
        expect_no_secret(asked);
        for (const char* const seq : {"5", "6", "7"}) {
            EXPECT_EQ(status("/message/" + std::string(seq)), 403);
            EXPECT_EQ(status("/message/" + std::string(seq) + "/bytes"), 403);
            EXPECT_EQ(status("/message/" + std::string(seq) + "/proof"), 403);
            EXPECT_EQ(status("/conversation", {{"seq", seq}}), 403);
            EXPECT_EQ(entries().back().event.outcome, audit::Outcome::denied);
        }
        EXPECT_EQ(status("/handle", {{"name", "mike"}}), 403);
        EXPECT_EQ(status("/gaps"), 403);
        EXPECT_EQ(json("/search", {{"q", "secrettext"}})["outside"], 3);
        EXPECT_EQ(json("/sources")["sources"].size(), 2U);
        EXPECT_EQ(json("/case")["messages"], 4);
        // A row that could not be read may be anybody's.
        EXPECT_EQ(json("/findings")["findings"].size(), 0U);
        for (const Asked& one : asked["/findings/bytes"]) {
            EXPECT_EQ(status(one.path, one.parameters), 403);
        }
        be(Role::analyst, "first");
        EXPECT_EQ(json("/findings")["findings"].size(), json("/findings", {{"source", "0"}})["findings"].size());
        EXPECT_GT(json("/findings")["findings"].size(), 0U);
    });
}

TEST_F(ReadingScopeTest, NoRouteShowsWhatIsLocked) {
    in_child([&] {
        auto asked = questions();
        add_findings(asked);
        must(app::Reading(*case_, {{"ada", Role::analyst}, "all", "t1", "a reason"})
                 .lock(access::Lock::Kind::handle, "mike", "counsel"));
        be(Role::analyst, "all");
        expect_no_secret(asked);
        EXPECT_EQ(status("/message/5"), 403);
        EXPECT_EQ(json("/search", {{"q", "secrettext"}})["outside"], 3);
        // Of a source with a locked row nothing rejected is shown; of others it is.
        for (const Json& finding : list("findings", "/findings")) {
            EXPECT_EQ(finding["source"], 0);
        }
        EXPECT_GT(json("/findings")["findings"].size(), 0U);
        be(Role::filter_officer, "all");
        EXPECT_EQ(status("/message/5"), 200);
        EXPECT_EQ(json("/search", {{"q", "secrettext"}})["total"], 3);
    });
}

TEST_F(ReadingScopeTest, NobodyReadsWithoutAnAuthorityAndARole) {
    in_child([&] {
        auto asked = questions();
        add_findings(asked);
        for (const auto& [role, authority] :
             {std::pair{Role::administrator, "all"}, std::pair{Role::data_protection_officer, "all"},
              std::pair{Role::analyst, ""}, std::pair{Role::analyst, "none"}, std::pair{Role::case_officer, "all"}}) {
            for (const Route& route : reading_routes()) {
                if (route.need != Need::task) {
                    continue;
                }
                be(role, authority);
                const Asked& one = asked.at(std::string(route.pattern.substr(7))).front();
                const size_t before = entries().size();
                EXPECT_EQ(status(one.path, one.parameters), 403) << one.path;
                ASSERT_EQ(entries().size(), before + 1) << one.path;
                EXPECT_EQ(entries().back().event.outcome, audit::Outcome::denied);
            }
        }
    });
}

TEST_F(ReadingScopeTest, EveryRouteLeavesAnEntry) {
    in_child([&] {
        auto asked = questions();
        add_findings(asked);
        for (const Route& route : reading_routes()) {
            const bool is_audit = route.need == Need::session;
            be(is_audit ? Role::data_protection_officer : Role::analyst, is_audit ? "" : "all");
            const Asked& one = asked.at(std::string(route.pattern.substr(7))).front();
            const size_t before = entries().size();
            EXPECT_EQ(status(one.path, one.parameters), 200) << one.path;
            ASSERT_EQ(entries().size(), before + 1) << one.path;
            const audit::Event event = entries().back().event;
            EXPECT_EQ(event.who, "ada");
            EXPECT_EQ(event.task, is_audit ? "" : "t1");
            EXPECT_EQ(event.purpose, is_audit ? "" : "a reason");
            EXPECT_EQ(event.outcome, audit::Outcome::allowed);
        }
    });
}

}  // namespace
}  // namespace verbatim::server
