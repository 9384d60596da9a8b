// SPDX-License-Identifier: Apache-2.0
#include "workbench/internal/lists.h"

#include <charconv>

#include "crypto/sha256.h"

namespace verbatim::workbench {
namespace {

constexpr size_t kPartNumbers = 65'536;
constexpr size_t kNumberBytes = 8;

void append_big_endian(std::string& out, uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
        out += static_cast<char>(value >> shift & 0xFF);
    }
}

uint64_t big_endian(Bytes bytes) {
    uint64_t value = 0;
    for (size_t at = 0; at < kNumberBytes; ++at) {
        value = value << 8 | bytes[at];
    }
    return value;
}

}  // namespace

void ListHash::add(uint64_t number) {
    char line[24];
    char* end = std::to_chars(line, line + sizeof line - 1, number).ptr;
    *end++ = '\n';
    hash_.update(as_bytes({line, static_cast<size_t>(end - line)}));
    ++count_;
}

Result<List> add_list(Database& database, const NumberSource& numbers) {
    List list;
    VB_TRY_ASSIGN(list.id, database.single("SELECT coalesce(max(id), 0) + 1 FROM list"));
    VB_TRY_ASSIGN(Statement add, database.prepare("INSERT INTO list_part VALUES (?1, ?2, ?3)"));
    ListHash hash;
    std::string part;
    uint64_t parts = 0;
    while (true) {
        VB_TRY_ASSIGN(const std::optional<uint64_t> number, numbers());
        if (number) {
            hash.add(*number);
            append_big_endian(part, *number);
        }
        if (!part.empty() && (!number || part.size() == kPartNumbers * kNumberBytes)) {
            VB_TRY(add.run(list.id, parts++, as_bytes(part)));
            part.clear();
        }
        if (!number) {
            break;
        }
    }
    list.count = hash.count();
    list.hash = hash.finish();
    VB_TRY_ASSIGN(Statement head, database.prepare("INSERT INTO list VALUES (?1, ?2, ?3)"));
    VB_TRY(head.run(list.id, list.count, list.hash));
    return list;
}

Result<List> find_list(Database& database, uint64_t id) {
    VB_TRY_ASSIGN(Statement find, database.prepare("SELECT count, sha256 FROM list WHERE id = ?1"));
    VB_TRY(find.with(id));
    VB_TRY_ASSIGN(const bool found, find.step());
    if (!found) {
        return Error{
            Code::integrity, "list " + std::to_string(id) + " is missing", {database.path(), {}}, "restore a backup"};
    }
    List list{id, find.number(0), {}};
    VB_TRY_ASSIGN(list.hash, find.hash(1));
    return list;
}

Result<void> each_number(Database& database, uint64_t id, const EachNumber& each) {
    VB_TRY_ASSIGN(const List list, find_list(database, id));
    VB_TRY_ASSIGN(Statement parts, database.prepare("SELECT numbers FROM list_part WHERE list = ?1 ORDER BY part"));
    VB_TRY(parts.with(id));
    ListHash hash;
    while (true) {
        VB_TRY_ASSIGN(const bool more, parts.step());
        if (!more) {
            break;
        }
        for (Bytes rest = parts.bytes(0); rest.size() >= kNumberBytes; rest = rest.subspan(kNumberBytes)) {
            const uint64_t number = big_endian(rest);
            hash.add(number);
            VB_TRY(each(number));
        }
    }
    const uint64_t count = hash.count();
    if (const Hash found = hash.finish(); count != list.count || found != list.hash) {
        return Error{Code::integrity,
                     "list " + std::to_string(id) + " holds " + std::to_string(count) + " numbers with SHA-256 " +
                         found.hex() + ", it was written with " + std::to_string(list.count) + " and " +
                         list.hash.hex(),
                     {database.path(), {}},
                     "restore it from a backup"};
    }
    return {};
}

}  // namespace verbatim::workbench
