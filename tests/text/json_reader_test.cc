// SPDX-License-Identifier: Apache-2.0
#include "text/json_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "chunked_reader.h"

namespace verbatim::text {
namespace {

// One line an event: "element 3-9 {...}", so that expectations read like a protocol.
std::vector<std::string> events(const std::string& bytes, const std::vector<std::string>& paths, size_t chunk,
                                size_t limit = 4096) {
    const ChunkedReader bytes_reader(bytes, chunk);
    PlainStream stream(bytes_reader);
    std::vector<JsonPath> parsed;
    for (const std::string& path : paths) {
        parsed.push_back(*JsonPath::parse(path));
    }
    JsonReader reader(stream, std::move(parsed), limit);
    JsonEvent event;
    std::vector<std::string> out;
    uint64_t end = 0;
    for (;;) {
        const auto more = reader.next(event);
        EXPECT_TRUE(more.ok());
        if (!*more) {
            return out;
        }
        EXPECT_GE(event.begin, end);
        EXPECT_GT(event.end, event.begin);
        EXPECT_LE(event.end, bytes.size());
        end = event.end;
        std::string line;
        switch (event.type) {
            case JsonEvent::Type::element:
                EXPECT_EQ(event.text, bytes.substr(event.begin, event.end - event.begin));
                line = "element " + std::string(event.text);
                if (const auto name = reader.enclosing("name")) {
                    line += " in " + std::string(*name);
                }
                break;
            case JsonEvent::Type::sibling:
                line = "sibling " + std::string(event.key) + " " + std::string(event.text);
                break;
            case JsonEvent::Type::broken:
                line = "broken " + bytes.substr(event.begin, event.end - event.begin) + " " + std::string(event.code);
                break;
        }
        out.push_back(line);
    }
}

void expect_events(const std::string& bytes, const std::vector<std::string>& paths,
                   const std::vector<std::string>& expected) {
    for (const size_t chunk : {size_t{100'000}, size_t{1}, size_t{7}}) {
        EXPECT_EQ(events(bytes, paths, chunk), expected) << "chunk " << chunk << "\n" << bytes;
    }
}

const std::vector<std::string> kTop = {""};

TEST(JsonReader, EveryShapeOfASequence) {
    const std::vector<std::string> two = {"element {\"a\":1}", "element {\"a\":\"}{\"}"};
    expect_events("[{\"a\":1},{\"a\":\"}{\"}]", kTop, two);
    expect_events("[\n  {\"a\":1},\n  {\"a\":\"}{\"}\n]\n", kTop, two);
    expect_events("{\"a\":1}\n{\"a\":\"}{\"}\n", kTop, two);
    expect_events("{\"a\":1}{\"a\":\"}{\"}", kTop, two);
    expect_events("{\"a\":1},\r\n{\"a\":\"}{\"},", kTop, two);
    expect_events("", kTop, {});
    expect_events("  [ ] ", kTop, {});
    expect_events("[1, \"x\", null, [2]]", kTop, {"element 1", "element \"x\"", "element null", "element [2]"});
}

TEST(JsonReader, NestedPathsGiveTheFieldsThatCameBefore) {
    const std::string document =
        "{\"about\":\"x\",\"chats\":{\"list\":[{\"name\":\"one\",\"messages\":[{\"id\":1},{\"id\":2}],\"after\":[1]},"
        "{\"name\":\"two\",\"messages\":[{\"id\":3}]}]}}";
    expect_events(document, {"$.chats.list[*].messages[*]", "messages[*]"},
                  {"sibling about \"x\"", "sibling name \"one\"", "element {\"id\":1} in \"one\"",
                   "element {\"id\":2} in \"one\"", "sibling after [1]", "sibling name \"two\"",
                   "element {\"id\":3} in \"two\""});
    expect_events("{\"name\":\"n\",\"messages\":[{\"id\":1}]}", {"chats.list[*].messages[*]", "messages[*]"},
                  {"sibling name \"n\"", "element {\"id\":1} in \"n\""});
    expect_events("{\"rooms\":{\"r1\":[{\"id\":1}],\"r2\":[{\"id\":2}]}}", {"rooms.*[*]"},
                  {"element {\"id\":1}", "element {\"id\":2}"});
    // JSON Lines, or a top-level array, of such documents.
    expect_events("{\"messages\":[{\"id\":1}]}\n[{\"messages\":[{\"id\":2}]}]", {"messages[*]"},
                  {"element {\"id\":1}", "element {\"id\":2}"});
}

TEST(JsonReader, BrokenObjectsGoOneByOne) {
    const std::string good = "{\"a\":1}";
    const auto around = [&](const std::string& bad, const std::string& separator) {
        return good + separator + bad + separator + good;
    };
    for (const std::string bad : {"{\"a\":\"no end}", "{\"a\":1", "{\"a\" 1}", "{\"a\":[1,2}", "{a:1}", "{\"a\":1}}",
                                  "{\"a\":{\"b\":2}", "oops", "{\"a\":1]}"}) {
        for (const char* separator : {"\n", ",\n"}) {
            const auto seen = events(around(bad, separator), kTop, 1000);
            EXPECT_EQ(seen.front(), "element " + good) << bad;
            EXPECT_EQ(seen.back(), "element " + good) << bad;
            const auto broken =
                std::count_if(seen.begin(), seen.end(), [](const std::string& e) { return e.starts_with("broken"); });
            EXPECT_EQ(broken, 1) << bad << separator;
            EXPECT_EQ(events(around(bad, separator), kTop, 1), seen);
        }
    }
    // On one line the next object is found behind `}`.
    expect_events("{\"a\":\"x}{\"a\":\"y\"}{\"a\":\"z\"}", kTop,
                  {"broken {\"a\":\"x} bad-json", "element {\"a\":\"y\"}", "element {\"a\":\"z\"}"});
    expect_events("[{\"a\":1,{\"a\":2}]", kTop, {"broken {\"a\":1 bad-json", "element {\"a\":2}"});
}

TEST(JsonReader, ASwallowedObjectIsFoundAgainAtTheEnd) {
    expect_events("{\"a\":[1\n,{\"b\":2}\n,{\"b\":3}\n", kTop,
                  {"broken {\"a\":[1 truncated", "element {\"b\":2}", "element {\"b\":3}"});
}

TEST(JsonReader, InnerObjectsOfABrokenElementAreNotElements) {
    const std::string document =
        "[\n  {\n    \"a\": [\n      {\n        \"deep\": 1\n      },\n      {\n        \"deep\": 2\n      }\n    ],\n "
        "   \"b\": oops\n  },\n  {\n    \"a\": 3\n  }\n]\n";
    const auto seen = events(document, kTop, 1000);
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_TRUE(seen[0].starts_with("broken {\n    \"a\""));
    EXPECT_TRUE(seen[1].starts_with("element {\n    \"a\": 3"));
}

TEST(JsonReader, TruncatedEndIsOneBrokenElement) {
    expect_events("[{\"a\":1},{\"a\":\"tw", kTop, {"element {\"a\":1}", "broken {\"a\":\"tw truncated"});
    expect_events("{\"messages\":[{\"id\":1},{\"id\"", {"messages[*]"},
                  {"element {\"id\":1}", "broken {\"id\" truncated"});
}

TEST(JsonReader, JunkInAFieldDoesNotHideTheNextFields) {
    expect_events("{\"ok\":tru,\"messages\":[{\"id\":1}]}", {"messages[*]"}, {"sibling ok tru", "element {\"id\":1}"});
    expect_events("{\"ok\":@@,\"messages\":[{\"id\":1}]}", {"messages[*]"},
                  {"broken \"ok\":@@ bad-json", "element {\"id\":1}"});
}

TEST(JsonReader, LimitsAreFindings) {
    const std::string big = "{\"a\":\"" + std::string(5000, 'x') + "\"}";
    expect_events("{\"b\":1}" + big + "{\"c\":1}", kTop,
                  {"element {\"b\":1}", "broken " + big + " too-long", "element {\"c\":1}"});
    const std::string deep = std::string(300, '[') + std::string(300, ']');
    const auto seen = events("{\"a\":" + deep + "}\n{\"b\":1}", kTop, 1000);
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_TRUE(seen[0].ends_with("too-deep"));
    EXPECT_EQ(seen[1], "element {\"b\":1}");
}

TEST(JsonReader, AnyBytesEndWithTheSameEventsForAnyChunk) {
    std::mt19937 random(7);
    const std::string letters = "{}[]\",:\\\n 1at";
    for (int round = 0; round < 4000; ++round) {
        std::string bytes = round % 2 == 0 ? "" : "{\"messages\":[{\"a\":1},";
        for (size_t i = random() % 40; i > 0; --i) {
            bytes.push_back(letters[random() % letters.size()]);
        }
        for (const auto& paths : {kTop, std::vector<std::string>{"messages[*]"}}) {
            const auto whole = events(bytes, paths, 1000, 16);
            EXPECT_EQ(events(bytes, paths, 1, 16), whole) << bytes;
        }
    }
}

TEST(JsonPath, FaultsNameThePlace) {
    for (const char* bad : {"a[0]", "a..b", "a.", "a[*]x"}) {
        EXPECT_FALSE(JsonPath::parse(bad).ok()) << bad;
    }
    EXPECT_TRUE(JsonPath::parse("[*]")->steps().empty());
    EXPECT_EQ(JsonPath::parse("$.a[*].*")->steps().size(), 3U);
}

}  // namespace
}  // namespace verbatim::text
