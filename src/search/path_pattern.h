// SPDX-License-Identifier: Apache-2.0
// Patterns of source paths, as `source:` of the query language and `verbatim compare` take them. Pure; any thread.
#pragma once

#include <string_view>

namespace verbatim::search {

// `*` and `?` as in a shell, but across "/" too; everything else stands for itself. Case is ignored for ASCII.
bool path_matches(std::string_view pattern, std::string_view text);

}  // namespace verbatim::search
