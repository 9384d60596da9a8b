// SPDX-License-Identifier: Apache-2.0
#include "crypto/totp.h"

#include <gtest/gtest.h>

namespace verbatim::crypto {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";

TEST(Totp, TheCodesOfRfc4226) {
    constexpr const char* kCodes[] = {"755224", "287082", "359152", "969429", "338314",
                                      "254676", "287922", "162583", "399871", "520489"};
    for (uint64_t step = 0; step < std::size(kCodes); ++step) {
        EXPECT_EQ(hotp(as_bytes(kSecret), step), kCodes[step]);
    }
}

// RFC 6238, appendix B, the last six of its eight digits.
TEST(Totp, TheCodesOfRfc6238) {
    for (const auto& [seconds, code] :
         std::initializer_list<std::pair<int64_t, const char*>>{{59, "287082"},
                                                                {1111111109, "081804"},
                                                                {1111111111, "050471"},
                                                                {1234567890, "005924"},
                                                                {2000000000, "279037"},
                                                                {20000000000, "353130"}}) {
        EXPECT_EQ(totp_step(as_bytes(kSecret), code, seconds * 1000), static_cast<uint64_t>(seconds / 30)) << seconds;
        EXPECT_TRUE(totp_step(as_bytes(kSecret), code, (seconds + 30) * 1000));
        EXPECT_FALSE(totp_step(as_bytes(kSecret), code, (seconds + 90) * 1000));
    }
    EXPECT_FALSE(totp_step(as_bytes(kSecret), "", 59'000));
}

TEST(Totp, ASecretIsTypedInAsBase32) {
    EXPECT_EQ(base32(as_bytes(kSecret)), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    EXPECT_EQ(base32(as_bytes("f")), "MY");
    EXPECT_EQ(base32({}), "");
    EXPECT_NE(*new_totp_secret(), *new_totp_secret());
}

}  // namespace
}  // namespace verbatim::crypto
