// SPDX-License-Identifier: Apache-2.0
// Saved searches ("selections" of the app) and exhibits.
#include "server/backend.h"
#include "server/routes.h"
#include "server/visible.h"

namespace verbatim::server {
namespace {

using audit::LegalName;

constexpr size_t kNameMost = 200;
constexpr size_t kQueryMost = size_t{1} << 20;
constexpr size_t kDescriptionMost = 20'000;
constexpr size_t kMessagesMost = 10'000;

Json to_json(const workbench::SavedSearch& search) {
    return {{"name", search.name},
            {"q", search.query},
            {"messages", search.messages},
            {"by", search.made.by},
            {"at", search.made.at}};
}

Json to_json(const workbench::Exhibit& exhibit) {
    return {{"name", exhibit.number},
            {"description", exhibit.title},
            {"messages", exhibit.count},
            {"by", exhibit.made.by},
            {"at", exhibit.made.at}};
}

bool is_defence(const Call& call) {
    return call.role == access::Role::defence;
}

}  // namespace

Answer list_selections(Call& call) {
    VB_TRY_ASSIGN(const auto saved, call.backend.marks(call.role).saved());
    VB_TRY(call.reading().note(LegalName::consultation, "selections", "", ""));
    Json list = Json::array();
    for (const workbench::SavedSearch& search : saved) {
        list.push_back(to_json(search));
    }
    return json_answer({{"selections", std::move(list)}});
}

Answer add_selection(Call& call) {
    VB_TRY_ASSIGN(const Json body, body_object(call.request, {"name", "q"}));
    workbench::SavedSearch search;
    VB_TRY_ASSIGN(search.name, text_of(body, "name", 1, kNameMost));
    VB_TRY_ASSIGN(search.query, text_of(body, "q", 0, kQueryMost));
    const auto counted = call.reading().count(search.query, call.control());
    if (!counted) {
        // The place of a mistake is one in the body's query, which dispatch does not know.
        return counted.error().where.offset ? Answer(error_answer(counted.error(), search.query))
                                            : Answer(counted.error());
    }
    search.messages = counted->totals.messages;
    search.made = made_by(call.user.name);
    VB_TRY(call.reading().note(LegalName::alteration, "add selection", search.name, ""));
    VB_TRY_ASSIGN(search, call.backend.marks(call.role).save(std::move(search)));
    return json_answer({{"selection", to_json(search)}});
}

// Those of the case are the prosecution's; the defence is given what was disclosed to it.
Answer list_exhibits(Call& call) {
    Json list = Json::array();
    VB_TRY(call.reading().note(LegalName::consultation, "exhibits", "", ""));
    if (!is_defence(call)) {
        const std::lock_guard lock(call.backend.workbench_turn());
        VB_TRY_ASSIGN(workbench::Workbench * bench, call.opened().workbench());
        VB_TRY(bench->each_exhibit([&](const workbench::Exhibit& exhibit) -> Result<void> {
            if (!exhibit.withdrawn) {
                list.push_back(to_json(exhibit));
            }
            return {};
        }));
    }
    return json_answer({{"exhibits", std::move(list)}});
}

Answer add_exhibit(Call& call) {
    if (is_defence(call)) {
        return Error{Code::unsupported, "the defence cannot make exhibits in the case yet", {}, "use tags and notes"};
    }
    VB_TRY_ASSIGN(const Json body, body_object(call.request, {"name", "description", "seqs"}));
    workbench::Exhibit exhibit;
    VB_TRY_ASSIGN(exhibit.title, text_of(body, "name", 1, kNameMost));
    VB_TRY_ASSIGN(const std::string description, text_or_empty(body, "description", kDescriptionMost));
    VB_TRY_ASSIGN(const std::vector<uint64_t> seqs, numbers_of(body, "seqs", kMessagesMost));
    VB_TRY(need_visible(call, seqs));
    exhibit.title += description.empty() ? "" : ": " + description;
    exhibit.pattern = "EX-####";
    exhibit.order = "as given";
    exhibit.made = made_by(call.user.name);
    VB_TRY(call.reading().note(LegalName::alteration, "exhibit", audit::record_list(seqs), exhibit.title));
    const std::lock_guard lock(call.backend.workbench_turn());
    VB_TRY_ASSIGN(exhibit, call.opened().add_exhibit(std::move(exhibit), seqs));
    return json_answer({{"exhibit", to_json(exhibit)}});
}

}  // namespace verbatim::server
