// SPDX-License-Identifier: Apache-2.0
// CSV and TSV by mapping profile: delimiter, quoting and encoding detected or stated, columns mapped by a Profile.
//
// Without a profile that fits the columns the source is not_this_format: a table is never read by guess. Dates are read
// in two passes: the first collects which of the profile's patterns read the column, the second reads with the one that
// the evidence supports.
#include <algorithm>

#include "formats/accounting.h"
#include "formats/format.h"
#include "formats/profile.h"
#include "formats/row_mapper.h"
#include "formats/source_reader.h"
#include "text/csv_reader.h"
#include "text/line_reader.h"
#include "text/utf8.h"

namespace verbatim::formats {
namespace {

using ProfilePointer = std::shared_ptr<const Profile>;

struct Layout {
    ProfilePointer profile;
    text::CsvDialect dialect;
    std::vector<std::string> columns;
    bool delimiter_detected = false;
};

bool same_column(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
               return lower(x) == lower(y);
           });
}

// The profile's spelling of a column, so that its field names find it.
std::string column_name(std::string_view cell, const Profile& profile) {
    const std::string_view name = text::trim(text::without_bom(cell));
    for (const std::string& column : profile.match_columns) {
        if (same_column(column, name)) {
            return column;
        }
    }
    return std::string(name);
}

bool fits(const Profile& profile, const std::vector<std::vector<std::string>>& rows, bool last_is_cut) {
    if (rows.empty()) {
        return false;
    }
    if (profile.header) {
        return !profile.match_columns.empty() &&
               std::all_of(profile.match_columns.begin(), profile.match_columns.end(), [&](const std::string& column) {
                   return std::any_of(rows[0].begin(), rows[0].end(),
                                      [&](const std::string& cell) { return same_column(column, text::trim(cell)); });
               });
    }
    if (profile.match_first.empty()) {
        return false;
    }
    const size_t whole = rows.size() - (last_is_cut && rows.size() > 1 ? 1 : 0);
    return std::all_of(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(whole), [&](const auto& row) {
        return row.size() >= 2 &&
               std::find(profile.match_first.begin(), profile.match_first.end(), row[0]) != profile.match_first.end();
    });
}

std::vector<std::vector<std::string>> head_rows(std::string_view head, text::CsvDialect dialect) {
    constexpr size_t kRows = 20;
    const text::MemoryReader bytes(head);
    text::PlainStream stream(bytes);
    text::CsvReader reader(stream, dialect);
    text::CsvRow row;
    std::vector<std::vector<std::string>> rows;
    while (rows.size() < kRows) {
        const auto more = reader.next(row);
        if (!more || !*more) {
            break;
        }
        if (!row.blank && row.fault == text::CsvRow::Fault::none) {
            rows.emplace_back(row.cells.begin(), row.cells.end());
        }
    }
    return rows;
}

// The profile that fits the head best: the one that names most columns.
Result<std::optional<Layout>> find_layout(const Source& source, std::string_view head) {
    const Settings& settings = source.settings();
    VB_TRY_ASSIGN(const auto candidates, candidate_profiles(settings.profile, Profile::Table::csv));
    std::optional<Layout> best;
    size_t best_columns = 0;
    for (const ProfilePointer& profile : candidates) {
        const std::string text =
            text::decode_head(head, settings.encoding.empty() ? profile->encoding : settings.encoding);
        Layout layout{profile,
                      {',', profile->quote, text::detect_line_end(text) == text::LineEnd::any},
                      {},
                      profile->delimiter.empty()};
        if (layout.delimiter_detected) {
            layout.dialect.delimiter = text::detect_delimiter(text).value_or(',');
        } else {
            layout.dialect.delimiter = profile->delimiter[0];
        }
        const auto rows = head_rows(text, layout.dialect);
        const bool stated = !settings.profile.empty();
        if (!(stated ? !rows.empty() : fits(*profile, rows, head.size() >= limits::kProbeBytes))) {
            continue;
        }
        const size_t columns = profile->header ? profile->match_columns.size() + 1 : 1;
        if (columns > best_columns) {
            best_columns = columns;
            for (size_t i = 0; i < rows[0].size(); ++i) {
                layout.columns.push_back(profile->header ? column_name(rows[0][i], *profile) : std::to_string(i + 1));
                if (layout.columns.back().empty()) {
                    layout.columns.back() = "column " + std::to_string(i + 1);
                }
            }
            best = std::move(layout);
        }
    }
    return best;
}

