// SPDX-License-Identifier: Apache-2.0
// report.pdf: the words of report.html as PDF/A-2u, for the file and for paper.
//
// Needs the fonts of pdf_fonts.h (not_found names the package). Streams page by page; see writer.h and report_writer.h.
#pragma once

#include <memory>
#include <string>

#include "disclose/writer.h"

namespace verbatim::disclose {

Result<std::unique_ptr<Writer>> pdf_report(const DisclosureFacts& facts, ByteSink sink, const std::string& folder);

}  // namespace verbatim::disclose
