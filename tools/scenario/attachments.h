// SPDX-License-Identifier: Apache-2.0
// Attachments: a few dozen small pictures and sounds that are sent around, and the names under which rows mention them.
//
// The same picture goes through many chats, as in life, so the number of files does not grow with the messages. Content
// is made from the seed: coloured squares and noise. An attachment that was not delivered has a name of its own and
// no file. Immutable after construction; any thread may read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace verbatim::scenario {

inline constexpr uint32_t kAttachmentFiles = 64;

struct AttachmentFile {
    std::string name;  // "synthetic-1f2e3d4c.bmp"
    std::string_view mime;
    std::string_view kind;  // image, audio
    std::string bytes;
    std::string sha256;  // hexadecimal
};

class Attachments {
  public:
    explicit Attachments(uint64_t seed);
    const AttachmentFile& operator[](uint16_t index) const { return files_[index]; }
    // Writes all of them into an existing folder.
    Result<void> write(const std::string& folder) const;

  private:
    std::vector<AttachmentFile> files_;
};

// The name of a message's attachment that was not delivered.
std::string absent_name(uint64_t native_id, std::string_view present_name);

}  // namespace verbatim::scenario
