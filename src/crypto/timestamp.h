// SPDX-License-Identifier: Apache-2.0
// Time-stamp requests and responses (RFC 3161), made and read offline by OpenSSL.
//
// Without trusted certificates only the form and the hash are checked: the time is then what the response states. With
// them the signature and the chain are checked as of that time, so that a certificate that has expired since does not
// spoil old evidence. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/hash.h"

namespace verbatim::crypto {

struct Timestamp {
    std::string time;      // "2026-11-23T20:26:44Z"
    bool trusted = false;  // signature and chain were checked
};

// A request in DER for a time stamp over `hash` (SHA-256) that asks for the certificates too. Without a nonce: the same
// hash gives the same bytes, and the response is known by the hash.
Result<std::string> timestamp_request(const Hash& hash);

// `trusted_pem`: certificates in PEM, or empty. Code::malformed for a response that is none or not granted,
// Code::integrity if it is over another hash or its signature or chain fails, Code::usage for unreadable certificates.
Result<Timestamp> check_timestamp(Bytes response, const Hash& hash, std::string_view trusted_pem);

}  // namespace verbatim::crypto
