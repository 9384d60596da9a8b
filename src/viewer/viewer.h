// SPDX-License-Identifier: Apache-2.0
// Viewer: a disclosure bundle opened for reading and searching, without its case (docs/open.md).
//
//   VB_TRY_ASSIGN(auto viewer, Viewer::open({.bundle = "bundle.zip", .folder = "bundle.zip.view"}));
//   VB_TRY_ASSIGN(auto found, viewer->search("boxes", {.limit = 50}, {}));
//
// open() checks the bundle, refuses one that does not prove, and fills a search store in the folder from what is shown;
// the next time the folder is used again if it is of the same bundle. The bundle is never changed, and what it
// withholds is nowhere in the folder. Queries and counts are those of the case's own search over the messages of the
// bundle. Memory: 29 bytes a record while it is checked, then Options::memory_bytes, whatever the size of the bundle.
// One process for a folder (Code::conflict). Threads: all const functions from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "store/store.h"
#include "verify/bundle.h"
#include "viewer/shown_record.h"

namespace verbatim::viewer {

struct Options {
    std::string bundle;
    std::string folder;
    verify::BundleOptions verify = {};
    bool unverified = false;                      // opens a bundle that does not prove, too
    std::string library = {};                     // of the store
    uint64_t memory_bytes = uint64_t{3} << 29;    // of the store
    std::function<void(uint64_t)> progress = {};  // records read in so far
    std::function<bool()> cancelled = {};
};

struct Found {
    std::string canonical;  // the query as understood
    store::Totals totals;
    std::unique_ptr<store::HitCursor> hits;
};

class Viewer {
  public:
    static Result<std::unique_ptr<Viewer>> open(const Options& options);
    ~Viewer();
    Viewer(const Viewer&) = delete;
    Viewer& operator=(const Viewer&) = delete;

    const verify::BundleReport& report() const;
    const std::string& bundle() const;
    const std::string& folder() const;
    uint64_t records() const;

    // Errors of the language are Code::usage with the byte offset in the query.
    Result<Found> search(std::string_view query, store::Page page, const store::Control& control) const;
    Result<store::Totals> count(std::string_view query, const store::Control& control) const;
    Result<void> conversations(std::string_view query, const store::Each<store::ConversationInfo>& each,
                               const store::Control& control) const;
    // The first message of a conversation (at or after `from_ms`, if given); not_found if there is none.
    Result<uint64_t> first_of(const std::string& conversation, std::optional<int64_t> from_ms,
                              const store::Control& control) const;
    Result<store::Store::ConversationPage> conversation_around(uint64_t seq, uint64_t before, uint64_t after) const;
    Result<store::Hit> hit(uint64_t seq) const;  // not_found if the bundle does not show it
    // The path in the bundle of an attachment's bytes; empty if they are not in it.
    std::string_view media(const Hash& sha256) const;
    Result<std::string> media_bytes(std::string_view path, uint64_t limit_bytes) const;
    // Fills in where the attachments' bytes are.
    void place_attachments(disclose::DisclosedMessage& message) const;

  private:
    struct State;
    explicit Viewer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace verbatim::viewer
