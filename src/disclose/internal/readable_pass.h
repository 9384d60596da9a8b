// SPDX-License-Identifier: Apache-2.0
// The readable files of a bundle: report and tables, made side by side in one pass over the spool.
#pragma once

#include "disclose/bundle.h"
#include "disclose/internal/spool.h"
#include "disclose/writer.h"
#include "disclose/zip_writer.h"

namespace verbatim::disclose::internal {

struct ReadableRequest {
    const DisclosureFacts& facts;  // complete
    std::string folder;            // for temporary files
    bool pdf = false;
    ExchangeFormats exchange;
    const OpenTable& open_parquet;
};

// Puts each file into `zip` and its entry into `entries`.
Result<void> write_readable(Spool& spool, const SpoolNames& names, const ReadableRequest& request,
                            const BundleControl& control, ZipWriter& zip, std::vector<ZipEntry>& entries);

// Gives every text that the spooled records show, one after another.
Result<void> each_shown_text(Spool& spool, const SpoolNames& names, const ByteSink& use);

}  // namespace verbatim::disclose::internal
