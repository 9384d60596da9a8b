// SPDX-License-Identifier: Apache-2.0
// The table of routes against the contract, and that what is not permitted is refused: every entry, over a case without
// messages.
#include "server/dispatch.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "server/users.h"

namespace verbatim::server {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPassword = "correct horse battery";
constexpr const char* kHost = "127.0.0.1:8470";

// "GET /api/v1/search" of every operation in api/openapi.yaml.
std::set<std::string> contract() {
    std::ifstream file(std::string(VERBATIM_SOURCE_DIR) + "/api/openapi.yaml");
    std::set<std::string> out;
    std::string line;
    std::string path;
    while (std::getline(file, line) && line != "components:") {
        if (line.starts_with("  /") && line.ends_with(":")) {
            path = line.substr(2, line.size() - 3);
        } else if (line == "    get:" || line == "    post:" || line == "    delete:") {
            const std::string word = line.substr(4, line.size() - 5);
            out.insert((word == "get" ? "GET" : word == "post" ? "POST" : "DELETE") + (" /api/v1" + path));
        }
    }
    return out;
}

std::vector<Route> all_routes() {
    std::vector<Route> out;
    for (const auto table : {own_routes(), reading_routes()}) {
        out.insert(out.end(), table.begin(), table.end());
    }
    return out;
}

TEST(Routes, AreThoseOfTheContractEachOnce) {
    const std::set<std::string> wanted = contract();
    ASSERT_GT(wanted.size(), 30U);
    std::set<std::string> found;
    for (const Route& route : all_routes()) {
        EXPECT_TRUE(found.insert(std::string(route.method) + " " + std::string(route.pattern)).second) << route.pattern;
    }
    EXPECT_EQ(found, wanted);
}

TEST(Routes, APatternTakesOneWholePart) {
    std::string_view value;
    EXPECT_TRUE(matches("/message/{seq}/proof", "/message/17/proof", value));
    EXPECT_EQ(value, "17");
    EXPECT_FALSE(matches("/message/{seq}/proof", "/message//proof", value));
    EXPECT_FALSE(matches("/message/{seq}/proof", "/message/1/2/proof", value));
    EXPECT_FALSE(matches("/message/{seq}", "/message/1/proof", value));
    EXPECT_FALSE(matches("/message/{seq}", "/message/", value));
    EXPECT_FALSE(matches("/tags", "/tags/", value));
}

class DispatchTest : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = testing::TempDir() + "dispatch-" + std::to_string(::getpid());
        fs::remove_all(folder_);
        ASSERT_TRUE(app::Case::create(folder_, {"Test", ""}));
        app::OpenOptions options;
        options.store = app::StoreUse::none;
        options.who = "holder-1";
        case_ = std::move(*app::Case::open(folder_, options));
        backend_ = std::move(*Backend::open(*case_, {}, [this](std::string_view line) { log_ += line; }));
        dispatch_ = std::make_unique<Dispatch>(*backend_, DispatchOptions{{kHost}, "http"},
                                               std::vector<std::span<const Route>>{own_routes(), reading_routes()});
        for (const char* role : {"analyst", "administrator", "data-protection-officer"}) {
            ASSERT_TRUE(Users(backend_->accounts(), *case_, "test", "holder").add({role, kPassword, {role}}));
        }
    }
    void TearDown() override {
        dispatch_.reset();
        backend_.reset();
        case_.reset();
        fs::remove_all(folder_);
    }

    static http::Request to(const Route& route) {
        http::Request request;
        request.method = route.method;
        request.path = route.pattern;
        if (const size_t open = request.path.find('{'); open != std::string::npos) {
            request.path.replace(open, request.path.find('}') - open + 1, "0");
        }
        request.headers = {{"Host", kHost}, {"Content-Type", "application/json"}};
        if (request.method != "GET") {
            request.headers.emplace_back("Origin", std::string("http://") + kHost);
        }
        request.body = "{}";
        return request;
    }
    http::Request as(const Route& route, const std::string& name) {
        auto entry = backend_->sign_in().enter(name, kPassword, "");
        EXPECT_EQ(entry->answer, Entry::Answer::entered);
        http::Request request = to(route);
        request.headers.emplace_back("Cookie", "verbatim-session=" + entry->token);
        request.headers.emplace_back("X-CSRF", entry->user.csrf);
        return request;
    }
    std::string task_of(const std::string& name, const std::string& role) {
        const auto account = *backend_->accounts().find(name);
        return std::to_string(
            backend_->accounts().add_task({0, account->id, "order-7", "test", role, "2026-11-24T00:00:00Z"})->id);
    }
    size_t denied() {
        size_t count = 0;
        audit::Filter filter;
        filter.outcome = audit::Outcome::denied;
        EXPECT_TRUE((*case_->audit_log(false))->each(filter, [&](const audit::Entry&) -> Result<bool> {
            ++count;
            return true;
        }));
        return count;
    }

    std::string folder_;
    std::string log_;
    std::unique_ptr<app::Case> case_;
    std::unique_ptr<Backend> backend_;
    std::unique_ptr<Dispatch> dispatch_;
};

