// SPDX-License-Identifier: Apache-2.0
// Any bytes as an authority, a withdrawal, a lock or its release: what is accepted is spelled in one way.
#include <cstdint>
#include <cstdlib>

#include "access/authorities.h"
#include "access/locks.h"

namespace {

template <class Statement>
void check(std::string_view text) {
    const auto read = Statement::parse(text);
    if (read && read->to_text() != text) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace verbatim::access;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check<Authority>(text);
    check<Withdrawal>(text);
    check<Lock>(text);
    check<Release>(text);
    (void)open_authority(text);
    (void)open_withdrawal(text);
    return 0;
}
