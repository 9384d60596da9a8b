// SPDX-License-Identifier: Apache-2.0
// JsonlLineParser: one line of Verbatim JSON Lines to one record::Message (the keys: docs/formats/jsonl.md).
//
// Part of format jsonl, kept apart from its handling of damaged lines. simdjson On-Demand walks the line once; all
// views of message() point into its buffers or the line and live until the next parse(), and a whole line allocates
// nothing. What a line says oddly but readably (a key twice, an unknown word) is in remarks(). One parser, one thread.
#pragma once

// Errors are values here: without this, a careless conversion would throw.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "formats/format.h"
#include "formats/times.h"

namespace verbatim::formats {

class JsonlLineParser {
  public:
    using error_code = simdjson::error_code;
    struct Remark {
        std::string_view code;
        std::string reason;
    };

    static Result<JsonlLineParser> create(const Settings& settings);

    // Fills message() from one line. An error code of simdjson if the line is no whole JSON object; remarks()
    // otherwise.
    error_code parse(std::string_view line, size_t capacity);

    record::Message& message() { return message_; }
    const std::vector<Remark>& remarks() const { return remarks_; }
    bool has_message_fields() const { return seen_ != 0; }
    // Offset in the line where the parser stood; none if it cannot tell.
    std::optional<size_t> error_offset();

  private:
    JsonlLineParser(const Settings& settings, TimeReader times) : settings_(&settings), times_(std::move(times)) {}

    error_code take(std::string_view key, simdjson::ondemand::value value);

    void remark(std::string_view code, std::string reason) { remarks_.push_back({code, std::move(reason)}); }

    error_code wrong_type(std::string_view key, simdjson::ondemand::value value, std::string_view wanted);

    error_code string(std::string_view key, simdjson::ondemand::value value, std::string_view& target);

    static error_code null(simdjson::ondemand::value value);

    static error_code number_text(simdjson::ondemand::value value, std::string_view& target);

    static error_code check_big_number(std::string_view token);

    template <class Enum>
    error_code word(std::string_view key, simdjson::ondemand::value value, Enum& target,
                    std::optional<Enum> (*read)(std::string_view));

    error_code time(std::string_view key, simdjson::ondemand::value value, record::TimeKind which);

    void bad_time(std::string_view key, std::string_view raw);

    void read_time_text(std::string_view key, std::string_view raw, record::Time& time);

    // {"raw", "utc_ms", "zone", "basis", "precision"}: taken as stated, nothing is computed from raw.
    error_code time_object(std::string_view key, simdjson::ondemand::value value, record::Time& time);

    error_code participants(std::string_view key, simdjson::ondemand::value value);

    error_code attachments(std::string_view key, simdjson::ondemand::value value);

    error_code attachment(simdjson::ondemand::object object);

    // Members of "rest": how a key of ours can be written as a field that no group takes.
    error_code rest(std::string_view key, simdjson::ondemand::value value);

    error_code to_rest(std::string_view key, simdjson::ondemand::value value);

    // On-Demand passes over what it is not asked for; a container that is kept as JSON must be JSON.
    static error_code check_container(std::string_view json);

    const Settings* settings_;
    TimeReader times_;
    simdjson::ondemand::parser parser_{limits::kLineBytesMax};
    simdjson::ondemand::document document_;
    record::Message message_;
    std::vector<Remark> remarks_;
    std::string_view line_;
    uint32_t seen_ = 0;
    bool indexed_ = false;  // the parser got as far as walking the line
};

}  // namespace verbatim::formats
