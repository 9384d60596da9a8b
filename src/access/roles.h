// SPDX-License-Identifier: Apache-2.0
// Roles, what each may do, and who asks. What the table does not permit is denied (docs/access.md).
//
// Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::access {

enum class Role : uint8_t {
    examiner,
    analyst,
    threat_desk,
    case_officer,
    filter_officer,
    defence,
    data_protection_officer,
    administrator,
};
inline constexpr size_t kRoles = 8;
std::string_view name(Role role);  // "case-officer"
std::optional<Role> role(std::string_view word);

enum class Operation : uint8_t {
    search,  // and count, group, list
    read,    // messages, conversations
    bytes,   // original bytes
    prove,
    annotate,  // tags, notes
    select,    // selections, exhibits
    disclose,
    lock,     // privilege: hide at once
    release,  // ... and decide
    manage_authorities,
    manage_users,
    read_audit,
    read_defence_audit,
};
inline constexpr size_t kOperations = 13;
std::string_view name(Operation operation);

bool permits(Role role, Operation operation);
// Whether the operation shows messages, or decides on them, and so needs an authority.
bool needs_authority(Operation operation);

struct Subject {
    std::string who;
    Role role = Role::administrator;  // sees no messages
};

}  // namespace verbatim::access
