// SPDX-License-Identifier: Apache-2.0
// Sinks: the shapes in which evidence is written. One function for each; sink_*.cc has them.
//
// A sink makes its own folder in Options::out, named for its shape. Each keeps a bounded number of files open, whatever
// the number of messages. `world`, `attachments` and `truth` must outlive it. One thread.
#pragma once

#include <memory>

#include "scenario/attachments.h"
#include "scenario/sighting.h"
#include "scenario/truth.h"

namespace verbatim::scenario {

struct SinkParts {
    const World* world;
    const Attachments* attachments;
    Truth* truth;
    std::string folder;  // Options::out
};

// jsonl/synthetic-messages.jsonl, and what tables delivered again say in jsonl-second/. Without a folder: to standard
// output.
Result<std::unique_ptr<Sink>> make_jsonl_sink(const SinkParts& parts);
// csv/synthetic-NL-2020-04-01.csv ..., csv-second/, and the mapping profiles for both beside them.
Result<std::unique_ptr<Sink>> make_csv_sink(const SinkParts& parts);
// Chats of the few phones that Options::chat_phones names.
Result<std::unique_ptr<Sink>> make_whatsapp_sink(const SinkParts& parts);
Result<std::unique_ptr<Sink>> make_telegram_sink(const SinkParts& parts);
// jabber/synthetic-server-dump.json: what a server saw of the direct chats.
Result<std::unique_ptr<Sink>> make_jabber_sink(const SinkParts& parts);

// Numbered batches, batches/synthetic-batch-000001.jsonl ..., one for each hour of arrival at least. Rows arrive on
// time or, for phone-days that are late, some hours later: those come from a second stream that runs behind the first.
class Batches {
  public:
    virtual ~Batches() = default;
    virtual Sink& on_time() = 0;
    virtual Sink& late() = 0;
    virtual Result<void> end_hour(int64_t arrival_hour) = 0;
    virtual Result<void> finish() = 0;
};
inline constexpr uint32_t kLateHours = 6;
Result<std::unique_ptr<Batches>> make_batches(const SinkParts& parts);

}  // namespace verbatim::scenario
