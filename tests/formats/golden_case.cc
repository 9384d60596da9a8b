// SPDX-License-Identifier: Apache-2.0
#include "golden_case.h"

#include <toml++/toml.h>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

namespace verbatim::formats {
namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Error fault(const std::filesystem::path& folder, const std::string& what) {
    return {Code::malformed, what, {folder.string(), {}}, {}};
}

}  // namespace

std::filesystem::path testdata_folder() {
    return std::filesystem::path(VERBATIM_SOURCE_DIR) / "testdata" / "formats";
}

std::vector<std::filesystem::path> case_folders(std::string_view format) {
    std::vector<std::filesystem::path> folders;
    const auto base = testdata_folder() / format;
    if (std::filesystem::is_directory(base)) {
        for (const auto& entry : std::filesystem::directory_iterator(base)) {
            if (entry.is_directory()) {
                folders.push_back(entry.path());
            }
        }
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

Result<GoldenCase> GoldenCase::load(const std::filesystem::path& folder) {
    GoldenCase loaded;
    loaded.folder = folder;
    loaded.name = folder.parent_path().filename().string() + "/" + folder.filename().string();
    std::vector<std::filesystem::path> inputs;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with("input")) {
            inputs.push_back(entry.path());
        }
    }
    if (inputs.size() != 1) {
        return fault(folder, "a case has one file input*");
    }
    loaded.input = read_file(inputs[0]);
    loaded.expected = read_file(folder / "expected.jsonl");
    toml::table table;
    try {
        table = toml::parse_file((folder / "case.toml").string());
    } catch (const std::exception& exception) {
        return fault(folder, std::string("case.toml: ") + exception.what());
    }
    for (const char* key : {"provenance", "tier"}) {
        if (table[key].value_or(std::string()).empty()) {
            return fault(folder, std::string("case.toml lacks ") + key);
        }
    }
    for (const auto& [key, target] :
         {std::pair{"messages", &loaded.messages}, {"rejected", &loaded.rejected}, {"skipped", &loaded.skipped}}) {
        const std::optional<int64_t> count = table["counts"][key].value<int64_t>();
        if (!count) {
            return fault(folder, std::string("case.toml lacks counts.") + key);
        }
        *target = static_cast<uint64_t>(*count);
    }
    if (loaded.messages + loaded.rejected + loaded.skipped == 0 && !table["empty"].value_or(false)) {
        return fault(folder, "counts are all 0: a case that expects nothing proves nothing");
    }
    loaded.path = table["path"].value_or(inputs[0].filename().string());
    const auto setting = [&table](const char* key) { return table["settings"][key].value_or(std::string()); };
    loaded.settings = {setting("format"), setting("profile"), setting("encoding"), setting("date_order"),
                       setting("zone"),   setting("account"), setting("platform"), setting("date")};
    if (const std::string file = setting("profile_file"); !file.empty()) {
        loaded.settings.profile = read_file(folder / file);
        if (loaded.settings.profile.empty()) {
            return fault(folder, file + " is empty or missing");
        }
    }
    return loaded;
}

}  // namespace verbatim::formats
