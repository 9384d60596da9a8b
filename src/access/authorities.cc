// SPDX-License-Identifier: Apache-2.0
#include "access/authorities.h"

#include <algorithm>

#include "access/internal/numbered_files.h"
#include "io/file.h"
#include "note/note.h"
#include "record/message.h"
#include "text/datetime.h"

namespace verbatim::access {
namespace {

using internal::folder_of;
using internal::keep;

constexpr uint64_t kKeyBytesMax = 4096;

Error at_file(Error error, const std::string& path) {
    error.where.source = path;
    error.code = error.code == Code::malformed || error.code == Code::usage ? Code::integrity : error.code;
    return error;
}

Result<int64_t> ms_of(const std::string& utc_second) {
    const auto time = text::parse_rfc3339(utc_second);
    if (!time) {
        return Error{Code::malformed, "not a time: " + utc_second, {}, {}};
    }
    return time->utc_ms();
}

Error not_an_issuer(const std::string& key) {
    return {Code::denied,
            "the key of the issuer is not known to this case: " + key,
            {},
            "if it is the issuer's, add it first: verbatim authority trust CASE KEY"};
}

Decision denied(std::string why) {
    return {false, std::move(why), store::nothing()};
}

}  // namespace

Result<Authorities> Authorities::load(const std::string& case_folder, std::string_view case_id) {
    Authorities out;
    const std::string folder = folder_of(case_folder);
    for (const std::string& path : internal::numbered_files(folder + "/issuers", ".key")) {
        VB_TRY_ASSIGN(std::string text, io::read_file(path, kKeyBytesMax));
        text.erase(text.find_last_not_of('\n') + 1);
        const auto key = note::VerifierKey::parse(text);
        if (!key) {
            return at_file(key.error(), path);
        }
        out.issuers_.push_back(*key);
    }
    const auto is_issuer = [&](const std::string& key) {
        return std::any_of(out.issuers_.begin(), out.issuers_.end(),
                           [&](const note::VerifierKey& issuer) { return issuer.to_string() == key; });
    };
    for (const std::string& path : internal::numbered_files(folder, ".authority")) {
        VB_TRY_ASSIGN(const std::string bytes, io::read_file(path, note::kNoteBytesMax));
        auto authority = open_authority(bytes);
        if (!authority) {
            return at_file(authority.error(), path);
        }
        if (authority->case_id != case_id || !is_issuer(authority->key) || out.find(authority->id) != nullptr) {
            return Error{Code::integrity,
                         "authority " + authority->id + " is of another case, of an unknown issuer, or stands twice",
                         {path, {}},
                         "restore the folder from a backup"};
        }
        out.all_.push_back({std::move(*authority), {}, false});
    }
    for (const std::string& path : internal::numbered_files(folder, ".withdrawal")) {
        VB_TRY_ASSIGN(const std::string bytes, io::read_file(path, note::kNoteBytesMax));
        auto withdrawal = open_withdrawal(bytes);
        if (!withdrawal) {
            return at_file(withdrawal.error(), path);
        }
        for (Known& known : out.all_) {
            if (known.authority.id == withdrawal->authority && known.authority.key == withdrawal->key &&
                withdrawal->case_id == case_id) {
                known.withdrawn = *withdrawal;
            }
        }
    }
    for (Known& known : out.all_) {
        known.confirmed = std::any_of(out.all_.begin(), out.all_.end(), [&](const Known& other) {
            return other.authority.confirms == known.authority.id && !other.withdrawn;
        });
    }
    return out;
}

const Known* Authorities::find(std::string_view id) const {
    const auto found =
        std::find_if(all_.begin(), all_.end(), [&](const Known& known) { return known.authority.id == id; });
    return found == all_.end() ? nullptr : &*found;
}

Result<Decision> Authorities::decide(const Subject& subject, std::string_view id, Operation operation,
                                     std::string_view now, const ScopeNames& names) const {
    if (!permits(subject.role, operation)) {
        return denied("the role " + std::string(name(subject.role)) + " does not permit " +
                      std::string(name(operation)));
    }
    if (!needs_authority(operation)) {
        return Decision{true, {}, store::nothing()};
    }
    const Known* const known = find(id);
    if (known == nullptr) {
        return denied(id.empty() ? "no authority was named" : "there is no authority " + std::string(id));
    }
    const Authority& authority = known->authority;
    if (std::find(authority.roles.begin(), authority.roles.end(), subject.role) == authority.roles.end() &&
        std::find(authority.users.begin(), authority.users.end(), subject.who) == authority.users.end()) {
        return denied("authority " + authority.id + " is not for this user or role");
    }
    if (known->withdrawn) {
        return denied("authority " + authority.id + " was withdrawn: " + known->withdrawn->reason);
    }
    if (now < authority.begins) {
        return denied("authority " + authority.id + " begins on " + authority.begins);
    }
    if (now >= authority.expires) {
        return denied("authority " + authority.id + " expired on " + authority.expires);
    }
    if (!authority.decision_by.empty() && !known->confirmed && now >= authority.decision_by) {
        return denied("emergency " + authority.id + " is locked: no decision followed by " + authority.decision_by);
    }
    VB_TRY_ASSIGN(store::Predicate scope, scope_of(authority, names));
    return Decision{true, {}, std::move(scope)};
}

Result<store::Predicate> scope_of(const Authority& authority, const ScopeNames& names) {
    std::vector<store::Predicate> all;
    if (!authority.acquisitions.empty()) {
        std::vector<uint32_t> sources;
        for (const uint64_t number : authority.acquisitions) {
            VB_TRY_ASSIGN(const std::vector<uint32_t> more, names.sources_of(number));
            sources.insert(sources.end(), more.begin(), more.end());
        }
        all.push_back(store::sources(std::move(sources)));
    }
    if (!authority.sources.empty()) {
        std::vector<uint32_t> sources;
        for (const uint64_t number : authority.sources) {
            if (number <= UINT32_MAX) {
                sources.push_back(static_cast<uint32_t>(number));
            }
        }
        all.push_back(store::sources(std::move(sources)));
    }
    if (!authority.handles.empty()) {
        std::vector<store::Predicate> any;
        for (const std::string& handle : authority.handles) {
            any.push_back(store::value(store::Field::handle, handle));
        }
        all.push_back(store::any_of(std::move(any)));
    }
    if (authority.period) {
        VB_TRY_ASSIGN(const int64_t begin, ms_of(authority.period->first));
        VB_TRY_ASSIGN(const int64_t end, ms_of(authority.period->second));
        all.push_back(store::time_range(begin, end));
    }
    if (!authority.terms.empty()) {
        std::vector<store::Predicate> any;
        for (const std::string& term : authority.terms) {
            VB_TRY_ASSIGN(const search::Query query, search::parse(term));
            VB_TRY_ASSIGN(store::Predicate predicate, search::compile(query, names.names));
            any.push_back(std::move(predicate));
        }
        all.push_back(store::any_of(std::move(any)));
    }
    if (!authority.kinds.empty()) {
        std::vector<record::Kind> kinds;
        for (const std::string& word : authority.kinds) {
            if (const auto kind = record::kind(word)) {
                kinds.push_back(*kind);
            }
        }
        all.push_back(store::kinds(std::move(kinds)));
    }
    return all.empty() ? store::everything() : store::all_of(std::move(all));
}

namespace {

store::Predicate narrowed(store::Predicate query, const store::Predicate& scope) {
    using Kind = store::Predicate::Kind;
    const bool looks_elsewhere = query.kind == Kind::followed || query.kind == Kind::same_conversation;
    for (store::Predicate& child : query.children) {
        child = narrowed(std::move(child), scope);
        if (looks_elsewhere) {
            child = store::all_of({std::move(child), scope});
        }
    }
    return query;
}

}  // namespace

store::Predicate within(store::Predicate query, const store::Predicate& scope) {
    if (scope.kind == store::Predicate::Kind::everything) {
        return query;
    }
    return store::all_of({narrowed(std::move(query), scope), scope});
}

Result<void> add_issuer(const std::string& case_folder, const note::VerifierKey& key) {
    const std::string folder = folder_of(case_folder) + "/issuers";
    for (const std::string& path : internal::numbered_files(folder, ".key")) {
        VB_TRY_ASSIGN(const std::string text, io::read_file(path, kKeyBytesMax));
        if (text == key.to_string() + "\n") {
            return Error{Code::conflict, "this issuer's key is known already", {path, {}}, {}};
        }
    }
    return keep(folder, ".key", key.to_string() + "\n");
}

Result<Authority> add_authority(const std::string& case_folder, std::string_view case_id, std::string_view file) {
    VB_TRY_ASSIGN(Authority authority, open_authority(file));
    VB_TRY_ASSIGN(const Authorities known, Authorities::load(case_folder, case_id));
    if (authority.case_id != case_id) {
        return Error{Code::conflict, "the authority is for case " + authority.case_id, {}, "add it to that case"};
    }
    if (known.find(authority.id) != nullptr) {
        return Error{Code::conflict, "there is an authority " + authority.id + " already", {}, {}};
    }
    if (std::none_of(known.issuers().begin(), known.issuers().end(),
                     [&](const note::VerifierKey& key) { return key.to_string() == authority.key; })) {
        return not_an_issuer(authority.key);
    }
    if (!authority.confirms.empty() && known.find(authority.confirms) == nullptr) {
        return Error{Code::not_found, "it confirms " + authority.confirms + ", which is not in this case", {}, {}};
    }
    VB_TRY(keep(folder_of(case_folder), ".authority", file));
    return authority;
}

Result<Withdrawal> add_withdrawal(const std::string& case_folder, std::string_view case_id, std::string_view file) {
    VB_TRY_ASSIGN(Withdrawal withdrawal, open_withdrawal(file));
    VB_TRY_ASSIGN(const Authorities known, Authorities::load(case_folder, case_id));
    const Known* const found = known.find(withdrawal.authority);
    if (found == nullptr || withdrawal.case_id != case_id) {
        return Error{Code::not_found, "there is no authority " + withdrawal.authority + " in this case", {}, {}};
    }
    if (found->authority.key != withdrawal.key) {
        return Error{Code::denied, "the withdrawal is not signed by the key that signed the authority", {}, {}};
    }
    if (found->withdrawn) {
        return Error{Code::conflict, "authority " + withdrawal.authority + " was withdrawn already", {}, {}};
    }
    VB_TRY(keep(folder_of(case_folder), ".withdrawal", file));
    return withdrawal;
}

}  // namespace verbatim::access
