// SPDX-License-Identifier: Apache-2.0
// messages.dat: a load file as the tools of electronic discovery take it (EDRM's and Concordance's habits): UTF-8 with
// a byte order mark, fields between U+00FE and U+0014, line breaks in a field as U+00AE.
//
// One row a message, and one behind it for each of its attachments; BEGATTACH and ENDATTACH hold the family together
// and NATIVELINK leads to the attachment in media/. After the usual names come the columns of report_columns.h. Control
// characters are spelled out (report_visible.h), so none can end a field; the true text is in messages.csv. See
// writer.h.
#pragma once

#include <memory>

#include "disclose/writer.h"

namespace verbatim::disclose {

Result<std::unique_ptr<Writer>> load_file(ByteSink sink);

}  // namespace verbatim::disclose
