// SPDX-License-Identifier: Apache-2.0
#include "audit/internal/head.h"

#include "crypto/base64.h"
#include "io/file.h"
#include "note/lines.h"
#include "note/note.h"

namespace verbatim::audit::internal {
namespace {

constexpr std::string_view kFirstLine = "verbatim-audit-head v1";

// The value of the next line, which must be named so.
std::optional<std::string_view> value_of(std::string_view& rest, std::string_view name) {
    const auto line = note::take_line(rest);
    if (!line || line->size() <= name.size() || !line->starts_with(name) || (*line)[name.size()] != ' ') {
        return std::nullopt;
    }
    return line->substr(name.size() + 1);
}

}  // namespace

std::string Head::to_text() const {
    std::string out(kFirstLine);
    out += "\nlog " + origin + "\nsize " + std::to_string(size) + "\nroot " + crypto::to_base64(root.span()) +
           "\ncommitted " + std::to_string(committed) + "\n";
    for (const Hash& leaf : leaves) {
        out += "leaf ";
        crypto::append_base64(out, leaf.span());
        out += '\n';
    }
    return out;
}

Result<Head> Head::parse(std::string_view text) {
    const auto malformed = [](std::string_view what) {
        return Error{Code::malformed, "not the head of an audit log: " + std::string(what), {}, {}};
    };
    std::string_view rest = text;
    if (note::take_line(rest) != kFirstLine) {
        return malformed("unknown first line");
    }
    Head head;
    const auto origin = value_of(rest, "log");
    const auto size = note::decimal(value_of(rest, "size").value_or(""));
    const auto root = crypto::hash_from_base64(value_of(rest, "root").value_or(""));
    const auto committed = note::decimal(value_of(rest, "committed").value_or(""));
    if (!origin || !size || !root || !committed || *committed > *size) {
        return malformed("a line is missing or cannot be read");
    }
    head.origin = *origin;
    head.size = *size;
    head.root = *root;
    head.committed = *committed;
    while (!rest.empty()) {
        const auto leaf = crypto::hash_from_base64(value_of(rest, "leaf").value_or(""));
        if (!leaf) {
            return malformed("a leaf hash cannot be read");
        }
        head.leaves.push_back(*leaf);
    }
    if (head.leaves.size() != head.size - head.committed) {
        return malformed("the number of its leaf hashes is not what it says");
    }
    return head;
}

Result<void> write_head(const std::string& folder, const Head& head, const note::Signer& signer) {
    VB_TRY_ASSIGN(const note::Note signed_head, note::sign(head.to_text(), signer));
    return io::replace_file(folder + std::string(kHeadFile), as_bytes(signed_head.to_string()), 0600);
}

Result<std::optional<Head>> read_head(const std::string& folder, const note::VerifierKey& key) {
    const std::string path = folder + std::string(kHeadFile);
    if (!io::exists(path)) {
        return std::optional<Head>();
    }
    const auto damaged = [&](const std::string& what) {
        return Error{Code::integrity, "head of the audit log: " + what, {path, {}}, "restore the log from a backup"};
    };
    VB_TRY_ASSIGN(const std::string bytes, io::read_file(path, note::kNoteBytesMax));
    const auto note = note::Note::parse(bytes);
    if (!note) {
        return damaged(note.error().what);
    }
    if (const auto verified = note::verify(*note, {&key, 1}); !verified) {
        return damaged(verified.error().what);
    }
    auto head = Head::parse(note->text);
    if (!head) {
        return damaged(head.error().what);
    }
    if (head->origin != key.name) {
        return damaged("it is of the log " + head->origin + ", this is " + key.name);
    }
    return std::optional(std::move(*head));
}

}  // namespace verbatim::audit::internal
