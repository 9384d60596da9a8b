// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "nlohmann/json.hpp"

namespace verbatim {

inline std::filesystem::path vectors_folder() {
    const char* root = std::getenv("VERBATIM_SHARED_DATA");
    if (root == nullptr) {
        ADD_FAILURE() << "VERBATIM_SHARED_DATA is not set";
        return {};
    }
    return std::filesystem::path(root) / "vectors";
}

inline std::string read_bytes(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline nlohmann::json read_json(const std::filesystem::path& path) {
    return nlohmann::json::parse(read_bytes(path));
}

}  // namespace verbatim
