// SPDX-License-Identifier: Apache-2.0
#include "viewer/pages.h"

#include "note/lines.h"
#include "viewer/page_files.h"

namespace verbatim::viewer {
namespace {

constexpr const char* kJson = "application/json; charset=utf-8";
constexpr uint64_t kPageDefault = 50;
constexpr uint64_t kPageMax = 500;  // an answer is held in memory
constexpr uint64_t kMediaBytesMax = uint64_t{64} << 20;

int status_of(Code code) {
    switch (code) {
        case Code::usage:
        case Code::malformed:
            return 400;
        case Code::not_found:
            return 404;
        case Code::conflict:
            return 409;
        case Code::limit:
            return 413;
        default:
            return 500;
    }
}

http::Response answer_of(const Result<Json>& made) {
    return made ? http::Response{200, kJson, to_bytes(*made), {}}
                : http::Response{status_of(made.error().code), kJson, to_bytes(to_json(made.error())), {}};
}

http::Response download(std::string name, std::string type, std::string bytes) {
    return {200,
            std::move(type),
            std::move(bytes),
            {{"Content-Disposition", "attachment; filename=\"" + name + "\""},
             {"Content-Security-Policy", "sandbox; default-src 'none'"}}};
}

Error bad(const std::string& what) {
    return {Code::usage, what, {}, {}};
}

Result<uint64_t> number(const http::Request& request, const std::string& name, std::optional<uint64_t> otherwise) {
    const std::string_view given = request.parameter(name);
    const auto value = given.empty() ? otherwise : note::decimal(given);
    return value ? Result<uint64_t>(*value) : bad("`" + name + "` is a whole number");
}

Result<uint64_t> page_size(const http::Request& request, const std::string& name, uint64_t otherwise) {
    VB_TRY_ASSIGN(const uint64_t size, number(request, name, otherwise));
    return size <= kPageMax ? Result<uint64_t>(size) : bad("`" + name + "` is at most " + std::to_string(kPageMax));
}

Result<store::Order> order_of(std::string_view word) {
    if (word.empty() || word == "newest") {
        return store::Order::newest;
    }
    return word == "oldest" ? Result<store::Order>(store::Order::oldest) : bad("`order` is newest or oldest");
}

}  // namespace

const std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

void Pages::get(http::Server& server, const std::string& path, Make make) {
    server.route("GET", path, [this, make](const http::Request& request) { return answer_of((this->*make)(request)); });
}

void Pages::post(http::Server& server, const std::string& path, Make make) {
    server.route("POST", path,
                 [this, make](const http::Request& request) { return answer_of((this->*make)(request)); });
}

void Pages::file(http::Server& server, const std::string& path, const std::string& type, std::string_view bytes) {
    server.route("GET", path, [type, bytes](const http::Request&) {
        return http::Response{200, type, std::string(bytes), {}};
    });
}

void Pages::add_to(http::Server& server) {
    file(server, "/", "text/html; charset=utf-8", page_html());
    file(server, "/page.css", "text/css; charset=utf-8", page_css());
    file(server, "/page.js", "text/javascript; charset=utf-8", page_js());
    file(server, "/messages.js", "text/javascript; charset=utf-8", messages_js());
    get(server, "/api/about", &Pages::about);
    get(server, "/api/search", &Pages::search);
    get(server, "/api/conversations", &Pages::conversations);
    get(server, "/api/conversation", &Pages::conversation);
    get(server, "/api/message", &Pages::message);
    get(server, "/api/notes", &Pages::notes);
    get(server, "/api/requests", &Pages::requests);
    post(server, "/api/notes", &Pages::add_note);
    post(server, "/api/notes/change", &Pages::change_note);
    post(server, "/api/notes/delete", &Pages::remove_note);
    post(server, "/api/requests", &Pages::make_request);
    post(server, "/api/answers", &Pages::add_answer);
    server.route("GET", "/notes.json", [this](const http::Request&) { return exported_notes(); });
    server.route("GET", "/request", [this](const http::Request& request) { return request_file(request); });
    server.route("GET", "/media", [this](const http::Request& request) { return media(request); });
}

Result<Json> Pages::about(const http::Request&) {
    const verify::BundleReport& report = viewer_.report();
    VB_TRY_ASSIGN(const store::Totals totals, viewer_.count("*", control()));
    VB_TRY_ASSIGN(const uint64_t notes, notes_.count());
    return Json{{"bundle", viewer_.bundle()},
                {"folder", viewer_.folder()},
                {"proved", report.proved},
                {"failed_step", report.failed_step},
                {"reason", report.reason},
                {"case", report.case_id},
                {"number", report.number},
                {"recipient", report.recipient},
                {"key_trusted", report.key_trusted},
                {"withheld", report.withheld},
                {"records", viewer_.records()},
                {"messages", totals.messages},
                {"notes", notes},
                {"words", report.to_text()}};
}

Result<Json> Pages::with_notes(Json message) {
    VB_TRY_ASSIGN(const auto notes, notes_.of_message(message["seq"].get<uint64_t>()));
    Json list = Json::array();
    for (const workbench::Note& note : notes) {
        list.push_back(to_json(note));
    }
    message["notes"] = std::move(list);
    return message;
}

Result<Json> Pages::search(const http::Request& request) {
    const std::string query(request.parameter("q"));
    store::Page page;
    VB_TRY_ASSIGN(page.limit, page_size(request, "limit", kPageDefault));
    VB_TRY_ASSIGN(page.order, order_of(request.parameter("order")));
    if (const std::string_view after = request.parameter("after"); !after.empty()) {
        page.after = store::position_of(after);
        if (!page.after) {
            return bad("`after` is what the page before gave");
        }
    }
    if (page.limit == 0) {
        return bad("`limit` is at least 1");
    }
    VB_TRY_ASSIGN(const Found found, viewer_.search(query, page, control()));
    MessageJson messages(viewer_, query);
    Json hits = Json::array();
    store::Hit hit;
    while (true) {
        VB_TRY_ASSIGN(const bool more, found.hits->next(hit));
        if (!more) {
            break;
        }
        VB_TRY_ASSIGN(Json message, messages.make(hit, false));
        VB_TRY_ASSIGN(message, with_notes(std::move(message)));
        hits.push_back(std::move(message));
    }
    Json out = to_json(found.totals);
    out["query"] = found.canonical;
    out["next"] = hits.size() == page.limit ? Json(store::to_text({hit.sort_ms, hit.seq})) : Json(nullptr);
    out["hits"] = std::move(hits);
    return out;
}

Result<Json> Pages::conversations(const http::Request& request) {
    VB_TRY_ASSIGN(const uint64_t limit, page_size(request, "limit", kPageDefault));
    VB_TRY_ASSIGN(const uint64_t skip, number(request, "skip", 0));
    uint64_t total = 0;
    Json items = Json::array();
    VB_TRY(viewer_.conversations(
        request.parameter("q"),
        [&](const store::ConversationInfo& conversation) {
            if (total >= skip && items.size() < limit) {
                items.push_back(to_json(conversation));
            }
            ++total;
            return true;
        },
        control()));
    return Json{{"total", total}, {"skip", skip}, {"conversations", std::move(items)}};
}

Result<Json> Pages::conversation(const http::Request& request) {
    VB_TRY_ASSIGN(const uint64_t before, page_size(request, "before", 0));
    VB_TRY_ASSIGN(const uint64_t after, page_size(request, "after", kPageDefault));
    uint64_t seq = 0;
    if (request.parameter("key").empty()) {
        VB_TRY_ASSIGN(seq, number(request, "seq", {}));
    } else {
        std::optional<int64_t> from;
        if (!request.parameter("from").empty()) {
            VB_TRY_ASSIGN(const uint64_t ms, number(request, "from", {}));
            from = static_cast<int64_t>(ms);
        }
        VB_TRY_ASSIGN(seq, viewer_.first_of(std::string(request.parameter("key")), from, control()));
    }
    VB_TRY_ASSIGN(const auto page, viewer_.conversation_around(seq, before, after));
    MessageJson messages(viewer_, request.parameter("q").empty() ? "(" : request.parameter("q"));
    Json list = Json::array();
    for (const store::Hit& hit : page.hits) {
        VB_TRY_ASSIGN(Json message, messages.make(hit, false));
        VB_TRY_ASSIGN(message, with_notes(std::move(message)));
        list.push_back(std::move(message));
    }
    const uint64_t first = page.before.messages - page.anchor_index;
    return Json{{"anchor", page.hits[page.anchor_index].seq},
                {"first", first},
                {"total", page.total.messages},
                {"sightings", page.total.sightings},
                {"messages", std::move(list)}};
}

Result<Json> Pages::message(const http::Request& request) {
    VB_TRY_ASSIGN(const uint64_t seq, number(request, "seq", {}));
    VB_TRY_ASSIGN(const store::Hit hit, viewer_.hit(seq));
    MessageJson messages(viewer_, "(");
    VB_TRY_ASSIGN(Json message, messages.make(hit, true));
    const verify::BundleReport& report = viewer_.report();
    message["proof"] =
        !report.proved ? "NOT PROVED: this bundle fails its check."
        : report.key_trusted
            ? "Proved: what is shown of this record stands in the sealed log, under the key that you gave."
            : "Proved under the key that the bundle names itself: what is shown of this record stands in "
              "the log that this key sealed. Nobody has vouched for the key here.";
    return with_notes(std::move(message));
}

http::Response Pages::media(const http::Request& request) {
    const std::string path(request.parameter("file"));
    auto bytes = viewer_.media_bytes(path, kMediaBytesMax);
    if (!bytes) {
        return answer_of(bytes.error());
    }
    // Whatever it calls itself, the browser is to save it, not to show it.
    std::string name = path.substr(path.rfind('/') + 1);
    return download(std::move(name), "application/octet-stream", std::move(*bytes));
}

}  // namespace verbatim::viewer
