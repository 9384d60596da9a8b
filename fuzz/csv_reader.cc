// SPDX-License-Identifier: Apache-2.0
// Any bytes as delimited text: rows tile the bytes.
#include <cstdlib>

#include "text/csv_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim::text;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    static_cast<void>(detect_delimiter(bytes));
    const MemoryReader memory(bytes);
    PlainStream stream(memory);
    CsvReader reader(stream, {size % 2 == 0 ? ',' : ';', '"', size % 3 == 0}, 1000);
    reader.expect_cells(size % 5);
    CsvRow row;
    uint64_t end = 0;
    for (auto more = reader.next(row); *more; more = reader.next(row)) {
        if (row.begin != end || row.end <= row.begin) {
            std::abort();
        }
        end = row.end;
    }
    if (end != size) {
        std::abort();
    }
    return 0;
}
