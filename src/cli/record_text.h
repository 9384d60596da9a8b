// SPDX-License-Identifier: Apache-2.0
// A whole record, field by field, for people and as JSON: what was committed to, and where it stands.
#pragma once

#include <string>

#include "app/case.h"
#include "cli/json_line.h"
#include "cli/session.h"

namespace verbatim::cli {

void write_record(Session& session, const app::FullMessage& message);
Json record_json(const app::FullMessage& message);

Json times_json(const record::Message& message);
Json attachments_json(const record::Message& message);

// "2020-04-02 18:03:28 UTC; as written "02/04/20 20:03", zone +02:00 stated, to the minute".
std::string time_value_text(const record::Time& time);
// "IMG-1.jpg, image/jpeg, 12.3 kB: named but absent"
std::string attachment_text(const record::Attachment& attachment);

}  // namespace verbatim::cli
