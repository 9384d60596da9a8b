// SPDX-License-Identifier: Apache-2.0
#include "cli/made_options.h"

#include <pwd.h>
#include <unistd.h>

#include <chrono>

#include "cli/words.h"
#include "text/datetime.h"

namespace verbatim::cli {

void add_made_options(const Command& command, MadeOptions& options) {
    command.by(options.by, "who does this (default: the login name)");
    command.app->add_option("--time", options.time, "when, if not now: a time with its zone, 2026-11-23T20:26:44Z")
        ->type_name("TIME");
}

Result<workbench::Made> made_of(const MadeOptions& options) {
    workbench::Made made;
    made.by = options.by;
    if (made.by.empty()) {
        const struct passwd* user = ::getpwuid(::getuid());
        made.by = user != nullptr ? user->pw_name : "user " + std::to_string(::getuid());
    }
    VB_TRY_ASSIGN(const std::optional<int64_t> stated, moment(options.time, "--time"));
    using namespace std::chrono;
    const int64_t now_s = duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
    made.at = time_iso(stated.value_or(now_s * 1000), record::ZoneBasis::stated);
    return made;
}

Result<std::optional<int64_t>> moment(const std::string& text, std::string_view option) {
    if (text.empty()) {
        return std::optional<int64_t>();
    }
    constexpr size_t kDateSize = 10;
    const auto time = text::parse_rfc3339(text.size() == kDateSize ? text + "T00:00:00Z" : text);
    if (!time || !time->zone_stated) {
        return Error{Code::usage,
                     std::string(option) + " takes a date or a time with its zone",
                     {text, {}},
                     "2020-04-01, or 2020-04-01T08:00:00+02:00"};
    }
    return std::optional(time->utc_ms());
}

}  // namespace verbatim::cli
