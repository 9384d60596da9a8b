// SPDX-License-Identifier: Apache-2.0
#include "ingest/expand.h"

namespace verbatim::ingest {

Result<void> Expansion::begin(std::string_view path, std::string_view no_bytes) {
    vault::Member member;
    member.path = path;
    member.problem = no_bytes;
    members_.push_back(std::move(member));
    if (no_bytes.empty()) {
        VB_TRY_ASSIGN(vault::ObjectWriter writer, vault_.begin_object());
        writer_.emplace(std::move(writer));
    }
    return {};
}

Result<void> Expansion::data(Bytes bytes) {
    return writer_ ? writer_->append(bytes) : Result<void>{};
}

Result<void> Expansion::end(std::string_view incomplete) {
    if (!writer_) {
        return {};
    }
    const auto finished = writer_->finish();
    writer_.reset();
    if (!finished && finished.error().code == Code::conflict) {  // destroyed by law, and not to come back this way
        members_.back().problem = finished.error().what;
        return {};
    }
    VB_TRY(finished);
    const vault::StoredObject& object = *finished;
    members_.back().size_bytes = object.size_bytes;
    members_.back().problem = incomplete;
    // What could be read of a broken member is evidence too; nothing at all is not.
    if (incomplete.empty() || object.size_bytes > 0) {
        members_.back().sha256 = object.sha256;
    }
    return {};
}

Result<std::vector<vault::Member>> Expansion::take(SourceEntry& entry) {
    if (entry.status != SourceStatus::container) {
        return std::vector<vault::Member>();
    }
    if (writer_) {  // the worker died inside a member
        VB_TRY(end("the container could not be read further"));
    }
    // Folders only give their name to what is in them.
    std::erase_if(members_, [](const vault::Member& member) { return member.problem == "folder"; });
    VB_TRY_ASSIGN(entry.members, vault::write_members(vault_, *entry.object, members_));
    entry.member_count = members_.size();
    return std::move(members_);
}

SourceContext source_context(const WorkItem& item, const SourceEntry& entry) {
    SourceContext context;
    context.source = static_cast<uint32_t>(entry.source);
    context.path = item.path;
    context.files = item.files;
    context.identity.object = *item.object;
    context.identity.parser = entry.format;
    context.identity.parser_version = entry.format_version;
    context.identity.container = item.container;
    context.identity.settings = entry.settings;
    return context;
}

}  // namespace verbatim::ingest
