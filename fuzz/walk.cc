// SPDX-License-Identifier: Apache-2.0
// Any bytes as each of the line files of a bundle: walks, records, redactions, openings. The tree that they are held
// against is the one that the first line names, so that the fuzzer comes past it.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "note/lines.h"
#include "verify/internal/keyed_walk.h"
#include "verify/internal/opening.h"
#include "verify/internal/records.h"
#include "verify/internal/redactions.h"
#include "verify/internal/sources.h"
#include "verify/internal/statement.h"

namespace {

using namespace verbatim;
using namespace verbatim::verify::internal;

class Listener : public ConversationUser, public ParticipationUser {
  public:
    void gap() override { ++calls; }
    void key(const OpenedKey&) override { ++calls; }
    void unopened() override { ++calls; }
    void entry(uint64_t, uint64_t) override { ++calls; }
    void with(const Hash&) override { ++calls; }
    uint64_t calls = 0;
};

uint64_t size_in(std::string_view text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const size_t space = line.rfind(' ');
    return space == std::string_view::npos ? 0 : note::decimal(line.substr(space + 1)).value_or(0);
}

void records(LineReader lines) {
    Disclosed disclosed;
    RecordChecker checker(disclosed);
    RecordLine record;
    std::vector<std::string_view> words;
    while (true) {
        const auto line = lines.next();
        if (!line || !*line || (is_opened_record(**line) && !record.parse(**line, words)) ||
            (is_opened_record(**line) && !checker.add(record, lines.number()))) {
            break;
        }
    }
    static_cast<void>(checker.flush().ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const verify::MemorySource source(text);
    const ZipEntry entry{"verify/x", 0, size, 0};
    const auto lines = [&] { return LineReader(source, entry, "verify/x"); };
    const note::TreeHead head{size_in(text), {}};
    Listener listener;
    static_cast<void>(read_conversations(Walk(lines(), "conversations", head), head.size, listener).ok());
    static_cast<void>(read_participations(Walk(lines(), "participations", head), listener).ok());
    note::Seal seal;
    seal.log.size = head.size;
    Disclosed disclosed;
    static_cast<void>(check_sources(Walk(lines(), "sources", head), seal, disclosed).ok());
    records(lines());
    Redactions redactions(lines());
    redactions.expect(0, 4, {});
    redactions.expect(0, 6, 0);
    static_cast<void>(redactions.finish(2).ok());
    static_cast<void>(check_opening(text, Hash{}, lines()).ok());
    static_cast<void>(Statement::parse(text).ok());
    return 0;
}
