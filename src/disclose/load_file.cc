// SPDX-License-Identifier: Apache-2.0
#include "disclose/load_file.h"

#include <fmt/format.h>

#include <array>

#include "disclose/internal/sink_buffer.h"
#include "disclose/report_columns.h"
#include "disclose/report_visible.h"

namespace verbatim::disclose {
namespace {

constexpr std::string_view kQuote = "\xC3\xBE";      // U+00FE
constexpr std::string_view kBetween = "\x14";        // U+0014
constexpr std::string_view kLineBreak = "\xC2\xAE";  // U+00AE
constexpr std::array<std::string_view, 8> kNames{"DOCID",      "BEGATTACH", "ENDATTACH",  "PARENTID",
                                                 "RECORDTYPE", "FILENAME",  "NATIVELINK", "SHA256"};

class LoadFile final : public Writer {
  public:
    explicit LoadFile(ByteSink sink) : rows_(std::move(sink), kBetween) {
        rows_.begin("\xEF\xBB\xBF");
        for (const std::string_view name : kNames) {
            put(name);
        }
        for (const Column& column : columns()) {
            put(column.name);
        }
        rows_.end_row();
    }

    Result<void> add(const DisclosedMessage& message) override {
        const auto& attachments = message.message.attachments;
        const std::string id = document(message.sequence, 0);
        const std::string last = document(message.sequence, attachments.size());
        for (const std::string_view value :
             std::array<std::string_view, kNames.size()>{id, id, last, "", "Message", "", "", ""}) {
            put(value);
        }
        for (const std::string& cell : cells_.fill(message)) {
            put(cell);
        }
        rows_.end_row();
        for (size_t i = 0; i < attachments.size(); ++i) {
            const std::string hash = attachments[i].sha256 ? attachments[i].sha256->hex() : "";
            const std::string_view file =
                i < message.attachments.size() ? message.attachments[i].file : std::string_view();
            const std::string own = document(message.sequence, i + 1);
            for (const std::string_view value : std::array<std::string_view, kNames.size()>{
                     own, id, last, id, "Attachment", attachments[i].name, file, hash}) {
                put(value);
            }
            for (size_t column = 0; column < columns().size(); ++column) {
                put("");
            }
            rows_.end_row();
        }
        return rows_.pass_on();
    }

    Result<void> finish() override { return rows_.flush(); }

  private:
    static std::string document(uint64_t sequence, size_t part) {
        return part == 0 ? fmt::format("VBM{:012}", sequence) : fmt::format("VBM{:012}.{:04}", sequence, part);
    }

    void put(std::string_view text) {
        std::string& out = rows_.cell();
        out += kQuote;
        shown_.clear();
        append_visible(text, shown_);
        for (const char c : shown_) {
            if (c == '\n') {
                out += kLineBreak;
            } else {
                out += c;
            }
        }
        out += kQuote;
    }

    internal::RowBuffer rows_;
    std::string shown_;
    RowCells cells_;
};

}  // namespace

Result<std::unique_ptr<Writer>> load_file(ByteSink sink) {
    return std::unique_ptr<Writer>(std::make_unique<LoadFile>(std::move(sink)));
}

}  // namespace verbatim::disclose
