// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "text/datetime.h"
#include "text/utf8.h"

namespace verbatim::text {
namespace {

// Most specific first: what a pattern below can read, one above may read more fully.
constexpr auto kBuiltIn = std::to_array<std::string_view>({
    "rfc3339",
    "rfc2822",
    "yyyy-MM-dd HH:mm:ss[.S][ z]",
    "yyyy-MM-dd HH:mm[ z]",
    "yyyy/MM/dd HH:mm:ss[.S]",
    "yyyy/MM/dd HH:mm",
    "yyyy.MM.dd HH:mm:ss[.S]",
    "yyyy.MM.dd HH:mm",
    "yyyy-MM-dd h:mm[:ss] a",
    "yyyy/MM/dd h:mm[:ss] a",
    "yyyy-MM-dd'T'HH:mm:ss[.S][z]",
    "yyyyMMdd'T'HHmmss[z]",
    "yyyyMMddHHmmss",
    "EEE MMM d HH:mm:ss[ z] yyyy",
    "EEE, MMM d, yyyy h:mm[:ss] a",
    "d MMM yyyy HH:mm[:ss][ z]",
    "d MMM yyyy[,] h:mm[:ss] a",
    "MMM d, yyyy[,] h:mm[:ss] a",
    "MMM d, yyyy[,] HH:mm[:ss]",
    "dd-MMM-yy hh:mm[:ss] a",
    "dd-MMM-yyyy hh:mm[:ss] a",
    "d-MMM-yy H:mm[:ss]",
    "d-MMM-yyyy H:mm[:ss]",
    "d.M.yyyy[,] H:mm[:ss]",
    "d.M.yy[,] H:mm[:ss]",
    "d/M/yyyy[,] H:mm[:ss]",
    "M/d/yyyy[,] H:mm[:ss]",
    "d/M/yy[,] H:mm[:ss]",
    "M/d/yy[,] H:mm[:ss]",
    "d-M-yyyy[,] H:mm[:ss]",
    "M-d-yyyy[,] H:mm[:ss]",
    "d/M/yyyy[,] h:mm[:ss] a",
    "M/d/yyyy[,] h:mm[:ss] a",
    "d/M/yy[,] h:mm[:ss] a",
    "M/d/yy[,] h:mm[:ss] a",
    "d-M-yyyy[,] h:mm[:ss] a",
    "d.M.yyyy[,] h:mm[:ss] a",
    "yyyy-MM-dd",
    "yyyy/MM/dd",
    "d.M.yyyy",
    "d/M/yyyy",
    "M/d/yyyy",
    "d-MMM-yyyy",
    "d-MMM-yy",
    "d MMM yyyy",
    "MMM d, yyyy",
    "MMM d yyyy",
    "yyyyMMdd",
});

// An epoch is only believed in a plausible era: 1990 to 2100. Otherwise every column of numbers would be one.
constexpr auto kEpochs = std::to_array<std::string_view>(
    {"epoch_s", "epoch_ms", "epoch_us", "epoch_ns", "apple_s", "apple_ns", "webkit_us", "filetime", "dotnet_ticks"});

bool plausible(const ParsedTime& time) {
    return time.civil.year >= 1990 && time.civil.year < 2100;
}

}  // namespace

DateTimeDetector::DateTimeDetector() {
    const auto add_all = [this](const auto& patterns) {
        for (const std::string_view text : patterns) {
            if (Result<DateTimePattern> pattern = DateTimePattern::compile(text)) {
                entries_.push_back({std::move(*pattern), text, true});
            }
        }
    };
    add_all(kBuiltIn);
    add_all(kEpochs);
}

void DateTimeDetector::add(std::string_view value) {
    if (trim(value).empty()) {
        return;
    }
    ++count_;
    const size_t first_epoch = entries_.size() - kEpochs.size();
    for (size_t i = 0; i < entries_.size(); ++i) {
        Entry& entry = entries_[i];
        if (entry.alive) {
            const std::optional<ParsedTime> time = entry.pattern.parse(value);
            entry.alive = time && (i < first_epoch || plausible(*time));
        }
    }
}

std::vector<DateTimeDetector::Candidate> DateTimeDetector::candidates() const {
    std::vector<Candidate> found;
    if (count_ > 0) {
        for (const Entry& entry : entries_) {
            if (entry.alive) {
                found.push_back({entry.text, count_});
            }
        }
    }
    return found;
}

}  // namespace verbatim::text
