// SPDX-License-Identifier: Apache-2.0
// messages.xlsx: the columns of report_columns.h as sheets, for people.
//
// Every cell is text, times too, in full: nothing depends on the width of a column or the settings of a machine, and
// nothing is a formula. Hidden characters are spelled out (report_visible.h); the true text is in messages.csv. A sheet
// holds 1,048,575 messages under its heading line, then the next one begins. A cell holds 32,767 characters: a longer
// text ends with a note of how much is left out and where it stands whole. The first sheet says all this. Streams
// through nameless files in `folder`; see writer.h.
#pragma once

#include <memory>
#include <string>

#include "disclose/writer.h"

namespace verbatim::disclose {

Result<std::unique_ptr<Writer>> xlsx_table(const DisclosureFacts& facts, ByteSink sink, const std::string& folder);

}  // namespace verbatim::disclose
