// SPDX-License-Identifier: Apache-2.0
// A vault in a folder of its own, removed afterwards.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "vault/vault.h"

namespace verbatim::vault {

class VaultFolder : public testing::Test {
  protected:
    VaultFolder() {
        static int count = 0;
        folder_ = testing::TempDir() + "vault-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
        std::filesystem::create_directories(folder_);
    }
    ~VaultFolder() override { std::filesystem::remove_all(folder_); }

    Vault open() {
        recovered_.clear();
        auto vault = Vault::open(folder_ + "/vault", recovered_);
        EXPECT_TRUE(vault) << vault.error().to_string();
        return std::move(*vault);
    }

    std::string file(const std::string& name, const std::string& bytes) const {
        const std::string path = folder_ + "/" + name;
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

    std::string folder_;
    std::vector<std::string> recovered_;
};

}  // namespace verbatim::vault
