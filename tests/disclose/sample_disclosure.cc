// SPDX-License-Identifier: Apache-2.0
// Writes every readable file of the sample disclosure into a folder: sample_disclosure FOLDER [MESSAGES [FILE]]. For
// the tests in Python, for measuring, and for looking at.
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "disclose/case_graph.h"
#include "disclose/csv_table.h"
#include "disclose/load_file.h"
#include "disclose/pdf_report.h"
#include "disclose/report_writer.h"
#include "disclose/rsmf_files.h"
#include "disclose/xlsx_table.h"
#include "sample.h"

namespace verbatim::disclose {
namespace {

Result<std::unique_ptr<Writer>> rsmf(const DisclosureFacts& facts, const ByteSink& sink, const std::string& folder);

using Make =
    std::function<Result<std::unique_ptr<Writer>>(const DisclosureFacts&, ByteSink, const std::string& folder)>;

const std::map<std::string, Make>& makers() {
    static const std::map<std::string, Make> all{
        {"report.html", html_report},
        {"report.pdf", pdf_report},
        {"messages.xlsx", xlsx_table},
        {"rsmf.txt", rsmf},
        {"messages.dat", [](const auto&, ByteSink sink, const auto&) { return load_file(std::move(sink)); }},
        {"messages.case.jsonld",
         [](const auto& facts, ByteSink sink, const auto&) { return case_graph(facts, std::move(sink)); }},
        {"messages.csv", [](const auto&, ByteSink sink, const auto&) { return csv_table(std::move(sink), {}); }},
    };
    return all;
}

// A file of the folder, closed with the last copy of its sink.
Result<ByteSink> file_sink(const std::string& path) {
    const std::shared_ptr<std::FILE> file(std::fopen(path.c_str(), "wb"), [](std::FILE* f) {
        if (f != nullptr) {
            std::fclose(f);
        }
    });
    if (!file) {
        return Error{Code::io, "cannot write", {path, {}}, {}};
    }
    return ByteSink([file](std::string_view bytes) -> Result<void> {
        std::fwrite(bytes.data(), 1, bytes.size(), file.get());
        return {};
    });
}

Result<void> write_one(const std::string& folder, const std::string& name, const Make& make, uint64_t messages) {
    const DisclosureFacts facts = sample::facts(messages);
    VB_TRY_ASSIGN(ByteSink sink, file_sink(folder + "/" + name));
    VB_TRY_ASSIGN(auto writer, make(facts, std::move(sink), folder));
    VB_TRY(sample::each_message(messages, [&](const DisclosedMessage& message) { return writer->add(message); }));
    VB_TRY(writer->finish());
    return {};
}

// Many small files; `sink` is for a list of their names.
Result<std::unique_ptr<Writer>> rsmf(const DisclosureFacts& facts, const ByteSink& sink, const std::string& folder) {
    return rsmf_files(
        facts,
        [sink, folder](const std::string& name) -> Result<ByteSink> {
            VB_TRY(sink(name + "\n"));
            return file_sink(folder + "/" + name);
        },
        folder);
}

}  // namespace
}  // namespace verbatim::disclose

int main(int count, char** arguments) {
    using namespace verbatim::disclose;
    if (count < 2) {
        return 2;
    }
    const uint64_t messages = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 60;
    for (const auto& [name, make] : makers()) {
        if (count > 3 && name != arguments[3]) {
            continue;
        }
        if (auto done = write_one(arguments[1], name, make, messages); !done) {
            std::fprintf(stderr, "%s: %s\n", name.c_str(), done.error().to_string().c_str());
            return 1;
        }
    }
    return 0;
}
