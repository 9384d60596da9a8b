// SPDX-License-Identifier: Apache-2.0
// The committed vectors: still what the maker makes, and each with the verdict that it states. The second verifier runs
// over the same files in tests/verifier.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "crypto/base64.h"
#include "maker.h"
#include "merkle/tree.h"
#include "note/checkpoint.h"
#include "record/cbor.h"
#include "verify/verify.h"

namespace verbatim::vectors {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(VERBATIM_SOURCE_DIR) / "testdata/vectors";

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Json load(const char* name) {
    return Json::parse(read(kFolder / name));
}

std::string bytes(const Json& hex) {
    return *from_hex(hex.get<std::string>());
}
Hash hash(const Json& hex) {
    return *Hash::from_hex(hex.get<std::string>());
}
crypto::Salt salt(const Json& hex) {
    crypto::Salt out{};
    const std::string raw = bytes(hex);
    std::copy(raw.begin(), raw.end(), out.begin());
    return out;
}

TEST(Vectors, AreWhatTheMakerMakes) {
    std::set<std::string> made;
    for (const auto& [name, content] : make_all()) {
        EXPECT_EQ(read(kFolder / name), content) << name << ": run vectorgen and review the difference";
        made.insert(name);
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kFolder)) {
        const std::string name = entry.path().lexically_relative(kFolder).generic_string();
        if (name.starts_with("bundle/")) {
            continue;  // of another maker: tests/verifier/bundle_test.py compares them
        }
        EXPECT_TRUE(!entry.is_regular_file() || entry.path().extension() == ".md" || made.contains(name)) << name;
    }
}

TEST(Vectors, Cbor) {
    size_t count = 0;
    for (const Json& item : load("cbor/items.json")) {
        const std::string raw = bytes(item["hex"]);
        record::CborReader reader(as_bytes(raw));
        EXPECT_EQ(reader.skip().ok() && reader.at_end(), item["accept"].get<bool>()) << item["why"];
        ++count;
    }
    EXPECT_EQ(count, 38u);
}

TEST(Vectors, Records) {
    for (const Json& item : load("record/records.json")) {
        record::EncodedRecord record;
        for (const Json& group : item["groups"]) {
            const std::string raw = bytes(group);
            record.buffer().insert(record.buffer().end(), raw.begin(), raw.end());
            record.end_group();
        }
        const auto owned = record::decode(record);
        ASSERT_TRUE(owned) << owned.error().to_string();
        record::EncodedRecord again;
        record::encode(owned->message(), owned->source(), again);
        EXPECT_EQ(as_text(again.bytes()), as_text(record.bytes()));
    }
}

TEST(Vectors, Commitments) {
    size_t count = 0;
    for (const Json& item : load("commitment/commitments.json")) {
        record::EncodedRecord record;
        for (const Json& group : item["groups"]) {
            const std::string raw = bytes(group);
            record.buffer().insert(record.buffer().end(), raw.begin(), raw.end());
            record.end_group();
        }
        const std::string key = bytes(item["salt_key"]);
        record::Committer committer(*crypto::SaltKey::from_bytes(as_bytes(key)));
        EXPECT_EQ(committer.commit(item["sequence"].get<uint64_t>(), record), hash(item["commitment"]));
        std::array<Hash, record::kGroups> groups;
        for (size_t i = 0; i < record::kGroups; ++i) {
            const auto which = static_cast<record::Group>(i + 1);
            groups[i] = hash(item["commitments"][i]);
            if (which != record::Group::text) {
                EXPECT_EQ(record::group_commitment(which, salt(item["salts"][i]), record.group(which)), groups[i]);
            }
        }
        std::vector<Hash> chunks;
        for (const Json& chunk : item["chunks"]) {
            chunks.push_back(record::chunk_commitment(salt(chunk["salt"]), bytes(chunk["content"])));
            EXPECT_EQ(chunks.back(), hash(chunk["commitment"]));
        }
        EXPECT_EQ(record::text_commitment(chunks), groups[5]);
        EXPECT_EQ(record::record_commitment(groups), hash(item["commitment"]));
        EXPECT_EQ(merkle::leaf_hash(hash(item["commitment"]).span()), hash(item["leaf"]));
        ++count;
    }
    EXPECT_EQ(count, ExampleLog::kSize);
}

