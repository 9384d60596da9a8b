// SPDX-License-Identifier: Apache-2.0
// The full record of a message as the app gets it: `Message` of api/openapi.yaml, without its tags and notes.
//
// A number that JSON cannot carry exactly (above 2^53) is left out or null in its place and stands among `fields` as
// text: nothing is rounded and nothing lost. Pure; any thread.
#pragma once

#include "app/reading_results.h"
#include "server/json.h"

namespace verbatim::server {

inline constexpr uint64_t kJsonNumberMost = uint64_t{1} << 53;

// `hit` is given by the caller (server/json_hit.h).
Json message_json(const app::ShownMessage& shown, Json hit);

}  // namespace verbatim::server
