// SPDX-License-Identifier: Apache-2.0
#include "formats/telegram_json_fields.h"

#include "text/byte_stream.h"
#include "text/json_text.h"
#include "text/utf8.h"

namespace verbatim::formats::telegram {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

namespace {

error_code read(ondemand::value value, JsonField& out) {
    error_code error = value.type().get(out.type);
    if (error != simdjson::SUCCESS) {
        return error;
    }
    switch (out.type) {
        case ondemand::json_type::string:
            return value.get_string().get(out.value);
        case ondemand::json_type::array: {
            ondemand::array array;
            error = value.get_array().get(array);
            error = error != simdjson::SUCCESS ? error : array.raw_json().get(out.value);
            break;
        }
        case ondemand::json_type::object: {
            ondemand::object object;
            error = value.get_object().get(object);
            error = error != simdjson::SUCCESS ? error : object.raw_json().get(out.value);
            break;
        }
        case ondemand::json_type::number:
        case ondemand::json_type::boolean:
        case ondemand::json_type::null:
            out.value = value.raw_json_token();
            break;
    }
    out.value = text::trim(out.value);
    // The lazy parser has only looked at the brackets of what it skipped.
    return error != simdjson::SUCCESS || text::check_json(out.value) == text::JsonCheck::valid ? error
                                                                                               : simdjson::TAPE_ERROR;
}

}  // namespace

simdjson::padded_string_view padded(std::string_view json) {
    return simdjson::padded_string_view(json.data(), json.size(), json.size() + text::ByteWindow::kPadding);
}

error_code ObjectReader::split(std::string_view json, std::vector<JsonField>& fields) {
    fields.clear();
    ondemand::object object;
    error_code error = parser_.iterate(padded(json)).get(document_);
    error = error != simdjson::SUCCESS ? error : document_.get_object().get(object);
    if (error != simdjson::SUCCESS) {
        return error;
    }
    for (auto field_result : object) {
        ondemand::field field;
        JsonField out;
        error = std::move(field_result).get(field);
        error = error != simdjson::SUCCESS ? error : field.unescaped_key().get(out.key);
        error = error != simdjson::SUCCESS ? error : read(field.value(), out);
        if (error != simdjson::SUCCESS) {
            return error;
        }
        fields.push_back(out);
    }
    return simdjson::SUCCESS;
}

}  // namespace verbatim::formats::telegram
