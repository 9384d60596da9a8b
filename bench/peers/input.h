// SPDX-License-Identifier: Apache-2.0
// The peers' input: the generated JSON Lines file and the query words, read with simdjson so that no peer loses time to
// a slow reader. Errors end the program: a benchmark with half its input measures nothing. One thread per Reader.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace verbatim::bench {

struct Line {
    int64_t sent_ms = 0;  // since 1970-01-01T00:00:00Z
    std::string_view sender;
    std::string_view conversation;
    std::string_view text;
    std::string_view id;
};

// Calls `take` for each message of the file from `begin_share` to `end_share` of its bytes, cut at line ends; the views
// die when it returns. Returns the number of messages.
uint64_t read_lines(const std::string& path, double begin_share, double end_share,
                    const std::function<void(const Line&)>& take);

// The flat object that verbatim-bench-generate --queries writes.
std::map<std::string, std::string> read_queries(const std::string& path);

// "2020-04-20" as milliseconds since 1970.
int64_t day_ms(std::string_view date);

}  // namespace verbatim::bench
