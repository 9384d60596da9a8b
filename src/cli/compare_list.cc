// SPDX-License-Identifier: Apache-2.0
#include "cli/compare_list.h"

namespace verbatim::cli {
namespace {

Json optional_text(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json(nullptr);
}

}  // namespace

void DifferenceJson::append_place(std::string_view label, const std::optional<compare::RowPlace>& place, Path& last) {
    if (!place) {
        return;
    }
    if (last.json.empty() || last.text != place->path) {
        last.text = place->path;
        last.json = json_text(Json(last.text));
    }
    line_ += ",\"";
    line_ += label;
    line_ += "\":{\"path\":" + last.json;
    line_ += ",\"row\":" + std::to_string(place->row);
    line_ += ",\"begin\":" + std::to_string(place->begin);
    line_ += ",\"end\":" + std::to_string(place->end);
    line_ += ",\"kind\":\"";
    line_ += name(place->kind);
    line_ += "\"}";
}

std::string_view DifferenceJson::line(const compare::Difference& difference, std::string_view first) {
    line_ = "{";
    line_ += first;
    line_ += "\"class\":\"";
    line_ += name(difference.what);
    line_ += difference.moved ? "\",\"moved\":true" : "\",\"moved\":false";
    append_place("a", difference.a, last_a_);
    append_place("b", difference.b, last_b_);
    if (!difference.changes.empty()) {
        Json changes = Json::array();
        for (const compare::FieldChange& change : difference.changes) {
            changes.push_back(
                {{"field", change.name}, {"a", optional_text(change.before)}, {"b", optional_text(change.after)}});
        }
        line_ += ",\"changes\":" + json_text(changes);
    }
    if (!difference.values.empty()) {
        Json values = Json::array();
        for (const compare::FieldValue& value : difference.values) {
            values.push_back({{"field", value.name}, {"value", value.value}});
        }
        line_ += ",\"fields\":" + json_text(values);
    }
    line_ += "}";
    return line_;
}

CompareList::CompareList(std::unique_ptr<ListFile> file, Form form)
    : file_(std::move(file)), form_(form), csv_(file_->out(), false) {}

Result<std::unique_ptr<CompareList>> CompareList::create(const std::string& path, Form form, bool overwrite) {
    VB_TRY_ASSIGN(auto file, ListFile::create(path, overwrite));
    std::unique_ptr<CompareList> list(new CompareList(std::move(file), form));
    if (form == Form::csv) {
        list->csv_.row({"number", "class", "moved", "a_path", "a_row", "a_begin", "a_end", "a_kind", "b_path", "b_row",
                        "b_begin", "b_end", "b_kind", "field", "a_value", "b_value"});
    }
    return list;
}

Result<void> CompareList::add(const compare::Difference& difference) {
    ++count_;
    if (form_ == Form::json) {
        file_->out().line(json_.line(difference));
    } else {
        add_csv(difference);
    }
    return file_->check();
}

Result<void> CompareList::add(const compare::FileDifference& file) {
    ++count_;
    if (form_ == Form::json) {
        Json line{{"class", name(file.what)}, {"file", {{"a", file.a}, {"b", file.b}, {"why", file.why}}}};
        file_->out().line(json_text(line));
    } else {
        const std::string kind = "file";
        csv_.row({std::to_string(count_), std::string(name(file.what)), "false", file.a, "", "", "",
                  file.a.empty() ? "" : kind, file.b, "", "", "", file.b.empty() ? "" : kind, "file.why", file.why,
                  ""});
    }
    return file_->check();
}

// One row for each field; rows of one difference have its number.
void CompareList::add_csv(const compare::Difference& difference) {
    std::vector<std::string> cells = {std::to_string(count_), std::string(name(difference.what)),
                                      difference.moved ? "true" : "false"};
    for (const auto& place : {difference.a, difference.b}) {
        if (place) {
            cells.insert(cells.end(),
                         {std::string(place->path), std::to_string(place->row), std::to_string(place->begin),
                          std::to_string(place->end), std::string(name(place->kind))});
        } else {
            cells.insert(cells.end(), 5, std::string());
        }
    }
    const auto row = [&](std::string field, std::string a, std::string b) {
        std::vector<std::string> whole = cells;
        whole.insert(whole.end(), {std::move(field), std::move(a), std::move(b)});
        csv_.row(whole);
    };
    for (const compare::FieldChange& change : difference.changes) {
        row(change.name, change.before.value_or(""), change.after.value_or(""));
    }
    for (const compare::FieldValue& value : difference.values) {
        const bool in_a = difference.a.has_value();
        row(value.name, in_a ? value.value : std::string(), in_a ? std::string() : value.value);
    }
    if (difference.changes.empty() && difference.values.empty()) {
        row({}, {}, {});
    }
}

}  // namespace verbatim::cli
