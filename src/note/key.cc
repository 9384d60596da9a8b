// SPDX-License-Identifier: Apache-2.0
#include "note/key.h"

#include <algorithm>

#include "crypto/base64.h"
#include "crypto/random.h"
#include "crypto/sha256.h"
#include "note/internal/text.h"

namespace verbatim::note {
namespace {

constexpr uint8_t kEd25519 = 0x01;  // signature type
constexpr std::string_view kPrivatePrefix = "PRIVATE+KEY+";

uint32_t key_id(std::string_view name, Bytes type_and_key) {
    crypto::Sha256 hash;
    hash.update(as_bytes(name));
    hash.update(as_bytes("\n"));
    hash.update(type_and_key);
    return internal::big_endian_32(hash.finish().span());
}

std::string type_and_bytes(Bytes key) {
    std::string bytes(1, static_cast<char>(kEd25519));
    bytes += as_text(key);
    return bytes;
}

// name+8 hexadecimal digits+base64(type || 32 bytes); both forms of key text have it.
struct Parts {
    std::string name;
    uint32_t id = 0;
    std::string key;  // 32 bytes
};

Result<Parts> split(std::string_view text, std::string_view what) {
    const auto bad = [&](std::string_view reason) {
        return Error{Code::malformed, std::string(what) + ": " + std::string(reason), {"key", {}}, {}};
    };
    const size_t first = text.find('+');
    const size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos) {
        return bad("is not of the form name+hash+base64");
    }
    Parts parts;
    parts.name = text.substr(0, first);
    if (!is_key_name(parts.name)) {
        return bad("the name is empty or holds spaces or control characters");
    }
    const std::string_view id = text.substr(first + 1, second - first - 1);
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (id.size() != 8 || !std::ranges::all_of(id, is_digit)) {
        return bad("the key id is not eight lower-case hexadecimal digits");
    }
    VB_TRY_ASSIGN(const std::string id_bytes, from_hex(id));
    parts.id = internal::big_endian_32(as_bytes(id_bytes));
    const auto key = crypto::from_base64(text.substr(second + 1));
    if (!key) {
        return bad(key.error().what);
    }
    if (key->empty() || static_cast<uint8_t>(key->front()) != kEd25519) {
        return bad("the key is not an Ed25519 key (signature type 1)");
    }
    if (key->size() != 33) {
        return bad("the key is not 32 bytes long");
    }
    parts.key = key->substr(1);
    return parts;
}

std::string join(std::string_view name, uint32_t id, Bytes key) {
    return std::string(name) + "+" + to_hex(internal::big_endian_32(id)) + "+" +
           crypto::to_base64(as_bytes(type_and_bytes(key)));
}

}  // namespace

bool is_key_name(std::string_view name) {
    return !name.empty() && internal::is_plain_utf8(name) && name.find('+') == std::string_view::npos &&
           !internal::has_unicode_space(name);
}

Result<VerifierKey> VerifierKey::make(std::string_view name, const crypto::Ed25519PublicKey& key) {
    if (!is_key_name(name)) {
        return Error{Code::usage, "key name is empty or holds spaces, control characters or '+'", {"key", {}}, {}};
    }
    return VerifierKey{std::string(name), key_id(name, as_bytes(type_and_bytes(key))), key};
}

Result<VerifierKey> VerifierKey::parse(std::string_view text) {
    VB_TRY_ASSIGN(const Parts parts, split(text, "verifier key"));
    crypto::Ed25519PublicKey key;
    std::ranges::copy(as_bytes(parts.key), key.begin());
    VB_TRY_ASSIGN(VerifierKey result, make(parts.name, key));
    if (result.id != parts.id) {
        return Error{Code::malformed, "verifier key: the key id is not that of this name and key", {"key", {}}, {}};
    }
    return result;
}

std::string VerifierKey::to_string() const {
    return join(name, id, key);
}

Result<Signer> Signer::make(std::string_view name, crypto::Ed25519PrivateKey key) {
    VB_TRY_ASSIGN(VerifierKey verifier, VerifierKey::make(name, key.public_key()));
    return Signer(std::move(verifier), std::move(key));
}

Result<Signer> Signer::generate(std::string_view name) {
    VB_TRY_ASSIGN(auto key, crypto::Ed25519PrivateKey::generate());
    return make(name, std::move(key));
}

Result<Signer> Signer::parse(std::string_view private_text) {
    if (!private_text.starts_with(kPrivatePrefix)) {
        return Error{Code::malformed, "private key does not begin with PRIVATE+KEY+", {"key", {}}, {}};
    }
    VB_TRY_ASSIGN(Parts parts, split(private_text.substr(kPrivatePrefix.size()), "private key"));
    VB_TRY_ASSIGN(auto key, crypto::Ed25519PrivateKey::from_seed(as_bytes(parts.key)));
    crypto::wipe({reinterpret_cast<uint8_t*>(parts.key.data()), parts.key.size()});
    VB_TRY_ASSIGN(Signer signer, make(parts.name, std::move(key)));
    if (signer.verifier_.id != parts.id) {
        return Error{Code::malformed, "private key: the key id is not that of this name and key", {"key", {}}, {}};
    }
    return signer;
}

std::string Signer::private_text() const {
    return std::string(kPrivatePrefix) + join(verifier_.name, verifier_.id, key_.seed());
}

}  // namespace verbatim::note
