// SPDX-License-Identifier: Apache-2.0
// A witness in a folder of its own, a log, and requests over made-up trees.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "app/witness.h"
#include "merkle/frontier.h"
#include "merkle/proof.h"
#include "merkle/tree.h"
#include "note/checkpoint.h"
#include "note/witness_request.h"

namespace verbatim::app {

class WitnessSample : public testing::Test {
  protected:
    WitnessSample() : log_(*note::Signer::generate("example.org/case")) {
        std::string name = (std::filesystem::temp_directory_path() / "verbatim-witness-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        key_ = *Witness::create(folder_, "partner.example/witness");
    }
    ~WitnessSample() override { std::filesystem::remove_all(folder_); }

    const std::string& folder() const { return folder_; }
    const note::Signer& log() const { return log_; }
    const note::WitnessKey& key() const { return key_; }

    // From size to size of a log; of another history from leaf `differs` on.
    std::string request(uint64_t old_size, uint64_t size, uint64_t differs = UINT64_MAX,
                        const note::Signer* signer = nullptr) const {
        const note::Signer& log = signer == nullptr ? log_ : *signer;
        const std::vector<Hash> all = leaves(size, differs);
        note::WitnessRequest request;
        request.old_size = old_size;
        if (old_size != 0) {
            request.proof = *merkle::consistency_proof(old_size, size, [&](unsigned level, uint64_t index) {
                return Result<Hash>(root(std::span(all).subspan(index << level, size_t{1} << level)));
            });
        }
        request.checkpoint = *note::sign_checkpoint({log.verifier().name, size, root(all), {}}, log);
        return request.to_text();
    }
    static std::string with_old(const std::string& text, uint64_t old_size) {
        auto request = *note::WitnessRequest::parse(text);
        request.old_size = old_size;
        return request.to_text();
    }
    static std::string with_proof(const std::string& text, size_t more) {
        auto request = *note::WitnessRequest::parse(text);
        request.proof.resize(request.proof.size() + more);
        return request.to_text();
    }

  private:
    static std::vector<Hash> leaves(uint64_t size, uint64_t differs) {
        std::vector<Hash> out;
        for (uint64_t i = 0; i < size; ++i) {
            out.push_back(merkle::leaf_hash(as_bytes(std::to_string(i) + (i >= differs ? "x" : ""))));
        }
        return out;
    }
    static Hash root(std::span<const Hash> leaves) {
        merkle::Frontier frontier;
        for (const Hash& leaf : leaves) {
            frontier.append(leaf);
        }
        return frontier.root();
    }

    std::string folder_;
    note::Signer log_;
    note::WitnessKey key_;
};

}  // namespace verbatim::app
