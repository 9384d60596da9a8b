// SPDX-License-Identifier: Apache-2.0
// FolderLock: one process per store folder. The engine has a lock of its own, but says only that it does not start.
// Released by the system when the process ends in any way.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace verbatim::store {

class FolderLock {
  public:
    FolderLock() = default;
    ~FolderLock() { release(); }
    FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FolderLock& operator=(FolderLock&& other) noexcept {
        release();
        descriptor_ = std::exchange(other.descriptor_, -1);
        return *this;
    }
    // conflict: another process, or another Store of this one, holds it.
    static Result<FolderLock> take(const std::string& folder);
    void release();

  private:
    int descriptor_ = -1;
};

}  // namespace verbatim::store
