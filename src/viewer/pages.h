// SPDX-License-Identifier: Apache-2.0
// Pages: the viewer behind an HTTP server: its page, and the JSON that the page asks for (docs/open.md lists them).
//
//   Pages pages(*viewer, *notes, {.made = made, .key_file = folder + "/request.key"});
//   pages.add_to(*server);              // and LocalGuard before it
//
// Every answer with evidence in it is JSON, never markup. Handlers run on several threads at once; Pages, viewer and
// notes must outlive the server.
#pragma once

#include <functional>
#include <mutex>
#include <string>

#include "http/server.h"
#include "note/key.h"
#include "viewer/json.h"

namespace verbatim::viewer {

struct PagesOptions {
    std::function<workbench::Made()> made;  // now, by whoever sits here
    std::string key_file;                   // to sign requests with; made when it is first needed
    std::function<bool()> cancelled = {};   // ends long questions
};

// The policy of the page: nothing but its own script and style, nothing from elsewhere.
extern const std::string_view kContentPolicy;

class Pages {
  public:
    Pages(const Viewer& viewer, workbench::NoteBook& notes, PagesOptions options)
        : viewer_(viewer), notes_(notes), options_(std::move(options)) {}
    void add_to(http::Server& server);

  private:
    using Answer = Result<Json>;
    using Make = Answer (Pages::*)(const http::Request&);
    void get(http::Server& server, const std::string& path, Make make);
    void post(http::Server& server, const std::string& path, Make make);
    static void file(http::Server& server, const std::string& path, const std::string& type, std::string_view bytes);

    Answer about(const http::Request& request);
    Answer search(const http::Request& request);
    Answer conversations(const http::Request& request);
    Answer conversation(const http::Request& request);
    Answer message(const http::Request& request);
    Answer notes(const http::Request& request);
    Answer add_note(const http::Request& request);
    Answer change_note(const http::Request& request);
    Answer remove_note(const http::Request& request);
    Answer requests(const http::Request& request);
    Answer make_request(const http::Request& request);
    Answer add_answer(const http::Request& request);
    http::Response exported_notes();
    http::Response request_file(const http::Request& request);
    http::Response media(const http::Request& request);

    Result<Json> with_notes(Json message);
    Result<note::Signer> signer();
    store::Control control() const { return {options_.cancelled, {}}; }

    const Viewer& viewer_;
    workbench::NoteBook& notes_;
    PagesOptions options_;
    std::mutex requests_;  // one is made at a time
};

// The notes as a document of their own, as the page and `verbatim open --notes --json` give it.
Result<Json> all_notes(workbench::NoteBook& notes);

}  // namespace verbatim::viewer
