// SPDX-License-Identifier: Apache-2.0
// A Document as one HTML file: no script, no loaded font or picture, light, dark and print; every script by the fonts
// of the machine. A policy in its head forbids the browser to run or load anything. Links lead to anchors in the file
// and to media/ beside it.
#pragma once

#include <memory>

#include "disclose/report_document.h"
#include "disclose/writer.h"

namespace verbatim::disclose {

std::unique_ptr<Document> html_document(ByteSink sink);

}  // namespace verbatim::disclose
