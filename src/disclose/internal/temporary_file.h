// SPDX-License-Identifier: Apache-2.0
// TemporaryFile: bytes that wait in a nameless file until their place in the bundle is free. One thread.
#pragma once

#include <string>

#include "disclose/writer.h"
#include "disclose/zip_writer.h"
#include "io/file.h"

namespace verbatim::disclose::internal {

class TemporaryFile {
  public:
    static Result<TemporaryFile> create(const std::string& folder);
    ByteSink sink();  // into this; must not outlive it
    // For somebody who writes it by name, instead of sink(); then adopt() what he wrote.
    std::string path() const { return "/proc/self/fd/" + std::to_string(file_.get()); }
    Result<void> adopt();
    uint64_t size() const { return size_ + buffer_.size(); }
    Result<void> each(const ByteSink& use);
    Result<ZipEntry> move_into(ZipWriter& zip, std::string_view name);

  private:
    Result<void> append(std::string_view bytes);
    Result<void> flush();
    io::Descriptor file_;
    std::string buffer_;
    uint64_t size_ = 0;
};

}  // namespace verbatim::disclose::internal
