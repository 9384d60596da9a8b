// SPDX-License-Identifier: Apache-2.0
// Disclosure: a bundle of a sealed case, and openings of what a bundle withheld.
#include <nlohmann/json.hpp>

#include "app/case.h"
#include "app/internal/disclose_scopes.h"
#include "app/internal/disclose_selection.h"
#include "app/internal/disclose_sources.h"
#include "app/internal/disclosure_list.h"
#include "app/internal/parquet_table.h"
#include "app/internal/parts.h"
#include "disclose/opening.h"
#include "io/file.h"
#include "note/note.h"
#include "note/seal.h"

namespace verbatim::app {
namespace {

constexpr uint64_t kTimeStampBytesMax = 1 << 20;

std::string stated(const std::string& text) {
    return text.empty() ? std::string(disclose::kNotStated) : text;
}

disclose::SealFacts seal_facts(const log::FiledSeal& filed, const note::VerifierKey& key, bool time_stamp) {
    disclose::SealFacts facts;
    facts.number = filed.seal.number;
    facts.time = filed.seal.time;
    facts.log_size = filed.seal.log.size;
    facts.log_root = filed.seal.log.root;
    facts.file_hash = filed.hash;
    facts.verifier_key = key.to_string();
    facts.time_stamp = time_stamp ? "RFC 3161 response in verify/timestamp.tsr" : "none";
    if (const auto note = note::Note::parse(filed.checkpoint)) {
        for (const note::Signature& signature : note->signatures) {
            if (signature.name != key.name) {
                facts.witnesses.push_back(signature.name);
            }
        }
    }
    return facts;
}

std::string authority_words(const DiscloseOptions& options) {
    const std::string authority = stated(options.authority);
    return options.reference.empty() ? authority : authority + " (reference " + options.reference + ")";
}

disclose::BundleControl bundle_control(const ingest::Control& control) {
    disclose::BundleControl out;
    out.cancelled = control.cancelled;
    if (control.progress) {
        out.progress = [&control](const disclose::BundleProgress& progress) {
            ingest::Progress now;
            now.stage = progress.stage;
            now.messages = progress.done;
            control.progress(now);
        };
    }
    return out;
}

store::Control store_control(const ingest::Control& control) {
    store::Control out;
    out.cancelled = control.cancelled;
    return out;
}

// The store's callbacks say stop or go on; a reader's error waits until it has stopped.
auto reader_of(store::Store& store, const store::Control& control) {
    return [&store, control](std::span<const uint64_t> sequences, const disclose::UseRecord& use) -> Result<void> {
        Result<void> used;
        VB_TRY(store.read(
            sequences,
            [&](const store::StoredRecord& row) {
                used = use({row.seq, row.text, row.record});
                return used.ok();
            },
            control));
        return used;
    };
}

}  // namespace

class Disclosing {
  public:
    Disclosing(Case& door, Case::Parts& parts, DiscloseOptions options, const ingest::Control& control)
        : door_(door), parts_(parts), options_(std::move(options)), control_(control) {}

    Result<disclose::BundleReport> run() {
        VB_TRY(parts_.need_store());
        VB_TRY(check_options());
        VB_TRY_ASSIGN(filed_, door_.read_seal(options_.seal));
        if (!parts_.tombstones.empty() && filed_.number <= parts_.tombstones.back().tombstone.last_seal) {
            return Error{Code::conflict,
                         "records were destroyed after seal " + std::to_string(filed_.number) + " was made",
                         {},
                         "make a new seal with: verbatim seal " + parts_.folder};
        }
        VB_TRY_ASSIGN(const uint64_t number, number_of_disclosure(parts_.folder, options_.number));
        VB_TRY_ASSIGN(disclose::BundleCase bundle_case, open_parts());
        disclose::BundleRequest request = make_request(number);
        VB_TRY(add_scopes(bundle_case, request));
        VB_TRY(add_facts(request));
        request.release = [&](const disclose::BundleReport& report, std::span<const uint64_t> sequences) {
            return note(request, report, sequences);
        };
        return disclose::make_bundle(bundle_case, request, bundle_control(control_));
    }

  private:
    Result<void> check_options() const {
        if (options_.conversations.empty() && options_.handles.empty() && options_.query.empty() &&
            options_.selection.empty()) {
            return Error{Code::usage,
                         "the bundle has no scope",
                         {},
                         "name a conversation, a handle, a selection or a query: --conversation, --handle, "
                         "--selection, --query"};
        }
        if (!options_.query.empty() && !options_.selection.empty()) {
            return Error{Code::usage,
                         "a bundle has a query or a selection, not both",
                         {},
                         "save the query as a selection: verbatim select"};
        }
        if (!options_.time.empty() && !note::is_utc_second(options_.time)) {
            return Error{Code::usage, "a time is written like 2026-11-23T20:26:44Z", {options_.time, {}}, {}};
        }
        return {};
    }

