// SPDX-License-Identifier: Apache-2.0
#include "record/cbor.h"

#include <gtest/gtest.h>

#include <limits>

namespace verbatim::record {
namespace {

std::string written(auto&& write) {
    std::vector<uint8_t> out;
    CborWriter writer(out);
    write(writer);
    return to_hex(out);
}

Result<void> skipped(std::string_view hex) {
    const std::string bytes = *from_hex(hex);
    CborReader reader(as_bytes(bytes));
    VB_TRY(reader.skip());
    if (!reader.at_end()) {
        return Error{Code::malformed, "trailing bytes", {}, {}};
    }
    return {};
}

// RFC 8949, appendix A: the rows of the types the record uses.
TEST(Cbor, AppendixA) {
    const std::pair<int64_t, const char*> integers[] = {{0, "00"},
                                                        {1, "01"},
                                                        {10, "0a"},
                                                        {23, "17"},
                                                        {24, "1818"},
                                                        {25, "1819"},
                                                        {100, "1864"},
                                                        {1000, "1903e8"},
                                                        {1000000, "1a000f4240"},
                                                        {1000000000000, "1b000000e8d4a51000"},
                                                        {-1, "20"},
                                                        {-10, "29"},
                                                        {-100, "3863"},
                                                        {-1000, "3903e7"}};
    for (const auto& [value, hex] : integers) {
        EXPECT_EQ(written([&](CborWriter& w) { w.integer(value); }), hex);
        const std::string bytes = *from_hex(hex);
        CborReader reader(as_bytes(bytes));
        EXPECT_EQ(*reader.integer(), value);
        EXPECT_TRUE(reader.at_end());
    }
    EXPECT_EQ(written([](CborWriter& w) { w.unsigned_integer(18446744073709551615u); }), "1bffffffffffffffff");
    EXPECT_EQ(written([](CborWriter& w) { w.text(""); }), "60");
    EXPECT_EQ(written([](CborWriter& w) { w.text("IETF"); }), "6449455446");
    EXPECT_EQ(written([](CborWriter& w) { w.text("\xc3\xbc"); }), "62c3bc");
    EXPECT_EQ(written([](CborWriter& w) { w.text("\xf0\x90\x85\x91"); }), "64f0908591");
    EXPECT_EQ(written([](CborWriter& w) { w.bytes({}); }), "40");
    EXPECT_EQ(written([](CborWriter& w) { w.bytes(as_bytes("\x01\x02\x03\x04")); }), "4401020304");
    EXPECT_EQ(written([](CborWriter& w) { w.array(0); }), "80");
    EXPECT_EQ(written([](CborWriter& w) { w.map(0); }), "a0");
    EXPECT_EQ(written([](CborWriter& w) {
                  w.map(2);
                  w.unsigned_integer(1);
                  w.unsigned_integer(2);
                  w.unsigned_integer(3);
                  w.unsigned_integer(4);
              }),
              "a201020304");
}

TEST(Cbor, IntegersAtTheEdges) {
    for (const int64_t value :
         {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(), int64_t{-24}, int64_t{-25},
          int64_t{255}, int64_t{256}, int64_t{65535}, int64_t{65536}, int64_t{4294967295}, int64_t{4294967296}}) {
        std::vector<uint8_t> out;
        CborWriter(out).integer(value);
        CborReader reader(out);
        EXPECT_EQ(*reader.integer(), value);
    }
    const std::string too_small = *from_hex("3b8000000000000000");
    CborReader reader(as_bytes(too_small));
    EXPECT_EQ(reader.integer().error().code, Code::limit);
}

struct Refused {
    const char* why;
    const char* hex;
};

class CborRefuses : public testing::TestWithParam<Refused> {};

TEST_P(CborRefuses, WithMalformed) {
    const auto result = skipped(GetParam().hex);
    ASSERT_FALSE(result) << GetParam().why;
    EXPECT_EQ(result.error().code, Code::malformed);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, CborRefuses,
    testing::Values(Refused{"nothing", ""}, Refused{"23 in two bytes", "1817"}, Refused{"255 in three", "1900ff"},
                    Refused{"65535 in five", "1a0000ffff"}, Refused{"2^32-1 in nine", "1b00000000ffffffff"},
                    Refused{"-24 in two bytes", "3817"}, Refused{"string length not shortest", "780161"},
                    Refused{"array length not shortest", "980100"}, Refused{"cut integer", "19ff"},
                    Refused{"cut bytes", "4401"}, Refused{"cut text", "6261"}, Refused{"cut array", "8201"},
                    Refused{"cut map", "a101"}, Refused{"huge text", "7bffffffffffffffff"},
                    Refused{"huge array", "9bffffffffffffffff"}, Refused{"huge map", "bbffffffffffffffff"},
                    Refused{"keys out of order", "a202010101"}, Refused{"key twice", "a201010102"},
                    Refused{"longer key first", "a2181801016161"}, Refused{"indefinite bytes", "5f4101ff"},
                    Refused{"indefinite text", "7f6161ff"}, Refused{"indefinite array", "9f01ff"},
                    Refused{"indefinite map", "bf0101ff"}, Refused{"reserved length 28", "1c"}, Refused{"tag", "c000"},
                    Refused{"false", "f4"}, Refused{"null", "f6"}, Refused{"float", "f93c00"},
                    Refused{"break alone", "ff"}, Refused{"trailing byte", "0000"}, Refused{"bad UTF-8", "61ff"},
                    Refused{"overlong UTF-8", "62c080"}, Refused{"surrogate", "63eda080"},
                    Refused{"beyond U+10FFFF", "64f4908080"}, Refused{"cut UTF-8", "61c3"}));

TEST(Cbor, DepthIsLimited) {
    std::string deep;
    for (unsigned i = 0; i < CborReader::kDepthMax; ++i) {
        deep += "81";
    }
    EXPECT_TRUE(skipped(deep + "00"));
    EXPECT_EQ(skipped("81" + deep + "00").error().code, Code::limit);
}

TEST(Cbor, KeysInOrderWhateverTheirLength) {
    EXPECT_TRUE(skipped("a3010018180019010000"));
}

TEST(Cbor, ErrorsSayWhere) {
    const std::string bytes = *from_hex("82001817");
    CborReader reader(as_bytes(bytes));
    EXPECT_EQ(*reader.skip().error().where.offset, 2u);
}

}  // namespace
}  // namespace verbatim::record
