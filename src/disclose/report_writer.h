// SPDX-License-Identifier: Apache-2.0
// The report: front matter, messages by conversation and day, what was withheld, drafts of certificates; into any
// Document.
//
//   VB_TRY_ASSIGN(auto report, html_report(facts, sink, folder));    // report.html
//   VB_TRY_ASSIGN(auto report, pdf_report(facts, sink, folder));     // report.pdf, see pdf_report.h
//
// The list of what was withheld waits in a nameless file in `folder` until the messages are through, so memory stays
// constant. `facts` must outlive the writer and pass check().
#pragma once

#include <memory>
#include <string>

#include "disclose/report_document.h"
#include "disclose/writer.h"

namespace verbatim::disclose {

Result<std::unique_ptr<Writer>> report_writer(const DisclosureFacts& facts, std::unique_ptr<Document> document,
                                              const std::string& folder);
// One self-contained file without script.
Result<std::unique_ptr<Writer>> html_report(const DisclosureFacts& facts, ByteSink sink, const std::string& folder);

}  // namespace verbatim::disclose
