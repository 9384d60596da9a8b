// SPDX-License-Identifier: Apache-2.0
// ChatFiles: one growing text file for each chat of a few phones, without one open descriptor for each.
//
// Chats are keyed by phone and conversation. Each has a small buffer that is appended to its file when it is full, so
// memory and descriptors are bounded by the chats of the chosen phones. The phones are those of the busiest
// conversations that were captured. Errors are kept and told by check(). One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenario/attachments.h"
#include "scenario/sighting.h"

namespace verbatim::scenario {

struct ChatFile {
    std::string path;    // of the text
    std::string folder;  // in which attachments go
    std::string buffer;
    uint64_t messages = 0;
    uint64_t files_written = 0;  // bit set of the attachments that lie there
    bool is_begun = false;
};

class ChatFiles {
  public:
    ChatFiles(const World& world, const Attachments& attachments);

    bool is_chosen(uint32_t phone) const { return chosen_[phone] != 0; }
    // The chat of a sighting; its path is empty when it is new.
    ChatFile& chat(const Sighting& sighting) { return chats_[{sighting.phone, sighting.event->conversation_id}]; }
    // Makes the folder of a new chat.
    void begin(ChatFile& chat, const std::string& folder, const std::string& file_name,
               const std::string& attachment_folder);
    // Puts the file of a present attachment beside the chat, once.
    void add_attachment(ChatFile& chat, uint16_t attachment);
    void flush_if_full(ChatFile& chat);
    // Appends `tail` to every chat and writes what is left.
    Result<void> finish(std::string_view tail);
    Result<void> check() const { return error_ ? Result<void>(*error_) : Result<void>(); }

  private:
    void flush(ChatFile& chat);
    void keep(const Result<void>& result);

    const Attachments* attachments_;
    std::vector<uint8_t> chosen_;  // by phone
    std::map<std::pair<uint32_t, uint64_t>, ChatFile> chats_;
    std::optional<Error> error_;
};

}  // namespace verbatim::scenario
