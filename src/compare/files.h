// SPDX-License-Identifier: Apache-2.0
// LooseFiles: a file or folder outside any case, as one side of a comparison.
//
//   LooseFiles files("/media/september", settings, temporary_folder, worker_program);
//   Input input{"/media/september", [&](const Stop& stop) { return files.load(stop); }};
//
// The bytes stay where they are; they are hashed, and the members of containers are taken out into a private folder
// below the temporary one, which goes with the object. It follows the rules of ingest: the same order, the same
// containers, the same refusals. Lives until the comparison has ended; load() is called once, from any one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "compare/compare.h"
#include "formats/format.h"

namespace verbatim::compare {

class LooseFiles {
  public:
    LooseFiles(std::string path, formats::Settings settings, std::string temporary_folder, std::string worker_program)
        : path_(std::move(path)),
          settings_(std::move(settings)),
          temporary_folder_(std::move(temporary_folder)),
          worker_program_(std::move(worker_program)) {}
    ~LooseFiles();
    LooseFiles(const LooseFiles&) = delete;
    LooseFiles& operator=(const LooseFiles&) = delete;

    Result<Delivery> load(const Stop& stop);

  private:
    Result<void> take_in(const Stop& stop);
    // Puts the members of a container where it stood.
    Result<void> expand(ingest::WorkItem item, const Stop& stop, Delivery& out);

    std::string path_;
    formats::Settings settings_;
    std::string temporary_folder_;
    std::string worker_program_;
    std::string folder_;  // ours, once made
    std::optional<vault::Vault> vault_;
};

}  // namespace verbatim::compare
