// SPDX-License-Identifier: Apache-2.0
// Stands in for the review app in a build without it.
#include "server/web_files.h"

namespace verbatim::server {

std::span<const EmbeddedFile> embedded_files() {
    return {};
}

}  // namespace verbatim::server
