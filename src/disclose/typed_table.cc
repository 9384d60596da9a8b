// SPDX-License-Identifier: Apache-2.0
#include "disclose/typed_table.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "disclose/internal/sink_buffer.h"

namespace verbatim::disclose {
namespace {

void put_text(std::string& out, std::string_view text) {
    uint64_t size = text.size();
    for (; size >= 0x80; size >>= 7) {
        out += static_cast<char>(size | 0x80);
    }
    out += static_cast<char>(size);
    out += text;
}

void put_number(std::string& out, std::optional<uint64_t> number) {
    out += number ? '\0' : '\1';
    for (unsigned shift = 0; number && shift < 64; shift += 8) {
        out += static_cast<char>(*number >> shift);
    }
}

std::optional<uint64_t> number_of(std::string_view cell) {
    uint64_t value = 0;
    const auto end = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return cell.empty() || end.ec != std::errc() ? std::nullopt : std::optional(value);
}

class TypedTable final : public Writer {
  public:
    explicit TypedTable(std::unique_ptr<TableFile> file)
        : file_(std::move(file)), out_([this](std::string_view rows) { return file_->append(rows); }) {}

    Result<void> add(const DisclosedMessage& message) override {
        const std::span<const std::string> cells = cells_.fill(message);
        auto time = message.message.times.begin();  // as the columns have them
        for (size_t i = 0; i < cells.size(); ++i) {
            switch (columns()[i].type) {
                case CellType::text:
                    put_text(out_.bytes(), cells[i]);
                    break;
                case CellType::number:
                    put_number(out_.bytes(), number_of(cells[i]));
                    break;
                case CellType::time:
                    put_number(out_.bytes(), time->basis == record::ZoneBasis::none ? std::nullopt : time->utc_ms);
                    ++time;
                    break;
            }
        }
        return out_.pass_on();
    }

    Result<void> finish() override {
        VB_TRY(out_.flush());
        return file_->finish();
    }

  private:
    std::unique_ptr<TableFile> file_;
    internal::SinkBuffer out_;
    RowCells cells_;
};

}  // namespace

std::unique_ptr<Writer> typed_table(std::unique_ptr<TableFile> file) {
    return std::make_unique<TypedTable>(std::move(file));
}

}  // namespace verbatim::disclose
