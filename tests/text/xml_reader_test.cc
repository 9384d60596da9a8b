// SPDX-License-Identifier: Apache-2.0
#include "text/xml_reader.h"

#include <gtest/gtest.h>

#include "chunked_reader.h"

namespace verbatim::text {
namespace {

std::vector<std::string> events(const std::string& bytes, const std::vector<std::string>& paths, size_t chunk) {
    const ChunkedReader bytes_reader(bytes, chunk);
    XmlReader reader(bytes_reader, paths);
    XmlEvent event;
    std::vector<std::string> out;
    uint64_t end = 0;
    for (;;) {
        const auto more = reader.next(event);
        EXPECT_TRUE(more.ok());
        if (!*more) {
            return out;
        }
        EXPECT_GE(event.begin, end);
        EXPECT_GE(event.end, event.begin);
        EXPECT_LE(event.end, bytes.size());
        end = event.end;
        std::string line = event.type == XmlEvent::Type::element ? "element"
                           : event.type == XmlEvent::Type::other ? "other " + event.name
                                                                 : "broken " + std::string(event.code);
        line += " " + std::to_string(event.begin) + "-" + std::to_string(event.end);
        for (const auto& [name, value] : event.values) {
            line += " " + name + "=" + value;
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

TEST(XmlReader, ElementsAreFlatListsWithRanges) {
    expect_events("<r><m id='1'><t>a&amp;b</t><s x='y'><n>5</n></s></m>\n<m/><o><m/></o></r>", {"r/m"},
                  {"element 3-52 @id=1 t=a&b s/@x=y s/n=5", "element 53-57", "other o 57-68"});
    expect_events("<a><d><m>1</m></d><e><m>2</m></e></a>", {"a/*/m"}, {"element 6-14 .=1", "element 21-29 .=2"});
}

TEST(XmlReader, BlankTextBetweenChildrenIsLayout) {
    expect_events("<r><m>\n  <t> </t>\n  <u>\n</u>\n</m></r>", {"r/m"}, {"element 3-33 t= "});
}

TEST(XmlReader, ReadingGoesOnBehindWhatIsNotWellFormed) {
    expect_events("<r><m>1</m><m>a & b</m><m>3</m></r>", {"r/m"},
                  {"element 3-11 .=1", "broken bad-xml 11-23", "element 23-31 .=3"});
    expect_events("<r><m>1</m><m>2</m", {"r/m"}, {"element 3-11 .=1", "broken truncated 11-18"});
    expect_events("<r><m>1</m>", {"r/m"}, {"element 3-11 .=1", "broken truncated 11-11"});
}

TEST(XmlReader, EntitiesAreRefused) {
    expect_events("<!DOCTYPE r [<!ENTITY a 'x'>]><r><m>&a;</m></r>", {"r/m"}, {"broken entity-declaration 24-47"});
    expect_events("<!DOCTYPE r SYSTEM 'http://x/y.dtd'><r><m>1</m></r>", {"r/m"}, {"element 39-47 .=1"});
}

TEST(XmlReader, DepthIsLimited) {
    std::string deep = "<r><m>";
    for (int i = 0; i < 300; ++i) {
        deep += "<a>";
    }
    const auto seen = events(deep + "</m><m>2</m></r>", {"r/m"}, 1000);
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_TRUE(seen[0].starts_with("broken too-deep 3-"));
    EXPECT_TRUE(seen[1].ends_with(".=2"));
}

TEST(XmlReader, FindsTheDocumentElement) {
    EXPECT_EQ(xml_root("<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE r [<!ENTITY a 'x'>]>\n<smses count='1'>"),
              "smses");
    EXPECT_EQ(xml_root("<a/>"), "a");
    EXPECT_EQ(xml_root("{\"a\":1}"), "");
    EXPECT_EQ(xml_root(""), "");
}

}  // namespace
}  // namespace verbatim::text
