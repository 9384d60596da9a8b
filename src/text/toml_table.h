// SPDX-License-Identifier: Apache-2.0
// TableReader: reads one table of a TOML document and complains about what it does not know.
//
//   TomlFault fault{"redaction plan", "see docs/disclosure.md", {}};
//   { TableReader top(table, "", fault); plan.reason = top.string("reason"); }
//   if (fault.error) return *fault.error;       // "redaction plan, line 7: reason: a string is wanted"
//
// Keys that nobody asked for are faults, seen when the reader goes; the first fault of a document wins. The table
// outlives its reader. One thread.
#pragma once

#include <toml++/toml.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace verbatim::text {

struct TomlFault {
    std::string_view document;  // what it is called in a message
    std::string_view advice;
    std::optional<Error> error{};
};

class TableReader {
  public:
    TableReader(const toml::table& table, std::string path, TomlFault& fault)
        : table_(table), path_(std::move(path)), fault_(fault) {}
    ~TableReader() {
        for (const auto& [key, node] : table_) {
            if (!known_.contains(std::string(key.str()))) {
                complain(node, key.str(), "this key is not known");
            }
        }
    }
    TableReader(const TableReader&) = delete;
    TableReader& operator=(const TableReader&) = delete;

    const toml::node* find(std::string_view key) {
        known_.insert(std::string(key));
        return table_.get(key);
    }
    std::string string(std::string_view key) {
        const toml::node* node = find(key);
        if (node == nullptr) {
            return {};
        }
        if (!node->is_string()) {
            complain(*node, key, "a string is wanted");
            return {};
        }
        return node->as_string()->get();
    }
    bool boolean(std::string_view key, bool otherwise) {
        const toml::node* node = find(key);
        if (node != nullptr && !node->is_boolean()) {
            complain(*node, key, "true or false is wanted");
        }
        return node == nullptr ? otherwise : node->value_or(otherwise);
    }
    // One string or an array of strings.
    std::vector<std::string> strings(std::string_view key) {
        const toml::node* node = find(key);
        return node == nullptr ? std::vector<std::string>() : strings_of(*node, key);
    }
    std::vector<std::string> strings_of(const toml::node& node, std::string_view key) {
        std::vector<std::string> out;
        if (node.is_string()) {
            out.push_back(node.as_string()->get());
        } else if (const toml::array* array = node.as_array()) {
            for (const toml::node& item : *array) {
                if (!item.is_string()) {
                    complain(item, key, "an array of strings is wanted");
                    break;
                }
                out.push_back(item.as_string()->get());
            }
        } else {
            complain(node, key, "a string or an array of strings is wanted");
        }
        return out;
    }
    const toml::table* table(std::string_view key) {
        const toml::node* node = find(key);
        if (node != nullptr && !node->is_table()) {
            complain(*node, key, "a table is wanted");
        }
        return node == nullptr ? nullptr : node->as_table();
    }
    void complain(const toml::node& node, std::string_view key, std::string_view what) {
        if (!fault_.error) {
            fault_.error = Error{Code::malformed,
                                 std::string(fault_.document) + ", line " + std::to_string(node.source().begin.line) +
                                     ": " + path_ + std::string(key) + ": " + std::string(what),
                                 {},
                                 std::string(fault_.advice)};
        }
    }
    std::string path_of(std::string_view key) const { return path_ + std::string(key) + "."; }
    TomlFault& fault() { return fault_; }

  private:
    const toml::table& table_;
    std::string path_;
    TomlFault& fault_;
    std::set<std::string> known_;
};

}  // namespace verbatim::text
