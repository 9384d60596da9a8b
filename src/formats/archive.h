// SPDX-License-Identifier: Apache-2.0
// Archive: opens containers (zip, tar, 7z, and gzip, bzip2, xz, zstd around them) and streams their members out.
//
// Recognised by content. Member names are labels, never paths to write to. Limits against bombs: base/limits.h
// (members, expansion ratio, total). A member that cannot be read whole says why in end(); the rest goes on where the
// archive allows it. Runs in the sandboxed worker; nested containers come back as sources of their own.
#pragma once

#include <string_view>

#include "formats/format.h"

namespace verbatim::formats {

class MemberSink {
  public:
    virtual ~MemberSink() = default;
    // `no_bytes`: why this member is not a regular file ("directory", "symbolic link to x"), or empty.
    [[nodiscard]] virtual bool begin(std::string_view path, std::string_view no_bytes) = 0;
    [[nodiscard]] virtual bool data(Bytes bytes) = 0;
    // `incomplete`: empty if the member is whole, else why not ("encrypted", "checksum error").
    [[nodiscard]] virtual bool end(std::string_view incomplete) = 0;
};

// Name of the container ("zip", "tar", "gzip" ...) or empty.
std::string_view container_kind(Bytes head);

// Code::limit if a bound was passed, Code::malformed if the archive breaks off; members before that have been given.
Result<void> expand(const Source& source, MemberSink& sink);

}  // namespace verbatim::formats
