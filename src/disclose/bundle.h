// SPDX-License-Identifier: Apache-2.0
// make_bundle: a disclosure bundle (docs/bundle.md) from the open parts of a case.
//
//   BundleCase parts{...};                       // app/ fills it from a Case and one of its seals
//   BundleRequest request; request.conversations.push_back({key, from_ms, to_ms, true});
//   VB_TRY_ASSIGN(BundleReport report, make_bundle(parts, request, control));
//
// The file is written beside its place, searched for what it must not say, verified as a stranger would, and only then
// renamed: what stands there is whole. Memory: 48 bytes a record and something for each conversation, source, medium
// and RSMF file; the rest waits in nameless files in `folder`. The same input gives the same bytes. One thread calls;
// progress comes on it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "crypto/salts.h"
#include "disclose/facts.h"
#include "disclose/plan.h"
#include "disclose/typed_table.h"
#include "log/seal_trees.h"
#include "log/seal_walks.h"
#include "log/seals.h"
#include "merkle/proof.h"
#include "note/key.h"
#include "vault/vault.h"

namespace verbatim::disclose {

// A record as the store keeps it.
struct StoredRecord {
    uint64_t sequence = 0;
    std::string_view text;
    std::string_view blob;
};
using UseRecord = std::function<Result<void>(const StoredRecord&)>;

struct BundleCase {
    const note::Signer& signer;
    const crypto::SaltKey& salt_key;
    const log::FiledSeal& seal;
    std::string time_stamp;  // the file timestamp.tsr of the seal; empty: none
    merkle::NodeReader log_nodes;
    log::ConversationTree conversations;
    log::ParticipationTree participations;
    log::SourceTree sources;
    // Records with these numbers, rising, one after another.
    std::function<Result<void>(std::span<const uint64_t> sequences, const UseRecord& use)> read;
    std::function<Result<vault::OpenObject>(const Hash&)> open_object;
    // What is said about these sources (rising), but for how much of them is disclosed.
    std::function<Result<std::vector<SourceFacts>>(std::span<const uint64_t> numbers)> source_facts;
    // Makes messages.parquet of typed rows; needed only where it is asked for.
    OpenTable open_parquet{};
};

// The same messages for other programs, in the folder exchange/.
struct ExchangeFormats {
    bool rsmf = false;
    bool case_graph = false;
    bool load_file = false;
    bool parquet = false;
};

struct HandleScope {
    Hash key;
    std::string handle;
};

struct SelectedRecords {
    std::string json;                 // verify/selection.json
    std::vector<uint64_t> sequences;  // rising
    std::function<std::string_view(uint64_t sequence)> exhibit{};
};

inline constexpr uint64_t kPdfMessagesMax = 20'000;

struct BundleReport {
    uint64_t number = 0;
    uint64_t bytes = 0;
    Hash statement;  // SHA-256 of verify/bundle
    uint64_t records = 0;
    uint64_t redacted_records = 0;
    uint64_t withheld_parts = 0;
    uint64_t media = 0;
    uint64_t sources = 0;
    bool pdf = false;
    AroundFacts around;
    std::vector<std::string> repeats;          // in words: which message says a withheld value again
    uint64_t repeats_total = 0;                // of which `repeats` names the first
    std::vector<std::string> shown_elsewhere;  // withheld values that other messages show
};

struct BundleRequest {
    std::string output;
    std::vector<log::ConversationScope> conversations;
    std::vector<HandleScope> handles;
    std::optional<SelectedRecords> selection;
    RedactionPlan plan;
    // Withheld values that other shown parts of the bundle say as well: go on, and list them.
    bool accept_shown_elsewhere = false;
    bool media = true;
    // report.pdf only up to so many messages: paper takes a hundred times as long to make as everything else.
    uint64_t pdf_messages_max = kPdfMessagesMax;
    ExchangeFormats exchange;
    // Everything to be said beside the messages; counts and sources are filled in here. Scopes in the order
    // conversations, handles, selection.
    DisclosureFacts facts;
    // Called when the bundle is whole and verified, before it gets its name; an error discards it, and what stood there
    // stays. `sequences` are all disclosed records, rising.
    std::function<Result<void>(const BundleReport& report, std::span<const uint64_t> sequences)> release{};
};

struct BundleProgress {
    std::string_view stage;
    uint64_t done = 0;
    uint64_t total = 0;
};
struct BundleControl {
    std::function<bool()> cancelled;
    std::function<void(const BundleProgress&)> progress;
};

// conflict: values are shown elsewhere and that was not accepted; the error names them. integrity: the bundle says what
// it withholds, or does not verify; nothing is left at `output`.
Result<BundleReport> make_bundle(BundleCase& parts, const BundleRequest& request, const BundleControl& control);

}  // namespace verbatim::disclose
