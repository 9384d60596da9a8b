// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>

#include "base/result.h"

namespace verbatim {

void assertion_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "verbatim: broken assumption at %s:%d: %s\n", file, line, expression);
    std::abort();
}

}  // namespace verbatim
