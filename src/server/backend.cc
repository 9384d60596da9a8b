// SPDX-License-Identifier: Apache-2.0
#include "server/backend.h"

#include <chrono>

#include "server/json.h"

namespace verbatim::server {

Result<Backend::Books> Backend::open_books(const std::string& folder, const std::string& suffix) {
    Books out;
    VB_TRY_ASSIGN(out.notes, workbench::NoteBook::open(folder + "/notes" + suffix + ".db"));
    VB_TRY_ASSIGN(out.marks, workbench::MarkBook::open(folder + "/marks" + suffix + ".db"));
    return out;
}

Result<std::unique_ptr<Backend>> Backend::open(app::Case& opened, const Limits& limits, RequestLog::Write write) {
    std::unique_ptr<Backend> out(new Backend(opened, limits, std::move(write)));
    VB_TRY_ASSIGN(out->accounts_, workbench::Accounts::open(accounts_file(opened)));
    VB_TRY_ASSIGN(out->sign_in_, SignIn::make(*out->accounts_, limits, now_ms));
    VB_TRY_ASSIGN(out->common_, open_books(opened.folder(), ""));
    VB_TRY_ASSIGN(out->defence_, open_books(opened.folder(), "-defence"));
    return out;
}

int64_t Backend::now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Result<void> Backend::audit(const audit::Event& event) {
    VB_TRY_ASSIGN(audit::Log * log, opened_.audit_log(event.role == access::name(access::Role::defence)));
    VB_TRY(log->append(event));
    return {};
}

std::string accounts_file(const app::Case& opened) {
    return opened.folder() + "/users.db";
}

std::string utc_seconds(int64_t ms) {
    constexpr size_t kToSeconds = sizeof "2026-11-23T20:26:44" - 1;
    return time_text(ms).substr(0, kToSeconds) + "Z";
}

workbench::Made made_by(const std::string& who) {
    return {time_text(Backend::now_ms()), who};
}

}  // namespace verbatim::server
