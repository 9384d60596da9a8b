// SPDX-License-Identifier: Apache-2.0
#include "disclose/statement.h"

#include <algorithm>

#include "crypto/base64.h"
#include "disclose/internal/lines.h"

namespace verbatim::disclose {
namespace {

std::string bound(std::optional<int64_t> ms) {
    return ms ? std::to_string(*ms) : "-";
}

std::string scope_line(const StatedScope& scope) {
    const std::string key = crypto::to_base64(scope.key.span());
    switch (scope.kind) {
        case StatedScope::Kind::handle:
            return "scope handle " + key + "\n";
        case StatedScope::Kind::selection:
            return "scope selection " + key + "\n";
        case StatedScope::Kind::conversation:
            break;
    }
    return "scope conversation " + key + " " + bound(scope.from) + " " + bound(scope.to) + " undated " +
           (scope.undated ? "included" : "excluded") + "\n";
}

}  // namespace

std::string BundleStatement::to_text() const {
    std::string out = "verbatim-bundle v1\n";
    const auto line = [&](std::string_view word, std::string_view value) {
        out += word;
        out += ' ';
        out += value;
        out += '\n';
    };
    const auto text = [&](std::string_view word, std::string_view value) {
        out += word;
        out += ' ';
        internal::append_json_text(out, value);
        out += '\n';
    };
    line("case", case_id);
    line("bundle", std::to_string(number));
    line("time", time);
    line("made-by", made_by);
    text("recipient", recipient);
    text("authority", authority);
    line("seal", crypto::to_base64(seal.span()));
    line("records", std::to_string(records));
    line("withheld", std::to_string(withheld));
    for (const StatedScope& scope : scopes) {
        out += scope_line(scope);
    }
    for (const Hash& block : blocks) {
        line("block", crypto::to_base64(block.span()));
    }
    std::vector<const ZipEntry*> sorted;
    sorted.reserve(files.size());
    for (const ZipEntry& file : files) {
        sorted.push_back(&file);
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
    for (const ZipEntry* file : sorted) {
        line("file", std::to_string(file->size) + " " + crypto::to_base64(file->sha256.span()) + " " + file->name);
    }
    line("claimed-key", claimed_key);
    return out;
}

}  // namespace verbatim::disclose
