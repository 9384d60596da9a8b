// SPDX-License-Identifier: Apache-2.0
// Makes the files of testdata/vectors: the same bytes every time, from fixed keys.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "note/key.h"
#include "record/commitment.h"
#include "verify/proof_file.h"

namespace verbatim::vectors {

using Json = nlohmann::ordered_json;

// Relative path -> content.
std::map<std::string, std::string> make_all();

// A log of 21 records under fixed keys, in memory.
class ExampleLog {
  public:
    static constexpr size_t kSize = 21;
    static constexpr size_t kShown = 13;  // the record of the worked example
    static constexpr size_t kEmpty = 4;   // a record without text

    ExampleLog();
    const note::Signer& signer() const { return signer_; }
    const record::EncodedRecord& record(size_t index) const { return records_[index]; }
    record::Opening open(size_t index);
    verify::Proof proof(size_t index);
    std::string checkpoint() const;

  private:
    note::Signer signer_;
    record::Committer committer_;
    std::vector<record::EncodedRecord> records_;
    std::vector<Hash> leaves_;
};

crypto::SaltKey example_salt_key();

// Ways to spoil a proof: a piece of the text replaced by another.
struct Edit {
    std::string name;
    size_t offset = 0;
    size_t remove = 0;
    std::string insert;
};
std::vector<Edit> tampering(const std::string& proof);

}  // namespace verbatim::vectors
