// SPDX-License-Identifier: Apache-2.0
#include "base/crc32.h"

#include <gtest/gtest.h>

namespace verbatim {
namespace {

TEST(Crc32, KnownAnswers) {
    EXPECT_EQ(crc32({}), 0u);
    EXPECT_EQ(crc32(as_bytes("123456789")), 0xcbf43926u);
    EXPECT_EQ(crc32(as_bytes("The quick brown fox jumps over the lazy dog")), 0x414fa339u);
}

TEST(Crc32, InPiecesIsTheSame) {
    std::string bytes;
    for (int i = 0; i < 100; ++i) {
        bytes += static_cast<char>(i * 37);
    }
    for (size_t split = 0; split <= bytes.size(); ++split) {
        EXPECT_EQ(crc32(as_bytes(bytes).subspan(split), crc32(as_bytes(bytes).first(split))), crc32(as_bytes(bytes)));
    }
}

}  // namespace
}  // namespace verbatim
