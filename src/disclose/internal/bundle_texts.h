// SPDX-License-Identifier: Apache-2.0
// Fixed words of a bundle.
#pragma once

#include <string_view>

namespace verbatim::disclose::internal {

inline constexpr std::string_view kReadme =
    R"(How to check this bundle
========================

Nobody has to take the word of whoever made it. The folder verify/ proves, offline and on any computer,

  - that each message in it stands, word for word, in the case as it was sealed,
  - for scopes that are conversations or handles: that nothing of them was left out,
  - that exactly what is listed as withheld is withheld.

By program:  verbatim-verify BUNDLE.zip
By script:   python3 verify.py BUNDLE.zip      (Python 3 alone; verify.py comes with Verbatim)

Give the key of the case with --key, as you got it by another way than this bundle: without it, both say
only that the bundle agrees with itself.

report.html and the tables are made for reading. What is proved is what stands in verify/.
)";

}  // namespace verbatim::disclose::internal
