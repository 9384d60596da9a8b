// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <set>
#include <system_error>

#include "formats/job.h"
#include "ingest/ingest.h"

namespace verbatim::ingest {
namespace {

namespace fs = std::filesystem;

struct Candidate {
    std::string item_path;  // in the acquisition
    std::string path;       // on this machine
};

std::string utc_text(std::time_t seconds) {
    struct tm parts {};
    if (::gmtime_r(&seconds, &parts) == nullptr) {
        return {};
    }
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

std::string lower(std::string text) {
    for (char& c : text) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
}

Result<std::vector<Candidate>> list(const std::vector<std::string>& paths) {
    std::vector<Candidate> found;
    for (const std::string& path : paths) {
        std::error_code error;
        const fs::path root(path);
        const fs::file_status status = fs::symlink_status(root, error);
        if (error || status.type() == fs::file_type::not_found) {
            return Error{Code::not_found, "no such file or folder", {path, std::nullopt}, "check the path"};
        }
        // "folder/" and "folder" name the same delivery.
        std::string base = root.filename().string();
        if (base.empty() || base == "." || base == "..") {
            base = fs::canonical(root, error).filename().string();
        }
        if (!fs::is_directory(status)) {
            found.push_back({base, path});
            continue;
        }
        const auto options = fs::directory_options::none;
        fs::recursive_directory_iterator entries(root, options, error);
        if (error) {
            return io_error("list", path, error.value());
        }
        for (; entries != fs::recursive_directory_iterator(); entries.increment(error)) {
            if (error) {
                return io_error("list", path, error.value());
            }
            if (!entries->is_directory(error) || entries->is_symlink(error)) {
                const std::string full = entries->path().string();
                found.push_back({base + "/" + entries->path().lexically_relative(root).string(), full});
            }
        }
        if (error) {
            return io_error("list", path, error.value());
        }
    }
    std::sort(found.begin(), found.end(),
              [](const Candidate& a, const Candidate& b) { return a.item_path < b.item_path; });
    for (size_t i = 1; i < found.size(); ++i) {
        if (found[i].item_path == found[i - 1].item_path) {
            return Error{Code::usage,
                         "two paths of this delivery have the same name in it: " + found[i].item_path,
                         {found[i].path, std::nullopt},
                         "ingest them one after the other, or their common folder"};
        }
    }
    return found;
}

std::string why_not_taken(const std::string& path, const struct stat& status) {
    if (S_ISLNK(status.st_mode)) {
        std::error_code error;
        return "symbolic link to " + fs::read_symlink(path, error).string() + ", not followed";
    }
    return S_ISREG(status.st_mode) ? std::string() : "not a regular file (device, pipe or socket)";
}

class Acquisition {
  public:
    Acquisition(vault::Vault& vault, const AcquireOptions& options, const Control& control)
        : vault_(vault), options_(options), control_(control) {}

    Result<vault::AcquisitionItem> take(const Candidate& candidate, Acquired& acquired) {
        vault::AcquisitionItem item;
        item.path = candidate.item_path;
        item.storage = options_.storage;
        struct stat status {};
        if (::lstat(candidate.path.c_str(), &status) != 0) {
            item.problem = io_error("read", candidate.path, errno).to_string();
        } else {
            item.size_bytes = static_cast<uint64_t>(status.st_size);
            item.changed = utc_text(status.st_mtim.tv_sec);
            item.problem = why_not_taken(candidate.path, status);
        }
        if (item.problem.empty()) {
            progress_.path = item.path;
            const auto stored = vault_.store_file(candidate.path, options_.storage, [&](uint64_t bytes) {
                progress_.bytes_done += bytes;
                return report();
            });
            if (stored) {
                item.sha256 = stored->sha256;
                item.size_bytes = stored->size_bytes;
            } else if (stored.error().code == Code::interrupted || stored.error().where.source != candidate.path) {
                return stored.error();  // the user stopped, or the vault cannot be written: not the item's fault
            } else {
                item.problem = stored.error().to_string();
            }
        }
        compare_claim(item, acquired);
        if (!item.problem.empty()) {
            acquired.problems.push_back(item.path + ": " + item.problem);
        }
        ++progress_.sources_done;
        return item;
    }

    void expect(uint64_t sources, uint64_t bytes) {
        progress_.stage = "acquiring";
        progress_.sources_total = sources;
        progress_.bytes_total = bytes;
    }

    // A hash was claimed for something that did not come: the delivery is not what its sender says.
    void report_missing(Acquired& acquired) const {
        for (const auto& [path, hash] : options_.claimed_hashes) {
            if (!used_.contains(path)) {
                acquired.problems.push_back(path + ": a hash was claimed for it, but it is not in the delivery");
            }
        }
    }

  private:
    bool report() {
        if (control_.progress) {
            control_.progress(progress_);
        }
        return !control_.cancelled || !control_.cancelled();
    }

    void compare_claim(vault::AcquisitionItem& item, Acquired& acquired) {
        auto claim = options_.claimed_hashes.find(item.path);
        if (claim == options_.claimed_hashes.end()) {
            const size_t slash = item.path.rfind('/');
            claim = options_.claimed_hashes.find(slash == std::string::npos ? item.path : item.path.substr(slash + 1));
        }
        if (claim == options_.claimed_hashes.end()) {
            return;
        }
        item.claimed_hash = claim->second;
        used_.insert(claim->first);
        if (!item.sha256) {
            return;
        }
        if (claim->second.size() != Hash::kSize * 2) {
            item.problem = "claimed hash is not SHA-256 and was not compared";
        } else if (lower(claim->second) != item.sha256->hex()) {
            item.problem = "claimed SHA-256 is " + claim->second + ", the file has " + item.sha256->hex();
        } else {
            ++acquired.hashes_matched;
        }
    }

    vault::Vault& vault_;
    const AcquireOptions& options_;
    const Control& control_;
    Progress progress_;
    std::set<std::string> used_;  // claims that met their item
};

}  // namespace

Result<Acquired> acquire(vault::Vault& vault, const std::vector<std::string>& paths, AcquireOptions options,
                         const vault::Sign& sign, const Control& control) {
    VB_TRY_ASSIGN(const auto candidates, list(paths));
    uint64_t bytes = 0;
    for (const Candidate& candidate : candidates) {
        struct stat status {};
        if (::lstat(candidate.path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
            bytes += static_cast<uint64_t>(status.st_size);
        }
    }
    VB_TRY_ASSIGN(const auto numbers, vault::list_acquisitions(vault));
    Acquired acquired;
    acquired.number = static_cast<uint32_t>(numbers.size() + 1);
    options.head.number = acquired.number;
    options.head.settings = formats::canonical_settings(options.settings);
    VB_TRY_ASSIGN(auto writer, vault::AcquisitionWriter::begin(vault, options.head));
    Acquisition acquisition(vault, options, control);
    acquisition.expect(candidates.size(), bytes);
    for (const Candidate& candidate : candidates) {
        VB_TRY_ASSIGN(const auto item, acquisition.take(candidate, acquired));
        VB_TRY(writer.add(item));
    }
    acquisition.report_missing(acquired);
    VB_TRY_ASSIGN(const auto end, writer.finish(vault, sign));
    acquired.items = end.items;
    acquired.bytes = end.bytes;
    return acquired;
}

}  // namespace verbatim::ingest
