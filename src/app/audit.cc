// SPDX-License-Identifier: Apache-2.0
// The audit logs of a case: opening them, and the entries of whoever holds its folder.
#include <pwd.h>
#include <unistd.h>

#include "app/internal/parts.h"

namespace verbatim::app {
namespace {

std::string login_name() {
    const struct passwd* user = ::getpwuid(::getuid());
    return user != nullptr ? user->pw_name : "user " + std::to_string(::getuid());
}

Result<std::unique_ptr<audit::Log>> open_log(const std::string& folder, const note::Signer& signer,
                                             std::string_view name, const std::string& case_id,
                                             std::vector<std::string>& recovered) {
    VB_TRY_ASSIGN(const note::Signer named, signer.named("verbatim-" + std::string(name) + "/" + case_id));
    VB_TRY_ASSIGN(auto log, audit::Log::open(folder + "/" + std::string(name), named, {}));
    recovered.insert(recovered.end(), log->recovered().begin(), log->recovered().end());
    return log;
}

}  // namespace

Result<void> Case::Parts::open_audit() {
    if (options.who.empty()) {
        options.who = login_name();
    }
    VB_TRY_ASSIGN(audit, open_log(folder, keys.signer, "audit", info.id, recovered));
    return {};
}

Result<audit::Log*> Case::Parts::audit_of(bool defence) {
    if (!defence) {
        return audit.get();
    }
    const std::lock_guard guard(reading);
    if (!defence_audit) {
        std::vector<std::string> ignored;  // it has an entry of its own
        VB_TRY_ASSIGN(defence_audit, open_log(folder, keys.signer, "audit-defence", info.id, ignored));
    }
    return defence_audit.get();
}

Result<void> Case::Parts::note(audit::LegalName name, std::string_view operation, std::string_view query,
                               const std::string& target, uint64_t shown, const std::string& detail) {
    audit::Event event;
    event.name = name;
    event.who = options.who;
    event.role = "holder";
    event.operation = operation;
    event.purpose = options.purpose;
    event.query = query;
    event.target = target;
    event.shown = shown;
    event.detail = detail;
    VB_TRY(audit->append(event));
    return {};
}

Result<note::VerifierKey> audit_key(const CaseInfo& info, bool defence) {
    VB_TRY_ASSIGN(const note::VerifierKey key, note::VerifierKey::parse(info.verifier_key));
    return note::VerifierKey::make((defence ? "verbatim-audit-defence/" : "verbatim-audit/") + info.id, key.key);
}

Result<void> Case::trust_issuer(const note::VerifierKey& key) {
    VB_TRY(parts_->note(audit::LegalName::alteration, "trust issuer", {}, key.to_string(), 0, "before it is kept"));
    return access::add_issuer(parts_->folder, key);
}

Result<access::Authority> Case::add_authority(std::string_view file) {
    VB_TRY_ASSIGN(const access::Authority authority, access::open_authority(file));
    VB_TRY(parts_->note(audit::LegalName::alteration, "add authority", {}, authority.id, 0, "before it is kept"));
    return access::add_authority(parts_->folder, parts_->info.id, file);
}

Result<access::Withdrawal> Case::withdraw_authority(std::string_view file) {
    VB_TRY_ASSIGN(const access::Withdrawal withdrawal, access::open_withdrawal(file));
    VB_TRY(parts_->note(audit::LegalName::alteration, "withdraw authority", {}, withdrawal.authority, 0,
                        withdrawal.reason));
    return access::add_withdrawal(parts_->folder, parts_->info.id, file);
}

Result<audit::Log*> Case::audit_log(bool defence) {
    return parts_->audit_of(defence);
}

}  // namespace verbatim::app
