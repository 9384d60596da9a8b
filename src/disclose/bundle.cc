// SPDX-License-Identifier: Apache-2.0
#include "disclose/bundle.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "crypto/sha256.h"
#include "disclose/internal/bundle_texts.h"
#include "disclose/internal/plain_parts.h"
#include "disclose/internal/readable_pass.h"
#include "disclose/internal/record_pass.h"
#include "disclose/internal/temporary_file.h"
#include "disclose/statement.h"
#include "disclose/verify_page.h"
#include "note/note.h"
#include "record/seal_leaves.h"
#include "verify/bundle.h"
#include "verify/bundle_entries.h"

namespace verbatim::disclose {
namespace {

using namespace internal;

// Reading a medium or the finished file back.
constexpr size_t kPartBytes = size_t{1} << 20;
constexpr size_t kNamedInError = 20;

std::string folder_of(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

Result<io::Descriptor> create_file(const std::string& path) {
    io::Descriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd.valid()) {
        return io_error("create", path, errno);
    }
    return fd;
}

Result<void> each_part(const io::Descriptor& fd, const std::string& path, uint64_t size, const ByteSink& use) {
    std::string part(kPartBytes, '\0');
    for (uint64_t at = 0; at < size;) {
        const size_t wanted = std::min<uint64_t>(part.size(), size - at);
        VB_TRY_ASSIGN(const size_t got,
                      io::read_at(fd.get(), at, {reinterpret_cast<uint8_t*>(part.data()), wanted}, path));
        if (got == 0) {
            return Error{Code::io, "the file became shorter", {path, at}, {}};
        }
        VB_TRY(use(std::string_view(part).substr(0, got)));
        at += got;
    }
    return {};
}

// The records of a scope, and how many it has.
void sort_unique(std::vector<uint64_t>& numbers) {
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

// These say what the messages show, and nothing else, in salted base64; the page is the same in every bundle.
bool is_searched(std::string_view name) {
    constexpr std::string_view kNot[] = {"verify/records", "verify/conversations", "verify/participations",
                                         "verify/sources", "verify/seal",          "verify/checkpoint",
                                         "verify.html",    "verify/timestamp.tsr"};
    return std::find(std::begin(kNot), std::end(kNot), name) == std::end(kNot);
}

class Maker {
  public:
    Maker(BundleCase& parts, const BundleRequest& request, const BundleControl& control)
        : parts_(parts),
          request_(request),
          control_(control),
          folder_(folder_of(request.output)),
          partial_(request.output + ".partial"),
          facts_(request.facts) {}

    Result<BundleReport> run() {
        auto made = make();
        if (!made) {
            ::unlink(partial_.c_str());
        }
        return made;
    }

  private:
    Result<BundleReport> make() {
        VB_TRY(collect());
        VB_TRY_ASSIGN(io::Descriptor fd, create_file(partial_));
        VB_TRY_ASSIGN(ZipWriter zip, ZipWriter::create(std::move(fd), partial_, folder_));
        VB_TRY_ASSIGN(Spool spool, Spool::create(folder_));
        spool.reserve(sequences_.size());
        VB_TRY_ASSIGN(WithheldValues values, WithheldValues::create(folder_));
        RecordPass pass(parts_, request_, complete_, spool, values);
        VB_TRY(write_records(pass, zip));
        VB_TRY(complete_facts(pass, spool));
        const SpoolNames names = names_of(pass);
        report_.pdf = statement_.records <= request_.pdf_messages_max;
        const ReadableRequest readable{facts_, folder_, report_.pdf, request_.exchange, parts_.open_parquet};
        VB_TRY(write_readable(spool, names, readable, control_, zip, entries_));
        VB_TRY(write_media(pass, zip));
        VB_TRY(write_walks(pass, zip));
        VB_TRY(write_papers(zip));
        VB_TRY(write_statement(zip));
        VB_TRY_ASSIGN(report_.bytes, zip.finish());
        VB_TRY(search(pass, spool, names, values));
        { const Spool read = std::move(spool); }  // verifying needs as much memory again
        VB_TRY(verify());
        fill_report(pass);
        if (request_.release) {
            VB_TRY(request_.release(report_, sequences_));
        }
        VB_TRY(put_in_place());
        return std::move(report_);
    }

    void say(std::string_view stage) const {
        if (control_.progress) {
            control_.progress({stage, 0, 0});
        }
    }

    // --- scopes
    Result<void> collect() {
        say("scope");
        for (const log::ConversationScope& scope : request_.conversations) {
            VB_TRY(collect_conversation(scope));
            statement_.scopes.push_back(
                {StatedScope::Kind::conversation, scope.key, scope.from, scope.to, scope.undated});
        }
        for (const HandleScope& scope : request_.handles) {
            const size_t before = complete_.size();
            VB_TRY_ASSIGN(const log::KeyRange range, parts_.participations.find(scope.key));
            VB_TRY(parts_.participations.each(range.begin, range.end,
                                              [&](const log::ParticipationTree::Leaf& leaf) -> Result<void> {
                                                  whole_conversations_.push_back({leaf.conversation_key, {}, {}, true});
                                                  return collect_leaves(whole_conversations_.back());
                                              }));
            scope_counts_.push_back(complete_.size() - before);
            statement_.scopes.push_back({StatedScope::Kind::handle, scope.key, {}, {}, false});
        }
        sort_unique(complete_);
        sequences_ = complete_;
        if (request_.selection) {
            const Hash hash = crypto::sha256(as_bytes(request_.selection->json));
            statement_.scopes.push_back({StatedScope::Kind::selection, hash, {}, {}, false});
            scope_counts_.push_back(request_.selection->sequences.size());
            sequences_.insert(sequences_.end(), request_.selection->sequences.begin(),
                              request_.selection->sequences.end());
            sort_unique(sequences_);
        }
        return {};
    }
    Result<void> collect_conversation(const log::ConversationScope& scope) {
        const size_t before = complete_.size();
        VB_TRY(collect_leaves(scope));
        scope_counts_.push_back(complete_.size() - before);
        return {};
    }
    Result<void> collect_leaves(const log::ConversationScope& scope) {
        const auto take = [&](const log::ConversationTree::Leaf& leaf) -> Result<void> {
            complete_.push_back(leaf.sequence);
            return {};
        };
        VB_TRY_ASSIGN(const log::KeyRange range, parts_.conversations.find(scope.key));
        VB_TRY_ASSIGN(const log::Positions period, parts_.conversations.period(range, scope.from, scope.to));
        VB_TRY(parts_.conversations.each(period.begin, period.end, take));
        if (scope.undated) {
            VB_TRY_ASSIGN(const log::Positions undated, parts_.conversations.undated(range));
            VB_TRY(parts_.conversations.each(undated.begin, undated.end, take));
        }
        return {};
    }

    // --- records and what is withheld
    Result<void> write_records(RecordPass& pass, ZipWriter& zip) {
        VB_TRY_ASSIGN(TemporaryFile redactions, TemporaryFile::create(folder_));
        VB_TRY(zip.begin("verify/records"));
        RecordsWalk walk(
            parts_.seal.seal.log.size, parts_.log_nodes, [&](std::string_view bytes) { return zip.write(bytes); },
            redactions.sink());
        VB_TRY(pass.run(sequences_, walk, control_));
        VB_TRY(walk.finish());
        VB_TRY_ASSIGN(ZipEntry entry, zip.end());
        entries_.push_back(std::move(entry));
        if (walk.withheld() > 0) {
            VB_TRY_ASSIGN(ZipEntry list, redactions.move_into(zip, "verify/redactions"));
            entries_.push_back(std::move(list));
        }
        statement_.blocks = walk.blocks();
        statement_.records = walk.count();
        statement_.withheld = walk.withheld();
        return {};
    }

    // --- what is said beside the messages
    Result<void> complete_facts(const RecordPass& pass, const Spool& spool) {
        for (size_t i = 0; i < facts_.scopes.size() && i < scope_counts_.size(); ++i) {
            facts_.scopes[i].messages = scope_counts_[i];
        }
        facts_.disclosed_messages = statement_.records;
        facts_.messages_with_redactions = pass.redacted();
        facts_.withheld_parts = statement_.withheld;
        std::vector<uint64_t> numbers;
        for (const DisclosedSource& source : pass.sources()) {
            numbers.push_back(source.range.number);
        }
        VB_TRY_ASSIGN(facts_.sources, parts_.source_facts(numbers));
        for (size_t i = 0; i < facts_.sources.size(); ++i) {
            facts_.sources[i].disclosed = pass.sources()[i].disclosed;
            if (!pass.sources()[i].shown) {
                facts_.sources[i].path = "withheld";
            }
        }
        VB_TRY(look_around(spool));
        return check(facts_);
    }

    // What the sealed conversations hold before, between and after the disclosed messages.
    Result<void> look_around(const Spool& spool) {
        uint64_t between = 0;
        uint64_t undated = 0;
        for (const SpooledConversation& one : spool.conversations()) {
            VB_TRY_ASSIGN(const log::KeyRange range, parts_.conversations.find(one.key));
            VB_TRY_ASSIGN(const log::Positions without_time, parts_.conversations.undated(range));
            undated += without_time.end - without_time.begin - one.undated;
            if (!one.first_ms) {
                between += without_time.begin - range.begin;
                continue;
            }
            VB_TRY_ASSIGN(const log::Positions from, parts_.conversations.period(range, one.first_ms, {}));
            VB_TRY_ASSIGN(const log::Positions until, parts_.conversations.period(range, {}, *one.last_ms + 1));
            facts_.around.before += from.begin - range.begin;
            facts_.around.after += without_time.begin - until.end;
            between += until.end - from.begin - (one.records - one.undated);
        }
        for (const auto& [reason, count] :
             {std::pair{"between disclosed messages of the same conversation, outside the scope", between},
              std::pair{"of the same conversations, without a time, outside the scope", undated}}) {
            if (count > 0) {
                facts_.around.excluded.push_back({reason, count});
            }
        }
        return {};
    }

    SpoolNames names_of(const RecordPass& pass) const {
        SpoolNames names;
        names.source_path = [&pass](uint32_t source) -> std::string_view { return pass.sources()[source].path; };
        names.attachment = [this, &pass](const record::Attachment& attachment) -> AttachmentPlace {
            if (!attachment.sha256) {
                return {Presence::absent, {}, {}};
            }
            const auto at = pass.media().find(*attachment.sha256);
            return at == pass.media().end() || !request_.media ? AttachmentPlace{Presence::not_asked, {}, {}}
                                                               : AttachmentPlace{Presence::in_bundle, at->second, {}};
        };
        if (request_.selection) {
            names.exhibit = request_.selection->exhibit;
        }
        return names;
    }

    // --- the other files
    Result<void> write_media(const RecordPass& pass, ZipWriter& zip) {
        uint64_t done = 0;
        for (const auto& [hash, name] : pass.media()) {
            if (control_.progress) {
                control_.progress({"attachments", done++, pass.media().size()});
            }
            VB_TRY_ASSIGN(const vault::OpenObject object, parts_.open_object(hash));
            VB_TRY(zip.begin(name));
            VB_TRY(each_part(object.fd, object.path, object.size_bytes,
                             [&](std::string_view bytes) { return zip.write(bytes); }));
            VB_TRY_ASSIGN(ZipEntry entry, zip.end());
            if (entry.sha256 != hash) {
                return Error{Code::integrity,
                             "an attachment in the vault has SHA-256 " + entry.sha256.hex() + ", not " + hash.hex(),
                             {object.path, {}},
                             "run `verbatim verify`"};
            }
            entries_.push_back(std::move(entry));
        }
        return {};
    }

    Result<void> write_walks(const RecordPass& pass, ZipWriter& zip) {
        say("walks");
        const auto write = [&](std::string_view name, const auto& walk) -> Result<void> {
            VB_TRY(zip.begin(name));
            VB_TRY(walk([&](std::string_view bytes) { return zip.write(bytes); }));
            VB_TRY_ASSIGN(ZipEntry entry, zip.end());
            entries_.push_back(std::move(entry));
            return {};
        };
        std::vector<uint64_t> sources;
        for (const DisclosedSource& source : pass.sources()) {
            if (source.shown) {
                sources.push_back(source.range.number);
            }
        }
        VB_TRY(write("verify/sources", [&](const log::WalkSink& sink) {
            return log::write_source_walk(parts_.sources, std::move(sources), sink);
        }));
        if (request_.conversations.empty() && request_.handles.empty()) {
            return {};
        }
        log::ConversationWalk conversations(parts_.conversations);
        for (const auto& scopes : {request_.conversations, whole_conversations_}) {
            for (const log::ConversationScope& scope : scopes) {
                VB_TRY(conversations.add(scope));
            }
        }
        const log::KeyOpener open_conversation = [&](const Hash& key) -> std::optional<log::KeyOpening> {
            const auto at = pass.identities().find(key);
            return at == pass.identities().end()
                       ? std::nullopt
                       : std::optional(
                             log::KeyOpening{record::conversation_salt(parts_.salt_key, at->second), at->second});
        };
        VB_TRY(write("verify/conversations",
                     [&](const log::WalkSink& sink) { return conversations.write(open_conversation, sink); }));
        return request_.handles.empty()
                   ? Result<void>()
                   : write("verify/participations", [&](const auto& sink) { return write_participations(sink); });
    }

    Result<void> write_participations(const log::WalkSink& sink) {
        std::vector<Hash> keys;
        for (const HandleScope& scope : request_.handles) {
            keys.push_back(scope.key);
        }
        const log::KeyOpener open_handle = [&](const Hash& key) -> std::optional<log::KeyOpening> {
            for (const HandleScope& scope : request_.handles) {
                if (scope.key == key) {
                    return log::KeyOpening{record::handle_salt(parts_.salt_key, scope.handle), scope.handle};
                }
            }
            return std::nullopt;
        };
        return log::write_participation_walk(parts_.participations, std::move(keys), open_handle, sink);
    }

    Result<void> write_papers(ZipWriter& zip) {
        const auto add = [&](std::string_view name, std::string_view bytes) -> Result<void> {
            VB_TRY_ASSIGN(ZipEntry entry, zip.add(name, bytes));
            entries_.push_back(std::move(entry));
            return {};
        };
        VB_TRY(add("verify.html", verify_page()));
        VB_TRY(add("verify/README.txt", kReadme));
        VB_TRY(add("verify/seal", parts_.seal.bytes));
        VB_TRY(add("verify/checkpoint", parts_.seal.checkpoint));
        if (!parts_.time_stamp.empty()) {
            VB_TRY(add("verify/timestamp.tsr", parts_.time_stamp));
        }
        return request_.selection ? add("verify/selection.json", request_.selection->json) : Result<void>();
    }

    Result<void> write_statement(ZipWriter& zip) {
        statement_.case_id = facts_.case_id;
        statement_.number = facts_.bundle_number;
        statement_.time = facts_.time;
        statement_.made_by = facts_.made_by;
        statement_.recipient = facts_.recipient;
        statement_.authority = facts_.authority;
        statement_.seal = parts_.seal.hash;
        statement_.claimed_key = parts_.signer.verifier().to_string();
        statement_.files = entries_;
        VB_TRY_ASSIGN(const note::Note note, note::sign(statement_.to_text(), parts_.signer));
        VB_TRY_ASSIGN(const ZipEntry entry, zip.add("verify/bundle", note.to_string()));
        report_.statement = entry.sha256;
        return {};
    }

    // --- before it is let out
    Result<void> search(const RecordPass& pass, Spool& spool, const SpoolNames& names, WithheldValues& values) {
        if (values.empty()) {
            return {};
        }
        say("searching for what is withheld");
        const EachText shown = [&](const SearchedTexts& texts) {
            return each_shown_text(spool, names, [&](std::string_view value) {
                texts.begin("a message");
                return texts.use(value);
            });
        };
        const EachText files = [&](const SearchedTexts& texts) { return each_searched(pass, texts); };
        SearchResult found;
        VB_TRY(values.search(shown, files, found));
        if (!found.leaks.empty()) {
            return Error{Code::integrity,
                         "the bundle says what it withholds: " + list_of(found.leaks),
                         {request_.output, {}},
                         "withhold the part that says it (`groups = [\"source\"]` for paths), or change the query or "
                         "the reasons"};
        }
        if (!found.shown_elsewhere.empty() && !request_.accept_shown_elsewhere) {
            return Error{
                Code::conflict,
                "values that are withheld in one message are shown in others: " + list_of(found.shown_elsewhere),
                {request_.output, {}},
                "withhold them there too, or accept it with --accept-shown"};
        }
        report_.shown_elsewhere = std::move(found.shown_elsewhere);
        return {};
    }
    static std::string list_of(const std::vector<std::string>& values) {
        std::string out;
        for (size_t i = 0; i < std::min(values.size(), kNamedInError); ++i) {
            out += (i == 0 ? "\"" : ", \"") + values[i] + "\"";
        }
        return values.size() > kNamedInError ? out + " and " + std::to_string(values.size() - kNamedInError) + " more"
                                             : out;
    }
    static std::string list_of(const std::vector<FoundValue>& values) {
        std::vector<std::string> words;
        words.reserve(values.size());
        for (const FoundValue& found : values) {
            words.push_back(found.value + "\" in \"" + found.where);
        }
        return list_of(words);
    }

    // All files but those whose content stands there as salted base64 only: what they show is what the messages show.
    Result<void> each_searched(const RecordPass& pass, const SearchedTexts& texts) const {
        VB_TRY_ASSIGN(const auto file, verify::FileSource::open(partial_));
        VB_TRY_ASSIGN(const auto entries, verify::bundle_entries(*file));
        for (const verify::BundleEntry& entry : entries) {
            texts.begin("the name of a file");
            VB_TRY(texts.use(entry.name));
            if (is_searched(entry.name)) {
                VB_TRY(each_plain_part(*file, entry, texts));
            }
        }
        for (const DisclosedSource& source : pass.sources()) {
            if (source.shown) {
                texts.begin("verify/sources");
                VB_TRY(texts.use(source.path));
            }
        }
        for (const HandleScope& scope : request_.handles) {
            texts.begin("verify/participations");
            VB_TRY(texts.use(scope.handle));
        }
        return {};
    }

    Result<void> verify() const {
        say("verifying");
        VB_TRY_ASSIGN(const auto file, verify::FileSource::open(partial_));
        verify::BundleOptions options;
        options.trusted_key = statement_.claimed_key;
        VB_TRY_ASSIGN(const verify::BundleReport checked, verify::verify_bundle(*file, options));
        if (!checked.proved) {
            return Error{Code::integrity,
                         "the bundle does not verify: " + checked.failed_step + ": " + checked.reason,
                         {request_.output, {}},
                         "run `verbatim verify`; if the case is in order, report this as a fault of Verbatim"};
        }
        return {};
    }

    Result<void> put_in_place() const {
        VB_TRY_ASSIGN(const io::Descriptor fd, io::open_read(partial_));
        if (::fsync(fd.get()) != 0) {
            return io_error("sync", partial_, errno);
        }
        if (::rename(partial_.c_str(), request_.output.c_str()) != 0) {
            return io_error("rename", partial_, errno);
        }
        return io::sync_directory(folder_);
    }

    void fill_report(const RecordPass& pass) {
        report_.number = statement_.number;
        report_.records = statement_.records;
        report_.redacted_records = pass.redacted();
        report_.withheld_parts = statement_.withheld;
        report_.media = pass.media().size();
        report_.sources = pass.sources().size();
        report_.around = facts_.around;
        report_.repeats = pass.repeats();
        report_.repeats_total = pass.repeats_total();
    }

    BundleCase& parts_;
    const BundleRequest& request_;
    const BundleControl& control_;
    std::string folder_;
    std::string partial_;
    DisclosureFacts facts_;
    std::vector<uint64_t> complete_;                           // records of complete scopes, rising
    std::vector<uint64_t> sequences_;                          // all disclosed ones
    std::vector<log::ConversationScope> whole_conversations_;  // of the handles
    std::vector<uint64_t> scope_counts_;
    std::vector<ZipEntry> entries_;
    BundleStatement statement_;
    BundleReport report_;
};

}  // namespace

Result<BundleReport> make_bundle(BundleCase& parts, const BundleRequest& request, const BundleControl& control) {
    return Maker(parts, request, control).run();
}

}  // namespace verbatim::disclose
