// SPDX-License-Identifier: Apache-2.0
// The server over real sockets of this machine, with requests written byte by byte.
#include "http/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace verbatim::http {
namespace {

int connect_to(uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return socket;
}

// Sends the bytes and reads until the other side closes.
std::string exchange(uint16_t port, const std::string& bytes) {
    const int socket = connect_to(port);
    // The other side may close before it has read all: that is no error here.
    EXPECT_GE(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL), 0);
    std::string answer;
    char buffer[4096];
    ssize_t count = 0;
    while ((count = ::recv(socket, buffer, sizeof buffer, 0)) > 0) {
        answer.append(buffer, static_cast<size_t>(count));
    }
    ::close(socket);
    return answer;
}

class ServerTest : public testing::Test {
  protected:
    void SetUp() override {
        Options options;
        options.body_bytes = 1000;
        options.headers = {{"Content-Security-Policy", "default-src 'none'"}};
        auto server = Server::listen("127.0.0.1", 0, options);
        ASSERT_TRUE(server) << server.error().to_string();
        server_ = std::move(*server);
        server_->set_guard([](const Request& request) -> std::optional<Response> {
            if (request.header("X-Stranger")) {
                return plain(403, "Stay out.");
            }
            return std::nullopt;
        });
        server_->route("GET", "/hello", [](const Request& request) {
            return plain(200, "hello " + std::string(request.parameter("name")));
        });
        server_->route("POST", "/echo", [this](const Request& request) {
            ++posts_;
            return Response{201, "application/json", request.body, {{"X-Size", std::to_string(request.body.size())}}};
        });
        server_->route("GET", "/bad", [](const Request&) -> Response { throw std::runtime_error("oops"); });
        running_ = std::thread([this] { EXPECT_TRUE(server_->run({})); });
    }
    void TearDown() override {
        server_->stop();
        running_.join();
    }
    std::string get(const std::string& path, const std::string& headers = "") {
        return exchange(server_->port(), "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
    }
    std::string post(const std::string& body, const std::string& headers = "") {
        return exchange(server_->port(), "POST /echo HTTP/1.1\r\nHost: x\r\n" + headers +
                                             "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    std::unique_ptr<Server> server_;
    std::thread running_;
    std::atomic<int> posts_{0};
};

TEST_F(ServerTest, AnswersWithItsHeadersAndNoOthersBytes) {
    const std::string answer = get("/hello?name=a%26b%20c", "Accept-Encoding: gzip, br\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\nhello a&b c\n")) << answer;
    for (const char* header : {"X-Content-Type-Options: nosniff", "Cache-Control: no-store",
                               "Content-Security-Policy: default-src 'none'", "Content-Type: text/plain"}) {
        EXPECT_NE(answer.find(header), std::string::npos) << header << " in " << answer;
    }
    EXPECT_EQ(answer.find("Content-Encoding"), std::string::npos);
}

TEST_F(ServerTest, ABodyComesBackWhole) {
    const std::string answer = post("{\"a\": 1}");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 201 ")) << answer;
    EXPECT_NE(answer.find("X-Size: 8\r\n"), std::string::npos) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n{\"a\": 1}")) << answer;
}

TEST_F(ServerTest, WhatIsNotExpectedIsRefusedBeforeAnyHandler) {
    EXPECT_TRUE(get("/hello/").starts_with("HTTP/1.1 404 "));
    EXPECT_TRUE(get("/../hello").starts_with("HTTP/1.1 404 "));
    EXPECT_TRUE(get("/echo").starts_with("HTTP/1.1 405 "));
    EXPECT_TRUE(get("/hello", "X-Stranger: 1\r\n").starts_with("HTTP/1.1 403 "));
    EXPECT_TRUE(get("/hello", "Range: bytes=0-1\r\n").starts_with("HTTP/1.1 416 "));
    EXPECT_TRUE(post("x", "Content-Encoding: gzip\r\n").starts_with("HTTP/1.1 415 "));
    EXPECT_TRUE(post("x", "Content-Type: multipart/form-data; boundary=x\r\n").starts_with("HTTP/1.1 415 "));
    EXPECT_TRUE(post("x", "X-Stranger: 1\r\n").starts_with("HTTP/1.1 403 "));
    EXPECT_TRUE(post(std::string(1001, 'x')).starts_with("HTTP/1.1 413 "));
    EXPECT_TRUE(exchange(server_->port(), "DELETE /echo HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 405 "));
    EXPECT_TRUE(exchange(server_->port(), "nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
    EXPECT_EQ(posts_, 0);
}

TEST_F(ServerTest, ARefusedBodyIsNotTakenForTheNextRequest) {
    const std::string answer = post("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n", "X-Stranger: 1\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 403 ")) << answer;
    EXPECT_EQ(answer.find("HTTP/1.1 200 "), std::string::npos) << answer;
}

TEST_F(ServerTest, LongHeadersAndAddressesAreRefused) {
    EXPECT_FALSE(get("/hello?name=" + std::string(9000, 'x')).starts_with("HTTP/1.1 200 "));
    EXPECT_FALSE(get("/hello", "X-Long: " + std::string(9000, 'x') + "\r\n").starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerTest, AnExceptionOfAHandlerIsAnErrorPage) {
    EXPECT_TRUE(get("/bad").starts_with("HTTP/1.1 500 "));
    EXPECT_TRUE(get("/hello").starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerTest, AHeadHasNoBody) {
    const std::string answer = exchange(server_->port(), "HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(ServerTest, ATakenPortIsAConflict) {
    const auto second = Server::listen("127.0.0.1", server_->port(), {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Code::conflict);
}

// Its own server: bounds of a second, and one handler for everything.
class BoundedServerTest : public testing::Test {
  protected:
    void SetUp() override {
        Options options;
        options.head_seconds = 1;
        options.request_seconds = 2;
        options.head_lines = 20;
        options.head_bytes = 2000;
        auto server = Server::listen("127.0.0.1", 0, options);
        ASSERT_TRUE(server) << server.error().to_string();
        server_ = std::move(*server);
        server_->otherwise([](const Request& request) {
            Response out = plain(200, request.method + " " + request.path);
            out.headers.emplace_back("Cache-Control", "max-age=1");
            return out;
        });
        thread_ = std::thread([this] { EXPECT_TRUE(server_->run({})); });
    }
    void TearDown() override {
        server_->stop();
        thread_.join();
    }
    std::unique_ptr<Server> server_;
    std::thread thread_;
};

TEST_F(BoundedServerTest, OneHandlerTakesEveryPath) {
    const std::string answer = exchange(server_->port(), "DELETE /a/b?c=d HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(answer.ends_with("\r\n\r\nDELETE /a/b\n")) << answer;
    EXPECT_NE(answer.find("Cache-Control: max-age=1\r\n"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("no-store"), std::string::npos) << answer;
    EXPECT_TRUE(exchange(server_->port(), "PUT / HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 405 "));
}

TEST_F(BoundedServerTest, ALargeHeadIsRefused) {
    std::string many = "GET / HTTP/1.1\r\nHost: x\r\n";
    for (int line = 0; line < 30; ++line) {
        many += "X-Header: 1\r\n";
    }
    EXPECT_FALSE(exchange(server_->port(), many + "\r\n").starts_with("HTTP/1.1 200 "));
    const std::string large = "GET / HTTP/1.1\r\nHost: x\r\nX-Header: " + std::string(3000, 'x') + "\r\n\r\n";
    EXPECT_FALSE(exchange(server_->port(), large).starts_with("HTTP/1.1 200 "));
    EXPECT_FALSE(exchange(server_->port(), std::string(100'000, 'x')).starts_with("HTTP/1.1 200 "));
}

TEST_F(BoundedServerTest, WhoeverSendsAByteNowAndThenIsCutOff) {
    for (const std::string begun :
         {"GET / HTTP/1.1\r\nHost: ", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n"}) {
        const int socket = connect_to(server_->port());
        const auto start = std::chrono::steady_clock::now();
        EXPECT_GT(::send(socket, begun.data(), begun.size(), MSG_NOSIGNAL), 0);
        char byte = 'x';
        bool open = true;
        while (open && std::chrono::steady_clock::now() - start < std::chrono::seconds(8)) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            open = ::send(socket, &byte, 1, MSG_NOSIGNAL) == 1;
        }
        EXPECT_FALSE(open) << begun;
        ::close(socket);
    }
}

TEST(Server, StopsWhenItsCallerSaysSo) {
    auto server = Server::listen("127.0.0.1", 0, {});
    ASSERT_TRUE(server);
    EXPECT_TRUE((*server)->run([] { return true; }));
}

}  // namespace
}  // namespace verbatim::http