    Result<disclose::BundleCase> open_parts() {
        const crypto::SaltKey& salt_key = parts_.keys.salt;
        const note::Seal& seal = filed_.seal;
        VB_TRY_ASSIGN(auto conversations, log::ConversationTree::open(filed_.folder, seal.conversations, salt_key));
        VB_TRY_ASSIGN(auto participations, log::ParticipationTree::open(filed_.folder, seal.participations));
        VB_TRY_ASSIGN(auto sources, log::SourceTree::open(filed_.folder, seal.sources, salt_key));
        std::string time_stamp;
        if (const std::string path = filed_.folder + "/timestamp.tsr"; io::exists(path)) {
            VB_TRY_ASSIGN(time_stamp, io::read_file(path, kTimeStampBytesMax));
        }
        auto reader = std::make_shared<log::Reader>(parts_.log_folder(), parts_.log->committed_size());
        return disclose::BundleCase{parts_.keys.signer,
                                    salt_key,
                                    filed_,
                                    std::move(time_stamp),
                                    [reader](unsigned level, uint64_t index) { return reader->node(level, index); },
                                    std::move(conversations),
                                    std::move(participations),
                                    std::move(sources),
                                    reader_of(*parts_.store, store_control(control_)),
                                    [this](const Hash& hash) { return parts_.vault.open_object(hash); },
                                    [this](std::span<const uint64_t> numbers) { return source_facts(door_, numbers); },
                                    parquet_tables(*parts_.store)};
    }

    disclose::BundleRequest make_request(uint64_t number) {
        disclose::BundleRequest request;
        request.output = options_.output;
        request.accept_shown_elsewhere = options_.accept_shown_elsewhere;
        request.media = options_.media;
        request.pdf_messages_max = options_.pdf_messages_max;
        request.exchange = options_.exchange;
        request.plan = std::move(options_.plan);
        disclose::DisclosureFacts& facts = request.facts;
        facts.case_name = parts_.info.name;
        facts.case_id = parts_.info.id;
        facts.bundle_number = number;
        facts.time = options_.time.empty() ? utc_now() : options_.time;
        facts.made_by = std::string("verbatim ") + VERBATIM_VERSION;
        facts.recipient = stated(options_.recipient);
        facts.authority = authority_words(options_);
        facts.case_messages = filed_.seal.log.size;
        facts.case_sources = filed_.seal.sources.size;
        facts.certifier_name = stated(options_.certifier);
        facts.certifier_role = stated(options_.role);
        facts.organisation = stated(options_.organisation);
        return request;
    }

    Result<void> add_scopes(const disclose::BundleCase& bundle_case, disclose::BundleRequest& request) {
        for (const ConversationChoice& choice : options_.conversations) {
            VB_TRY_ASSIGN(const auto objects, objects_of_path(door_, choice.name));
            VB_TRY_ASSIGN(const auto scope,
                          find_conversation(choice, objects, bundle_case.salt_key, bundle_case.conversations));
            request.conversations.push_back(scope);
            request.facts.scopes.push_back({words_of(choice, scope), true, 0});
        }
        for (const std::string& handle : options_.handles) {
            VB_TRY_ASSIGN(auto scope, find_handle(handle, bundle_case.salt_key, bundle_case.participations));
            request.handles.push_back(std::move(scope));
            request.facts.scopes.push_back(
                {"the whole dataset of \"" + handle + "\": every message of every conversation that it is part of",
                 true, 0});
        }
        if (!options_.selection.empty()) {
            VB_TRY_ASSIGN(request.selection, selected_records(door_, options_.selection, filed_.seal.log.size,
                                                              request.facts, store_control(control_)));
        }
        return options_.query.empty() ? Result<void>() : add_query(request);
    }