Probe probe(const Source& source, Bytes head) {
    const auto layout = find_layout(source, as_text(head));
    if (!layout) {
        return {Likelihood::certain, layout.error().what};  // parse() tells the user what is wrong with the profile
    }
    if (!*layout) {
        return {};
    }
    const Profile& profile = *(*layout)->profile;
    const bool stated = !source.settings().profile.empty();
    return {stated || profile.match_columns.size() >= 3 ? Likelihood::certain : Likelihood::likely,
            "columns of profile " + profile.name};
}

class TableParser {
  public:
    TableParser(const Source& source, const Layout& layout, RowMapper& mapper, Sink& sink)
        : source_(source), layout_(layout), mapper_(mapper), tiler_(sink) {}

    // `evidence`: only collect it.
    Result<void> read(text::ByteStream& stream, bool evidence) {
        text::CsvReader reader(stream, layout_.dialect);
        reader.expect_cells(layout_.columns.size());
        bool header_seen = !layout_.profile->header;
        text::CsvRow row;
        for (;;) {
            VB_TRY_ASSIGN(const bool more, reader.next(row));
            if (!more) {
                break;
            }
            const bool usable = row.fault == text::CsvRow::Fault::none && !row.blank;
            if (usable && !header_seen) {
                header_seen = true;
                continue;
            }
            if (evidence) {
                if (usable) {
                    fill(row);
                    mapper_.add_evidence(row_);
                }
            } else if (!row.blank && !take(row)) {
                return {};
            }
        }
        if (!evidence) {
            tiler_.structure_until(source_.size());
        }
        return {};
    }

  private:
    void fill(const text::CsvRow& csv) {
        row_.clear();
        repaired_used_ = 0;
        replaced_ = 0;
        for (size_t i = 0; i < csv.cells.size(); ++i) {
            std::string_view cell = csv.cells[i];
            if (!text::is_valid_utf8(cell)) {
                if (repaired_used_ == repaired_.size()) {
                    repaired_.emplace_back();
                }
                const text::Repaired repaired = text::repair_utf8(cell, repaired_[repaired_used_++]);
                replaced_ += repaired.replaced;
                cell = repaired.text;
            }
            if (i >= layout_.columns.size()) {
                extra_names_.resize(std::max(extra_names_.size(), i + 1));
                extra_names_[i] = "column " + std::to_string(i + 1);
            }
            if (!cell.empty()) {
                row_.add(i < layout_.columns.size() ? std::string_view(layout_.columns[i])
                                                    : std::string_view(extra_names_[i]),
                         cell);
            }
        }
    }

