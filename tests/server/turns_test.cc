// SPDX-License-Identifier: Apache-2.0
#include "server/turns.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace verbatim::server {
namespace {

using namespace std::chrono_literals;

TEST(Turns, SlowQuestionsGiveTheirPlaceToQuickOnes) {
    Limits limits;
    limits.questions = 2;
    limits.slow_questions = 1;
    limits.slow_ms = 20;
    limits.turn_ms = 10;
    Turns turns(limits);
    const auto first = turns.enter();
    const auto second = turns.enter();
    ASSERT_TRUE(first && second);
    EXPECT_FALSE(turns.enter());
    EXPECT_TRUE(first->may_go_on());
    std::this_thread::sleep_for(30ms);
    EXPECT_TRUE(first->may_go_on());    // is a slow one now
    EXPECT_FALSE(second->may_go_on());  // there is one already
    EXPECT_STRNE(second->ended(), "");
    EXPECT_TRUE(turns.enter());
    EXPECT_EQ(turns.running(), 2U);
}

TEST(Turns, AQuestionHasItsTime) {
    Limits limits;
    limits.question_ms = 10;
    Turns turns(limits);
    const auto turn = turns.enter();
    EXPECT_TRUE(turn->may_go_on());
    std::this_thread::sleep_for(20ms);
    EXPECT_FALSE(turn->may_go_on());
}

TEST(Turns, WhoeverWaitsGetsTheNextFreePlace) {
    Limits limits;
    limits.questions = 1;
    Turns turns(limits);
    auto turn = turns.enter();
    std::thread waiting([&] { EXPECT_TRUE(turns.enter()); });
    std::this_thread::sleep_for(20ms);
    turn.reset();
    waiting.join();
    EXPECT_EQ(turns.running(), 0U);
}

}  // namespace
}  // namespace verbatim::server
