// SPDX-License-Identifier: Apache-2.0
// Patterns of source paths, as `source:` of the query language and `verbatim compare` take them.
#pragma once

#include <string_view>

namespace verbatim::app {

// `*` and `?` as in a shell, but across "/" too; everything else stands for itself. Case is ignored for ASCII.
bool path_matches(std::string_view pattern, std::string_view text);

}  // namespace verbatim::app
