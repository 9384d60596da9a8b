// SPDX-License-Identifier: Apache-2.0
// Witness: a partner that cosigns the checkpoints of others' case logs, each only if it contradicts none it signed.
//
//   VB_TRY_ASSIGN(auto key, Witness::create(folder, "partner.example/witness"));
//   VB_TRY_ASSIGN(auto witness, Witness::open(folder));
//   VB_TRY(witness->trust(log_verifier_key));
//   VB_TRY_ASSIGN(std::string lines, witness->cosign(request, seconds_since_1970));
//
// The folder holds the key (0600) and, for each log, its verifier key, and size and root of the last checkpoint that
// was signed; that state is durable before a cosignature leaves. It needs no case and sees no evidence: hashes alone.
// The rules are those of c2sp.org/tlog-witness, add-checkpoint. One process at a time (a lock), one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "io/file.h"
#include "note/cosignature.h"
#include "note/key.h"

namespace verbatim::app {

// Why a witness does not sign.
enum class Refusal : uint8_t {
    malformed,        // not a request
    unknown_log,      // of a log that is not trusted
    false_signature,  // not signed by the log
    other_size,       // begins at another size than the last one signed
    other_root,       // of the size that was signed last, and not the same tree
    inconsistent,     // the consistency proof does not verify
};

struct WitnessVerdict {
    std::string lines;               // the signature line, if there is no refusal
    std::optional<Refusal> refusal;  // `error` says it in words
    Error error;
    uint64_t signed_size = 0;  // of the log, before this request; 0: none
};

class Witness {
  public:
    // conflict if the folder holds a witness already.
    static Result<note::WitnessKey> create(const std::string& folder, const std::string& name);
    static Result<std::unique_ptr<Witness>> open(const std::string& folder);

    const note::WitnessKey& key() const { return key_; }
    // From now on checkpoints of this log are cosigned. conflict: another key of the same origin is trusted.
    Result<void> trust(const note::VerifierKey& log);
    // An error means that the witness itself is not in order.
    Result<WitnessVerdict> judge(std::string_view request, uint64_t time);
    // The signature line; a refusal is an error: denied, a log that is not trusted; conflict, another size than the
    // last one signed, which it names; integrity, a signature or the consistency proof does not verify.
    Result<std::string> cosign(std::string_view request, uint64_t time);

  private:
    Witness(std::string folder, io::Descriptor lock, note::Signer signer, note::WitnessKey key)
        : folder_(std::move(folder)), lock_(std::move(lock)), signer_(std::move(signer)), key_(std::move(key)) {}
    std::string log_folder(std::string_view origin) const;

    std::string folder_;
    io::Descriptor lock_;
    note::Signer signer_;
    note::WitnessKey key_;
};

}  // namespace verbatim::app
