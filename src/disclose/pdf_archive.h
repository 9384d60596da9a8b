// SPDX-License-Identifier: Apache-2.0
// PdfArchive: makes PDF/A-2u (ISO 19005-2) of a plain PDF while it streams past, by an update at its end: a catalog
// with metadata and colours, a file identifier, no information dictionary.
//
//   PdfArchive archive(sink, {title, "en", time});
//   archive.write(bytes) ...; VB_TRY(archive.finish());
//
// What PDF/A asks of the pages themselves (embedded fonts with their characters, no transparency that is not declared)
// is PdfCanvas' part. Memory is constant. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/sha256.h"
#include "disclose/writer.h"

namespace verbatim::disclose {

struct PdfMetadata {
    std::string title;
    std::string language;
    std::string time;     // UTC, RFC 3339
    std::string creator;  // the program
};

class PdfArchive {
  public:
    PdfArchive(ByteSink sink, PdfMetadata metadata);
    Result<void> write(std::string_view bytes);
    // After the last byte of the PDF.
    Result<void> finish();

  private:
    struct Object {
        uint64_t number = 0;
        std::string body;
    };
    Result<void> pass(size_t size);
    void repair(std::string& object);
    void keep(std::string_view head);

    ByteSink sink_;
    PdfMetadata metadata_;
    crypto::Sha256 hash_;
    uint64_t size_ = 0;
    std::string buffer_;   // not passed on yet
    bool inside_ = false;  // it begins inside an object whose head has gone by
    std::string tail_;
    Object catalog_;
    std::vector<Object> fonts_;
};

// A display profile of sRGB (IEC 61966-2-1) for the output intent, ICC version 4.2.
std::string srgb_profile();
// The metadata packet (XMP).
std::string pdf_metadata_packet(const PdfMetadata& metadata);

}  // namespace verbatim::disclose
