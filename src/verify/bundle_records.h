// SPDX-License-Identifier: Apache-2.0
// What a bundle shows, record by record and source by source, for whoever makes it readable again (a viewer).
//
//   VB_TRY_ASSIGN(BundleRecords records, BundleRecords::open(*file));
//   BundleRecord record;
//   while (true) { VB_TRY_ASSIGN(const bool more, records.next(record)); if (!more) break; ... }
//
// The form is checked (Code::integrity names the file and line), the proof is not: whoever needs to believe it runs
// verify_bundle() first. Records rise by sequence number. What is withheld is not there, only its reason. Memory: the
// longest line. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "note/source_line.h"
#include "record/record.h"
#include "verify/byte_source.h"

namespace verbatim::verify {

// A run of chunks that are shown, or of chunks that are withheld for the same reason.
struct BundleText {
    std::string shown;
    std::string reason;   // not empty: withheld
    uint64_t chunks = 0;  // withheld
};

struct BundleRecord {
    struct Group {
        std::string bytes;   // as record/record.h has them
        std::string reason;  // not empty: withheld
    };
    uint64_t sequence = 0;
    std::array<Group, record::kGroups> groups;  // that of the text: a reason if it is withheld whole, never bytes
    std::vector<BundleText> text;               // empty: no text, or withheld whole

    const Group& group(record::Group which) const { return groups[static_cast<size_t>(which) - 1]; }
    Group& group(record::Group which) { return groups[static_cast<size_t>(which) - 1]; }
    bool shows(record::Group which) const { return group(which).reason.empty(); }
    // Whether anything of it is withheld.
    bool redacted() const;
};

class BundleRecords {
  public:
    // `source` must outlive it. Code::integrity if the zip has not the one form, not_found without records.
    static Result<BundleRecords> open(const ByteSource& source);
    BundleRecords(BundleRecords&&) noexcept;
    BundleRecords& operator=(BundleRecords&&) noexcept;
    ~BundleRecords();

    Result<bool> next(BundleRecord& record);

  private:
    struct State;
    explicit BundleRecords(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// The sources that the bundle opens, by number.
Result<void> each_bundle_source(const ByteSource& source,
                                const std::function<Result<void>(const note::SourceLine&)>& each);

}  // namespace verbatim::verify
