// SPDX-License-Identifier: Apache-2.0
// ShownRecord: one record of a bundle as the viewer's store keeps it, and back as a message with its redactions.
//
//   encode_shown(record, exhibit, text, blob);       // a row's text and its `record`
//   ShownRecord shown; VB_TRY(shown.read(hit));      // a hit with its record
//   words.message(shown.message());                  // disclose/report_message.h
//
// In the text each run of withheld words is kBlackout; where these stand, and why, is in the blob, so that the same
// characters in evidence are not taken for a redaction. The viewer's own format: a folder of another version is made
// anew. Views of message() live until the next read(). One thread.
#pragma once

#include <string>
#include <string_view>

#include "disclose/message.h"
#include "store/results.h"
#include "verify/bundle_records.h"

namespace verbatim::viewer {

inline constexpr std::string_view kBlackout = "███";

// `text` and `blob` are overwritten.
void encode_shown(const verify::BundleRecord& record, std::string_view exhibit, std::string_view source_path,
                  std::string& text, std::string& blob);

class ShownRecord {
  public:
    ShownRecord() = default;
    ShownRecord(const ShownRecord&) = delete;
    ShownRecord& operator=(const ShownRecord&) = delete;

    // Code::integrity if the blob is not what encode_shown() writes.
    Result<void> read(const store::Hit& hit);
    disclose::DisclosedMessage& message() { return message_; }

  private:
    std::string text_;
    std::string blob_;
    disclose::DisclosedMessage message_;
};

}  // namespace verbatim::viewer
