// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "search/query.h"

namespace verbatim::search {
namespace {

store::Predicate predicate(std::string_view text, const Names& names = {}) {
    const Result<Query> query = parse(text);
    EXPECT_TRUE(query.ok());
    const Result<store::Predicate> compiled = compile(*query, names);
    EXPECT_TRUE(compiled.ok()) << compiled.error().to_string();
    return compiled ? *compiled : store::nothing();
}

TEST(Compile, TextAndFields) {
    using namespace store;
    EXPECT_EQ(predicate("kilo"), words("kilo"));
    EXPECT_EQ(predicate("\"two boxes\""), words("two boxes"));
    EXPECT_EQ(predicate("ki\\*l*"), glob("ki\\*l*"));
    EXPECT_EQ(predicate("a OR NOT b"), any_of({words("a"), negation(words("b"))}));
    EXPECT_EQ(predicate("from:a to:b* with:c"),
              all_of({value(store::Field::sender, "a"), value_glob(store::Field::recipient, "b*"),
                      value(store::Field::party, "c")}));
    EXPECT_EQ(predicate("has:attachment"), has_attachment());
    EXPECT_EQ(predicate("has:time"), negation(no_time()));
    EXPECT_EQ(predicate("kind:call"), kinds({record::Kind::call}));
    EXPECT_EQ(predicate("sent:1970-01-01"), time_range(0, 86'400'000));
    EXPECT_EQ(predicate("seq:>=5"), seq_range(5, {}));
    EXPECT_EQ(predicate(""), everything());
}

TEST(Compile, SourcesByNumberOrName) {
    EXPECT_EQ(predicate("source:3"), store::sources({3}));
    Names names;
    names.sources = [](std::string_view glob) {
        return glob == "ex\\*port*" ? std::vector<uint32_t>{4, 5} : std::vector<uint32_t>{};
    };
    EXPECT_EQ(predicate("source:ex\\*port*", names), store::sources({4, 5}));
    EXPECT_EQ(predicate("source:other", names), store::sources({}));
    EXPECT_EQ(compile(*parse("source:name"), {}).error().code, Code::usage);
}

}  // namespace
}  // namespace verbatim::search
