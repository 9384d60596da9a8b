// SPDX-License-Identifier: Apache-2.0
// Any bytes as a bundle: a verdict, never a crash, and a report that is safe to print. So that the fuzzer comes past
// the checksums of the container, the file is also taken as the content of one entry of a good zip.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/crc32.h"
#include "verify/bundle.h"
#include "verify/bundle_records.h"
#include "verify/internal/zip_reader.h"

namespace {

using namespace verbatim;

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

void put(std::string& out, uint64_t value, size_t size) {
    for (size_t i = 0; i < size; ++i) {
        out += static_cast<char>(i < 8 ? value >> (8 * i) : 0);
    }
}

// docs/bundle.md, section 6, with one entry.
std::string zip_of(std::string_view name, std::string_view content) {
    std::string both;
    for (const uint64_t field : {uint64_t{0x0800}, uint64_t{0}, uint64_t{0}, uint64_t{0x0021}}) {
        put(both, field, 2);
    }
    put(both, crc32(as_bytes(content)), 4);
    put(both, content.size(), 4);
    put(both, content.size(), 4);
    put(both, name.size(), 2);
    put(both, 0, 2);
    std::string zip = "PK\3\4-";
    put(zip, 0, 1);
    zip += both + std::string(name) + std::string(content);
    const size_t directory = zip.size();
    zip += "PK\1\2-";
    put(zip, 0, 1);
    put(zip, 45, 2);
    zip += both;
    put(zip, 0, 2 + 2 + 2 + 4 + 4);  // no comment, disk 0, no attributes, offset 0
    zip += name;
    const size_t size = zip.size() - directory;
    zip += "PK\5\6";
    put(zip, 0, 4);
    put(zip, 1, 2);
    put(zip, 1, 2);
    put(zip, size, 4);
    put(zip, directory, 4);
    put(zip, 0, 2);
    return zip;
}

// The number of records that can be read; whatever is wrong is an error.
uint64_t read_records(const verify::ByteSource& source) {
    (void)verify::each_bundle_source(source, [](const note::SourceLine&) -> Result<void> { return {}; });
    auto records = verify::BundleRecords::open(source);
    verify::BundleRecord record;
    uint64_t count = 0;
    while (records) {
        const auto more = records->next(record);
        if (!more || !*more) {
            break;
        }
        ++count;
    }
    return count;
}

void check(std::string_view bytes) {
    const verify::MemorySource source(bytes);
    const auto report = verify::verify_bundle(source, {});
    require(report.ok());
    require(report->proved || (!report->failed_step.empty() && report->scopes.empty()));
    const uint64_t records = read_records(source);
    require(!report->proved || records == report->records);
    for (const std::string& text : {report->to_text(), report->to_json()}) {
        for (const char c : text) {
            require(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check(text);
    for (const char* name : {"verify/bundle", "verify/records", "verify/sources"}) {
        const std::string zip = zip_of(name, text);
        const verify::MemorySource source(zip);
        require(verify::internal::read_zip(source).ok());
        check(zip);
    }
    return 0;
}
