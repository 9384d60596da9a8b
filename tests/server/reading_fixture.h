// SPDX-License-Identifier: Apache-2.0
// A small case with hostile text in it, read through the table of routes as a user of the server.
//
// What only an outsider of the scope `kilo` could know bears one of kSecrets. The engine allows one store folder a
// process, so each test runs in a child process of its own. With $VERBATIM_ANSWERS every JSON answer is appended to
// that file, a line each, for contract_test.py.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "server/backend.h"
#include "server/call.h"
#include "server/dispatch.h"

namespace verbatim::server {

inline constexpr std::string_view kSecrets[] = {"SECRET", "mike", "november"};

template <class T>
T must(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().to_string().c_str());
        std::fflush(stderr);
        ::_exit(90);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

using Parameters = std::multimap<std::string, std::string>;

class ReadingRoutesTest : public testing::Test {
  protected:
    ReadingRoutesTest()
        : folder_(testing::TempDir() + "reading-routes-" + std::to_string(::getpid())),
          issuer_(*note::Signer::generate("court")) {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_ + "/evidence");
        // 0 to 3: kilo and lima; then a row that cannot be read.
        std::ofstream(folder_ + "/evidence/a.jsonl")
            << row(0, "kilo", "lima", "harbour", "two boxes 🚢 for كيلو boxes")
            << row(1, "lima", "kilo", "harbour", "boxes ok", R"(,"sender_name":"Lima \u202E<b>L</b>")")
            << row(2, "kilo", "lima", "harbour", "<script>alert(1)</script> boxes",
                   R"(,"attachments":[{"name":"map.jpg","size":9007199254740993}],"rest":{"x-client":"v7"})")
            << R"({"id":"3","sent":"yesterday?","conversation":"harbour","conversation_title":"Harbour","sender":"lima",)"
            << R"("participants":["kilo"],"text":"no time here","account":"phone-a","platform":"enc"})"
            << "\n"
            << "{\"broken REJECTED\n";
        // 4: message 0 again, from another phone; 5 and 6 are not kilo's.
        std::ofstream(folder_ + "/evidence/b.jsonl")
            << row(0, "kilo", "lima", "harbour", "two boxes 🚢 for كيلو boxes", R"(,"account":"phone-b")")
            << row(5, "lima", "mike", "SECRETconversation", "SECRETtext boxes",
                   R"(,"sender_name":"SECRETname","attachments":[{"name":"SECRETfile"}],"account":"phone-b")")
            << row(6, "mike", "november", "SECRETconversation", "SECRETtext two", R"(,"account":"phone-b")")
            << "{\"broken SECRETrow\n";
        std::ofstream(folder_ + "/evidence/c-SECRET.jsonl")
            << row(7, "mike", "november", "SECRETother", "SECRETtext three", R"(,"account":"SECRETaccount")");
    }
    ~ReadingRoutesTest() override { std::filesystem::remove_all(folder_); }

