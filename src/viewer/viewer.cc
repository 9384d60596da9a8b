// SPDX-License-Identifier: Apache-2.0
#include "viewer/viewer.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "crypto/sha256.h"
#include "io/file.h"
#include "search/query.h"
#include "verify/bundle_entries.h"
#include "viewer/fill.h"
#include "viewer/sources.h"

namespace verbatim::viewer {
namespace {

constexpr uint64_t kFormat = 1;  // of the folder: another one is made anew
constexpr uint32_t kFolderMode = 0700;
constexpr uint32_t kFileMode = 0600;
constexpr uint64_t kStateBytesMax = 4096;
constexpr size_t kHashBytes = size_t{1} << 20;
constexpr std::string_view kMediaFolder = "media/";

Result<Hash> hash_of(const verify::ByteSource& source) {
    crypto::Sha256 hash;
    std::vector<uint8_t> buffer(kHashBytes);
    for (uint64_t at = 0; at < source.size();) {
        const auto part =
            std::span(buffer).first(static_cast<size_t>(std::min<uint64_t>(buffer.size(), source.size() - at)));
        VB_TRY(source.read(at, part));
        hash.update(part);
        at += part.size();
    }
    return hash.finish();
}

Error other_folder(const std::string& folder, const std::string& what) {
    return {
        Code::conflict, what, {folder, {}}, "name another one by --folder, or delete it if its notes are not needed"};
}

// view.json: which bundle the folder is of, and whether all of it has been read in.
class FolderState {
  public:
    FolderState(std::string folder, const Hash& bundle) : file_(folder + "/view.json"), bundle_(bundle.hex()) {}

    Result<bool> read(const std::string& folder) const {
        if (!io::exists(file_)) {
            VB_TRY(write(false));
            return false;
        }
        VB_TRY_ASSIGN(const std::string bytes, io::read_file(file_, kStateBytesMax));
        const auto state = nlohmann::json::parse(bytes, nullptr, false);
        if (!state.is_object() || state.value("format", uint64_t{0}) != kFormat) {
            return other_folder(folder, "this folder was not made by this version of the viewer");
        }
        if (state.value("bundle", std::string()) != bundle_) {
            return other_folder(folder, "this folder belongs to another bundle");
        }
        return state.value("complete", false);
    }
    Result<void> write(bool complete) const {
        const nlohmann::json state{{"format", kFormat}, {"bundle", bundle_}, {"complete", complete}};
        const std::string text = state.dump() + "\n";
        return io::replace_file(file_, as_bytes(text), kFileMode);
    }

  private:
    std::string file_;
    std::string bundle_;
};

}  // namespace

struct Viewer::State {
    Options options;
    std::unique_ptr<verify::FileSource> file;
    verify::BundleReport report;
    io::Descriptor lock;
    Sources sources;
    std::unordered_map<std::string, std::string> media;  // by SHA-256 in hex
    std::unique_ptr<store::Store> store;
    uint64_t records = 0;

