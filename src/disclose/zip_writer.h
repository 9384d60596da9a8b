// SPDX-License-Identifier: Apache-2.0
// ZipWriter: a zip file in the one spelling of docs/bundle.md, section 6: entries stored, sizes before the bytes, no
// times, zip64 only where needed. The same entries give the same bytes.
//
//   VB_TRY_ASSIGN(auto zip, ZipWriter::create(std::move(fd), path, folder));   // an empty file, open for reading too
//   VB_TRY(zip.begin("report.html")); VB_TRY(zip.write(bytes)); VB_TRY_ASSIGN(ZipEntry entry, zip.end());
//   VB_TRY(zip.finish());
//
// One entry at a time, of any size: the header is written when the size is known. Memory does not grow with entries or
// bytes; the list of entries waits in a nameless file in `folder`. Names must differ: that is the caller's. Not durable
// until the caller syncs. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"
#include "crypto/sha256.h"
#include "io/file.h"

namespace verbatim::disclose {

struct ZipEntry {
    std::string name;
    uint64_t size = 0;
    uint32_t crc32 = 0;
    Hash sha256;
};

class ZipWriter {
  public:
    static Result<ZipWriter> create(io::Descriptor fd, std::string path, const std::string& folder);

    // usage error if the name is not a relative UTF-8 path of plain components.
    Result<void> begin(std::string_view name);
    Result<void> write(std::string_view bytes);
    Result<ZipEntry> end();
    Result<ZipEntry> add(std::string_view name, std::string_view bytes);
    // The directory and the end records; gives the size of the file.
    Result<uint64_t> finish();

  private:
    ZipWriter() = default;
    Result<void> flush();
    Result<void> put_at(uint64_t offset, std::string_view bytes) const;
    Result<void> make_room(uint64_t from, uint64_t bytes) const;
    Result<void> copy_directory();

    io::Descriptor fd_;
    std::string path_;
    io::Descriptor directory_;
    uint64_t directory_size_ = 0;
    uint64_t entries_ = 0;
    std::string buffer_;
    uint64_t position_ = 0;  // of the end of what is in the file
    ZipEntry entry_;
    crypto::Sha256 hash_;
    uint64_t header_ = 0;  // where the current entry begins
    bool in_entry_ = false;
};

}  // namespace verbatim::disclose
