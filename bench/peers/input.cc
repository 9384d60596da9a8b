// SPDX-License-Identifier: Apache-2.0
#include "input.h"

#include <fcntl.h>
#include <simdjson.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace verbatim::bench {
namespace {

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "bench: %s\n", what.c_str());
    std::exit(1);
}

int digits(std::string_view text, size_t at, size_t count) {
    int value = 0;
    for (size_t i = at; i < at + count; ++i) {
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

// "2020-03-31T00:00:10.784Z": the generator writes no other form.
int64_t time_ms(std::string_view text) {
    if (text.size() != 24) {
        fail("unexpected time " + std::string(text));
    }
    return day_ms(text.substr(0, 10)) + digits(text, 11, 2) * 3'600'000LL + digits(text, 14, 2) * 60'000LL +
           digits(text, 17, 2) * 1000LL + digits(text, 20, 3);
}

}  // namespace

int64_t day_ms(std::string_view date) {
    using namespace std::chrono;
    const year_month_day day{year{digits(date, 0, 4)}, month{static_cast<unsigned>(digits(date, 5, 2))},
                             std::chrono::day{static_cast<unsigned>(digits(date, 8, 2))}};
    return duration_cast<milliseconds>(sys_days{day}.time_since_epoch()).count();
}

uint64_t read_lines(const std::string& path, double begin_share, double end_share,
                    const std::function<void(const Line&)>& take) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    if (file < 0 || ::fstat(file, &status) != 0 || status.st_size == 0) {
        fail("cannot read " + path);
    }
    const auto size = static_cast<size_t>(status.st_size);
    auto* bytes = static_cast<const char*>(::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0));
    if (bytes == MAP_FAILED) {
        fail("cannot map " + path);
    }
    const auto line_start = [&](double share) {
        auto at = static_cast<size_t>(share * static_cast<double>(size));
        while (at > 0 && at < size && bytes[at - 1] != '\n') {
            ++at;
        }
        return at;
    };
    const size_t end = line_start(end_share);
    uint64_t count = 0;
    Line line;
    simdjson::ondemand::parser parser;
    std::string padded;
    for (size_t at = line_start(begin_share); at < end;) {
        const auto* stop = static_cast<const char*>(std::memchr(bytes + at, '\n', size - at));
        const size_t length = stop == nullptr ? size - at : static_cast<size_t>(stop - (bytes + at));
        padded.assign(bytes + at, length);
        padded.reserve(length + simdjson::SIMDJSON_PADDING);
        simdjson::ondemand::document document;
        if (parser.iterate(padded).get(document) != simdjson::SUCCESS) {
            fail("bad line at byte " + std::to_string(at));
        }
        std::string_view sent;
        if (document["sent"].get(sent) != simdjson::SUCCESS ||
            document["sender"].get(line.sender) != simdjson::SUCCESS ||
            document["conversation"].get(line.conversation) != simdjson::SUCCESS ||
            document["text"].get(line.text) != simdjson::SUCCESS || document["id"].get(line.id) != simdjson::SUCCESS) {
            fail("a field is missing in the line at byte " + std::to_string(at));
        }
        line.sent_ms = time_ms(sent);
        take(line);
        ++count;
        at += length + 1;
    }
    ::munmap(const_cast<char*>(bytes), size);
    ::close(file);
    return count;
}

std::map<std::string, std::string> read_queries(const std::string& path) {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.load(path).get(object) != simdjson::SUCCESS) {
        fail("cannot read the queries in " + path);
    }
    std::map<std::string, std::string> queries;
    for (const auto [key, value] : object) {
        queries.emplace(key, std::string_view(value));
    }
    return queries;
}

}  // namespace verbatim::bench
