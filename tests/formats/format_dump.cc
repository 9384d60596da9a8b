// SPDX-License-Identifier: Apache-2.0
// format_dump FILE [key=value...]: prints the golden rendering of a file, for authors of formats. Keys are the fields
// of formats::Settings (format=csv zone=Europe/Amsterdam ...), profile_file=PATH, and count=1 to print totals only.
#include <cstdio>
#include <fstream>
#include <iterator>

#include "format_run.h"

namespace {

using namespace verbatim;
using namespace verbatim::formats;

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool set(Settings& settings, const std::string& key, const std::string& value) {
    std::string* target = key == "format"         ? &settings.format
                          : key == "encoding"     ? &settings.encoding
                          : key == "date_order"   ? &settings.date_order
                          : key == "zone"         ? &settings.zone
                          : key == "account"      ? &settings.account
                          : key == "platform"     ? &settings.platform
                          : key == "date"         ? &settings.date
                          : key == "profile_file" ? &settings.profile
                                                  : nullptr;
    if (target == nullptr) {
        return false;
    }
    *target = key == "profile_file" ? read_file(value) : value;
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: format_dump FILE [key=value...]\n", stderr);
        return 2;
    }
    Settings settings;
    bool only_counts = false;
    for (int i = 2; i < argc; ++i) {
        const std::string argument = argv[i];
        const size_t equals = argument.find('=');
        const std::string key = argument.substr(0, equals);
        if (key == "count") {
            only_counts = true;
        } else if (equals == std::string::npos || !set(settings, key, argument.substr(equals + 1))) {
            std::fprintf(stderr, "unknown setting %s\n", argument.c_str());
            return 2;
        }
    }
    const std::string bytes = read_file(argv[1]);
    const MemorySource source(as_bytes(bytes), argv[1], settings);
    const auto format = detect(source);
    if (!format) {
        std::fprintf(stderr, "%s\n", format.error().to_string().c_str());
        return 1;
    }
    const FormatRun run = run_format(**format, bytes, argv[1], settings);
    if (!only_counts) {
        std::fputs(run.rendering.c_str(), stdout);
    }
    std::fprintf(only_counts ? stdout : stderr, "%s\t%llu messages\t%llu rejected\t%llu skipped\t%llu remarks\n",
                 std::string((*format)->name).c_str(), static_cast<unsigned long long>(run.totals.messages),
                 static_cast<unsigned long long>(run.totals.rejected),
                 static_cast<unsigned long long>(run.totals.skipped),
                 static_cast<unsigned long long>(run.totals.remarks));
    for (const auto& result : {run.parsed, run.accounted}) {
        if (!result) {
            std::fprintf(stderr, "%s\n", result.error().to_string().c_str());
            return 1;
        }
    }
    return 0;
}
