// SPDX-License-Identifier: Apache-2.0
#include "http/client.h"

#include <gtest/gtest.h>

#include <thread>

#include "http/server.h"

namespace verbatim::http {
namespace {

TEST(Url, TakesAddressesInOneForm) {
    const auto url = Url::parse("https://witness.example/a/b");
    ASSERT_TRUE(url);
    EXPECT_TRUE(url->tls);
    EXPECT_EQ(url->host, "witness.example");
    EXPECT_EQ(url->port, 443);
    EXPECT_EQ(url->path, "/a/b");
    const auto local = Url::parse("http://[::1]:8017");
    ASSERT_TRUE(local);
    EXPECT_FALSE(local->tls);
    EXPECT_EQ(local->host, "::1");
    EXPECT_EQ(local->port, 8017);
    EXPECT_EQ(local->path, "/");
    for (const char* wrong : {"", "witness.example", "ftp://witness.example", "https://", "https:///x", "https://a:0",
                              "https://a:", "https://a:1x", "https://a:65536", "https://[::1", "https://u@a",
                              "https://a/?q", "https://a/#f", "https://a/ b", "https://a\r\n/",
                              "http://witness.example", "http://127.0.0.1.witness.example", "http://127.0.0.2"}) {
        EXPECT_FALSE(Url::parse(wrong)) << wrong;
    }
}

class ClientTest : public testing::Test {
  protected:
    void SetUp() override {
        server_ = *Server::listen("127.0.0.1", 0, {});
        server_->route("POST", "/echo", [](const Request& request) {
            return Response{
                409, "text/x.size", std::string(request.header("Content-Type").value_or("")) + "|" + request.body, {}};
        });
        server_->route("POST", "/away", [](const Request&) {
            return Response{303, "text/plain", "gone", {{"Location", "/echo"}}};
        });
        server_->route("POST", "/large", [](const Request&) {
            return Response{200, "text/plain", std::string(100'000, 'x'), {}};
        });
        running_ = std::thread([this] { EXPECT_TRUE(server_->run({})); });
    }
    void TearDown() override {
        server_->stop();
        running_.join();
    }
    Result<Response> ask(const std::string& path, const ClientOptions& options = {}) {
        const auto url = Url::parse("http://127.0.0.1:" + std::to_string(server_->port()) + path);
        return post(*url, "body", "text/plain", options);
    }
    std::unique_ptr<Server> server_;
    std::thread running_;
};

TEST_F(ClientTest, AnyStatusIsAnAnswer) {
    const auto answer = ask("/echo");
    ASSERT_TRUE(answer) << answer.error().to_string();
    EXPECT_EQ(answer->status, 409);
    EXPECT_EQ(answer->content_type, "text/x.size");
    EXPECT_EQ(answer->body, "text/plain|body");
    const auto away = ask("/away");
    ASSERT_TRUE(away) << away.error().to_string();
    EXPECT_EQ(away->status, 303);  // followed nowhere
}

TEST_F(ClientTest, AnAnswerHasALimit) {
    ClientOptions options;
    options.body_bytes = 99'999;
    EXPECT_EQ(ask("/large", options).error().code, Code::limit);
    options.body_bytes = 100'000;
    EXPECT_TRUE(ask("/large", options));
}

TEST_F(ClientTest, WithoutAServerThereIsAnError) {
    const auto url = Url::parse("http://127.0.0.1:1");
    EXPECT_EQ(post(*url, "", "text/plain", {}).error().code, Code::io);
    // Who does not speak TLS is not spoken to.
    const auto secure = Url::parse("https://127.0.0.1:" + std::to_string(server_->port()) + "/echo");
    EXPECT_EQ(post(*secure, "", "text/plain", {}).error().code, Code::io);
}

}  // namespace
}  // namespace verbatim::http
