// SPDX-License-Identifier: Apache-2.0
#include "server/sign_in.h"

#include <algorithm>

#include "crypto/random.h"
#include "crypto/sha256.h"
#include "crypto/totp.h"
#include "server/password.h"

namespace verbatim::server {
namespace {

using workbench::Account;
using workbench::Failures;

constexpr uint64_t kFreeFailures = 4;
constexpr int64_t kFirstLockMs = 5'000;
constexpr int64_t kLongestLockMs = int64_t{15} * 60'000;
constexpr int64_t kForgottenMs = int64_t{24} * 3'600'000;
constexpr int64_t kNotedMs = 60'000;  // how exactly the last use of a session is kept

Result<std::string> random_token() {
    Hash bytes;
    VB_TRY(crypto::fill_random(bytes.bytes));
    return bytes.hex();
}

int64_t lock_ms(uint64_t failures) {
    int64_t out = kFirstLockMs;
    for (uint64_t count = kFreeFailures + 1; count < failures && out < kLongestLockMs; ++count) {
        out *= 2;
    }
    return std::min(out, kLongestLockMs);
}

// What stood in the file when the account was read is a role that this program knows, or nobody has it.
std::vector<access::Role> known_roles(const std::vector<std::string>& words) {
    std::vector<access::Role> out;
    for (const std::string& word : words) {
        if (const auto role = access::role(word)) {
            out.push_back(*role);
        }
    }
    return out;
}

bool stands_alone(access::Role role) {
    return role == access::Role::defence || role == access::Role::data_protection_officer ||
           role == access::Role::administrator;
}

class Place {
  public:
    explicit Place(std::counting_semaphore<2>& places) : places_(places) { places_.acquire(); }
    ~Place() { places_.release(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

  private:
    std::counting_semaphore<2>& places_;
};

}  // namespace

Result<std::unique_ptr<SignIn>> SignIn::make(workbench::Accounts& accounts, const Limits& limits, Clock clock) {
    VB_TRY_ASSIGN(const std::string unknown, random_token());
    VB_TRY_ASSIGN(std::string no_password, hash_password(unknown));
    return std::unique_ptr<SignIn>(new SignIn(accounts, limits, std::move(clock), std::move(no_password)));
}

Result<bool> SignIn::is_right(const std::optional<Account>& account, std::string_view password, std::string_view code) {
    // The slow part is done in every case, so that its time tells nothing.
    const bool password_right = password_matches(account ? account->password : no_password_, password);
    if (!account || account->disabled || !password_right) {
        return false;
    }
    if (account->totp_secret.empty()) {
        return true;
    }
    const auto step = crypto::totp_step(as_bytes(account->totp_secret), code, clock_());
    return step ? accounts_.take_code(account->id, *step) : Result<bool>(false);
}

Result<Entry> SignIn::fail(const std::string& name, Failures failures, Entry entry) {
    const int64_t now = clock_();
    ++failures.count;
    failures.last_ms = now;
    if (failures.count > kFreeFailures) {
        failures.locked_until_ms = now + lock_ms(failures.count);
    }
    VB_TRY(accounts_.set_failures(name, failures));
    entry.answer = Entry::Answer::wrong;
    return entry;
}

Result<Entry> SignIn::begin_session(const Account& account) {
    Entry entry;
    entry.answer = Entry::Answer::entered;
    VB_TRY_ASSIGN(entry.token, random_token());
    VB_TRY_ASSIGN(entry.user.csrf, random_token());
    const int64_t now = clock_();
    const Hash hash = crypto::sha256(as_bytes(entry.token));
    VB_TRY(accounts_.end_sessions_before(now - limits_.session_ms, now - limits_.session_idle_ms));
    VB_TRY(accounts_.add_session({hash, account.id, entry.user.csrf, now, now}, limits_.sessions_of_user));
    VB_TRY(accounts_.seen(account.id, now));
    entry.user.name = account.name;
    entry.user.roles = known_roles(account.roles);
    entry.user.session = hash.hex();
    entry.user.account = account.id;
    return entry;
}

Result<Entry> SignIn::enter(const std::string& name, std::string_view password, std::string_view code) {
    const Place place(hashing_);
    VB_TRY_ASSIGN(Failures failures, accounts_.failures(name));
    VB_TRY_ASSIGN(const std::optional<Account> account, accounts_.find(name));
    Entry entry;
    if (account) {
        entry.user.name = account->name;
        entry.user.roles = known_roles(account->roles);
    }
    const int64_t now = clock_();
    if (now < failures.locked_until_ms) {
        entry.answer = Entry::Answer::locked;
        entry.retry_ms = failures.locked_until_ms - now;
        return entry;
    }
    if (now - failures.last_ms > kForgottenMs) {
        failures = {};
    }
    VB_TRY_ASSIGN(const bool right, is_right(account, password, code));
    if (!right) {
        return fail(name, failures, std::move(entry));
    }
    VB_TRY(accounts_.set_failures(name, {}));
    return begin_session(*account);
}

Result<std::optional<SignedIn>> SignIn::find(std::string_view token) {
    if (token.size() != 2 * Hash::kSize) {
        return std::optional<SignedIn>();
    }
    const Hash hash = crypto::sha256(as_bytes(token));
    VB_TRY_ASSIGN(const auto session, accounts_.session(hash));
    if (!session) {
        return std::optional<SignedIn>();
    }
    const int64_t now = clock_();
    if (now - session->begun_ms >= limits_.session_ms || now - session->used_ms >= limits_.session_idle_ms) {
        VB_TRY(accounts_.end_session(hash));
        return std::optional<SignedIn>();
    }
    VB_TRY_ASSIGN(const std::optional<Account> account, accounts_.find(session->account));
    if (!account || account->disabled) {
        return std::optional<SignedIn>();
    }
    if (now - session->used_ms > std::min(kNotedMs, limits_.session_idle_ms / 10)) {
        VB_TRY(accounts_.use_session(hash, now));
    }
    return std::optional(SignedIn{account->name, known_roles(account->roles), session->csrf, hash.hex(), account->id});
}

Result<void> SignIn::leave(const SignedIn& user) {
    VB_TRY_ASSIGN(const Hash hash, Hash::from_hex(user.session));
    return accounts_.end_session(hash);
}

std::string_view session_token(const http::Request& request) {
    std::string_view rest = request.header("Cookie").value_or("");
    std::string_view found;
    while (!rest.empty()) {
        const size_t end = rest.find(';');
        std::string_view one = rest.substr(0, end);
        one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
        if (one.starts_with(kCookie) && one.substr(kCookie.size()).starts_with('=')) {
            if (!found.empty()) {
                return {};
            }
            found = one.substr(kCookie.size() + 1);
        }
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return found;
}

Result<std::vector<access::Role>> roles_of(const std::vector<std::string>& words) {
    std::vector<access::Role> out;
    for (const std::string& word : words) {
        const auto role = role_of_word(word);
        if (!role) {
            return Error{Code::usage, "there is no such role", {word, {}}, "docs/access.md lists them"};
        }
        if (std::find(out.begin(), out.end(), *role) == out.end()) {
            out.push_back(*role);
        }
    }
    if (out.empty()) {
        return Error{Code::usage, "a user has at least one role", {}, "docs/access.md lists them"};
    }
    if (out.size() > 1 && std::any_of(out.begin(), out.end(), stands_alone)) {
        return Error{Code::usage,
                     "defence, data-protection-officer and administrator are roles that nobody has beside another",
                     {},
                     "give the person two names"};
    }
    return out;
}

std::string role_word(access::Role role) {
    std::string word(access::name(role));
    std::replace(word.begin(), word.end(), '-', '_');
    return word;
}

std::optional<access::Role> role_of_word(std::string_view word) {
    std::string ours(word);
    std::replace(ours.begin(), ours.end(), '_', '-');
    return access::role(ours);
}

}  // namespace verbatim::server