TEST_F(DispatchTest, NothingIsAnsweredUnderAForeignNameOrForAForeignPage) {
    for (const Route& route : all_routes()) {
        http::Request request = to(route);
        request.headers[0].second = "evil.example";
        EXPECT_EQ(dispatch_->answer(request).status, 421) << route.pattern;
        request = to(route);
        std::erase_if(request.headers, [](const auto& header) { return header.first == "Origin"; });
        request.headers.emplace_back("Origin", "https://evil.example");
        EXPECT_EQ(dispatch_->answer(request).status, 403) << route.pattern;
        request.headers.back() = {"Sec-Fetch-Site", "cross-site"};
        EXPECT_EQ(dispatch_->answer(request).status, 403) << route.pattern;
    }
}

TEST_F(DispatchTest, NothingWithoutASession) {
    for (const Route& route : all_routes()) {
        http::Request request = to(route);
        request.headers.emplace_back("X-Task", "1");
        const int status = dispatch_->answer(request).status;
        if (route.need == Need::nobody) {
            EXPECT_NE(status, 401) << route.pattern;
        } else {
            EXPECT_EQ(status, 401) << route.method << route.pattern;
        }
    }
    EXPECT_EQ(denied(), 0U);  // whoever is nobody fills no log
}

TEST_F(DispatchTest, NothingWithoutTheSessionsOwnWord) {
    for (const Route& route : all_routes()) {
        if (route.need == Need::nobody || route.method == "GET") {
            continue;
        }
        http::Request request = as(route, "analyst");
        request.headers.back().second = std::string(64, '0');
        EXPECT_EQ(dispatch_->answer(request).status, 403) << route.pattern;
        request.headers.pop_back();
        EXPECT_EQ(dispatch_->answer(request).status, 403) << route.pattern;
    }
}

TEST_F(DispatchTest, NothingOfTheCaseWithoutATaskOfOnesOwnUnderAnAuthority) {
    const std::string others = task_of("administrator", "administrator");
    const std::string own = task_of("analyst", "analyst");
    for (const Route& route : all_routes()) {
        if (route.need != Need::task) {
            continue;
        }
        ASSERT_TRUE(route.operation) << route.pattern << ": a task without an operation permits everything";
        http::Request request = as(route, "analyst");
        EXPECT_EQ(dispatch_->answer(request).status, 403) << route.pattern;
        const size_t before = denied();
        request.headers.emplace_back("X-Task", others);
        EXPECT_EQ(dispatch_->answer(request).status, 403) << route.pattern;
        request.headers.back().second = own;  // under an authority that is not there
        EXPECT_EQ(dispatch_->answer(request).status, 403) << route.pattern;
        EXPECT_EQ(denied(), before + 2) << route.pattern;
    }
}

TEST_F(DispatchTest, NothingWithTheWrongRole) {
    const std::string task = task_of("administrator", "administrator");
    for (const Route& route : all_routes()) {
        if (!route.operation) {
            continue;
        }
        const bool for_administrator = access::permits(access::Role::administrator, *route.operation);
        http::Request request = as(route, for_administrator ? "analyst" : "administrator");
        request.headers.emplace_back("X-Task", task);
        const size_t before = denied();
        EXPECT_EQ(dispatch_->answer(request).status, 403) << route.method << route.pattern;
        EXPECT_EQ(denied(), before + 1) << route.pattern;
    }
}

TEST_F(DispatchTest, WhatIsNotInTheTableDoesNotExist) {
    for (const char* path :
         {"/users.db", "/api/v1", "/api/v1/", "/api/v1/search/", "/api/v2/search", "/../case.toml"}) {
        http::Request request = to({"GET", path, Need::nobody, std::nullopt, nullptr});
        EXPECT_EQ(dispatch_->answer(request).status, 404) << path;
    }
    EXPECT_EQ(dispatch_->answer(to({"DELETE", "/api/v1/search", Need::nobody, std::nullopt, nullptr})).status, 405);
}

TEST_F(DispatchTest, TheLogHoldsNeitherAddressesNorSecrets) {
    http::Request request = as({"GET", "/api/v1/tasks", Need::session, std::nullopt, nullptr}, "analyst");
    request.query.emplace("q", "secretword");
    EXPECT_EQ(dispatch_->answer(request).status, 200);
    request.path = "/secretword";
    EXPECT_EQ(dispatch_->answer(request).status, 404);
    EXPECT_NE(log_.find("\"route\":\"/api/v1/tasks\""), std::string::npos) << log_;
    EXPECT_EQ(log_.find("secretword"), std::string::npos) << log_;
    EXPECT_EQ(log_.find(request.headers.back().second), std::string::npos) << log_;
}

}  // namespace
}  // namespace verbatim::server
