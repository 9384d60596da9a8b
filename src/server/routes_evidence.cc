// SPDX-License-Identifier: Apache-2.0
// The case as it came in: accounting, sources, what could not be read, what is missing.
#include "server/json_case.h"
#include "server/parameters.h"
#include "server/routes_reading.h"

namespace verbatim::server {
namespace {

constexpr uint64_t kListPage = 500;

Json next_of(const http::Request& request, const std::optional<uint64_t>& next) {
    return next ? Json(make_cursor(request, std::to_string(*next))) : Json(nullptr);
}

}  // namespace

Answer get_case(Call& call) {
    VB_TRY(only_parameters(call.request, {}));
    VB_TRY_ASSIGN(const app::Overview overview, call.reading().overview(call.control()));
    return json_answer(overview_json(overview));
}

Answer list_sources(Call& call) {
    VB_TRY(only_parameters(call.request, {"cursor"}));
    VB_TRY_ASSIGN(const uint64_t first, cursor_number(call.request, 0));
    VB_TRY_ASSIGN(const auto page, call.reading().sources(first, kListPage, call.control()));
    Json list = Json::array();
    for (const ingest::SourceEntry& entry : page.items) {
        list.push_back(source_json(entry));
    }
    return json_answer({{"sources", std::move(list)}, {"next", next_of(call.request, page.next)}});
}

Answer list_findings(Call& call) {
    VB_TRY(only_parameters(call.request, {"source", "cursor"}));
    std::optional<uint64_t> source;
    if (has_parameter(call.request, "source")) {
        VB_TRY_ASSIGN(source, number_parameter(call.request, "source", std::nullopt));
    }
    VB_TRY_ASSIGN(const uint64_t first, cursor_number(call.request, 0));
    VB_TRY_ASSIGN(const auto page, call.reading().findings(source, first, kListPage, call.control()));
    Json list = Json::array();
    for (const app::ShownFinding& finding : page.items) {
        list.push_back(finding_json(finding));
    }
    return json_answer({{"findings", std::move(list)}, {"next", next_of(call.request, page.next)}});
}

Answer get_finding_bytes(Call& call) {
    VB_TRY(only_parameters(call.request, {"source", "begin", "end"}));
    VB_TRY_ASSIGN(const uint64_t source, number_parameter(call.request, "source", std::nullopt, UINT32_MAX));
    VB_TRY_ASSIGN(const uint64_t begin, number_parameter(call.request, "begin", std::nullopt));
    VB_TRY_ASSIGN(const uint64_t end, number_parameter(call.request, "end", std::nullopt));
    VB_TRY_ASSIGN(std::string bytes, call.reading().finding_bytes(source, begin, end, call.control()));
    const std::string name =
        "source-" + std::to_string(source) + "-" + std::to_string(begin) + "-" + std::to_string(end) + ".bin";
    return download(name, "application/octet-stream", std::move(bytes));
}

Answer list_gaps(Call& call) {
    VB_TRY(only_parameters(call.request, {}));
    VB_TRY_ASSIGN(const std::vector<app::ShownGap> gaps, call.reading().gaps(call.control()));
    Json list = Json::array();
    for (const app::ShownGap& gap : gaps) {
        list.push_back(gap_json(gap));
    }
    return json_answer({{"gaps", std::move(list)}});
}

}  // namespace verbatim::server
