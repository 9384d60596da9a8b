// SPDX-License-Identifier: Apache-2.0
// Expansion: takes the members of a container into the vault as the worker streams them out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ingest/read_source.h"
#include "vault/acquisition.h"

namespace verbatim::ingest {

class Expansion final : public MemberReceiver {
  public:
    explicit Expansion(vault::Vault& vault) : vault_(vault) {}
    Result<void> begin(std::string_view path, std::string_view no_bytes) override;
    Result<void> data(Bytes bytes) override;
    Result<void> end(std::string_view incomplete) override;
    // After read_source: writes the member list if the source is a container, and notes it in `entry`.
    Result<std::vector<vault::Member>> take(SourceEntry& entry);

  private:
    vault::Vault& vault_;
    std::vector<vault::Member> members_;
    std::optional<vault::ObjectWriter> writer_;
};

// What the records of a source share, from its place in the work and what was detected.
SourceContext source_context(const WorkItem& item, const SourceEntry& entry);

}  // namespace verbatim::ingest
