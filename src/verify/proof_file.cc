// SPDX-License-Identifier: Apache-2.0
#include "verify/proof_file.h"

#include <algorithm>

#include "crypto/base64.h"
#include "note/lines.h"

namespace verbatim::verify {
namespace {

using record::Group;

constexpr size_t kClaimedKeysMax = 16;

// --- writing

std::string part_line(std::string_view name, size_t number, const Part& part) {
    std::string line =
        std::string(name) + " " + std::to_string(number) + " " + crypto::to_base64(part.commitment.span());
    if (!part.shown) {
        return line + " withheld\n";
    }
    return line + " shown " + crypto::to_base64(part.shown->salt) + " " +
           crypto::to_base64(as_bytes(part.shown->bytes)) + "\n";
}

// --- reading

// The words of a line between single spaces.
std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> out;
    while (true) {
        const size_t space = line.find(' ');
        out.push_back(line.substr(0, space));
        if (space == std::string_view::npos) {
            return out;
        }
        line.remove_prefix(space + 1);
    }
}

class Parser {
  public:
    explicit Parser(std::string_view bytes) : rest_(bytes) {}
    Result<Proof> run();

  private:
    Result<std::string_view> line(const std::string& field);
    Result<std::string_view> value(const std::string& field, std::string_view name);
    Result<uint64_t> number(const std::string& name);
    Result<Hash> hash(const std::string& field, std::string_view text) const;
    Result<Part> part(const std::string& field, std::span<const std::string_view> after_hash) const;
    Result<void> group(size_t index, Proof& proof);
    Result<void> chunks(size_t count, Proof& proof);
    Result<void> keys(Proof& proof);
    Error malformed(const std::string& field, std::string what) const {
        return {Code::malformed, std::move(what), {field, line_number_}, {}};
    }

    std::string_view rest_;
    uint64_t line_number_ = 0;
};

Result<std::string_view> Parser::line(const std::string& field) {
    const auto next = note::take_line(rest_);
    ++line_number_;
    if (!next) {
        return malformed(field, "the file ends before this line, or in the middle of it");
    }
    return *next;
}

Result<std::string_view> Parser::value(const std::string& field, std::string_view name) {
    VB_TRY_ASSIGN(const std::string_view text, line(field));
    if (!text.starts_with(name) || text.size() <= name.size() || text[name.size()] != ' ') {
        return malformed(field, "line does not begin with `" + std::string(name) + " `");
    }
    return text.substr(name.size() + 1);
}

Result<uint64_t> Parser::number(const std::string& name) {
    VB_TRY_ASSIGN(const std::string_view text, value(name, name));
    const auto parsed = note::decimal(text);
    if (!parsed) {
        return malformed(name, "not a decimal number without leading zeros");
    }
    return *parsed;
}

Result<Hash> Parser::hash(const std::string& field, std::string_view text) const {
    const auto parsed = crypto::hash_from_base64(text);
    if (!parsed) {
        return malformed(field, "commitment: " + parsed.error().what);
    }
    return *parsed;
}

Result<Part> Parser::part(const std::string& field, std::span<const std::string_view> words_from_hash) const {
    Part part;
    VB_TRY_ASSIGN(part.commitment, hash(field, words_from_hash[0]));
    const auto rest = words_from_hash.subspan(1);
    if (rest.size() == 1 && rest[0] == "withheld") {
        return part;
    }
    if (rest.size() != 3 || rest[0] != "shown") {
        return malformed(field, "line is neither `withheld` nor `shown` with a salt and content");
    }
    const auto salt = crypto::from_base64(rest[1]);
    if (!salt || salt->size() != std::tuple_size_v<crypto::Salt>) {
        return malformed(field, "salt is not 16 bytes in base64");
    }
    auto bytes = crypto::from_base64(rest[2]);
    if (!bytes || bytes->empty()) {
        return malformed(field, "content is not base64: " + (bytes ? std::string("empty") : bytes.error().what));
    }
    part.shown.emplace();
    std::ranges::copy(as_bytes(*salt), part.shown->salt.begin());
    part.shown->bytes = std::move(*bytes);
    return part;
}

Result<void> Parser::group(size_t number, Proof& proof) {
    const std::string field = "group " + std::to_string(number);
    VB_TRY_ASSIGN(const std::string_view text, value(field, field));
    const auto parts = words(text);
    Part& target = proof.groups[number - 1];
    if (static_cast<Group>(number) != Group::text) {
        VB_TRY_ASSIGN(target, part(field, parts));
        return {};
    }
    VB_TRY_ASSIGN(target.commitment, hash(field, parts[0]));
    if (parts.size() == 2 && parts[1] == "withheld") {
        proof.text_withheld = true;
        return {};
    }
    const auto count = parts.size() == 3 && parts[1] == "chunks" ? note::decimal(parts[2]) : std::nullopt;
    if (!count) {
        return malformed(field, "line is neither `withheld` nor `chunks` with their number");
    }
    return chunks(*count, proof);
}

Result<void> Parser::chunks(size_t count, Proof& proof) {
    for (size_t i = 0; i < count; ++i) {
        const std::string field = "chunk " + std::to_string(i);
        VB_TRY_ASSIGN(const std::string_view text, value(field, field));
        VB_TRY_ASSIGN(Part chunk, part(field, words(text)));
        proof.chunks.push_back(std::move(chunk));
    }
    return {};
}

// `claimed-key` lines up to the empty line.
Result<void> Parser::keys(Proof& proof) {
    constexpr std::string_view kName = "claimed-key ";
    const std::string field = "claimed-key";
    while (true) {
        VB_TRY_ASSIGN(const std::string_view text, line(field));
        if (text.empty()) {
            return {};
        }
        if (!text.starts_with(kName)) {
            return malformed(field, "line is neither a claimed key nor the empty line before the log's proof");
        }
        if (proof.claimed_keys.size() == kClaimedKeysMax) {
            return malformed(field, "more than " + std::to_string(kClaimedKeysMax) + " keys");
        }
        const auto key = note::VerifierKey::parse(text.substr(kName.size()));
        if (!key) {
            return malformed(field, key.error().what);
        }
        proof.claimed_keys.push_back(key->to_string());
        if (std::ranges::count(proof.claimed_keys, proof.claimed_keys.back()) > 1) {
            return malformed(field, "the same key twice");
        }
    }
}

Result<Proof> Parser::run() {
    Proof proof;
    VB_TRY_ASSIGN(const std::string_view header, line("header"));
    if (header != kProofHeader) {
        return malformed("header", "first line is not `" + std::string(kProofHeader) + "`");
    }
    VB_TRY_ASSIGN(const uint64_t version, number("record-version"));
    if (version != record::kRecordVersion) {
        return Error{Code::unsupported,
                     "version " + std::to_string(version) + " is not known here",
                     {"record-version", line_number_},
                     "use a newer verifier"};
    }
    VB_TRY_ASSIGN(proof.sequence, number("sequence"));
    VB_TRY_ASSIGN(const std::string_view commitment, value("commitment", "commitment"));
    VB_TRY_ASSIGN(proof.commitment, hash("commitment", commitment));
    for (size_t i = 1; i <= record::kGroups; ++i) {
        VB_TRY(group(i, proof));
    }
    VB_TRY(keys(proof));
    auto inclusion = note::TlogProof::parse(rest_);
    if (!inclusion) {
        const std::string& field = inclusion.error().where.source;
        return malformed(field == "extra" ? "tlog-proof" : field, inclusion.error().what);
    }
    if (inclusion->extra) {
        return malformed("tlog-proof", "an `extra` line is not allowed here");
    }
    proof.inclusion = std::move(*inclusion);
    return proof;
}

}  // namespace

