// SPDX-License-Identifier: Apache-2.0
#include "scenario/chat_files.h"

#include <fcntl.h>

#include <cerrno>

#include "io/file.h"
#include "scenario/output.h"

namespace verbatim::scenario {
namespace {

constexpr size_t kChatBufferBytes = size_t{16} << 10;

Result<void> append_to(const ChatFile& chat) {
    const int how = chat.is_begun ? O_APPEND : O_TRUNC;
    const io::Descriptor file(::open(chat.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | how, 0644));
    if (!file.valid()) {
        return io_error("open", chat.path, errno);
    }
    return io::write_all(file.get(), as_bytes(chat.buffer), chat.path);
}

}  // namespace

ChatFiles::ChatFiles(const World& world, const Attachments& attachments)
    : attachments_(&attachments), chosen_(world.phones().size()) {
    uint32_t wanted = world.options().chat_phones;
    for (const Conversation& conversation : world.conversations()) {
        for (const uint32_t line : world.members(conversation)) {
            const Line& holder = world.lines()[line];
            const uint32_t phone = holder.first_phone + holder.phone_count - 1;
            if (wanted > 0 && world.phones()[phone].is_captured && chosen_[phone] == 0) {
                chosen_[phone] = 1;
                --wanted;
            }
        }
    }
}

void ChatFiles::keep(const Result<void>& result) {
    if (!result && !error_) {
        error_ = result.error();
    }
}

void ChatFiles::begin(ChatFile& chat, const std::string& folder, const std::string& file_name,
                      const std::string& attachment_folder) {
    chat.path = folder + "/" + file_name;
    chat.folder = attachment_folder;
    keep(io::make_directories(folder));
}

void ChatFiles::add_attachment(ChatFile& chat, uint16_t attachment) {
    if ((chat.files_written >> attachment & 1) != 0) {
        return;
    }
    chat.files_written |= uint64_t{1} << attachment;
    const AttachmentFile& file = (*attachments_)[attachment];
    keep(io::make_directories(chat.folder));
    keep(write_file(chat.folder + "/" + file.name, file.bytes));
}

void ChatFiles::flush_if_full(ChatFile& chat) {
    if (chat.buffer.size() >= kChatBufferBytes) {
        flush(chat);
    }
}

void ChatFiles::flush(ChatFile& chat) {
    keep(append_to(chat));
    chat.is_begun = true;
    chat.buffer.clear();
}

Result<void> ChatFiles::finish(std::string_view tail) {
    for (auto& [key, chat] : chats_) {
        chat.buffer += tail;
        flush(chat);
    }
    return check();
}

}  // namespace verbatim::scenario
