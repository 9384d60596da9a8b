// SPDX-License-Identifier: Apache-2.0
#include "crypto/salts.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

#include "crypto/internal/big_endian.h"
#include "crypto/random.h"

namespace verbatim::crypto {
namespace {

constexpr uint8_t kWholeGroups[] = {1, 2, 3, 4, 5, 7, 8};
constexpr uint8_t kTextGroup = 6;
constexpr uint8_t kEntry = 0x22;

void put_block(uint64_t sequence, uint8_t group, uint32_t chunk, Salt& block) {
    internal::put_big_endian(sequence, block.data());
    internal::put_big_endian(uint64_t{group} << 56 | chunk, block.data() + 8);
}

}  // namespace

Result<SaltKey> SaltKey::generate() {
    SaltKey key;
    VB_TRY(fill_random(key.key_));
    return key;
}

Result<SaltKey> SaltKey::from_bytes(Bytes bytes) {
    if (bytes.size() != kSize) {
        return Error{Code::usage, "a salt key is 32 bytes, not " + std::to_string(bytes.size()), {}, {}};
    }
    SaltKey key;
    std::copy(bytes.begin(), bytes.end(), key.key_.begin());
    return key;
}

SaltKey::~SaltKey() {
    wipe(key_);
}

Salt salt_of(const SaltKey& key, Bytes message) {
    std::array<uint8_t, Hash::kSize> code{};
    VB_ASSERT(HMAC(EVP_sha256(), key.bytes().data(), static_cast<int>(key.bytes().size()), message.data(),
                   message.size(), code.data(), nullptr) != nullptr);
    Salt salt{};
    std::copy_n(code.begin(), salt.size(), salt.begin());
    return salt;
}

struct SaltMaker::Cipher {
    EVP_CIPHER_CTX* context = nullptr;
    ~Cipher() { EVP_CIPHER_CTX_free(context); }  // wipes the key schedule
};

SaltMaker::SaltMaker(const SaltKey& key) : cipher_(std::make_unique<Cipher>()) {
    cipher_->context = EVP_CIPHER_CTX_new();
    VB_ASSERT(cipher_->context != nullptr);
    VB_ASSERT(EVP_EncryptInit_ex(cipher_->context, EVP_aes_256_ecb(), nullptr, key.bytes().data(), nullptr) == 1);
    EVP_CIPHER_CTX_set_padding(cipher_->context, 0);
}

SaltMaker::SaltMaker(SaltMaker&&) noexcept = default;
SaltMaker& SaltMaker::operator=(SaltMaker&&) noexcept = default;
SaltMaker::~SaltMaker() = default;

std::span<const Salt> SaltMaker::make(std::span<const Record> records) {
    size_t count = 0;
    for (const Record& record : records) {
        count += std::size(kWholeGroups) + record.chunks;
    }
    Salt* block = room(count);
    for (const Record& record : records) {
        for (const uint8_t group : kWholeGroups) {
            put_block(record.sequence, group, 0, *block++);
        }
        for (uint32_t chunk = 0; chunk < record.chunks; ++chunk) {
            put_block(record.sequence, kTextGroup, chunk, *block++);
        }
    }
    return encrypt(count);
}

std::span<const Salt> SaltMaker::make(uint64_t sequence, uint32_t chunks) {
    const Record record{sequence, chunks};
    return make({&record, 1});
}

std::span<const Salt> SaltMaker::make_chunks(uint64_t sequence, uint32_t first, uint32_t count) {
    Salt* block = room(count);
    for (uint32_t i = 0; i < count; ++i) {
        put_block(sequence, kTextGroup, first + i, *block++);
    }
    return encrypt(count);
}

std::span<const Salt> SaltMaker::make_entries(std::span<const uint64_t> sequences) {
    Salt* block = room(sequences.size());
    for (const uint64_t sequence : sequences) {
        put_block(sequence, kEntry, 0, *block++);
    }
    return encrypt(sequences.size());
}

Salt* SaltMaker::room(size_t count) {
    if (salts_.size() < count) {
        salts_.resize(count);
    }
    return salts_.data();
}

std::span<const Salt> SaltMaker::encrypt(size_t count) {
    const size_t size = count * sizeof(Salt);
    VB_ASSERT(size <= size_t{1} << 30);  // OpenSSL counts in int
    if (size != 0) {
        uint8_t* bytes = salts_.data()->data();
        int written = 0;
        VB_ASSERT(EVP_EncryptUpdate(cipher_->context, bytes, &written, bytes, static_cast<int>(size)) == 1);
        VB_ASSERT(static_cast<size_t>(written) == size);
    }
    return {salts_.data(), count};
}

}  // namespace verbatim::crypto
