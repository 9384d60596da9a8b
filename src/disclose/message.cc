// SPDX-License-Identifier: Apache-2.0
#include "disclose/message.h"

namespace verbatim::disclose {

void DisclosedMessage::clear() {
    sequence = 0;
    exhibit = {};
    conversation = {};
    message.clear();
    source = {};
    source_path = {};
    withheld = {};
    text.clear();
    attachments.clear();
    sightings.clear();
}

}  // namespace verbatim::disclose
