// SPDX-License-Identifier: Apache-2.0
#include "ingest/work_list.h"

#include <algorithm>

#include "formats/job.h"

namespace verbatim::ingest {

Result<WorkList> WorkList::open(const vault::Vault& vault) {
    WorkList list(vault);
    VB_TRY_ASSIGN(list.acquisitions_, vault::list_acquisitions(vault));
    for (const uint32_t number : list.acquisitions_) {
        VB_TRY_ASSIGN(const auto head, vault::read_acquisition(vault, number, [&](const vault::AcquisitionItem& item) {
                          ++list.pending_sources_;
                          list.pending_bytes_ += item.sha256 ? item.size_bytes : 0;
                          return Result<void>{};
                      }));
    }
    return list;
}

Result<const WorkItem*> WorkList::front() {
    while (items_.empty() && next_acquisition_ < acquisitions_.size()) {
        const uint32_t number = acquisitions_[next_acquisition_++];
        auto files = std::make_shared<FileMap>();
        VB_TRY_ASSIGN(const auto head,
                      vault::read_acquisition(*vault_, number, [&](const vault::AcquisitionItem& item) {
                          WorkItem work;
                          work.acquisition = number;
                          work.path = item.path;
                          work.object = item.sha256;
                          work.size_bytes = item.size_bytes;
                          work.problem = item.problem;
                          work.files = files;
                          if (item.sha256) {
                              files->emplace(item.path, std::pair(*item.sha256, item.size_bytes));
                          }
                          items_.push_back(std::move(work));
                          return Result<void>{};
                      }));
        VB_TRY_ASSIGN(formats::Settings settings, formats::parse_settings(head.settings));
        const auto shared = std::make_shared<const formats::Settings>(std::move(settings));
        for (WorkItem& work : items_) {
            work.settings = shared;
        }
    }
    return items_.empty() ? nullptr : &items_.front();
}

WorkItem WorkList::pop() {
    WorkItem item = std::move(items_.front());
    items_.pop_front();
    pending_bytes_ -= item.object ? item.size_bytes : 0;
    --pending_sources_;
    return item;
}

void WorkList::push_members(const WorkItem& container, const std::vector<vault::Member>& members) {
    auto files = std::make_shared<FileMap>();
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
        WorkItem work;
        work.acquisition = container.acquisition;
        work.path = container.path + "/" + member->path;
        work.object = member->sha256;
        work.size_bytes = member->size_bytes;
        work.container = container.container;
        work.container.push_back({*container.object, member->path});
        work.problem = member->problem;
        work.settings = container.settings;
        work.files = files;
        if (member->sha256) {
            files->emplace(work.path, std::pair(*member->sha256, member->size_bytes));
        }
        pending_bytes_ += work.object ? work.size_bytes : 0;
        ++pending_sources_;
        items_.push_front(std::move(work));
    }
}

Result<void> WorkList::replay(const SourceEntry& done) {
    VB_TRY_ASSIGN(const WorkItem* next, front());
    if (next == nullptr || next->acquisition != done.acquisition || next->object != done.object ||
        next->path != done.path) {
        return Error{Code::integrity,
                     "the journal says source " + std::to_string(done.source) + " is " + done.path +
                         (next == nullptr ? ", the vault has no more sources" : ", the vault says " + next->path),
                     {"ingest/sources.jsonl", std::nullopt},
                     "restore the case from a backup"};
    }
    const WorkItem item = pop();
    if (done.members) {
        VB_TRY_ASSIGN(const auto members, vault::read_members(*vault_, *item.object, *done.members));
        push_members(item, members);
    }
    return {};
}

}  // namespace verbatim::ingest
