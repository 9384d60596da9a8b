// SPDX-License-Identifier: Apache-2.0
// verify.html: the verifier as a page that works without a network. Made from verifier/ at build time
// (scripts/make-verify-page.py) and the same in every bundle of a version.
#pragma once

#include <string_view>

namespace verbatim::disclose {

std::string_view verify_page();

}  // namespace verbatim::disclose
