// SPDX-License-Identifier: Apache-2.0
// RowMapper: one row of a table to one message, by a profile. CSV, JSON and XML readers differ only in how they make
// rows.
//
//   Row row;  row.add("Author", "alice"); ...
//   mapper.add_evidence(row)           for every row first, if needs_evidence()
//   mapper.settle(sink, size)          chooses the date formats, tells the sink what was assumed
//   RowMapper::Outcome outcome = mapper.map(row, message);
//
// Source values that no field took, and values that a field changed (mapped, cut), go to rest: nothing is dropped but
// empty cells. Generated text lives in the mapper until the next map(). One mapper, one thread.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/format.h"
#include "formats/profile.h"
#include "formats/times.h"

namespace verbatim::formats {

struct RowValue {
    std::string_view name;  // column, JSON path, XML path
    std::string_view value;
    record::FieldType type = record::FieldType::text;
    bool used = false;  // taken as it is by a field: not for rest
};

class Row {
  public:
    void clear() { values_.clear(); }
    void add(std::string_view name, std::string_view value, record::FieldType type = record::FieldType::text) {
        values_.push_back({name, value, type, false});
    }
    std::vector<RowValue>& values() { return values_; }
    const std::vector<RowValue>& values() const { return values_; }
    RowValue* find(std::string_view name);

  private:
    std::vector<RowValue> values_;
};

// Fields of the objects around a JSON row: "^name" in a profile.
class Surroundings {
  public:
    virtual ~Surroundings() = default;
    // Decoded text, valid until the next row.
    virtual std::optional<std::string_view> value(std::string_view name) const = 0;
};

class RowMapper {
  public:
    struct Remark {
        std::string_view code;
        std::string reason;
    };
    struct Outcome {
        enum class Type : uint8_t { message, reject, skip } type = Type::message;
        std::string_view code;  // of a reject; why of a skip
        std::string reason;
    };

    // `profile` and `source` outlive the mapper.
    static Result<RowMapper> create(const Profile& profile, const Source& source);

    bool needs_evidence() const;
    void add_evidence(Row& row);
    void settle(Sink& sink, uint64_t source_size);

    Outcome map(Row& row, record::Message& message, const Surroundings* surroundings = nullptr);
    const std::vector<Remark>& remarks() const { return remarks_; }

  private:
    // Which of the stated patterns of one time can be meant.
    struct DateEvidence {
        uint64_t values = 0;
        std::vector<uint64_t> read;     // values that pattern i reads
        std::vector<std::string> only;  // i * patterns + j: first value that i reads and j does not
        std::vector<bool> disagree;     // i * patterns + j: some value means two instants
        std::optional<size_t> chosen;
    };

    RowMapper(const Profile& profile, const Source& source) : profile_(&profile), source_(&source) {}

    bool is_absent(std::string_view value) const;
    std::string& generated();
    std::optional<std::string_view> lookup(std::string_view name, Row& row, bool use);
    std::string_view resolve(const FieldSpec& spec, Row& row);
    std::string_view fill_template(std::string_view text, Row& row);
    std::optional<Outcome> skip_or_reject(Row& row);
    template <class Enum>
    void read_word(TextField field, Row& row, Enum& target, Enum unknown,
                   std::optional<Enum> (*read)(std::string_view));
    void read_time(size_t which, Row& row, record::Message& message);
    void read_participants(Row& row, record::Message& message);
    void read_attachments(Row& row, record::Message& message);
    bool is_allowed(const text::DateTimePattern& pattern) const;

    const Profile* profile_;
    const Source* source_;
    std::vector<TimeReader> zones_;  // by TimeKind
    std::array<DateEvidence, record::kTimeKinds> evidence_;
    std::deque<std::string> generated_;
    size_t generated_used_ = 0;
    std::vector<Remark> remarks_;
    const Surroundings* surroundings_ = nullptr;
};

}  // namespace verbatim::formats
