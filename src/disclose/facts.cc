// SPDX-License-Identifier: Apache-2.0
#include "disclose/facts.h"

#include <numeric>

namespace verbatim::disclose {
namespace {

struct Named {
    std::string_view name;
    std::string_view value;
};

Result<void> require(std::string_view where, std::initializer_list<Named> fields) {
    for (const Named& field : fields) {
        if (field.value.find_first_not_of(" \t\r\n") == std::string_view::npos) {
            return Error{Code::usage,
                         "the bundle's " + std::string(field.name) + " is blank",
                         {std::string(where), {}},
                         "state it, or state \"not stated\""};
        }
    }
    return {};
}

Result<void> check_source(const SourceFacts& source) {
    const std::string where = "source " + std::to_string(source.number);
    VB_TRY(require(where, {{"path", source.path},
                           {"SHA-256", source.sha256},
                           {"claimed hash", source.claimed_hash},
                           {"deliverer", source.delivered_by},
                           {"time of receipt", source.received},
                           {"receiving person", source.taken_by},
                           {"time of intake", source.ingested},
                           {"channel", source.channel},
                           {"authority", source.authority},
                           {"format", source.format}}));
    if (source.disclosed > source.messages) {
        return Error{Code::usage, "more messages disclosed than the source holds", {where, {}}, {}};
    }
    return {};
}

Result<void> check_sums(const DisclosureFacts& facts) {
    const uint64_t disclosed =
        std::accumulate(facts.sources.begin(), facts.sources.end(), facts.disclosed_of_withheld_source,
                        [](uint64_t sum, const SourceFacts& source) { return sum + source.disclosed; });
    if (disclosed != facts.disclosed_messages) {
        return Error{Code::usage,
                     "the sources' disclosed messages sum up to " + std::to_string(disclosed) + ", not to " +
                         std::to_string(facts.disclosed_messages),
                     {"accounting", {}},
                     {}};
    }
    return {};
}

}  // namespace

Result<void> check(const DisclosureFacts& facts) {
    VB_TRY(require("bundle", {{"case name", facts.case_name},
                              {"case id", facts.case_id},
                              {"time", facts.time},
                              {"maker", facts.made_by},
                              {"recipient", facts.recipient},
                              {"authority", facts.authority},
                              {"certifier", facts.certifier_name},
                              {"certifier's role", facts.certifier_role},
                              {"organisation", facts.organisation}}));
    VB_TRY(require(
        "seal", {{"time", facts.seal.time}, {"key", facts.seal.verifier_key}, {"time stamp", facts.seal.time_stamp}}));
    if (facts.scopes.empty()) {
        return Error{Code::usage, "the bundle has no scope", {"scope", {}}, {}};
    }
    for (const ScopeFacts& scope : facts.scopes) {
        VB_TRY(require("scope", {{"description", scope.words}}));
    }
    for (const SourceFacts& source : facts.sources) {
        VB_TRY(check_source(source));
    }
    if (facts.limits.empty()) {
        return Error{Code::usage,
                     "the bundle states no limits of its data",
                     {"limits", {}},
                     "state what is unknown about the collection, or \"not stated\""};
    }
    for (const DisclosureFacts::Limit& limit : facts.limits) {
        VB_TRY(require("limits", {{"data set", limit.about}, {"limit", limit.text}}));
    }
    for (const SelectionFacts::Hand& hand : facts.selection.by_hand) {
        VB_TRY(require("selection", {{"person who changed it", hand.who},
                                     {"time of the change", hand.when},
                                     {"reason of the change", hand.reason}}));
    }
    for (const AroundFacts::Excluded& excluded : facts.around.excluded) {
        VB_TRY(require("around", {{"reason of exclusion", excluded.reason}}));
    }
    return check_sums(facts);
}

}  // namespace verbatim::disclose
