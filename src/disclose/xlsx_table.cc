// SPDX-License-Identifier: Apache-2.0
#include "disclose/xlsx_table.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <array>

#include "disclose/report_columns.h"
#include "disclose/report_visible.h"
#include "io/file.h"
#include "text/datetime.h"
#include "text/numbers.h"

namespace verbatim::disclose {
namespace {

constexpr lxw_row_t kRowsMax = LXW_ROW_MAX;
constexpr size_t kCellUnitsMax = 32'767;  // UTF-16
constexpr size_t kNoteUnits = 160;        // room for the note about what was left out
constexpr std::string_view kFile = "temporary file of a sheet";

Error library_error(lxw_error error) {
    return {Code::io, std::string("the sheet cannot be written: ") + lxw_strerror(error), {"messages.xlsx", {}}, {}};
}

size_t units(char32_t point) {
    return point > 0xFFFF ? 2 : 1;
}

// Bytes of the longest beginning with at most `units_max` UTF-16 units, and the units of the whole.
std::pair<size_t, size_t> measure(std::string_view text, size_t units_max) {
    size_t fits = 0;
    size_t total = 0;
    for (size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        total += units(point.value);
        at += point.size;
        if (total <= units_max) {
            fits = at;
        }
    }
    return {fits, total};
}

bool is_hex(std::string_view digits) {
    return digits.find_first_not_of("0123456789ABCDEFabcdef") == digits.npos;
}

// A sheet reads "_x0041_" as the letter A: its first underscore is spelled out in the same way.
void escape_codes(std::string& text) {
    for (size_t at = text.find("_x"); at != text.npos; at = text.find("_x", at + 1)) {
        if (at + 6 < text.size() && text[at + 6] == '_' && is_hex(std::string_view(text).substr(at + 2, 4))) {
            text.insert(at, "_x005F");
            at += 6;
        }
    }
}

// What the sheet shows of a text.
std::string cell_text(std::string_view text) {
    std::string out = visible(text);
    if (out.size() > kCellUnitsMax) {
        const auto [fits, total] = measure(out, kCellUnitsMax - kNoteUnits);
        if (total > kCellUnitsMax) {
            const size_t shown = measure(std::string_view(out).substr(0, fits), SIZE_MAX).second;
            out.resize(fits);
            out += fmt::format(
                " [a cell ends here: {} more characters; the whole text is in messages.csv and report.html]",
                text::grouped(total - shown));
        }
    }
    escape_codes(out);
    return out;
}

time_t stated_time(std::string_view time) {
    const auto parsed = text::parse_rfc3339(time);
    return parsed ? static_cast<time_t>(parsed->utc_ms() / 1000) : 1;
}

class XlsxTable final : public Writer {
  public:
    XlsxTable(const DisclosureFacts& facts, ByteSink sink, io::Descriptor fd)
        : facts_(facts), sink_(std::move(sink)), fd_(std::move(fd)) {}
    XlsxTable(const XlsxTable&) = delete;
    XlsxTable& operator=(const XlsxTable&) = delete;
    ~XlsxTable() override {
        if (book_ != nullptr) {
            lxw_workbook_free(book_);
        }
    }

    Result<void> begin(const std::string& folder) {
        folder_ = folder;
        // More than one full sheet may pass 4 GiB.
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        options.tmpdir = folder_.data();
        options.use_zip64 = facts_.disclosed_messages >= kRowsMax ? LXW_TRUE : LXW_FALSE;
        book_ = workbook_new_opt(fmt::format("/proc/self/fd/{}", fd_.get()).c_str(), &options);
        if (book_ == nullptr) {
            return library_error(LXW_ERROR_MEMORY_MALLOC_FAILED);
        }
        heading_ = workbook_add_format(book_);
        format_set_bold(heading_);
        top_ = workbook_add_format(book_);
        format_set_align(top_, LXW_ALIGN_VERTICAL_TOP);
        lxw_doc_properties properties{};
        std::string title = visible("Disclosure of the case " + facts_.case_name);
        std::string maker = visible(facts_.made_by);
        properties.title = title.data();
        properties.author = maker.data();
        properties.created = stated_time(facts_.time);
        workbook_set_properties(book_, &properties);
        VB_TRY(write_notes());
        return next_sheet();
    }

