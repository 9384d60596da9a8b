// SPDX-License-Identifier: Apache-2.0
// Messages as the app gets them: `Hit` of api/openapi.yaml.
//
//   HitJson hits(call, query);
//   VB_TRY_ASSIGN(Json list, hits.list(found.hits));
//
// The text of evidence goes out as it is, as JSON text and never as markup. Highlights are offsets in UTF-16 units.
// Tags are those that the user's side put on. One thread.
#pragma once

#include <string_view>
#include <vector>

#include "search/highlight.h"
#include "server/call.h"

namespace verbatim::server {

// "2020-04-02T18:03:28.118Z"; null without a time.
Json json_time(int64_t ms);
Json json_time(const std::optional<int64_t>& ms);

// Spans of bytes of `text`, which rise and do not overlap, as [[begin, end], ...] in UTF-16 units.
Json utf16_spans(std::string_view text, const std::vector<search::Span>& spans);

class HitJson {
  public:
    // An empty query highlights nothing.
    HitJson(Call& call, std::string_view query) : call_(call), highlight_(query) {}
    Result<Json> list(const std::vector<store::Hit>& hits) const;
    Json one(const store::Hit& hit, const std::vector<std::string>& tags) const;

  private:
    Call& call_;
    search::Highlight highlight_;
};

}  // namespace verbatim::server
