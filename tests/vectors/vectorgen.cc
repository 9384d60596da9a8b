// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "maker.h"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: vectorgen FOLDER\n");
        return 2;
    }
    for (const auto& [name, content] : verbatim::vectors::make_all()) {
        const auto path = std::filesystem::path(argv[1]) / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << content;
        std::printf("%s\n", path.c_str());
    }
    return 0;
}
