// SPDX-License-Identifier: Apache-2.0
#include "crypto/salts.h"

#include <openssl/evp.h>

#include <algorithm>

#include "crypto/random.h"

namespace verbatim::crypto {
namespace {

constexpr uint8_t kWholeGroups[] = {1, 2, 3, 4, 5, 7, 8};
constexpr uint8_t kTextGroup = 6;

void put_sequence(uint64_t sequence, Salt& block) {
    for (size_t i = 0; i < 8; ++i) {
        block[i] = static_cast<uint8_t>(sequence >> (56 - 8 * i));
    }
}

void put_chunk(uint32_t chunk, Salt& block) {
    for (size_t i = 0; i < 4; ++i) {
        block[12 + i] = static_cast<uint8_t>(chunk >> (24 - 8 * i));
    }
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

std::span<const Salt> SaltMaker::make(uint64_t sequence, uint32_t chunks) {
    constexpr size_t kWhole = std::size(kWholeGroups);
    const size_t count = kWhole + chunks;
    for (size_t i = blocks_.size(); i < count; ++i) {
        Salt block{};
        block[8] = i < kWhole ? kWholeGroups[i] : kTextGroup;
        put_chunk(i < kWhole ? 0 : static_cast<uint32_t>(i - kWhole), block);
        blocks_.push_back(block);
    }
    for (size_t i = 0; i < count; ++i) {
        put_sequence(sequence, blocks_[i]);
    }
    return encrypt({blocks_.data(), count});
}

std::span<const Salt> SaltMaker::make_chunks(uint64_t sequence, uint32_t first, uint32_t count) {
    slice_.assign(count, Salt{});
    for (uint32_t i = 0; i < count; ++i) {
        put_sequence(sequence, slice_[i]);
        slice_[i][8] = kTextGroup;
        put_chunk(first + i, slice_[i]);
    }
    return encrypt(slice_);
}

std::span<const Salt> SaltMaker::encrypt(std::span<const Salt> blocks) {
    if (salts_.size() < blocks.size()) {
        salts_.resize(blocks.size());
    }
    const size_t size = blocks.size_bytes();
    VB_ASSERT(size <= size_t{1} << 30);  // OpenSSL counts in int
    if (size != 0) {
        int written = 0;
        VB_ASSERT(EVP_EncryptUpdate(cipher_->context, salts_.data()->data(), &written, blocks.data()->data(),
                                    static_cast<int>(size)) == 1);
        VB_ASSERT(static_cast<size_t>(written) == size);
    }
    return {salts_.data(), blocks.size()};
}

}  // namespace verbatim::crypto