    static std::string row(int id, std::string_view sender, std::string_view to, std::string_view conversation,
                           std::string_view text, std::string_view more = "") {
        std::string account = more.find("\"account\"") == std::string_view::npos ? R"(,"account":"phone-a")" : "";
        return R"({"id":")" + std::to_string(id) + R"(","sent":"2020-04-01T10:0)" + std::to_string(id) +
               R"(:00.250Z","conversation":")" + std::string(conversation) + R"(","conversation_title":"The )" +
               std::string(conversation) + R"(","platform":"enc","sender":")" + std::string(sender) +
               R"(","participants":[")" + std::string(to) + R"("],"text":")" + std::string(text) + "\"" + account +
               std::string(more) + "}\n";
    }

    template <class Body>
    void in_child(Body body) {
        std::fflush(nullptr);
        const pid_t pid = ::fork();
        if (pid == 0) {
            open_case();
            body();
            backend_.reset();
            must(case_->close());
            std::fflush(nullptr);
            ::_exit(testing::Test::HasFailure() ? 91 : 0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(pid, &status, 0), pid);
        EXPECT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
        EXPECT_EQ(WEXITSTATUS(status), 0);
    }

    void open_case() {
        must(app::Case::create(folder_ + "/case", {"Test <i>case</i>", {}}));
        app::OpenOptions options;
        options.worker_program = std::string(VERBATIM_BINARY_DIR) + "/verbatim-parse-worker";
        options.store_library = std::string(VERBATIM_BINARY_DIR) + "/libchdb.so";
        if (!std::filesystem::exists(options.store_library)) {
            options.store_library.clear();  // $VERBATIM_LIBCHDB
        }
        case_ = must(app::Case::open(folder_ + "/case", options));
        must(case_->ingest({folder_ + "/evidence"}, {}, {}));
        must(case_->trust_issuer(issuer_.verifier()));
        add("kilo", [](access::Authority& a) { a.handles = {"kilo"}; });
        add("all", [](access::Authority& a) { a.terms = {"*"}; });
        add("first", [](access::Authority& a) { a.sources = {0}; });
        backend_ = must(Backend::open(*case_, {}, [](std::string_view) {}));
    }
    void add(const std::string& id, const std::function<void(access::Authority&)>& change) {
        access::Authority authority;
        authority.case_id = case_->info().id;
        authority.id = id;
        authority.issuer = "Court";
        authority.reference = "1";
        authority.issued = authority.begins = "2020-01-01T00:00:00Z";
        authority.expires = "2099-01-01T00:00:00Z";
        authority.roles = {access::Role::analyst, access::Role::filter_officer, access::Role::defence};
        authority.offences = {"trafficking"};
        change(authority);
        must(case_->add_authority(must(access::sign_authority(authority, issuer_))));
    }

    // Who asks from now on.
    void be(access::Role role, const std::string& authority) {
        role_ = role;
        authority_ = authority;
    }

    http::Response get(const std::string& path, const Parameters& parameters = {}) {
        http::Request request;
        request.method = "GET";
        request.path = "/api/v1" + path;
        request.query = parameters;
        const SignedIn user{"ada", {role_}, "csrf", "session", 1};
        const Task task{"t1", authority_, "a reason", "2026-11-24T00:00:00Z", role_};
        for (const Route& route : reading_routes()) {
            std::string_view value;
            if (!matches(route.pattern, request.path, value)) {
                continue;
            }
            Call call{request, value, user, route.need == Need::task ? &task : nullptr, role_, *backend_};
            const Answer made = route.make(call);
            http::Response out = made ? *made : error_answer(made.error(), request.parameter("q"));
            keep(route, out);
            return out;
        }
        ADD_FAILURE() << "no route " << path;
        return {};
    }
    Json json(const std::string& path, const Parameters& parameters = {}) {
        const http::Response response = get(path, parameters);
        EXPECT_EQ(response.status, 200) << path << " " << response.body;
        return Json::parse(response.body, nullptr, false);
    }
    // A list of an answer, by value: a loop over a part of a temporary would run over nothing.
    Json list(const char* key, const std::string& path, const Parameters& parameters = {}) {
        return json(path, parameters)[key];
    }
    int status(const std::string& path, const Parameters& parameters = {}) { return get(path, parameters).status; }

    static std::vector<uint64_t> seqs(const Json& hits) {
        std::vector<uint64_t> out;
        for (const Json& hit : hits) {
            out.push_back(hit["seq"]);
        }
        return out;
    }
    std::vector<audit::Entry> entries() {
        std::vector<audit::Entry> out;
        must(must(case_->audit_log(false))->each({}, [&](const audit::Entry& entry) -> Result<bool> {
            out.push_back(entry);
            return true;
        }));
        return out;
    }

    std::string folder_;
    note::Signer issuer_;
    std::unique_ptr<app::Case> case_;
    std::unique_ptr<Backend> backend_;
    access::Role role_ = access::Role::analyst;
    std::string authority_ = "all";

  private:
    static void keep(const Route& route, const http::Response& response) {
        const char* const file = std::getenv("VERBATIM_ANSWERS");
        if (file == nullptr || !response.content_type.starts_with("application/json")) {
            return;
        }
        const Json line{{"pattern", route.pattern},
                        {"status", response.status},
                        {"body", Json::parse(response.body, nullptr, false)}};
        std::ofstream(file, std::ios::app) << line.dump() + "\n";
    }
};

using Seqs = std::vector<uint64_t>;

}  // namespace verbatim::server
