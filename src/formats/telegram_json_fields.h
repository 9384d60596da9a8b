// SPDX-License-Identifier: Apache-2.0
// ObjectReader: one JSON object as a list of its fields, for formats that keep what they do not know.
//
// Strings come unescaped, everything else as its JSON text, checked to the last bracket (simdjson On-Demand by itself
// only counts them). Views live until the next split, and as long as the input. Not thread-safe: one reader, one
// thread.
#pragma once

#include <simdjson.h>

#include <string_view>
#include <vector>

namespace verbatim::formats::telegram {

// A field of a message object. Strings are unescaped, everything else is its JSON text.
struct JsonField {
    std::string_view key;
    std::string_view value;
    simdjson::ondemand::json_type type = simdjson::ondemand::json_type::null;
    bool used = false;

    bool is_string() const { return type == simdjson::ondemand::json_type::string; }
    bool is_null() const { return type == simdjson::ondemand::json_type::null; }
    // A string, or a number as its digits.
    bool is_plain() const { return is_string() || type == simdjson::ondemand::json_type::number; }
};

// `json` with text::ByteWindow::kPadding readable bytes behind it.
simdjson::padded_string_view padded(std::string_view json);

class ObjectReader {
  public:
    // `json` is padded. An error if it is no object, or broken.
    simdjson::error_code split(std::string_view json, std::vector<JsonField>& fields);

  private:
    simdjson::ondemand::parser parser_;
    simdjson::ondemand::document document_;
};

}  // namespace verbatim::formats::telegram
