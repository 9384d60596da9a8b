// SPDX-License-Identifier: Apache-2.0
// Compare: two deliveries of "the same" data, row by row (docs/compare.md is normative).
//
//   Input before{"April", [&](const Stop&) { return delivery_of(...); }}, after{...};
//   VB_TRY_ASSIGN(Report report, compare(before, after, options, {wants, each}, control));
//
// Both sides are read at once, each by a sandboxed worker and a thread of its own. Rows are matched by keyed hashes in
// parts of temporary files; in memory stay about 20 bytes a row, whatever its size. Every row of either side ends in
// exactly one class; Report::problem() says if that were not so. The same input gives the same differences in the same
// order: by place in A, then the added rows by place in B. One thread calls; callbacks come back on it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "compare/fields.h"
#include "ingest/ingest.h"
#include "ingest/work_list.h"
#include "vault/vault.h"

namespace verbatim::compare {

enum class RowKind : uint8_t { message = 0, rejected = 1, skipped = 2 };
inline constexpr size_t kRowKinds = 3;
std::string_view name(RowKind kind);

enum class Class : uint8_t {
    same = 0,         // equal bytes, in order
    reordered = 1,    // equal bytes, at another place among the others
    reformatted = 2,  // equal meaning, other bytes
    changed = 3,      // recognisably the same row, other meaning
    missing = 4,      // only in A
    added = 5,        // only in B
};
inline constexpr size_t kClasses = 6;
std::string_view name(Class value);

// One side: sources in order, each with its object in `vault`. Containers are opened already.
struct Delivery {
    const vault::Vault* vault = nullptr;
    std::vector<ingest::WorkItem> items;
};

// Says whether to stop; may be called from the side's thread.
using Stop = std::function<bool()>;

struct Input {
    std::string name;                                   // for people: "acquisition 2", "/media/september"
    std::function<Result<Delivery>(const Stop&)> load;  // called on the side's thread
};

struct Options {
    Ignored ignored;
    std::string temporary_folder;
    std::string worker_program;
    std::array<uint8_t, 16> key{};                // of the hashes: random, so that nobody can prepare rows that collide
    uint64_t memory_bytes = uint64_t{256} << 20;  // for pairing changed rows; more rows take more rounds
    unsigned threads = 2;
};

struct RowPlace {
    uint32_t source = 0;    // of the side, from 0
    std::string_view path;  // of the source; valid during the call
    uint64_t row = 0;       // in its source, from 1: messages, rejected and skipped rows alike
    uint64_t begin = 0;     // bytes of the source
    uint64_t end = 0;
    RowKind kind = RowKind::message;
};

// One row, or pair of rows, that is not the same on both sides.
struct Difference {
    Class what = Class::changed;
    bool moved = false;  // also of a changed or reformatted row
    std::optional<RowPlace> a;
    std::optional<RowPlace> b;
    std::vector<FieldChange> changes;  // changed
    std::vector<FieldValue> values;    // missing, added: every field
};

struct Receiver {
    // Whether the next difference of this class is to be worked out and handed to each(); none: all are.
    std::function<bool(Class)> wants;
    std::function<Result<void>(const Difference&)> each;
};

struct SourceReport {
    ingest::SourceEntry entry;  // counts, status, problem; `source` counts from 0 on this side
    uint64_t first_row = 0;
    uint64_t rows = 0;
};

struct SideReport {
    std::string name;
    std::vector<SourceReport> sources;
    std::array<std::array<uint64_t, kClasses>, kRowKinds> rows{};
    uint64_t total(Class what) const;
    uint64_t total(RowKind kind) const;
    uint64_t total() const;
    ingest::SourceCounts counts() const;
};

// A file that could not be read as chat, or not to its end: compared as a whole, by hash.
struct FileDifference {
    Class what = Class::missing;  // missing, added or changed
    std::string a;
    std::string b;
    std::string why;
};

struct Report {
    SideReport a;
    SideReport b;
    std::array<uint64_t, kClasses> moved{};                  // of changed and reformatted rows: those that also moved
    std::map<std::pair<uint32_t, uint32_t>, uint64_t> flow;  // source of A, source of B: matched rows
    std::vector<FileDifference> files;
    uint64_t files_equal = 0;  // files not read as chat that have equal bytes on the other side
    double seconds_reading = 0;
    double seconds_matching = 0;
    double seconds_listing = 0;
    bool equal() const;
    // What does not add up; empty if everything does.
    std::string problem() const;
};

// Stages of `control`: "reading", "matching", "reading again", "listing".
Result<Report> compare(const Input& a, const Input& b, const Options& options, const Receiver& receiver,
                       const ingest::Control& control);

}  // namespace verbatim::compare
