// SPDX-License-Identifier: Apache-2.0
#include "gaps/internal/sides.h"

#include <gtest/gtest.h>

namespace verbatim::gaps {
namespace {

class SidesTest : public ::testing::Test {
  protected:
    SidesTest() : sides_(devices_) {
        sides_.add_handle(0, "kilo");
        sides_.add_handle(1, "lima");
        sides_.add_handle(2, "mike");
    }
    std::vector<OneSided> missing(std::vector<std::string> devices, std::vector<std::string> handles) {
        seen_.conversation = "c";
        seen_.rows = 5;
        seen_.first_ms = 1'000;
        seen_.last_ms = 2'000;
        seen_.devices = std::move(devices);
        seen_.handles = std::move(handles);
        std::vector<OneSided> out;
        sides_.missing(seen_, out);
        return out;
    }

    std::vector<DeviceLife> devices_ = {{"p0", Span{0, 9'000}, {}},
                                        {"p1", Span{5'000, 9'000}, {}},
                                        {"p2", Span{0, 9'000}, {{500, 2'500}}},
                                        {"p3", Span{0, 9'000}, {}}};
    store::ConversationSides seen_;
    Sides sides_;
};

TEST_F(SidesTest, ShownByAllIsWhole) {
    EXPECT_TRUE(missing({"p0", "p1"}, {"kilo", "lima"}).empty());
}

TEST_F(SidesTest, SaysWhyASideIsMissing) {
    const auto found = missing({"p3"}, {"kilo", "lima", "mike", "nora"});
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[0].state, SideState::left_out);
    EXPECT_EQ(found[0].device, "p0");
    EXPECT_EQ(found[1].state, SideState::not_in_use);
    EXPECT_EQ(found[2].state, SideState::silent);
    EXPECT_EQ(found[3].state, SideState::never_captured);
    EXPECT_TRUE(found[3].device.empty());
    EXPECT_EQ(found[3].handle, "nora");
    EXPECT_EQ(found[3].rows, 5U);
}

TEST_F(SidesTest, NobodysConversationHasNoSides) {
    EXPECT_TRUE(missing({}, {"kilo", "nora"}).empty());
}

}  // namespace
}  // namespace verbatim::gaps