TEST(Vectors, Merkle) {
    size_t accepted = 0;
    size_t refused = 0;
    for (const Json& item : load("merkle/inclusion.json")) {
        std::vector<Hash> proof;
        for (const Json& one : item["proof"]) {
            proof.push_back(hash(one));
        }
        const bool ok =
            merkle::verify_inclusion(item["index"], item["size"], hash(item["leaf"]), proof, hash(item["root"])).ok();
        EXPECT_EQ(ok, item["accept"].get<bool>());
        EXPECT_EQ(ok, item["name"] == "good") << item.dump();
        ++(ok ? accepted : refused);
    }
    EXPECT_GT(accepted, 20u);
    EXPECT_GT(refused, 100u);
}

TEST(Vectors, Notes) {
    for (const Json& item : load("note/checkpoints.json")) {
        const note::VerifierKey keys[] = {*note::VerifierKey::parse(item["key"].get<std::string>())};
        EXPECT_EQ(note::open_checkpoint(item["note"].get<std::string>(), "", keys).ok(), item["accept"].get<bool>());
        EXPECT_EQ(item["accept"].get<bool>(), item["name"] == "good" || item["name"] == "witness signature as well")
            << item["name"];
    }
}

TEST(Vectors, ProofsAndEveryWayToSpoilThem) {
    size_t proved = 0;
    size_t refused = 0;
    for (const Json& item : load("proof/cases.json")) {
        std::string text = read(kFolder / "proof" / item["base"].get<std::string>());
        if (item.contains("offset")) {
            text.replace(item["offset"], item["remove"], item["insert"].get<std::string>());
        }
        const auto report = verify::verify_proof(text, {item["key"].get<std::string>()});
        ASSERT_TRUE(report);
        EXPECT_EQ(report->proved ? "proved" : "not proved", item["want"].get<std::string>()) << item["name"];
        EXPECT_EQ(report->failed_field, item["field"].get<std::string>()) << item["name"];
        if (item.contains("offset")) {
            EXPECT_FALSE(report->proved) << item["name"] << ": a changed proof must never be accepted";
            EXPECT_FALSE(report->failed_field.empty()) << item["name"];
            EXPECT_TRUE(report->fields.empty()) << "nothing of an unproved record is shown as proved";
        }
        ++(report->proved ? proved : refused);
    }
    EXPECT_EQ(proved, 9u);
    EXPECT_GT(refused, 300u);
}

// What is withheld must not be in the file, in any spelling.
TEST(Vectors, WithheldContentIsNotInTheFile) {
    ExampleLog log;
    const std::string redacted = read(kFolder / "proof/redacted.proof");
    const record::Opening opening = log.open(ExampleLog::kShown);
    for (const record::Group group : {record::Group::account, record::Group::sender}) {
        const auto index = static_cast<size_t>(group) - 1;
        EXPECT_EQ(redacted.find(crypto::to_base64(log.record(ExampleLog::kShown).group(group))), std::string::npos);
        EXPECT_EQ(redacted.find(crypto::to_base64(opening.salts[index])), std::string::npos);
    }
    for (const size_t chunk : {2u, 5u}) {
        EXPECT_EQ(redacted.find(crypto::to_base64(opening.chunks[chunk].salt)), std::string::npos);
    }
}

TEST(Vectors, TheExampleInTheSpecificationIsTheVector) {
    const std::string document = read(std::filesystem::path(VERBATIM_SOURCE_DIR) / "docs/proofs.md");
    EXPECT_NE(document.find(read(kFolder / "proof/full.proof")), std::string::npos);
}

}  // namespace
}  // namespace verbatim::vectors
