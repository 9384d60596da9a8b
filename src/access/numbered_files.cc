// SPDX-License-Identifier: Apache-2.0
#include "access/internal/numbered_files.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "io/file.h"
#include "note/lines.h"

namespace verbatim::access::internal {

namespace fs = std::filesystem;

std::string folder_of(const std::string& case_folder) {
    return case_folder + "/authorities";
}

std::vector<std::string> numbered_files(const std::string& folder, std::string_view ending) {
    std::vector<std::string> out;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() == ending) {
            out.push_back(entry.path().string());
        }
    }
    // By length first: 10000 comes after 9999.
    std::sort(out.begin(), out.end(), [](const std::string& a, const std::string& b) {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    return out;
}

Result<uint64_t> next_number(const std::string& folder, std::string_view ending) {
    const std::vector<std::string> before = numbered_files(folder, ending);
    if (before.empty()) {
        return uint64_t{1};
    }
    const std::string stem = fs::path(before.back()).stem().string();
    const auto last = note::decimal(std::string_view(stem).substr(std::min(stem.find_first_not_of('0'), stem.size())));
    if (!last) {
        return Error{Code::integrity, "this file is named by no number", {before.back(), {}}, "take it away"};
    }
    return *last + 1;
}

Result<void> keep(const std::string& folder, std::string_view ending, std::string_view bytes) {
    VB_TRY(io::make_directories(folder, 0700));
    VB_TRY_ASSIGN(const uint64_t number, next_number(folder, ending));
    char name[32];
    std::snprintf(name, sizeof name, "/%04llu", static_cast<unsigned long long>(number));
    return io::replace_file(folder + name + std::string(ending), as_bytes(bytes), 0600);
}

}  // namespace verbatim::access::internal
