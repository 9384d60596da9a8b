// SPDX-License-Identifier: Apache-2.0
#include "app/case.h"
#include "formats/debug_sink.h"
#include "ingest/read_source.h"
#include "io/file.h"

namespace verbatim::app {

Result<Preview> preview(const std::string& file, const formats::Settings& settings, uint64_t lines_max,
                        const std::string& worker_program) {
    std::string worker = worker_program;
    if (worker.empty()) {
        VB_TRY_ASSIGN(const std::string beside, io::executable_directory());
        worker = beside + "/verbatim-parse-worker";
    }
    VB_TRY_ASSIGN(auto process, ingest::ParseProcess::start(worker));
    ingest::StartedSource started;
    VB_TRY_ASSIGN(started.object.fd, io::open_read(file));
    VB_TRY_ASSIGN(started.object.size_bytes, io::size_of(started.object.fd.get(), file));
    formats::ParseJob job;
    job.size_bytes = started.object.size_bytes;
    job.expand_containers = false;
    job.path = file;
    job.settings = settings;
    VB_TRY_ASSIGN(started.child, process->submit(started.object.fd.get(), job));

    Preview preview;
    preview.entry.path = file;
    preview.entry.size_bytes = started.object.size_bytes;
    const auto add_line = [&](auto write) {
        if (preview.lines.size() < lines_max) {
            std::string line;
            formats::DebugSink sink(line);
            static_cast<void>(write(sink));
            while (line.ends_with('\n')) {
                line.pop_back();
            }
            preview.lines.push_back(std::move(line));
        }
    };
    ingest::SourceHandlers handlers;
    handlers.finding = [&](const ingest::Finding& finding) -> Result<void> {
        add_line([&](formats::Sink& sink) {
            return sink.reject({finding.begin, finding.end}, finding.code, finding.reason);
        });
        return {};
    };
    handlers.batch = [&](std::string& bytes, uint64_t, uint64_t) -> Result<void> {
        formats::WireItem item;
        for (formats::WireReader reader(bytes); !reader.empty() && preview.lines.size() < lines_max;) {
            VB_TRY(reader.next(item));
            if (item.type == formats::WireType::message) {
                add_line([&](formats::Sink& sink) { return sink.message(item.message); });
            }
        }
        return {};
    };
    VB_TRY(ingest::read_source(started, preview.entry, handlers));
    preview.format = preview.entry.format;
    preview.format_version = preview.entry.format_version;
    return preview;
}

}  // namespace verbatim::app
