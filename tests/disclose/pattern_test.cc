// SPDX-License-Identifier: Apache-2.0
#include "disclose/pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim::disclose {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> found(const Pattern& pattern, std::string_view text) {
    std::vector<Span> spans;
    pattern.find(text, spans);
    std::vector<std::string> out;
    out.reserve(spans.size());
    for (const Span& span : spans) {
        out.emplace_back(text.substr(span.begin, span.end - span.begin));
    }
    return out;
}

Pattern built_in(std::string_view name) {
    auto pattern = Pattern::built_in(name);
    EXPECT_TRUE(pattern.ok());
    return std::move(*pattern);
}
Pattern naming(std::string_view handle) {
    auto pattern = Pattern::naming(handle);
    EXPECT_TRUE(pattern.ok());
    return std::move(*pattern);
}

TEST(Pattern, IbanNeedsItsCheckDigits) {
    const Pattern iban = built_in("iban");
    EXPECT_THAT(found(iban, "to NL91ABNA0417164300 today"), ElementsAre("NL91ABNA0417164300"));
    EXPECT_THAT(found(iban, "to NL92ABNA0417164300 today"), IsEmpty());
    EXPECT_THAT(found(iban, "DE89 3704 0044 0532 0130 00, gb82-west-1234-5698-7654-32."),
                ElementsAre("DE89 3704 0044 0532 0130 00", "gb82-west-1234-5698-7654-32"));
}

TEST(Pattern, IbanOfAnUnknownCountryIsNotMadeOfWords) {
    const Pattern iban = built_in("iban");
    EXPECT_THAT(found(iban, "to DZ580002100001113000000570 now"), ElementsAre("DZ580002100001113000000570"));
    size_t words = 0;
    for (int i = 10; i < 100; ++i) {
        words += found(iban, "note " + std::to_string(i) + " about the boxes").size();
    }
    EXPECT_EQ(words, 0U);
}

TEST(Pattern, IbanOfAnyCountryAndBesideLetters) {
    const Pattern iban = built_in("iban");
    EXPECT_THAT(found(iban, "MT84MALT011000012345MTLCAST001S"), ElementsAre("MT84MALT011000012345MTLCAST001S"));
    EXPECT_THAT(found(iban, "NO9386011117947"), ElementsAre("NO9386011117947"));
    EXPECT_THAT(found(iban, "ibanNL91ABNA0417164300x"), ElementsAre("NL91ABNA0417164300"));
}

TEST(Pattern, CardNeedsItsCheckDigit) {
    const Pattern card = built_in("card");
    EXPECT_THAT(found(card, "4111 1111 1111 1111 exp 12/29"), ElementsAre("4111 1111 1111 1111"));
    EXPECT_THAT(found(card, "4111111111111112"), IsEmpty());
    EXPECT_THAT(found(card, "5555-5555-5555-4444"), ElementsAre("5555-5555-5555-4444"));
}

TEST(Pattern, PhoneInManySpellings) {
    const Pattern phone = built_in("phone");
    EXPECT_THAT(found(phone, "call +31 6 1234 5678 or 0031-612345678"),
                ElementsAre("+31 6 1234 5678", "0031-612345678"));
    EXPECT_THAT(found(phone, "0612345678"), ElementsAre("0612345678"));
    EXPECT_THAT(found(phone, "+1 (212) 555-0134"), ElementsAre("+1 (212) 555-0134"));
    EXPECT_THAT(found(phone, "at 07:30 on 2020-04-01, 25 boxes"), IsEmpty());
}

TEST(Pattern, SeesThroughOtherDigitsAndInvisibleMarks) {
    const Pattern phone = built_in("phone");
    // Arabic-Indic digits; a number wrapped in direction marks; no-break spaces and a non-breaking hyphen.
    EXPECT_EQ(found(phone, "رقم ٠٠٣١٦١٢٣٤٥٦٧٨ الآن").size(), 1U);
    EXPECT_THAT(found(phone, "\u202a+31 6 12\u200b345678\u202c"), ElementsAre("+31 6 12\u200b345678"));
    EXPECT_THAT(found(phone, "+31\u00a06\u20111234\u00a05678!"), ElementsAre("+31\u00a06\u20111234\u00a05678"));
}

TEST(Pattern, EmailOfAnyAlphabet) {
    const Pattern email = built_in("email");
    EXPECT_THAT(found(email, "mail b.Å+x@post.example.org, or not@here"), ElementsAre("b.Å+x@post.example.org"));
}

TEST(Pattern, NamesAHandleAsAWordInAnyCase) {
    const Pattern kilo = naming("kilo");
    EXPECT_THAT(found(kilo, "Kilo says: 2 kilos, @KILO; kilo2"), ElementsAre("Kilo", "KILO"));
    EXPECT_THAT(found(naming("Bård"), "hei bård!"), ElementsAre("bård"));
    EXPECT_THAT(found(naming("a.b*c"), "a.b*c aXbbc"), ElementsAre("a.b*c"));
}

TEST(Pattern, NamesAPhoneNumberInEverySpelling) {
    const Pattern number = naming("+31612345678");
    EXPECT_THAT(found(number, "+31612345678"), ElementsAre("+31612345678"));
    EXPECT_THAT(found(number, "06-12345678, 0031 6 1234 5678"), ElementsAre("06-12345678", "0031 6 1234 5678"));
    EXPECT_THAT(found(number, "+31612345679"), IsEmpty());
}

TEST(Pattern, ExpressionsAreChecked) {
    EXPECT_EQ(Pattern::expression("a(").error().code, Code::usage);
    EXPECT_EQ(Pattern::expression("x*").error().code, Code::usage);
    EXPECT_EQ(Pattern::built_in("ssn").error().code, Code::usage);
    EXPECT_EQ(Pattern::naming("  ").error().code, Code::usage);
    const auto boxes = Pattern::expression("(?i)box(es)?");
    ASSERT_TRUE(boxes.ok());
    EXPECT_THAT(found(*boxes, "Box and boxes"), ElementsAre("Box", "boxes"));
}

}  // namespace
}  // namespace verbatim::disclose