    Result<void> check();
    Result<void> open_store();
    Result<void> list_media();
    Result<store::Predicate> compile(std::string_view query, std::string* canonical) const;
};

Result<void> Viewer::State::check() {
    VB_TRY_ASSIGN(report, verify::verify_bundle(*file, options.verify));
    if (!report.proved && !options.unverified) {
        return Error{Code::integrity,
                     "the bundle does not prove what it says: " + report.failed_step + ": " + report.reason,
                     {options.bundle, {}},
                     "ask for another copy; --unverified shows it all the same"};
    }
    return {};
}

Result<void> Viewer::State::open_store() {
    VB_TRY(io::make_directories(options.folder, kFolderMode));
    VB_TRY_ASSIGN(lock, io::lock_exclusive(options.folder + "/lock"));
    VB_TRY_ASSIGN(const Hash hash, hash_of(*file));
    const FolderState state(options.folder, hash);
    VB_TRY_ASSIGN(const bool complete, state.read(options.folder));
    store::Options how;
    how.library = options.library;
    how.memory_bytes = options.memory_bytes;
    how.query_memory_bytes = options.memory_bytes / 2;
    VB_TRY_ASSIGN(store, store::Store::open(options.folder + "/store", how));
    if (!complete) {
        VB_TRY(fill_store(*file, sources, *store, options));
        VB_TRY(state.write(true));
    }
    VB_TRY_ASSIGN(records, store->count());
    if (report.proved && records != report.records) {
        return Error{
            Code::integrity,
            "the folder holds " + std::to_string(records) + " records, the bundle " + std::to_string(report.records),
            {options.folder, {}},
            "delete its store and view.json; they are made again from the bundle, notes.db stays"};
    }
    return {};
}

Result<void> Viewer::State::list_media() {
    VB_TRY_ASSIGN(const auto entries, verify::bundle_entries(*file));
    for (const verify::BundleEntry& entry : entries) {
        if (entry.name.starts_with(kMediaFolder)) {
            const std::string_view name = std::string_view(entry.name).substr(kMediaFolder.size());
            media.emplace(name.substr(0, name.find('.')), entry.name);
        }
    }
    return {};
}

Result<store::Predicate> Viewer::State::compile(std::string_view query, std::string* canonical) const {
    VB_TRY_ASSIGN(const search::Query parsed, search::parse(query));
    if (canonical != nullptr) {
        *canonical = search::to_canonical(parsed);
    }
    search::Names names;
    names.sources = [this](std::string_view pattern) { return sources.matching(pattern); };
    return search::compile(parsed, names);
}

Viewer::Viewer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Viewer::~Viewer() = default;

Result<std::unique_ptr<Viewer>> Viewer::open(const Options& options) {
    auto state = std::make_unique<State>();
    state->options = options;
    VB_TRY_ASSIGN(state->file, verify::FileSource::open(options.bundle));
    VB_TRY(state->check());
    VB_TRY_ASSIGN(state->sources, Sources::read(*state->file));
    VB_TRY(state->list_media());
    VB_TRY(state->open_store());
    return std::unique_ptr<Viewer>(new Viewer(std::move(state)));
}

const verify::BundleReport& Viewer::report() const {
    return state_->report;
}
const std::string& Viewer::bundle() const {
    return state_->options.bundle;
}
const std::string& Viewer::folder() const {
    return state_->options.folder;
}
uint64_t Viewer::records() const {
    return state_->records;
}

Result<Found> Viewer::search(std::string_view query, store::Page page, const store::Control& control) const {
    Found out;
    VB_TRY_ASSIGN(const store::Predicate predicate, state_->compile(query, &out.canonical));
    VB_TRY_ASSIGN(out.totals, state_->store->total(predicate, control));
    page.with_record = true;
    VB_TRY_ASSIGN(out.hits, state_->store->search(predicate, page, control));
    return out;
}

Result<store::Totals> Viewer::count(std::string_view query, const store::Control& control) const {
    VB_TRY_ASSIGN(const store::Predicate predicate, state_->compile(query, nullptr));
    return state_->store->total(predicate, control);
}

Result<void> Viewer::conversations(std::string_view query, const store::Each<store::ConversationInfo>& each,
                                   const store::Control& control) const {
    VB_TRY_ASSIGN(const store::Predicate predicate, state_->compile(query, nullptr));
    return state_->store->conversations(predicate, each, control);
}

Result<uint64_t> Viewer::first_of(const std::string& conversation, std::optional<int64_t> from_ms,
                                  const store::Control& control) const {
    store::Predicate predicate = store::value(store::Field::conversation, conversation);
    if (from_ms) {
        predicate = store::all_of({std::move(predicate), store::time_range(from_ms, {})});
    }
    VB_TRY_ASSIGN(const auto hits, state_->store->search(predicate, {.order = store::Order::oldest}, control));
    store::Hit hit;
    while (true) {
        VB_TRY_ASSIGN(const bool more, hits->next(hit));
        if (!more) {
            return Error{Code::not_found, "the conversation has no such message", {}, {}};
        }
        if (hit.conversation == conversation) {  // another may have this as its title
            return hit.seq;
        }
    }
}

Result<store::Store::ConversationPage> Viewer::conversation_around(uint64_t seq, uint64_t before,
                                                                   uint64_t after) const {
    return state_->store->conversation_around(seq, before, after, true);
}

Result<store::Hit> Viewer::hit(uint64_t seq) const {
    const uint64_t seqs[] = {seq};
    VB_TRY_ASSIGN(auto hits, state_->store->lookup(seqs, true));
    return std::move(hits.front());
}

std::string_view Viewer::media(const Hash& sha256) const {
    const auto found = state_->media.find(sha256.hex());
    return found == state_->media.end() ? std::string_view() : std::string_view(found->second);
}

Result<std::string> Viewer::media_bytes(std::string_view path, uint64_t limit_bytes) const {
    if (!path.starts_with(kMediaFolder)) {
        return Error{Code::not_found, "only files of media/ are given out", {std::string(path), {}}, {}};
    }
    return verify::read_entry(*state_->file, path, limit_bytes);
}

void Viewer::place_attachments(disclose::DisclosedMessage& message) const {
    message.attachments.clear();
    for (const record::Attachment& attachment : message.message.attachments) {
        disclose::AttachmentPlace place;
        if (attachment.sha256) {
            place.file = media(*attachment.sha256);
            place.presence = place.file.empty() ? disclose::Presence::not_asked : disclose::Presence::in_bundle;
        }
        message.attachments.push_back(place);
    }
}

}  // namespace verbatim::viewer
