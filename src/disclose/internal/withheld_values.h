// SPDX-License-Identifier: Apache-2.0
// WithheldValues: what must not stand in a bundle, and the search for it.
//
//   values.add("NL91ABNA0417164300", /*named=*/true);          // while records are decided
//   VB_TRY(values.search(shown, files, result));               // when the bundle is made
//
// `named` values are those that a rule of the plan names; the others go along with them (the other fields of a withheld
// group). Values below four bytes stand in everything and are left out; below eight a value counts only as a word of
// its own. Of long values the first 256 bytes are looked for. Memory is bounded: what does not fit waits in a nameless
// file and is searched for in further rounds. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "disclose/internal/temporary_file.h"

namespace verbatim::disclose::internal {

// Streams texts to search: calls `use` with the bytes of one text after another; `begin` names each before its bytes.
struct SearchedTexts {
    std::function<void(std::string_view name)> begin;
    ByteSink use;
};
using EachText = std::function<Result<void>(const SearchedTexts&)>;

struct FoundValue {
    std::string value;
    std::string where;
};

struct SearchResult {
    std::vector<std::string> shown_elsewhere;  // named values that shown parts of records say
    std::vector<FoundValue> leaks;             // values that no record shows and a file says all the same
};

class WithheldValues {
  public:
    static Result<WithheldValues> create(const std::string& folder);
    Result<void> add(std::string_view value, bool named);
    bool empty() const { return seen_.empty() && !spilled_; }
    // `shown`: the shown parts of the records; `files`: what lies in the bundle, in plain text.
    Result<void> search(const EachText& shown, const EachText& files, SearchResult& result);

  private:
    Result<void> spill();

    std::string folder_;
    std::unordered_set<std::string> seen_;  // with 'n' or 'a' in front
    uint64_t seen_bytes_ = 0;
    TemporaryFile waiting_;
    bool spilled_ = false;
};

}  // namespace verbatim::disclose::internal
