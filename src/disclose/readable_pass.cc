// SPDX-License-Identifier: Apache-2.0
#include "disclose/internal/readable_pass.h"

#include <memory>

#include "disclose/case_graph.h"
#include "disclose/csv_table.h"
#include "disclose/internal/temporary_file.h"
#include "disclose/internal/values.h"
#include "disclose/load_file.h"
#include "disclose/pdf_report.h"
#include "disclose/report_writer.h"
#include "disclose/rsmf_files.h"
#include "disclose/xlsx_table.h"

namespace verbatim::disclose::internal {
namespace {

constexpr uint64_t kProgressRecords = 4096;

using Made = Result<std::unique_ptr<Writer>>;

// The files under way: each waits in a nameless file of its own, but for the many of RSMF, which go into the zip at
// once.
class ReadableFiles {
  public:
    ReadableFiles(const ReadableRequest& request, ZipWriter& zip, std::vector<ZipEntry>& entries)
        : request_(request), zip_(zip), entries_(entries) {}

    Result<void> begin() {
        const DisclosureFacts& facts = request_.facts;
        const std::string& folder = request_.folder;
        VB_TRY(add("report.html", [&](ByteSink sink) { return html_report(facts, std::move(sink), folder); }));
        VB_TRY(add("messages.csv", [&](ByteSink sink) { return csv_table(std::move(sink), {}); }));
        VB_TRY(add("messages.xlsx", [&](ByteSink sink) { return xlsx_table(facts, std::move(sink), folder); }));
        if (request_.pdf) {
            VB_TRY(add("report.pdf", [&](ByteSink sink) { return pdf_report(facts, std::move(sink), folder); }));
        }
        return begin_exchange();
    }

    Result<void> add(const DisclosedMessage& message) {
        if (rsmf_) {
            VB_TRY(rsmf_->add(message));
        }
        for (const File& file : files_) {
            VB_TRY(file.writer->add(message));
        }
        return {};
    }

    Result<void> finish() {
        if (rsmf_) {
            VB_TRY(rsmf_->finish());
            VB_TRY(end_rsmf());
        }
        for (const File& file : files_) {
            VB_TRY(file.writer->finish());
            if (file.written_by_name) {
                VB_TRY(file.bytes->adopt());
            }
            VB_TRY_ASSIGN(ZipEntry entry, file.bytes->move_into(zip_, file.name));
            entries_.push_back(std::move(entry));
        }
        return {};
    }

  private:
    struct File {
        std::string_view name;
        std::unique_ptr<TemporaryFile> bytes;
        std::unique_ptr<Writer> writer;
        bool written_by_name = false;
    };

    Result<void> add(std::string_view name, const std::function<Made(ByteSink)>& make) {
        VB_TRY_ASSIGN(File file, empty_file(name));
        VB_TRY_ASSIGN(file.writer, make(file.bytes->sink()));
        files_.push_back(std::move(file));
        return {};
    }
    Result<File> empty_file(std::string_view name) const {
        VB_TRY_ASSIGN(TemporaryFile bytes, TemporaryFile::create(request_.folder));
        return File{name, std::make_unique<TemporaryFile>(std::move(bytes)), nullptr, false};
    }

    Result<void> begin_exchange() {
        const DisclosureFacts& facts = request_.facts;
        if (request_.exchange.case_graph) {
            VB_TRY(add("exchange/messages.case.jsonld",
                       [&](ByteSink sink) { return case_graph(facts, std::move(sink)); }));
        }
        if (request_.exchange.load_file) {
            VB_TRY(add("exchange/messages.dat", [&](ByteSink sink) { return load_file(std::move(sink)); }));
        }
        if (request_.exchange.parquet) {
            VB_ASSERT(request_.open_parquet);
            VB_TRY_ASSIGN(File file, empty_file("exchange/messages.parquet"));
            VB_TRY_ASSIGN(auto table, request_.open_parquet(columns(), file.bytes->path()));
            file.writer = typed_table(std::move(table));
            file.written_by_name = true;
            files_.push_back(std::move(file));
        }
        if (request_.exchange.rsmf) {
            const auto open = [this](const std::string& name) { return begin_rsmf("exchange/rsmf/" + name); };
            VB_TRY_ASSIGN(rsmf_, rsmf_files(facts, open, request_.folder));
        }
        return {};
    }

    Result<ByteSink> begin_rsmf(const std::string& name) {
        VB_TRY(end_rsmf());
        VB_TRY(zip_.begin(name));
        in_rsmf_ = true;
        return ByteSink([this](std::string_view bytes) { return zip_.write(bytes); });
    }
    Result<void> end_rsmf() {
        if (!in_rsmf_) {
            return {};
        }
        in_rsmf_ = false;
        VB_TRY_ASSIGN(ZipEntry entry, zip_.end());
        entries_.push_back(std::move(entry));
        return {};
    }

    const ReadableRequest& request_;
    ZipWriter& zip_;
    std::vector<ZipEntry>& entries_;
    std::vector<File> files_;
    std::unique_ptr<Writer> rsmf_;
    bool in_rsmf_ = false;
};

}  // namespace

Result<void> write_readable(Spool& spool, const SpoolNames& names, const ReadableRequest& request,
                            const BundleControl& control, ZipWriter& zip, std::vector<ZipEntry>& entries) {
    ReadableFiles files(request, zip, entries);
    VB_TRY(files.begin());
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
        return files.add(message);
    }));
    return files.finish();
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
