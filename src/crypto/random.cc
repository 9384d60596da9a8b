// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.h"

#include <openssl/crypto.h>
#include <sys/random.h>

#include <cerrno>

namespace verbatim::crypto {

Result<void> fill_random(std::span<uint8_t> out) {
    while (!out.empty()) {
        const ssize_t got = getrandom(out.data(), out.size(), 0);
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return io_error("read random bytes", "", errno);
        }
        out = out.subspan(static_cast<size_t>(got));
    }
    return {};
}

bool constant_time_equal(Bytes a, Bytes b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(std::span<uint8_t> secret) {
    OPENSSL_cleanse(secret.data(), secret.size());
}

}  // namespace verbatim::crypto
