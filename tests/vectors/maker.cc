// SPDX-License-Identifier: Apache-2.0
#include "maker.h"

#include <array>

#include "crypto/base64.h"
#include "merkle/proof.h"
#include "merkle/tree.h"
#include "note/checkpoint.h"
#include "verify/verify.h"

namespace verbatim::vectors {
namespace {

using record::Group;

std::vector<uint8_t> counting(uint8_t first) {
    std::vector<uint8_t> bytes;
    for (uint8_t i = 0; i < 32; ++i) {
        bytes.push_back(static_cast<uint8_t>(first + i));
    }
    return bytes;
}

record::SourceIdentity example_source() {
    record::SourceIdentity source;
    source.object = crypto::sha256(as_bytes("the bytes of chat.json"));
    source.parser = "telegram-json";
    source.parser_version = 1;
    source.container = {{crypto::sha256(as_bytes("the bytes of phone.zip")), "export/chat.json"}};
    source.settings = crypto::sha256(as_bytes("zone = \"Europe/Amsterdam\"\n"));
    return source;
}

record::Message example_message(size_t index) {
    static const std::array<std::string, ExampleLog::kSize> kTexts = {"Hallo",
                                                                      "the car is at the usual place",
                                                                      "Завтра в семь утра",
                                                                      "明天早上七点见面，不要迟到，带上所有的文件",
                                                                      "",
                                                                      "two  spaces\tand a tab\nand a line",
                                                                      "انت فين؟",
                                                                      "0123456789abcdef",
                                                                      "0123456789abcdefg",
                                                                      "👍🏽",
                                                                      "no\xc2\xa0"
                                                                      "break space",
                                                                      " leading and trailing ",
                                                                      "ok",
                                                                      "Meet at 7, bring the café keys",
                                                                      "a",
                                                                      "b",
                                                                      "c",
                                                                      "d",
                                                                      "e",
                                                                      "f",
                                                                      "last one"};
    record::Message m;
    m.locator = {index * 240, index * 240 + 239, {}, 0};
    m.platform = "telegram";
    m.account = "+31600000001";
    m.conversation_id = "chat-7";
    m.conversation_title = "Logistics";
    m.conversation_kind = record::ConversationKind::group;
    m.participants = {"user1", "user2", "user3"};
    m.sender = index % 2 == 0 ? "user1" : "user2";
    m.sender_name = index % 2 == 0 ? "Anna" : "Bård";
    m.direction = index % 2 == 0 ? record::Direction::outgoing : record::Direction::incoming;
    record::Time& sent = m.time(record::TimeKind::sent);
    sent.raw = "2020-04-01T12:34:56";
    sent.utc_ms = 1'585'737'296'000;
    sent.zone = "Europe/Amsterdam";
    sent.basis = record::ZoneBasis::configured;
    sent.precision = record::Precision::second;
    m.text = kTexts[index];
    m.native_id = "1013";
    if (index == ExampleLog::kEmpty) {
        m.kind = record::Kind::media;
        record::Attachment a;
        a.name = "photo.jpg";
        a.mime_stated = "image/jpeg";
        a.size_bytes = 12345;
        a.sha256 = crypto::sha256(as_bytes("the bytes of photo.jpg"));
        a.kind = "photo";
        m.attachments = {a, {}};
        m.attachments[1].name = "lost.mp4";
        m.reply_to = "1009";
        m.forwarded_from = "Someone";
        m.rest = {{"views", "3", record::FieldType::json}, {"views", "4", record::FieldType::json}};
        m.time(record::TimeKind::edited).utc_ms = -1;
    }
    return m;
}

// Hashes of perfect subtrees over `leaves`, computed when asked.
merkle::NodeReader nodes_over(const std::vector<Hash>& leaves) {
    return [&leaves](unsigned level, uint64_t index) -> Result<Hash> {
        const auto first = leaves.begin() + static_cast<std::ptrdiff_t>(index << level);
        std::vector<Hash> row(first, first + (std::ptrdiff_t{1} << level));
        for (; row.size() > 1; row.resize(row.size() / 2)) {
            merkle::node_hashes(row, std::span(row).first(row.size() / 2));
        }
        return row[0];
    };
}

Json hex_list(std::span<const Hash> hashes) {
    Json list = Json::array();
    for (const Hash& hash : hashes) {
        list.push_back(hash.hex());
    }
    return list;
}

Json groups_hex(const record::EncodedRecord& record) {
    Json groups = Json::array();
    for (size_t i = 1; i <= record::kGroups; ++i) {
        groups.push_back(to_hex(record.group(static_cast<Group>(i))));
    }
    return groups;
}

Json make_cbor() {
    const struct {
        const char* hex;
        bool accept;
        const char* why;
    } kCases[] = {{"00", true, "0"},
                  {"17", true, "23"},
                  {"1818", true, "24"},
                  {"1817", false, "23 in two bytes"},
                  {"190100", true, "256"},
                  {"1900ff", false, "255 in three bytes"},
                  {"1a0000ffff", false, "65535 in five bytes"},
                  {"1b00000000ffffffff", false, "2^32-1 in nine bytes"},
                  {"1bffffffffffffffff", true, "2^64-1"},
                  {"20", true, "-1"},
                  {"3817", false, "-24 in two bytes"},
                  {"40", true, "empty byte string"},
                  {"4401020304", true, "byte string"},
                  {"5801ff", false, "length of one in two bytes"},
                  {"60", true, "empty text"},
                  {"62c3bc", true, "text"},
                  {"61ff", false, "text that is not UTF-8"},
                  {"62c080", false, "overlong UTF-8"},
                  {"63eda080", false, "a surrogate in UTF-8"},
                  {"6261", false, "text cut short"},
                  {"80", true, "empty array"},
                  {"83010203", true, "array"},
                  {"820102ff", false, "bytes after the item"},
                  {"a0", true, "empty map"},
                  {"a201020304", true, "map with keys in order"},
                  {"a203040102", false, "map with keys out of order"},
                  {"a201020103", false, "map with a key twice"},
                  {"a201021818181803", false, "bytes after the map"},
                  {"9f01ff", false, "indefinite array"},
                  {"bf0102ff", false, "indefinite map"},
                  {"5f4101ff", false, "indefinite byte string"},
                  {"7f6161ff", false, "indefinite text"},
                  {"c000", false, "tag"},
                  {"f4", false, "false"},
                  {"f6", false, "null"},
                  {"f93c00", false, "floating point"},
                  {"1c", false, "reserved length"},
                  {"", false, "nothing"}};
    Json list = Json::array();
    for (const auto& item : kCases) {
        list.push_back({{"hex", item.hex}, {"accept", item.accept}, {"why", item.why}});
    }
    return list;
}

Json make_records(const ExampleLog& log) {
    Json list = Json::array();
    for (const size_t index : {ExampleLog::kShown, ExampleLog::kEmpty}) {
        list.push_back({{"groups", groups_hex(log.record(index))}});
    }
    return list;
}

Json make_commitments(ExampleLog& log) {
    Json list = Json::array();
    for (size_t index = 0; index < ExampleLog::kSize; ++index) {
        const record::Opening opening = log.open(index);
        Json salts = Json::array();
        for (const auto& salt : opening.salts) {
            salts.push_back(to_hex(salt));
        }
        Json chunks = Json::array();
        for (const auto& chunk : opening.chunks) {
            chunks.push_back({{"content", to_hex(as_bytes(chunk.text))},
                              {"salt", to_hex(chunk.salt)},
                              {"commitment", chunk.commitment.hex()}});
        }
        list.push_back({{"salt_key", to_hex(example_salt_key().bytes())},
                        {"sequence", index},
                        {"groups", groups_hex(log.record(index))},
                        {"salts", salts},
                        {"chunks", chunks},
                        {"commitments", hex_list(opening.commitments)},
                        {"commitment", opening.commitment.hex()},
                        {"leaf", merkle::leaf_hash(opening.commitment.span()).hex()}});
    }
    return list;
}

Json make_merkle() {
    std::vector<Hash> leaves;
    for (size_t i = 0; i < 13; ++i) {
        leaves.push_back(merkle::leaf_hash(as_bytes(std::to_string(i))));
    }
    const merkle::NodeReader nodes = nodes_over(leaves);
    Json inclusion = Json::array();
    const auto add = [&](std::string name, uint64_t index, uint64_t size, const Hash& leaf, std::vector<Hash> proof,
                         const Hash& root) {
        const bool accept = merkle::verify_inclusion(index, size, leaf, proof, root).ok();
        inclusion.push_back({{"name", std::move(name)},
                             {"index", index},
                             {"size", size},
                             {"leaf", leaf.hex()},
                             {"proof", hex_list(proof)},
                             {"root", root.hex()},
                             {"accept", accept}});
    };
    for (uint64_t size = 1; size <= 13; ++size) {
        const Hash root = *merkle::range_root(0, size, nodes);
        for (uint64_t index = 0; index<size; index += size> 5 ? 3 : 1) {
            const auto proof = *merkle::inclusion_proof(index, size, nodes);
            add("good", index, size, leaves[index], proof, root);
            add("index beyond the tree", size, size, leaves[index], proof, root);
            add("another leaf", index, size, root == leaves[0] ? merkle::empty_root() : leaves[(index + 1) % size],
                proof, root);
            add("empty root", index, size, leaves[index], proof, merkle::empty_root());
            if (!proof.empty()) {
                auto changed = proof;
                changed.back().bytes[7] ^= 0x10;
                add("changed hash", index, size, leaves[index], changed, root);
                changed = proof;
                changed.pop_back();
                add("one hash less", index, size, leaves[index], changed, root);
            }
            auto longer = proof;
            longer.push_back(root);
            add("one hash more", index, size, leaves[index], longer, root);
        }
    }
    return inclusion;
}

Json make_notes(const ExampleLog& log) {
    const std::string good = log.checkpoint();
    const std::string key = log.signer().verifier().to_string();
    const auto other = *note::Signer::make("example.org/case-95", *crypto::Ed25519PrivateKey::from_seed(counting(99)));
    Json list = Json::array();
    const auto add = [&](const char* name, std::string note, const std::string& with_key) {
        const note::VerifierKey keys[] = {*note::VerifierKey::parse(with_key)};
        const bool accept = note::open_checkpoint(note, "", keys).ok();
        list.push_back({{"name", name}, {"note", std::move(note)}, {"key", with_key}, {"accept", accept}});
    };
    add("good", good, key);
    add("another key of the same name", good, other.verifier().to_string());
    add("witness signature as well", good + "\xe2\x80\x94 witness.example AAAAAQI=\n", key);
    add("no newline at the end", good.substr(0, good.size() - 1), key);
    add("empty line at the end", good + "\n", key);
    add("no empty line", std::string(good).erase(good.find("\n\n"), 1), key);
    add("extension line that was not signed", std::string(good).insert(good.find("\n\n") + 1, "more\n"), key);
    add("size with a leading zero", std::string(good).insert(good.find('\n') + 1, "0"), key);
    add("size with a plus", std::string(good).insert(good.find('\n') + 1, "+"), key);
    add("hyphen for the dash", std::string(good).replace(good.find("\xe2\x80\x94"), 3, "-"), key);
    add("control character", std::string(good).insert(3, "\x01"), key);
    add("carriage returns", std::string(good).insert(good.find('\n'), "\r"), key);
    return list;
}

}  // namespace

crypto::SaltKey example_salt_key() {
    return *crypto::SaltKey::from_bytes(counting(0x40));
}

ExampleLog::ExampleLog()
    : signer_(*note::Signer::make("example.org/case-95", *crypto::Ed25519PrivateKey::from_seed(counting(0)))),
      committer_(example_salt_key()) {
    for (size_t i = 0; i < kSize; ++i) {
        record::encode(example_message(i), example_source(), records_.emplace_back());
        leaves_.push_back(merkle::leaf_hash(committer_.commit(i, records_.back()).span()));
    }
}

record::Opening ExampleLog::open(size_t index) {
    return committer_.open(index, records_[index]);
}

std::string ExampleLog::checkpoint() const {
    const Hash root = *merkle::range_root(0, kSize, nodes_over(leaves_));
    return *note::sign_checkpoint({signer_.verifier().name, kSize, root, {}}, signer_);
}

verify::Proof ExampleLog::proof(size_t index) {
    note::TlogProof inclusion;
    inclusion.index = index;
    inclusion.hashes = *merkle::inclusion_proof(index, kSize, nodes_over(leaves_));
    inclusion.checkpoint = checkpoint();
    const note::VerifierKey keys[] = {signer_.verifier()};
    return verify::make_proof(index, records_[index], open(index), std::move(inclusion), keys);
}

std::map<std::string, std::string> make_all() {
    ExampleLog log;
    std::map<std::string, std::string> files;
    const auto add_json = [&files](const char* name, const Json& json) { files[name] = json.dump(1) + "\n"; };
    add_json("cbor/items.json", make_cbor());
    add_json("record/records.json", make_records(log));
    add_json("commitment/commitments.json", make_commitments(log));
    add_json("merkle/inclusion.json", make_merkle());
    add_json("note/checkpoints.json", make_notes(log));

    std::map<std::string, verify::Proof> proofs;
    proofs["full"] = log.proof(ExampleLog::kShown);
    proofs["no-text"] = log.proof(ExampleLog::kEmpty);
    proofs["redacted"] = proofs["full"];
    verify::withhold(proofs["redacted"], Group::account);
    verify::withhold(proofs["redacted"], Group::sender);
    verify::withhold_chunk(proofs["redacted"], 2);
    verify::withhold_chunk(proofs["redacted"], 5);
    proofs["text-withheld"] = proofs["full"];
    verify::withhold(proofs["text-withheld"], Group::text);
    proofs["no-key"] = proofs["full"];
    proofs["no-key"].claimed_keys.clear();

    const std::string key = log.signer().verifier().to_string();
    const auto other = *note::Signer::make("example.org/case-95", *crypto::Ed25519PrivateKey::from_seed(counting(99)));
    const auto renamed = *note::Signer::make("example.org/other", *crypto::Ed25519PrivateKey::from_seed(counting(0)));
    Json cases = Json::array();
    const auto add = [&](const std::string& name, const std::string& base, const Edit& edit,
                         const std::string& trusted) {
        const std::string original = files["proof/" + base + ".proof"];
        std::string text = original;
        text.replace(edit.offset, std::min(edit.remove, text.size() - edit.offset), edit.insert);
        const auto report = verify::verify_proof(text, {trusted});
        Json item = {{"name", name}, {"base", base + ".proof"}};
        if (text != original) {
            item["offset"] = edit.offset;
            item["remove"] = std::min(edit.remove, original.size() - edit.offset);
            item["insert"] = edit.insert;
        }
        item["key"] = trusted;
        item["want"] = report->proved ? "proved" : "not proved";
        item["field"] = report->failed_field;
        cases.push_back(std::move(item));
    };
    for (const auto& [name, proof] : proofs) {
        files["proof/" + name + ".proof"] = proof.to_string();
        add(name + ", key taken from the file", name, {}, "");
        add(name + ", key given", name, {}, key);
        add(name + ", another key given", name, {}, other.verifier().to_string());
        add(name + ", the same key under another name given", name, {}, renamed.verifier().to_string());
    }
    for (const Edit& edit : tampering(files["proof/full.proof"])) {
        add("full, " + edit.name, "full", edit, "");
    }
    for (const Edit& edit : tampering(files["proof/redacted.proof"])) {
        if (edit.name != "deleted claimed-key") {  // a claim is not needed by who has the key
            add("redacted, key given, " + edit.name, "redacted", edit, key);
        }
    }
    add_json("proof/cases.json", cases);
    return files;
}

}  // namespace verbatim::vectors
