// SPDX-License-Identifier: Apache-2.0
// RowSpool: rows of texts that wait in a nameless file until they are wanted in the order they came. One thread.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "base/result.h"
#include "io/file.h"

namespace verbatim::disclose {

class RowSpool {
  public:
    static Result<RowSpool> create(const std::string& folder, size_t columns);
    Result<void> add(std::span<const std::string> row);
    uint64_t rows() const { return rows_; }
    Result<void> each(const std::function<Result<void>(std::span<const std::string>)>& each);

  private:
    RowSpool() = default;
    Result<void> flush();

    io::Descriptor fd_;
    size_t columns_ = 0;
    uint64_t rows_ = 0;
    std::string buffer_;
};

}  // namespace verbatim::disclose
