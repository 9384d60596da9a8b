// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/printable.h"
#include "verify/verify.h"

namespace verbatim::verify {
namespace {

using internal::json_string;

// Lines of evidence text keep their breaks, indented so that they cannot be taken for lines of the report.
std::string indented(std::string_view value) {
    std::string out;
    while (true) {
        const size_t newline = value.find('\n');
        out += printable(value.substr(0, newline));
        if (newline == std::string_view::npos) {
            return out;
        }
        out += "\n      | ";
        value.remove_prefix(newline + 1);
    }
}

std::string count_of(uint64_t count, std::string_view thing) {
    return std::to_string(count) + " " + std::string(thing) + (count == 1 ? "" : "s");
}

}  // namespace

std::string Report::to_text() const {
    if (!proved) {
        return "NOT PROVED\n  field:  " + printable(failed_field) + "\n  reason: " + printable(reason) +
               "\nNothing in this file may be relied on.\n";
    }
    std::string out = "PROVED: this is record " + std::to_string(sequence) + " of the log " + printable(origin) +
                      ", which had " + count_of(tree_size, "record") + ".\n  root hash " + root.hex() + "\n";
    std::string group;
    for (const ProvedField& field : fields) {
        if (field.group != group) {
            group = field.group;
            out += "  " + group + "\n";
        }
        out += "    " + printable(field.name) + ": " + indented(field.value) + "\n";
    }
    if (withheld.empty()) {
        out += "Everything in the record is shown.\n";
    } else {
        out += "Withheld by whoever made this file (present in the record, content not shown):\n";
        for (const std::string& what : withheld) {
            out += "  " + what + "\n";
        }
    }
    out += "Signed with the key " + printable(key) + "\n";
    out += key_trusted ? "  which is the key you gave.\n"
                       : "  which the file itself names. NOBODY HAS VOUCHED FOR THIS KEY: compare it with the key that "
                         "the keeper\n  of the case published, or give that key with --key.\n";
    out +=
        "Not proved: who really wrote the message, that its content is true, that the clock which dated it was "
        "right,\nor that the log holds nothing else.\n";
    return out;
}

std::string Report::to_json() const {
    std::string out = "{\"verdict\":" + json_string(proved ? "proved" : "not proved");
    if (!proved) {
        out += ",\"field\":" + json_string(failed_field) + ",\"reason\":" + json_string(reason);
    }
    out += ",\"key\":" + json_string(key) + ",\"key_trusted\":" + (key_trusted ? "true" : "false");
    out += ",\"origin\":" + json_string(origin) + ",\"tree_size\":" + std::to_string(tree_size);
    out += ",\"root\":" + json_string(key.empty() ? "" : root.hex()) + ",\"sequence\":" + std::to_string(sequence);
    out += ",\"shown\":[";
    for (size_t i = 0; i < fields.size(); ++i) {
        out += std::string(i == 0 ? "" : ",") + "{\"group\":" + json_string(fields[i].group) +
               ",\"name\":" + json_string(fields[i].name) + ",\"value\":" + json_string(fields[i].value) + "}";
    }
    out += "],\"withheld\":[";
    for (size_t i = 0; i < withheld.size(); ++i) {
        out += (i == 0 ? "" : ",") + json_string(withheld[i]);
    }
    return out + "]}";
}

}  // namespace verbatim::verify
