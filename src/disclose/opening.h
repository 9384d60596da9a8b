// SPDX-License-Identifier: Apache-2.0
// OpeningMaker: an opening (docs/bundle.md, section 4): parts that a bundle withheld, shown afterwards in a file that
// fits the same bundle.
//
//   OpeningMaker maker(salt_key);
//   VB_TRY(maker.want({17, Group::sender, {}})); VB_TRY(maker.want({17, Group::text, 3}));
//   VB_TRY_ASSIGN(std::string opening, maker.make("bundle.zip", read));
//
// A text without a chunk number means everything of it that the bundle withheld. Only what the bundle withheld can be
// opened: anything else is not_found. The bundle is read, not verified. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/salts.h"
#include "disclose/bundle.h"
#include "record/commitment.h"

namespace verbatim::disclose {

struct OpenedPart {
    uint64_t sequence = 0;
    record::Group group = record::Group::text;
    std::optional<uint64_t> chunk;
    auto operator<=>(const OpenedPart&) const = default;
};

class OpeningMaker {
  public:
    explicit OpeningMaker(const crypto::SaltKey& key) : committer_(key) {}
    // usage: a chunk of a group that is not the text.
    Result<void> want(const OpenedPart& part);
    Result<std::string> make(const std::string& bundle,
                             const std::function<Result<void>(std::span<const uint64_t>, const UseRecord&)>& read);

  private:
    Result<std::vector<OpenedPart>> withheld_of(std::string_view redactions) const;
    Result<void> put_record(const StoredRecord& stored, std::string& out);

    record::Committer committer_;
    std::vector<OpenedPart> wanted_;
    std::vector<OpenedPart> withheld_;  // by the bundle, of the records wanted
};

}  // namespace verbatim::disclose
