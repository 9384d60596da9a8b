// SPDX-License-Identifier: Apache-2.0
#include "app/requests.h"

#include <algorithm>

#include "app/case.h"
#include "app/internal/parts.h"
#include "search/query.h"

namespace verbatim::app {
namespace {

// An error of the language as one line of the answer: control characters would break its form.
std::string one_line(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            c = ' ';
        }
    }
    return text.empty() ? "not stated" : text;
}

Result<search::Node> parsed(const std::string& query) {
    VB_TRY_ASSIGN(search::Query tree, search::parse(query));
    return std::move(tree.root);
}

// Joined as trees, so that no bracket in a term can leave the scope.
std::string within(std::vector<search::Node> nodes) {
    search::Node all;
    all.kind = search::Node::Kind::all_of;
    for (search::Node& node : nodes) {
        if (node.kind != search::Node::Kind::everything) {
            all.children.push_back(std::move(node));
        }
    }
    if (all.children.empty()) {
        return search::to_canonical({search::Node{}});
    }
    return search::to_canonical({all.children.size() == 1 ? std::move(all.children.front()) : std::move(all)});
}

}  // namespace

// A query that cannot be run is an answer too; whatever else goes wrong is an error.
Result<workbench::TermAnswer> Case::Parts::answer_term(const std::string& term, const std::string& scope,
                                                       uint64_t log_size, const store::Control& control) {
    workbench::TermAnswer out;
    const auto run = [&]() -> Result<void> {
        VB_TRY_ASSIGN(search::Node term_node, parsed(term));
        VB_TRY_ASSIGN(search::Node scope_node, parsed(scope));
        VB_TRY_ASSIGN(store::Predicate predicate,
                      compile(within({std::move(scope_node), std::move(term_node)}), nullptr));
        predicate = store::before_seq(std::move(predicate), log_size);
        VB_TRY_ASSIGN(const store::Totals totals, store->total(predicate, control));
        VB_TRY_ASSIGN(const auto hits, store->search(predicate, {.order = store::Order::oldest}, control));
        workbench::ListHash hash;
        store::Hit hit;
        while (true) {
            VB_TRY_ASSIGN(const bool more, hits->next(hit));
            if (!more) {
                break;
            }
            hash.add(hit.seq);
        }
        if (hash.count() != totals.messages) {
            return Error{Code::internal, "a search and its total differ", {term, {}}, "please report this"};
        }
        out.messages = totals.messages;
        out.sightings = totals.sightings;
        out.list_hash = hash.finish();
        return {};
    };
    if (const auto done = run(); !done) {
        if (done.error().code != Code::usage && done.error().code != Code::limit &&
            done.error().code != Code::unsupported) {
            return done.error();
        }
        out = {};
        out.refused = one_line(done.error().to_string());
    }
    return out;
}

Result<AnsweredTerms> Case::answer_request(std::string_view file, const AnswerOptions& options,
                                           const store::Control& control) {
    VB_TRY(parts_->need_store());
    VB_TRY_ASSIGN(workbench::Workbench * bench, workbench());
    VB_TRY_ASSIGN(workbench::SignedRequest read, workbench::open_request(file));
    if (read.request.case_id != info().id) {
        return Error{Code::conflict,
                     "the request is for case " + read.request.case_id + ", this is " + info().id,
                     {},
                     "answer it in its own case"};
    }
    VB_TRY(bench->each_request([&](const workbench::AnsweredRequest& before) {
        return before.hash != read.hash
                   ? Result<void>{}
                   : Error{Code::conflict,
                           "this request was answered already, as number " + std::to_string(before.number),
                           {},
                           "see: verbatim request list"};
    }));
    VB_TRY(parts_->note(audit::LegalName::disclosure, "answer", {}, "request of " + read.request.by, 0,
                        std::to_string(read.request.terms.size()) + " terms"));
    workbench::Answer answer;
    answer.case_id = info().id;
    answer.request = read.hash;
    answer.requester = read.request.key;
    answer.key_trusted = std::count(options.trusted_keys.begin(), options.trusted_keys.end(), read.request.key) > 0;
    answer.time = options.made.at;
    answer.by = options.made.by;
    answer.authority = options.authority.empty() ? "not stated" : options.authority;
    VB_TRY_ASSIGN(search::Node asked, parsed(read.request.scope));
    VB_TRY_ASSIGN(search::Node narrowed, parsed(options.scope));
    answer.scope = within({std::move(asked), std::move(narrowed)});
    answer.log_size = parts_->log->committed_size();
    VB_TRY_ASSIGN(answer.log_root, parts_->log->root_at(answer.log_size));
    answer.version = VERBATIM_VERSION;
    for (const std::string& term : read.request.terms) {
        VB_TRY_ASSIGN(workbench::TermAnswer given, parts_->answer_term(term, answer.scope, answer.log_size, control));
        answer.terms.push_back(std::move(given));
    }
    AnsweredTerms out;
    VB_TRY_ASSIGN(out.file, workbench::sign_answer(answer, parts_->keys.signer));
    VB_TRY_ASSIGN(const workbench::AnsweredRequest kept,
                  bench->add_request({0, read.hash, std::string(file), out.file, options.made}));
    out.number = kept.number;
    out.request = std::move(read.request);
    out.answer = std::move(answer);
    return out;
}

}  // namespace verbatim::app