    bool take(const text::CsvRow& csv) {
        const ByteRange range{csv.begin, csv.end};
        const std::string line = "row " + std::to_string(csv.number);
        switch (csv.fault) {
            case text::CsvRow::Fault::open_quote:
                return tiler_.reject(range, "open-quote",
                                     line + ": a quoted cell does not end; reading goes on with the next line");
            case text::CsvRow::Fault::too_long:
                return tiler_.reject(range, "line-too-long",
                                     line + " has more than " + std::to_string(limits::kLineBytesMax) + " bytes");
            case text::CsvRow::Fault::too_many_cells:
                return tiler_.reject(range, "too-many-columns",
                                     line + " has more than " + std::to_string(limits::kColumnsMax) + " cells");
            case text::CsvRow::Fault::none:
                break;
        }
        const size_t wanted = layout_.columns.size();
        // A trailing delimiter makes an empty last column in the header that rows may lack.
        const bool last_is_nameless = wanted > 1 && layout_.columns.back() == "column " + std::to_string(wanted);
        const size_t needed = last_is_nameless ? wanted - 1 : wanted;
        const std::string cells =
            line + " has " + std::to_string(csv.cells.size()) + " cells, the header " + std::to_string(wanted);
        if (csv.cells.size() < needed && csv.end == source_.size() && layout_.profile->header) {
            return tiler_.reject(range, "truncated", cells + ": the source ends inside it");
        }
        fill(csv);
        RowMapper::Outcome outcome = mapper_.map(row_, message_);
        if (outcome.type == RowMapper::Outcome::Type::skip) {
            return tiler_.skip(range, outcome.code);
        }
        if (outcome.type == RowMapper::Outcome::Type::reject) {
            return tiler_.reject(range, outcome.code, line + ": " + outcome.reason);
        }
        if (csv.cells.size() < needed || csv.cells.size() > wanted) {
            tiler_.remark(range, "ragged-row", cells);
        }
        if (csv.stray_quote) {
            tiler_.remark(range, "stray-quote",
                          line + ": a quote inside a quoted cell is not doubled; it is taken as it stands");
        }
        if (replaced_ > 0) {
            tiler_.remark(range, "invalid-utf8",
                          std::to_string(replaced_) + " invalid UTF-8 sequences were replaced by U+FFFD");
        }
        for (const RowMapper::Remark& remark : mapper_.remarks()) {
            tiler_.remark(range, remark.code, remark.reason);
        }
        message_.locator = {csv.begin, csv.end, {}, 0};
        return tiler_.message(message_);
    }

    const Source& source_;
    const Layout& layout_;
    RowMapper& mapper_;
    Tiler tiler_;
    Row row_;
    record::Message message_;
    std::deque<std::string> repaired_;
    size_t repaired_used_ = 0;
    size_t replaced_ = 0;
    std::deque<std::string> extra_names_;
};

Result<void> parse(const Source& source, Sink& sink) {
    std::vector<uint8_t> head(limits::kProbeBytes);
    VB_TRY_ASSIGN(const size_t size, read_head(source, head));
    VB_TRY_ASSIGN(const std::optional<Layout> layout, find_layout(source, as_text({head.data(), size})));
    if (!layout) {
        return Error{
            Code::not_this_format,
            "no mapping profile fits the columns",
            {std::string(source.path()), std::nullopt},
            "write one (docs/formats/profiles.md), try it with `verbatim profile preview`, and give it with --profile"};
    }
    const SourceReader reader(source);
    const std::string& stated =
        source.settings().encoding.empty() ? layout->profile->encoding : source.settings().encoding;
    VB_TRY_ASSIGN(text::OpenedText opened, text::open_text(reader, stated));
    VB_TRY_ASSIGN(RowMapper mapper, RowMapper::create(*layout->profile, source));
    if (!opened.encoding.certain) {
        sink.assume("encoding", opened.encoding.name, opened.encoding.evidence);
    }
    sink.assume("profile", layout->profile->name,
                source.settings().profile.empty() ? "its columns are in the header" : "stated");
    if (layout->delimiter_detected) {
        sink.assume("delimiter", layout->dialect.delimiter == '\t' ? "tab" : std::string(1, layout->dialect.delimiter),
                    "it gives the most even rows");
    }
    TableParser parser(source, *layout, mapper, sink);
    if (mapper.needs_evidence()) {
        VB_TRY_ASSIGN(text::OpenedText first_pass, text::open_text(reader, opened.encoding.name));
        VB_TRY(parser.read(*first_pass.stream, true));
    }
    mapper.settle(sink, source.size());
    return parser.read(*opened.stream, false);
}

}  // namespace

extern const Format format_csv;
const Format format_csv{
    .name = "csv",
    .title = "CSV or TSV table by mapping profile",
    .description =
        "Delimited text whose columns a profile maps; built in: DiscordChatExporter, plain SMS tables, UCI SMS spam",
    .version = 1,
    .probe = probe,
    .parse = parse,
};

}  // namespace verbatim::formats
