// SPDX-License-Identifier: Apache-2.0
// The face of every readable writer, and the sink it writes to.
//
//   auto report = HtmlReport::begin(facts, sink);       // a factory per writer, all the same from here on
//   for (each message, conversation by conversation) VB_TRY(writer->add(message));
//   VB_TRY(writer->finish());                           // once; without it the file is not whole
//
// Writers stream: memory does not grow with the number of messages. The same facts and messages give the same bytes.
// An error of the sink comes back unchanged and ends the writer. One thread.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"
#include "disclose/facts.h"
#include "disclose/message.h"

namespace verbatim::disclose {

// Takes the bytes of a file in order.
using ByteSink = std::function<Result<void>(std::string_view bytes)>;

class Writer {
  public:
    virtual ~Writer() = default;
    virtual Result<void> add(const DisclosedMessage& message) = 0;
    virtual Result<void> finish() = 0;

  protected:
    Writer() = default;
    Writer(const Writer&) = default;
    Writer& operator=(const Writer&) = default;
    Writer(Writer&&) = default;
    Writer& operator=(Writer&&) = default;
};

}  // namespace verbatim::disclose
