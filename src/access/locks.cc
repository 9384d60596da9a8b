// SPDX-License-Identifier: Apache-2.0
#include "access/locks.h"

#include <algorithm>
#include <array>

#include "access/internal/numbered_files.h"
#include "io/file.h"
#include "note/field_lines.h"
#include "note/note.h"

namespace verbatim::access {
namespace {

using note::append_line;
using Lines = note::FieldLines;

constexpr std::string_view kLockHead = "verbatim-lock v1";
constexpr std::string_view kReleaseHead = "verbatim-release v1";
constexpr std::array<std::string_view, 3> kKinds = {"handle", "term", "records"};

Result<store::Predicate> hidden(const Lock& lock, const search::Names& names) {
    switch (lock.kind) {
        case Lock::Kind::handle:
            return store::same_conversation(store::value(store::Field::handle, lock.value));
        case Lock::Kind::term: {
            VB_TRY_ASSIGN(const search::Query query, search::parse(lock.value));
            return search::compile(query, names);
        }
        case Lock::Kind::records: {
            VB_TRY_ASSIGN(const std::vector<uint64_t> seqs, locked_records(lock.value));
            std::vector<store::Predicate> any;
            for (const uint64_t seq : seqs) {
                any.push_back(store::seq_range(seq, seq + 1));
            }
            return store::any_of(std::move(any));
        }
    }
    return Error{Code::internal, "unknown kind of lock", {}, {}};
}

template <class Statement>
Result<std::vector<Statement>> read_all(const std::string& case_folder, std::string_view ending) {
    std::vector<Statement> out;
    for (const std::string& path : internal::numbered_files(internal::folder_of(case_folder), ending)) {
        VB_TRY_ASSIGN(const std::string bytes, io::read_file(path, note::kNoteBytesMax));
        auto statement = Statement::parse(bytes);
        if (!statement) {
            return Error{Code::integrity, statement.error().what, {path, {}}, "restore the folder from a backup"};
        }
        out.push_back(std::move(*statement));
    }
    return out;
}

}  // namespace

Result<std::vector<uint64_t>> locked_records(std::string_view value) {
    std::vector<uint64_t> out;
    while (!value.empty()) {
        const auto seq = note::decimal(note::take_word(value));
        if (!seq) {
            return Error{Code::usage, "a lock on records takes their numbers, with a space between them", {}, {}};
        }
        out.push_back(*seq);
    }
    return out;
}

std::string Lock::to_text() const {
    std::string out(kLockHead);
    out += '\n';
    append_line(out, "number", std::to_string(number));
    append_line(out, "kind", kKinds[static_cast<size_t>(kind)]);
    append_line(out, "value", value);
    append_line(out, "time", time);
    append_line(out, "by", by);
    append_line(out, "reason", reason);
    return out;
}

Result<Lock> Lock::parse(std::string_view text) {
    Lines lines(text);
    Lock out;
    lines.head(kLockHead);
    out.number = lines.number(lines.text("number"));
    const auto* const kind = std::find(kKinds.begin(), kKinds.end(), lines.text("kind"));
    if (kind == kKinds.end()) {
        lines.fail("there is no such kind of lock");
    } else {
        out.kind = static_cast<Kind>(std::distance(kKinds.begin(), kind));
    }
    out.value = lines.text("value");
    out.time = lines.time("time");
    out.by = lines.text("by");
    out.reason = lines.text("reason");
    VB_TRY(lines.done("lock"));
    return out;
}

std::string Release::to_text() const {
    std::string out(kReleaseHead);
    out += '\n';
    append_line(out, "lock", std::to_string(lock));
    append_line(out, "time", time);
    append_line(out, "by", by);
    append_line(out, "reason", reason);
    return out;
}

Result<Release> Release::parse(std::string_view text) {
    Lines lines(text);
    Release out;
    lines.head(kReleaseHead);
    out.lock = lines.number(lines.text("lock"));
    out.time = lines.time("time");
    out.by = lines.text("by");
    out.reason = lines.text("reason");
    VB_TRY(lines.done("release"));
    return out;
}

Result<Locks> Locks::load(const std::string& case_folder) {
    VB_TRY_ASSIGN(const std::vector<Lock> locks, read_all<Lock>(case_folder, ".lock"));
    VB_TRY_ASSIGN(const std::vector<Release> releases, read_all<Release>(case_folder, ".release"));
    Locks out;
    for (const Lock& lock : locks) {
        if (std::none_of(releases.begin(), releases.end(),
                         [&](const Release& release) { return release.lock == lock.number; })) {
            out.in_force_.push_back(lock);
        }
    }
    return out;
}

Result<store::Predicate> Locks::unlocked(const search::Names& names) const {
    std::vector<store::Predicate> any;
    for (const Lock& lock : in_force_) {
        VB_TRY_ASSIGN(store::Predicate predicate, hidden(lock, names));
        any.push_back(std::move(predicate));
    }
    return any.empty() ? store::everything() : store::negation(store::any_of(std::move(any)));
}

Result<Lock> add_lock(const std::string& case_folder, Lock lock) {
    VB_TRY(hidden(lock, {[](std::string_view) { return std::vector<uint32_t>(); }}));  // whether it can be read at all
    VB_TRY_ASSIGN(lock.number, internal::next_number(internal::folder_of(case_folder), ".lock"));
    VB_TRY_ASSIGN(const Lock again, Lock::parse(lock.to_text()));
    VB_TRY(internal::keep(internal::folder_of(case_folder), ".lock", again.to_text()));
    return again;
}

Result<void> add_release(const std::string& case_folder, const Release& release) {
    VB_TRY_ASSIGN(const Locks locks, Locks::load(case_folder));
    if (std::none_of(locks.in_force().begin(), locks.in_force().end(),
                     [&](const Lock& lock) { return lock.number == release.lock; })) {
        return Error{Code::not_found, "there is no lock " + std::to_string(release.lock) + " in force", {}, {}};
    }
    VB_TRY_ASSIGN(const Release again, Release::parse(release.to_text()));
    return internal::keep(internal::folder_of(case_folder), ".release", again.to_text());
}

}  // namespace verbatim::access
