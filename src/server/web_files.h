// SPDX-License-Identifier: Apache-2.0
// The review app, compiled in if the build was given it (VERBATIM_WEB, docs/server.md); else there are no files.
#pragma once

#include <span>
#include <string_view>

namespace verbatim::server {

struct EmbeddedFile {
    std::string_view path;  // "/index.html", "/assets/..."
    std::string_view content;
};

std::span<const EmbeddedFile> embedded_files();

}  // namespace verbatim::server
