// SPDX-License-Identifier: Apache-2.0
// GoldenCase: one folder of testdata/formats/<format>/<case>/.
//
//   input*          the bytes (one file)
//   expected.jsonl  one line for every message, reject, skip, remark and assumption, as DebugSink writes it
//   case.toml       provenance (who made it, licence), tier (evidence tier), counts = { messages, rejected, skipped };
//                   optional: about, path (the path hint), [settings] with the fields of formats::Settings, where
//                   profile_file names a file of the folder
// A case that lacks one of these cannot be loaded, and a test that cannot load a case fails.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/format.h"

namespace verbatim::formats {

struct GoldenCase {
    std::string name;  // "jsonl/happy"
    std::filesystem::path folder;
    std::string input;
    std::string expected;
    std::string path;
    Settings settings;
    uint64_t messages = 0;
    uint64_t rejected = 0;
    uint64_t skipped = 0;

    static Result<GoldenCase> load(const std::filesystem::path& folder);
};

std::filesystem::path testdata_folder();  // testdata/formats
std::vector<std::filesystem::path> case_folders(std::string_view format);

}  // namespace verbatim::formats
