// SPDX-License-Identifier: Apache-2.0
// A temporary folder with a log in it, for tests.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "log/log.h"
#include "merkle/frontier.h"
#include "merkle/tree.h"

namespace verbatim::log {

class LogFolder : public testing::Test {
  protected:
    LogFolder() : signer_(*note::Signer::generate("example.org/case")) {
        std::string name = (std::filesystem::temp_directory_path() / "verbatim-log-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~LogFolder() override { std::filesystem::remove_all(folder_); }

    std::unique_ptr<Log> open() {
        auto log = Log::open(folder_, signer_, recovery_);
        EXPECT_TRUE(log) << (log ? "" : log.error().to_string());
        return log ? std::move(*log) : nullptr;
    }

    static std::vector<Hash> leaves(size_t begin, size_t end) {
        std::vector<Hash> out;
        for (size_t i = begin; i < end; ++i) {
            out.push_back(merkle::leaf_hash(as_bytes(std::to_string(i))));
        }
        return out;
    }

    static Hash root_of(size_t size) {
        merkle::Frontier frontier;
        for (const Hash& leaf : leaves(0, size)) {
            frontier.append(leaf);
        }
        return frontier.root();
    }

    // A log of `size` records and one commit point.
    void make(size_t size) {
        auto log = open();
        ASSERT_TRUE(log->append(leaves(log->size(), size)));
        ASSERT_TRUE(log->commit("state"));
    }

    FsckReport check() {
        auto report = fsck(folder_, signer_.verifier(), {});
        EXPECT_TRUE(report) << (report ? "" : report.error().to_string());
        return report ? *report : FsckReport{};
    }

    bool exists(const std::string& name) const { return std::filesystem::exists(folder_ / name); }

    std::string read(const std::string& name) const {
        std::ifstream file(folder_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }

    void write(const std::string& name, const std::string& bytes) const {
        std::filesystem::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
    }

    std::filesystem::path folder_;
    note::Signer signer_;
    Recovery recovery_;
};

}  // namespace verbatim::log
