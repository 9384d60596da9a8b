// SPDX-License-Identifier: Apache-2.0
// ListFile: a result that goes to a file of its own. It has another name until finish(), and goes if that never comes,
// so that half a list never looks like a whole one. One thread.
#pragma once

#include <memory>
#include <string>

#include "cli/output.h"
#include "io/file.h"

namespace verbatim::cli {

class ListFile {
  public:
    static Result<std::unique_ptr<ListFile>> create(const std::string& path, bool overwrite);
    ~ListFile();
    ListFile(const ListFile&) = delete;
    ListFile& operator=(const ListFile&) = delete;

    Output& out() { return out_; }
    const std::string& path() const { return path_; }
    // What went wrong while writing; to be asked now and then.
    Result<void> check() { return out_.open() ? Result<void>{} : written(); }
    Result<void> finish();

  private:
    ListFile(std::string path, std::string partial, io::Descriptor fd);
    Result<void> written();

    std::string path_;
    std::string partial_;
    io::Descriptor fd_;
    Output out_;
    bool finished_ = false;
};

}  // namespace verbatim::cli
