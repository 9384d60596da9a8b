// SPDX-License-Identifier: Apache-2.0
// case.toml and keys/: what identifies a case.
#pragma once

#include <string>

#include "app/case.h"
#include "crypto/salts.h"
#include "note/key.h"

namespace verbatim::app {

struct Keys {
    crypto::SaltKey salt;
    note::Signer signer;
};

Result<crypto::SaltKey> read_salt_key(const std::string& path);
Result<Keys> make_keys(const std::string& folder, const NewCase& options, const std::string& origin);
Result<Keys> read_keys(const std::string& folder);

Result<void> write_case_file(const std::string& folder, const CaseInfo& info);
Result<CaseInfo> read_case_file(const std::string& folder);

}  // namespace verbatim::app
