// SPDX-License-Identifier: Apache-2.0
#include "access/roles.h"

#include <algorithm>
#include <array>

namespace verbatim::access {
namespace {

constexpr std::array<std::string_view, kRoles> kRoleNames = {
    "examiner",     "analyst", "threat-desk", "case-officer", "filter-officer", "defence", "data-protection-officer",
    "administrator"};
constexpr std::array<std::string_view, kOperations> kOperationNames = {"search",
                                                                       "read",
                                                                       "bytes",
                                                                       "prove",
                                                                       "annotate",
                                                                       "select",
                                                                       "disclose",
                                                                       "lock",
                                                                       "release",
                                                                       "manage-authorities",
                                                                       "manage-users",
                                                                       "read-audit",
                                                                       "read-defence-audit"};

constexpr uint32_t bit(Operation operation) {
    return uint32_t{1} << static_cast<unsigned>(operation);
}

template <class... Operations>
constexpr uint32_t all(Operations... operations) {
    return (bit(operations) | ...);
}

using enum Operation;
// In the order of Role.
constexpr std::array<uint32_t, kRoles> kPermitted = {
    all(search, read, bytes, prove, lock),
    all(search, read, bytes, prove, annotate, select, lock),
    all(search, read, bytes, annotate, lock),
    all(search, read, bytes, prove, annotate, select, disclose, lock, manage_authorities),
    all(search, read, bytes, lock, release),
    all(search, read, bytes, prove, annotate, select),
    all(read_audit, read_defence_audit),
    all(manage_users),
};

}  // namespace

std::string_view name(Role role) {
    return kRoleNames[static_cast<size_t>(role)];
}

std::optional<Role> role(std::string_view word) {
    const auto* const found = std::find(kRoleNames.begin(), kRoleNames.end(), word);
    return found == kRoleNames.end() ? std::nullopt
                                     : std::optional(static_cast<Role>(std::distance(kRoleNames.begin(), found)));
}

std::string_view name(Operation operation) {
    return kOperationNames[static_cast<size_t>(operation)];
}

bool permits(Role role, Operation operation) {
    return (kPermitted[static_cast<size_t>(role)] & bit(operation)) != 0;
}

bool needs_authority(Operation operation) {
    return (all(search, read, bytes, prove, annotate, select, disclose, lock, release) & bit(operation)) != 0;
}

}  // namespace verbatim::access
