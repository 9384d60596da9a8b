// SPDX-License-Identifier: Apache-2.0
// The audit log, for whom the table of roles lets read it.
#include <algorithm>

#include "crypto/base64.h"
#include "server/json_case.h"
#include "server/parameters.h"
#include "server/routes_reading.h"

namespace verbatim::server {
namespace {

constexpr uint64_t kAuditPage = 200;

// A time as in an entry, or a beginning of one: entries are compared with it character by character.
Result<std::string> time_beginning(const http::Request& request, const std::string& name) {
    constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd.dddZ";
    const std::string_view given = request.parameter(name);
    const bool fits =
        given.size() <= kShape.size() && std::ranges::equal(given, kShape.substr(0, given.size()), {},
                                                            [](char c) { return c >= '0' && c <= '9' ? 'd' : c; });
    return fits ? Result<std::string>(std::string(given))
                : Error{
                      Code::usage, "`" + name + "` is a UTC time like 2026-11-24T01:06, or a beginning of one", {}, {}};
}

Result<audit::Filter> filter_of(const http::Request& request) {
    audit::Filter out;
    out.who = request.parameter("who");
    out.operation = request.parameter("operation");
    if (const std::string_view name = request.parameter("name"); !name.empty()) {
        out.name = audit::legal_name(name);
        if (!out.name) {
            return Error{Code::usage, "`name` is one of the six names of the law", {}, "see docs/audit.md"};
        }
    }
    VB_TRY_ASSIGN(out.from, time_beginning(request, "from"));
    VB_TRY_ASSIGN(out.to, time_beginning(request, "to"));
    return out;
}

}  // namespace

Answer search_audit(Call& call) {
    VB_TRY(only_parameters(call.request, {"who", "name", "operation", "from", "to", "cursor"}));
    VB_TRY_ASSIGN(const audit::Filter filter, filter_of(call.request));
    VB_TRY_ASSIGN(const uint64_t before, cursor_number(call.request, UINT64_MAX));
    const std::optional<uint64_t> bound = before == UINT64_MAX ? std::nullopt : std::optional(before);
    VB_TRY_ASSIGN(const app::AuditPage page, call.reading().audit_page(filter, bound, kAuditPage));
    Json entries = Json::array();
    for (const audit::Entry& entry : page.entries) {
        entries.push_back(audit_json(entry));
    }
    return json_answer({{"entries", std::move(entries)},
                        {"next", page.more ? Json(make_cursor(call.request, std::to_string(page.entries.back().number)))
                                           : Json(nullptr)},
                        {"size", page.size},
                        {"root", crypto::to_base64(page.root.span())}});
}

}  // namespace verbatim::server
