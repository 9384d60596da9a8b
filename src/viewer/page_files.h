// SPDX-License-Identifier: Apache-2.0
// The page of the viewer, compiled in from src/viewer/page/ (scripts/embed-files.py).
#pragma once

#include <string_view>

namespace verbatim::viewer {

std::string_view page_html();
std::string_view page_css();
std::string_view page_js();
std::string_view messages_js();

}  // namespace verbatim::viewer