    // Before it leaves the house; the workbench marks its messages wherever they are found again.
    Result<void> note(const disclose::BundleRequest& request, const disclose::BundleReport& report,
                      std::span<const uint64_t> sequences) {
        VB_TRY(list_disclosure(parts_.folder, request, report, filed_.seal.number));
        workbench::Disclosure disclosure;
        disclosure.what = "bundle " + std::to_string(report.number);
        disclosure.recipient = request.facts.recipient;
        disclosure.made = {request.facts.time, stated(options_.by)};
        VB_TRY_ASSIGN(workbench::Workbench * bench, door_.workbench());
        // Made again, or listed by a run that ended before it came here.
        bool noted = false;
        VB_TRY(bench->each_disclosure([&](const workbench::Disclosure& earlier) {
            noted = noted || earlier.what == disclosure.what;
            return Result<void>();
        }));
        if (noted) {
            return {};
        }
        VB_TRY(
            bench->add_disclosure(std::move(disclosure), workbench::numbers_of({sequences.begin(), sequences.end()})));
        return {};
    }

    Result<void> add_query(disclose::BundleRequest& request) {
        disclose::SelectedRecords selected;
        std::string canonical;
        VB_TRY_ASSIGN(const store::Predicate predicate, parts_.compile(options_.query, &canonical));
        store::Page page;
        page.order = store::Order::sequence;
        page.collapse = store::Collapse::sightings;
        VB_TRY_ASSIGN(const auto hits, parts_.store->search(predicate, page, store_control(control_)));
        uint64_t later = 0;
        store::Hit hit;
        while (true) {
            VB_TRY_ASSIGN(const bool more, hits->next(hit));
            if (!more) {
                break;
            }
            if (hit.seq < filed_.seal.log.size) {
                selected.sequences.push_back(hit.seq);
            } else {
                ++later;
            }
        }
        nlohmann::ordered_json json = {{"format", "verbatim-query v1"},
                                       {"query", options_.query},
                                       {"canonical", canonical},
                                       {"order", "sequence"},
                                       {"collapse", "sightings"},
                                       {"log_size", filed_.seal.log.size},
                                       {"log_root", filed_.seal.log.root.hex()},
                                       {"version", VERBATIM_VERSION},
                                       {"count", selected.sequences.size()},
                                       {"found_after_the_seal", later},
                                       {"changes", nlohmann::ordered_json::array()}};
        selected.json = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
        disclose::SelectionFacts& facts = request.facts.selection;
        facts.query = options_.query;
        facts.canonical = canonical;
        facts.name = "query";
        facts.found = selected.sequences.size();
        request.facts.scopes.push_back({"what the query " + canonical + " finds", false, 0});
        if (later > 0) {
            request.facts.around.excluded.push_back({"found by the query, but after the seal", later});
        }
        request.selection = std::move(selected);
        return {};
    }

    Result<void> add_facts(disclose::BundleRequest& request) {
        request.facts.seal =
            seal_facts(filed_, parts_.keys.signer.verifier(), io::exists(filed_.folder + "/timestamp.tsr"));
        for (const log::FiledTombstone& tombstone : parts_.tombstones) {
            uint64_t records = 0;
            for (const note::Span& run : tombstone.tombstone.records) {
                records += run.end - run.begin;
            }
            request.facts.limits.push_back(
                {"destroyed by law", std::to_string(records) + " record(s) of the case were destroyed before this " +
                                         "bundle was made: " + Case::Parts::words_of(tombstone.tombstone) +
                                         ". Their leaves stand in the log, unopened. Whether they belonged to the "
                                         "scope of this bundle cannot be told any more"});
        }
        for (const std::string& limit : options_.limits) {
            request.facts.limits.push_back({"the case", limit});
        }
        return door_.each_acquisition([&](const vault::AcquisitionHead& head, uint64_t, uint64_t) -> Result<void> {
            request.facts.limits.push_back({"delivery " + std::to_string(head.number), stated(head.note)});
            return {};
        });
    }

    Case& door_;
    Case::Parts& parts_;
    DiscloseOptions options_;
    const ingest::Control& control_;
    log::FiledSeal filed_;
};

Result<disclose::BundleReport> Case::disclose(DiscloseOptions options, const ingest::Control& control) {
    VB_TRY(parts_->note(audit::LegalName::disclosure, "disclose", options.query, options.selection, 0,
                        "before it is made; disclosures.jsonl lists what was"));
    return Disclosing(*this, *parts_, std::move(options), control).run();
}

Result<std::string> Case::open_withheld(const std::string& bundle, const std::vector<WithheldPart>& parts) {
    VB_TRY(parts_->need_store());
    VB_TRY(parts_->note(audit::LegalName::disclosure, "opening", {}, bundle, 0, "before it is made"));
    disclose::OpeningMaker maker(parts_->keys.salt);
    for (const WithheldPart& part : parts) {
        VB_TRY(maker.want({part.sequence, part.group, part.chunk}));
    }
    return maker.make(bundle, reader_of(*parts_->store, {}));
}

}  // namespace verbatim::app
