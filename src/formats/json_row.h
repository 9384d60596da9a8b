// SPDX-License-Identifier: Apache-2.0
// Parts of one JSON element that is known to be valid (text::check_json): its fields as a Row, items, single values.
//
// Names are dotted paths ("u.username"). An object of whose fields the profile names one is opened into its fields;
// any other object or array is one value, its JSON text as it stands. Strings are decoded; numbers, true and false
// keep their spelling. Views point into the element or into the decoder's texts, which live until its next fill().
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/row_mapper.h"

namespace verbatim::formats {

// Text of a JSON value: a string without quotes and escapes, anything else as it is written.
void decode_json_text(std::string_view json, std::string& out);
// The items of a JSON array; nothing for another value.
void for_each_json_item(std::string_view json, const std::function<void(std::string_view)>& take);
// The value of a key (dotted path) of an object.
std::optional<std::string_view> find_json_value(std::string_view json, std::string_view path);

class JsonRowReader {
  public:
    // `opened`: paths of which objects are opened into fields ("u" for "u.username").
    explicit JsonRowReader(std::vector<std::string> opened) : opened_(std::move(opened)) {}
    // Fills the row from an object's JSON. Returns the key that stands twice, or empty.
    std::string_view fill(std::string_view object, Row& row);
    // The object has more than limits::kColumnsMax fields: the row is not whole.
    bool overfull() const { return overfull_; }
    // The objects that the names of a profile open.
    static std::vector<std::string> opened_by(const Profile& profile);

  private:
    void fill_fields(std::string_view object, const std::string& prefix, Row& row);
    std::string& text();

    std::vector<std::string> opened_;
    std::deque<std::string> texts_;
    size_t texts_used_ = 0;
    std::string_view duplicate_;
    bool overfull_ = false;
};

}  // namespace verbatim::formats
