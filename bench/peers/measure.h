// SPDX-License-Identifier: Apache-2.0
// Clock, processor time and the report of one peer: JSON on standard output, read by bench/run.py.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace verbatim::bench {

double now_s();        // monotonic
double processor_s();  // user and system time of this process, all threads
double peak_rss_mib();
uint64_t folder_bytes(const std::string& path);  // of a file or of all files below a folder

class Report {
  public:
    explicit Report(std::string name) : name_(std::move(name)) {}
    void ingest(uint64_t messages, double wall_s, double cpu_s, uint64_t disk_bytes);
    // Runs `query` (which returns its number of hits) once cold and then up to 50 times or 5 seconds.
    void query(const std::string& name, const std::function<uint64_t()>& query);
    void print() const;

  private:
    struct Timing {
        std::string name;
        double first_ms, median_ms, p95_ms;
        size_t runs;
        uint64_t hits;
    };
    std::string name_;
    std::string ingest_;
    std::vector<Timing> timings_;
};

}  // namespace verbatim::bench
