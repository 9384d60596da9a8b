// SPDX-License-Identifier: Apache-2.0
#include "http/local_guard.h"

#include <gtest/gtest.h>

namespace verbatim::http {
namespace {

class LocalGuardTest : public testing::Test {
  protected:
    LocalGuardTest() : guard_(*LocalGuard::make(4711)) {}

    std::string token() const { return guard_.url().substr(guard_.url().find('=') + 1); }
    Request request(std::string method, std::string path) const {
        Request made;
        made.method = std::move(method);
        made.path = std::move(path);
        made.headers = {{"Host", "127.0.0.1:4711"}, {"Cookie", "a=b; " + guard_.cookie()}};
        return made;
    }
    int status(const Request& request) const {
        const auto refused = guard_.refuse(request);
        return refused ? refused->status : 200;
    }
    LocalGuard guard_;
};

TEST_F(LocalGuardTest, TheTokenIsGoodOnceAndTurnsIntoACookie) {
    Request enter = request("GET", "/enter");
    enter.headers.pop_back();
    EXPECT_EQ(status(enter), 200);
    EXPECT_EQ(guard_.enter(enter).status, 403);  // no token at all
    enter.query.emplace("token", token());
    const Response entered = guard_.enter(enter);
    EXPECT_EQ(entered.status, 200);
    ASSERT_EQ(entered.headers.size(), 1U);
    EXPECT_EQ(entered.headers[0].second, guard_.cookie() + "; Path=/; HttpOnly; SameSite=Strict");
    EXPECT_EQ(guard_.enter(enter).status, 403);
    EXPECT_EQ(guard_.enter(request("GET", "/enter")).status, 200);  // who has the cookie is in
}

TEST_F(LocalGuardTest, AWrongTokenDoesNotSpendTheRightOne) {
    Request enter = request("GET", "/enter");
    enter.headers.pop_back();
    enter.query.emplace("token", std::string(64, '0'));
    EXPECT_EQ(guard_.enter(enter).status, 403);
    enter.query.clear();
    enter.query.emplace("token", token());
    EXPECT_EQ(guard_.enter(enter).status, 200);
}

TEST_F(LocalGuardTest, WithoutTheCookieNothingIsShown) {
    Request page = request("GET", "/");
    EXPECT_EQ(status(page), 200);
    page.headers[1].second = guard_.cookie() + "0";
    EXPECT_EQ(status(page), 403);
    page.headers.pop_back();
    EXPECT_EQ(status(page), 403);
    page.headers.emplace_back("Cookie", "verbatim_4711=");
    EXPECT_EQ(status(page), 403);
}

TEST_F(LocalGuardTest, AForeignHostIsRefusedEvenWithTheCookie) {
    for (const char* host : {"evil.example", "evil.example:4711", "127.0.0.1", "127.0.0.1:80", "localhost:47110", ""}) {
        Request page = request("GET", "/");
        page.headers[0].second = host;
        EXPECT_EQ(status(page), 421) << host;
    }
    Request page = request("GET", "/");
    page.headers[0].second = "localhost:4711";
    EXPECT_EQ(status(page), 200);
    page.headers.emplace_back("host", "127.0.0.1:4711");  // twice: which one would count?
    EXPECT_EQ(status(page), 421);
}

TEST_F(LocalGuardTest, WhatChangesSomethingComesFromOurOwnPage) {
    Request post = request("POST", "/api/notes");
    EXPECT_EQ(status(post), 403);
    post.headers.emplace_back("Origin", "http://127.0.0.1:4711");
    EXPECT_EQ(status(post), 200);
    for (const char* origin : {"null", "http://evil.example", "http://127.0.0.1:4712", "http://localhost:4711"}) {
        post.headers.back().second = origin;
        EXPECT_EQ(status(post), 403) << origin;
    }
    Request page = request("GET", "/");
    page.headers.emplace_back("Origin", "http://evil.example");
    EXPECT_EQ(status(page), 403);
}

TEST(LocalGuard, EveryGuardHasSecretsOfItsOwn) {
    const auto one = LocalGuard::make(1);
    const auto two = LocalGuard::make(1);
    ASSERT_TRUE(one && two);
    EXPECT_NE(one->url(), two->url());
    EXPECT_NE(one->cookie(), two->cookie());
    EXPECT_EQ(one->url().find(one->cookie().substr(11)), std::string::npos);
}

}  // namespace
}  // namespace verbatim::http