std::string Proof::to_string() const {
    std::string out = std::string(kProofHeader) + "\n";
    out += "record-version " + std::to_string(record_version) + "\n";
    out += "sequence " + std::to_string(sequence) + "\n";
    out += "commitment " + crypto::to_base64(commitment.span()) + "\n";
    for (size_t i = 1; i <= record::kGroups; ++i) {
        const Part& part = groups[i - 1];
        if (static_cast<Group>(i) != Group::text || text_withheld) {
            out += part_line("group", i, part);
            continue;
        }
        out += "group " + std::to_string(i) + " " + crypto::to_base64(part.commitment.span()) + " chunks " +
               std::to_string(chunks.size()) + "\n";
        for (size_t j = 0; j < chunks.size(); ++j) {
            out += part_line("chunk", j, chunks[j]);
        }
    }
    for (const std::string& key : claimed_keys) {
        out += "claimed-key " + key + "\n";
    }
    return out + "\n" + inclusion.to_string();
}

Result<Proof> Proof::parse(std::string_view bytes) {
    if (bytes.size() > kProofBytesMax) {
        return Error{
            Code::limit, "file is larger than " + std::to_string(kProofBytesMax) + " bytes", {"header", {}}, {}};
    }
    return Parser(bytes).run();
}

Proof make_proof(uint64_t sequence, const record::EncodedRecord& record, const record::Opening& opening,
                 note::TlogProof inclusion, std::span<const note::VerifierKey> claimed_keys) {
    Proof proof;
    proof.sequence = sequence;
    proof.commitment = opening.commitment;
    for (size_t i = 0; i < record::kGroups; ++i) {
        const auto which = static_cast<Group>(i + 1);
        proof.groups[i].commitment = opening.commitments[i];
        if (which != Group::text) {
            proof.groups[i].shown = Shown{opening.salts[i], std::string(as_text(record.group(which)))};
        }
    }
    for (const auto& chunk : opening.chunks) {
        proof.chunks.push_back({chunk.commitment, Shown{chunk.salt, std::string(chunk.text)}});
    }
    for (const note::VerifierKey& key : claimed_keys) {
        proof.claimed_keys.push_back(key.to_string());
    }
    proof.inclusion = std::move(inclusion);
    return proof;
}

void withhold(Proof& proof, Group which) {
    proof.group(which).shown.reset();
    if (which == Group::text) {
        proof.text_withheld = true;
        proof.chunks.clear();
    }
}

void withhold_chunk(Proof& proof, size_t chunk) {
    proof.chunks.at(chunk).shown.reset();
}

}  // namespace verbatim::verify
