// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "app/internal/disclosure_list.h"
#include "io/file.h"

namespace verbatim::app {
namespace {

constexpr uint64_t kListBytesMax = uint64_t{64} << 20;

std::string list_path(const std::string& case_folder) {
    return case_folder + "/disclosures.jsonl";
}

// Calls use(json) for each bundle listed; returns the bytes of whole lines.
template <class Use>
Result<uint64_t> each_listed(const std::string& case_folder, const Use& use) {
    const std::string path = list_path(case_folder);
    if (!io::exists(path)) {
        return uint64_t{0};
    }
    VB_TRY_ASSIGN(const std::string text, io::read_file(path, kListBytesMax));
    size_t at = 0;
    for (size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', at)) {
        const auto json = nlohmann::json::parse(text.substr(at, end - at), nullptr, false);
        if (!json.is_object() || !json.contains("bundle") || !json["bundle"].is_number_unsigned()) {
            return Error{Code::malformed, "not a line of the list of disclosures", {path, at}, "restore the file"};
        }
        use(json);
        at = end + 1;
    }
    return at;
}

}  // namespace

Result<uint64_t> number_of_disclosure(const std::string& case_folder, std::optional<uint64_t> wanted) {
    if (wanted) {
        return *wanted;
    }
    uint64_t last = 0;
    VB_TRY(each_listed(case_folder,
                       [&](const nlohmann::json& json) { last = std::max(last, json["bundle"].get<uint64_t>()); }));
    return last + 1;
}

Result<void> list_disclosure(const std::string& case_folder, const disclose::BundleRequest& request,
                             const disclose::BundleReport& report, uint64_t seal) {
    bool listed = false;
    bool differs = false;
    VB_TRY_ASSIGN(const uint64_t size, each_listed(case_folder, [&](const nlohmann::json& json) {
                      if (json["bundle"].get<uint64_t>() == report.number) {
                          listed = true;
                          differs = differs || json.value("statement", "") != report.statement.hex();
                      }
                  }));
    if (differs) {
        return Error{Code::conflict,
                     "bundle " + std::to_string(report.number) + " has been made with another content",
                     {request.output, {}},
                     "leave out --number to give it the next one; to make the same bundle again, state the same --time "
                     "and scope"};
    }
    if (listed) {
        return {};
    }
    const disclose::DisclosureFacts& facts = request.facts;
    const nlohmann::ordered_json line = {{"bundle", report.number},
                                         {"time", facts.time},
                                         {"file", request.output},
                                         {"recipient", facts.recipient},
                                         {"authority", facts.authority},
                                         {"seal", seal},
                                         {"records", report.records},
                                         {"withheld", report.withheld_parts},
                                         {"query", facts.selection.query},
                                         {"bytes", report.bytes},
                                         {"statement", report.statement.hex()}};
    VB_TRY_ASSIGN(io::AppendFile file, io::AppendFile::open(list_path(case_folder), size));
    VB_TRY(file.append(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"));
    VB_TRY(file.sync());
    return {};
}

}  // namespace verbatim::app