    Result<void> add(const DisclosedMessage& message) override {
        if (row_ == kRowsMax) {
            VB_TRY(next_sheet());
        }
        lxw_col_t column = 0;
        for (const std::string& cell : cells_.fill(message)) {
            VB_TRY(put(column++, cell, top_));
        }
        ++row_;
        return {};
    }

    Result<void> finish() override {
        lxw_workbook* book = book_;
        book_ = nullptr;  // closing frees it, whatever happens
        if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR) {
            return library_error(error);
        }
        std::array<uint8_t, size_t{64} << 10> part;
        for (uint64_t at = 0;;) {
            VB_TRY_ASSIGN(const size_t got, io::read_at(fd_.get(), at, part, kFile));
            if (got == 0) {
                return {};
            }
            VB_TRY(sink_(as_text(Bytes(part).first(got))));
            at += got;
        }
    }

  private:
    Result<void> put(lxw_col_t column, std::string_view text, lxw_format* format) {
        if (text.empty()) {
            return {};
        }
        const lxw_error error = worksheet_write_string(sheet_, row_, column, cell_text(text).c_str(), format);
        return error == LXW_NO_ERROR ? Result<void>{} : library_error(error);
    }

    Result<void> write_notes() {
        sheet_ = workbook_add_worksheet(book_, "Read me");
        worksheet_set_column(sheet_, 0, 0, 120, nullptr);
        row_ = 0;
        for (const std::string& line :
             {fmt::format("Disclosure {} of the case {}, {}", facts_.bundle_number, facts_.case_name, facts_.time),
              fmt::format("{} on the sheets that follow, {} on each at most: a sheet has no room for more.",
                          text::counted(facts_.disclosed_messages, "message", "messages"), text::grouped(kRowsMax - 1)),
              std::string("Every cell is text. Times are written out with year and zone; the zone column says how the "
                          "zone is known."),
              std::string("Characters that cannot be seen are spelled out, like ⟨U+202E⟩. messages.csv has the true "
                          "characters."),
              std::string("A cell has room for 32,767 characters. A longer text says where it was ended."),
              std::string(
                  "An empty cell: the source does not say. [withheld]: not disclosed; the last column says why."),
              std::string("This file proves nothing by itself: report.html says how to check the whole bundle.")}) {
            VB_TRY(put(0, line, row_ == 0 ? heading_ : nullptr));
            ++row_;
        }
        return {};
    }

    Result<void> next_sheet() {
        sheet_ = workbook_add_worksheet(book_, fmt::format("Messages {}", ++sheets_).c_str());
        row_ = 0;
        lxw_col_t at = 0;
        for (const Column& column : columns()) {
            worksheet_set_column(sheet_, at, at, column.width, nullptr);
            ++at;
        }
        worksheet_freeze_panes(sheet_, 1, 1);
        at = 0;
        for (const Column& column : columns()) {
            VB_TRY(put(at++, column.name, heading_));
        }
        ++row_;
        return {};
    }

    const DisclosureFacts& facts_;
    ByteSink sink_;
    io::Descriptor fd_;
    std::string folder_;
    lxw_workbook* book_ = nullptr;
    lxw_worksheet* sheet_ = nullptr;
    lxw_format* heading_ = nullptr;
    lxw_format* top_ = nullptr;
    lxw_row_t row_ = 0;
    unsigned sheets_ = 0;
    RowCells cells_;
};

}  // namespace

Result<std::unique_ptr<Writer>> xlsx_table(const DisclosureFacts& facts, ByteSink sink, const std::string& folder) {
    VB_TRY(check(facts));
    VB_TRY_ASSIGN(io::Descriptor fd, io::open_temporary(folder));
    auto table = std::make_unique<XlsxTable>(facts, std::move(sink), std::move(fd));
    VB_TRY(table->begin(folder));
    return std::unique_ptr<Writer>(std::move(table));
}

}  // namespace verbatim::disclose
