// SPDX-License-Identifier: Apache-2.0
// WorkList: the sources of a case in their one order: acquisitions by number, items by path, the members of a container
// right behind it, in the container's order.
//
// The order depends on the evidence alone, so a resumed or repeated ingest meets the same sources with the same
// numbers. replay() walks over what the journal says is done. Memory: the items of one acquisition and of open
// containers.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/format.h"
#include "ingest/journal.h"
#include "ingest/pipeline.h"
#include "vault/acquisition.h"

namespace verbatim::ingest {

struct WorkItem {
    uint32_t acquisition = 0;
    std::string path;
    std::optional<Hash> object;
    uint64_t size_bytes = 0;
    std::vector<record::ContainerStep> container;
    std::string problem;  // why there is no object
    std::shared_ptr<const formats::Settings> settings;
    std::shared_ptr<const FileMap> files;
};

class WorkList {
  public:
    static Result<WorkList> open(const vault::Vault& vault);

    // The next source, or none. Stays at the front until pop().
    Result<const WorkItem*> front();
    // The source `index` places behind the front, if it is of the same acquisition and already known; else nullptr.
    const WorkItem* peek(size_t index) const { return index < items_.size() ? &items_[index] : nullptr; }
    WorkItem pop();
    // Puts the members of `container` (just popped) in front.
    void push_members(const WorkItem& container, const std::vector<vault::Member>& members);
    // Walks over one finished source; integrity if the journal and the vault disagree about what comes next.
    Result<void> replay(const SourceEntry& done);

    // Sources and bytes not yet popped, of all acquisitions (containers still closed count as one source).
    uint64_t pending_bytes() const { return pending_bytes_; }
    uint64_t pending_sources() const { return pending_sources_; }

  private:
    explicit WorkList(const vault::Vault& vault) : vault_(&vault) {}
    const vault::Vault* vault_;
    std::vector<uint32_t> acquisitions_;
    size_t next_acquisition_ = 0;
    std::deque<WorkItem> items_;
    uint64_t pending_bytes_ = 0;
    uint64_t pending_sources_ = 0;
};

}  // namespace verbatim::ingest
