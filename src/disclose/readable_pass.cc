// SPDX-License-Identifier: Apache-2.0
#include "disclose/internal/readable_pass.h"

#include <array>
#include <memory>

#include "disclose/csv_table.h"
#include "disclose/internal/temporary_file.h"
#include "disclose/internal/values.h"
#include "disclose/pdf_report.h"
#include "disclose/report_writer.h"
#include "disclose/xlsx_table.h"

namespace verbatim::disclose::internal {
namespace {

constexpr uint64_t kProgressRecords = 4096;

struct ReadableFile {
    std::string_view name;
    std::unique_ptr<TemporaryFile> bytes;
    std::unique_ptr<Writer> writer;
};

Result<ReadableFile> begin(std::string_view name, const std::string& folder,
                           const std::function<Result<std::unique_ptr<Writer>>(ByteSink)>& make) {
    ReadableFile file;
    file.name = name;
    VB_TRY_ASSIGN(TemporaryFile bytes, TemporaryFile::create(folder));
    file.bytes = std::make_unique<TemporaryFile>(std::move(bytes));
    VB_TRY_ASSIGN(file.writer, make(file.bytes->sink()));
    return file;
}

}  // namespace

Result<void> write_readable(Spool& spool, const SpoolNames& names, const DisclosureFacts& facts,
                            const std::string& folder, bool with_pdf, const BundleControl& control, ZipWriter& zip,
                            std::vector<ZipEntry>& entries) {
    std::vector<ReadableFile> files;
    VB_TRY_ASSIGN(ReadableFile report, begin("report.html", folder, [&](ByteSink sink) {
                      return html_report(facts, std::move(sink), folder);
                  }));
    files.push_back(std::move(report));
    VB_TRY_ASSIGN(ReadableFile table,
                  begin("messages.csv", folder, [&](ByteSink sink) { return csv_table(std::move(sink), {}); }));
    files.push_back(std::move(table));
    VB_TRY_ASSIGN(ReadableFile sheet, begin("messages.xlsx", folder,
                                            [&](ByteSink sink) { return xlsx_table(facts, std::move(sink), folder); }));
    files.push_back(std::move(sheet));
    if (with_pdf) {
        VB_TRY_ASSIGN(ReadableFile paper, begin("report.pdf", folder, [&](ByteSink sink) {
                          return pdf_report(facts, std::move(sink), folder);
                      }));
        files.push_back(std::move(paper));
    }
    uint64_t done = 0;
    VB_TRY(spool.each(names, [&](const DisclosedMessage& message) -> Result<void> {
        if (done++ % kProgressRecords == 0) {
            if (control.cancelled && control.cancelled()) {
                return Error{Code::interrupted, "stopped on request", {}, "no bundle was made"};
            }
            if (control.progress) {
                control.progress({"report and tables", done, spool.size()});
            }
        }
        for (const ReadableFile& file : files) {
            VB_TRY(file.writer->add(message));
        }
        return {};
    }));
    for (const ReadableFile& file : files) {
        VB_TRY(file.writer->finish());
        VB_TRY_ASSIGN(ZipEntry entry, file.bytes->move_into(zip, file.name));
        entries.push_back(std::move(entry));
    }
    return {};
}

Result<void> each_shown_text(Spool& spool, const SpoolNames& names, const ByteSink& use) {
    return spool.each(names, [&](const DisclosedMessage& message) -> Result<void> {
        Result<void> result;
        const auto give = [&](std::string_view value) {
            if (result.ok()) {
                result = use(value);
            }
        };
        for (size_t i = 1; i <= record::kGroups; ++i) {
            if (message.shows(static_cast<record::Group>(i))) {
                each_value(static_cast<record::Group>(i), message.message, message.source, give);
            }
        }
        give(message.message.platform);
        give(message.source_path);
        for (const record::Field& field : message.message.rest) {
            give(field.key);
            give(field.value);
        }
        for (const TextSegment& segment : message.text) {
            give(segment.shown);
        }
        return result;
    });
}

}  // namespace verbatim::disclose::internal
