// SPDX-License-Identifier: Apache-2.0
#include "server/sign_in.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "crypto/totp.h"
#include "server/password.h"

namespace verbatim::server {
namespace {

constexpr const char* kPassword = "correct horse battery";

class SignInTest : public testing::Test {
  protected:
    void SetUp() override {
        file_ = testing::TempDir() + "users-" + std::to_string(::getpid()) + ".db";
        for (const char* end : {"", "-wal", "-shm"}) {
            std::filesystem::remove(file_ + end);
        }
        accounts_ = std::move(*workbench::Accounts::open(file_));
        workbench::Account ada;
        ada.name = "ada";
        ada.roles = {"analyst", "of the future"};
        ada.password = *hash_password(kPassword);
        ada.made = {"2026-11-24T00:00:00Z", "test"};
        ASSERT_TRUE(accounts_->add(ada));
        sign_in_ = std::move(*SignIn::make(*accounts_, limits_, [this] { return now_; }));
    }
    Entry enter(const std::string& name, std::string_view password, std::string_view code = {}) {
        auto entry = sign_in_->enter(name, password, code);
        EXPECT_TRUE(entry);
        return entry ? *entry : Entry{};
    }
    bool is_in(std::string_view token) { return sign_in_->find(token)->has_value(); }

    std::string file_;
    Limits limits_;
    int64_t now_ = 1'800'000'000'000;
    std::unique_ptr<workbench::Accounts> accounts_;
    std::unique_ptr<SignIn> sign_in_;
};

TEST_F(SignInTest, ASessionIsFoundByItsTokenAlone) {
    const Entry entry = enter("ada", kPassword);
    ASSERT_EQ(entry.answer, Entry::Answer::entered);
    const auto user = *sign_in_->find(entry.token);
    ASSERT_TRUE(user);
    EXPECT_EQ(user->name, "ada");
    EXPECT_EQ(user->roles, std::vector{access::Role::analyst});  // what this program does not know is no role
    EXPECT_EQ(user->csrf, entry.user.csrf);
    EXPECT_NE(user->csrf, entry.token);
    EXPECT_FALSE(is_in(entry.user.session));  // the hash that the file has
    EXPECT_FALSE(is_in(""));
    ASSERT_TRUE(sign_in_->leave(*user));
    EXPECT_FALSE(is_in(entry.token));
}

TEST_F(SignInTest, ASessionEndsUnusedAndInTheEnd) {
    const Entry idle = enter("ada", kPassword);
    now_ += limits_.session_idle_ms;
    EXPECT_FALSE(is_in(idle.token));
    const Entry used = enter("ada", kPassword);
    for (int64_t spent = 0; spent + limits_.session_idle_ms / 2 < limits_.session_ms;
         spent += limits_.session_idle_ms / 2) {
        EXPECT_TRUE(is_in(used.token)) << spent;
        now_ += limits_.session_idle_ms / 2;
    }
    now_ += limits_.session_idle_ms / 2;
    EXPECT_FALSE(is_in(used.token));
}

TEST_F(SignInTest, AChangeOfTheAccountEndsItsSessions) {
    for (const auto& change : std::vector<std::function<Result<void>()>>{
             [&] { return accounts_->set_password("ada", *hash_password(kPassword)); },
             [&] { return accounts_->set_totp_secret("ada", ""); },
             [&] { return accounts_->set_disabled("ada", true); }}) {
        const Entry entry = enter("ada", kPassword);
        ASSERT_TRUE(is_in(entry.token));
        ASSERT_TRUE(change());
        EXPECT_FALSE(is_in(entry.token));
    }
    EXPECT_EQ(enter("ada", kPassword).answer, Entry::Answer::wrong);  // disabled
}

TEST_F(SignInTest, FailuresLockANameForTwiceAsLongEachTime) {
    for (const char* name : {"ada", "nobody"}) {
        for (int failure = 0; failure < 5; ++failure) {
            EXPECT_EQ(enter(name, "wrong").answer, Entry::Answer::wrong) << name << failure;
        }
        int64_t last = 0;
        for (int round = 0; round < 3; ++round) {
            const Entry locked = enter(name, kPassword);
            EXPECT_EQ(locked.answer, Entry::Answer::locked);
            EXPECT_GT(locked.retry_ms, last);
            last = locked.retry_ms;
            now_ += locked.retry_ms;
            EXPECT_EQ(enter(name, "wrong").answer, Entry::Answer::wrong);
        }
    }
    now_ += 3'600'000;
    EXPECT_EQ(enter("ada", kPassword).answer, Entry::Answer::entered);
    EXPECT_EQ(enter("ada", "wrong").answer, Entry::Answer::wrong);
    EXPECT_EQ(enter("ada", kPassword).answer, Entry::Answer::entered);
}

TEST_F(SignInTest, ACodeIsGoodOnceAndForAStepEachWay) {
    const std::string secret = *crypto::new_totp_secret();
    ASSERT_TRUE(accounts_->set_totp_secret("ada", secret));
    const auto code = [&](int64_t steps) {
        return crypto::hotp(as_bytes(secret), static_cast<uint64_t>(now_ / crypto::kTotpStepMs + steps));
    };
    EXPECT_EQ(enter("ada", kPassword).answer, Entry::Answer::wrong);
    EXPECT_EQ(enter("ada", kPassword, code(2)).answer, Entry::Answer::wrong);
    EXPECT_EQ(enter("ada", "wrong", code(0)).answer, Entry::Answer::wrong);
    EXPECT_EQ(enter("ada", kPassword, code(0)).answer, Entry::Answer::entered);
    EXPECT_EQ(enter("ada", kPassword, code(0)).answer, Entry::Answer::wrong);
    EXPECT_EQ(enter("ada", kPassword, code(-1)).answer, Entry::Answer::wrong);  // an earlier one that was not used
    EXPECT_EQ(enter("ada", kPassword, code(1)).answer, Entry::Answer::entered);
}

TEST_F(SignInTest, OldSessionsGoWhenThereAreTooMany) {
    const Entry first = enter("ada", kPassword);
    for (size_t count = 0; count < limits_.sessions_of_user; ++count) {
        ++now_;
        EXPECT_EQ(enter("ada", kPassword).answer, Entry::Answer::entered);
    }
    EXPECT_FALSE(is_in(first.token));
}

TEST(SignIn, TheFileHoldsNoPasswordAndNoToken) {
    const std::string hash = *hash_password(kPassword);
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
    EXPECT_EQ(hash.find("horse"), std::string::npos);
    EXPECT_NE(hash, *hash_password(kPassword));
    EXPECT_FALSE(hash_password("eleven char"));
    EXPECT_FALSE(hash_password(std::string(1001, 'x')));
    EXPECT_FALSE(password_matches("not a hash", kPassword));
}

TEST(SignIn, RolesThatDoNotGoTogether) {
    EXPECT_TRUE(roles_of({"analyst", "threat_desk", "case-officer"}));
    EXPECT_FALSE(roles_of({}));
    EXPECT_FALSE(roles_of({"king"}));
    for (const char* alone : {"defence", "data_protection_officer", "administrator"}) {
        EXPECT_TRUE(roles_of({alone}));
        EXPECT_FALSE(roles_of({alone, "analyst"}));
    }
}

TEST(SignIn, TheCookieIsTakenOnlyIfThereIsOne) {
    const auto token = [](std::string header) {
        http::Request request;
        request.headers.emplace_back("Cookie", std::move(header));
        return std::string(session_token(request));
    };
    EXPECT_EQ(token("a=b; verbatim-session=xyz; c=d"), "xyz");
    EXPECT_EQ(token("verbatim-session=xyz"), "xyz");
    EXPECT_EQ(token("verbatim-session=a;verbatim-session=b"), "");
    EXPECT_EQ(token("verbatim-sessions=a; x=verbatim-session=b"), "");
    EXPECT_EQ(token(";;; ;"), "");
    EXPECT_EQ(token(""), "");
}

}  // namespace
}  // namespace verbatim::server
