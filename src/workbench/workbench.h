// SPDX-License-Identifier: Apache-2.0
// Workbench: what people decide about a case, in `workbench.db` of its folder: saved selections with their hand
// changes, exhibits, what was disclosed, requests of the defence.
//
//   VB_TRY_ASSIGN(auto bench, Workbench::open(case_folder + "/workbench.db"));
//   VB_TRY_ASSIGN(Selection saved, bench->add_selection(selection, numbers));   // all of it or nothing
//   VB_TRY(bench->add_change("boxes", {.adds = false, .seq = 17, .why = "another man's card", .made = made}));
//
// Rows are added, never changed or removed: a later one supersedes. Everything carries a stated time and name. It knows
// nothing of messages: a list is sequence numbers in an order, streamed both ways, with the SHA-256 of its numbers
// (decimal, each ended by one U+000A) checked whenever it is read. What add_…() returned survives a power loss.
// One process (the lock of the case's log sees to that), one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "crypto/sha256.h"

namespace verbatim::workbench {

// Gives the next number; none: the end.
using NumberSource = std::function<Result<std::optional<uint64_t>>()>;
using EachNumber = std::function<Result<void>(uint64_t)>;
NumberSource numbers_of(std::vector<uint64_t> list);

// SHA-256 over the numbers of a list in their order.
class ListHash {
  public:
    void add(uint64_t number);
    uint64_t count() const { return count_; }
    Hash finish() { return hash_.finish(); }

  private:
    crypto::Sha256 hash_;
    uint64_t count_ = 0;
};

struct Made {
    std::string at;  // "2026-11-23T20:26:44Z"
    std::string by;
};

// A saved query and what it found. What people added or removed by hand are its changes.
struct Selection {
    std::string name;    // unique in the case
    std::string origin;  // "query", "sweep", "request"
    std::string query;   // as written
    std::string canonical;
    std::string order;     // "newest", "oldest", "sequence"
    std::string collapse;  // "messages", "sightings"
    uint64_t checkpoint_size = 0;
    Hash checkpoint_root;
    std::string version;  // of the program
    uint64_t messages = 0;
    uint64_t sightings = 0;
    uint64_t count = 0;  // numbers in the list; with list_hash filled in by the workbench
    Hash list_hash;
    Made made;
};

struct Change {
    uint64_t number = 0;  // in the case, from 1; filled in by the workbench
    bool adds = false;    // else removes
    uint64_t seq = 0;
    std::string why;
    Made made;
    std::optional<uint64_t> superseded_by{};  // the number of a later change of the same message
};

struct Exhibit {
    std::string number;   // "EX-0001"; filled in by the workbench
    std::string pattern;  // "EX-####"
    std::string title;
    std::string order;      // of its messages, in words
    std::string selection;  // that it was made from; may be empty
    uint64_t count = 0;     // with list_hash filled in by the workbench
    Hash list_hash;
    Made made;
    struct Withdrawal {
        std::string why;
        Made made;
    };
    std::optional<Withdrawal> withdrawn{};
};

// What left the house: to mark it wherever it is found again.
struct Disclosure {
    uint64_t number = 0;  // from 1; filled in by the workbench
    std::string what;     // "bundle 3", "printed list for the hearing"
    std::string recipient;
    uint64_t count = 0;
    Made made;
};

struct AnsweredRequest {
    uint64_t number = 0;  // from 1; filled in by the workbench
    Hash hash{};          // of the request file
    std::string request;  // both files as they are
    std::string answer;
    Made made;
};

class Workbench {
  public:
    // Makes the file if there is none, and brings an older one up to date.
    static Result<std::unique_ptr<Workbench>> open(const std::string& file);
    ~Workbench();
    Workbench(const Workbench&) = delete;
    Workbench& operator=(const Workbench&) = delete;

    // --- selections. Code::conflict if the name is taken, Code::usage if a name, reason or maker is empty.
    Result<Selection> add_selection(Selection selection, const NumberSource& numbers);
    Result<Selection> selection(const std::string& name);  // not_found if there is none
    Result<void> each_selection(const std::function<Result<void>(const Selection&)>& each);  // oldest first
    Result<void> each_found(const std::string& name, const EachNumber& each);                // as the query gave them
    Result<Change> add_change(const std::string& name, Change change);
    Result<std::vector<Change>> changes(const std::string& name);  // in order

    // --- exhibits
    // `pattern` holds one run of `#`, which stands for the next free number of at least so many digits.
    Result<Exhibit> add_exhibit(Exhibit exhibit, const NumberSource& numbers);
    Result<Exhibit> exhibit(const std::string& number);
    Result<void> each_exhibit(const std::function<Result<void>(const Exhibit&)>& each);  // oldest first
    Result<void> each_shown(const std::string& number, const EachNumber& each);          // the numbers of an exhibit
    Result<void> withdraw_exhibit(const std::string& number, const Exhibit::Withdrawal& withdrawal);

    // --- disclosures
    Result<Disclosure> add_disclosure(Disclosure disclosure, const NumberSource& numbers);
    Result<void> each_disclosure(const std::function<Result<void>(const Disclosure&)>& each);  // oldest first
    Result<void> each_disclosed(uint64_t disclosure, const EachNumber& each);

    // --- requests
    Result<AnsweredRequest> add_request(AnsweredRequest request);
    Result<void> each_request(const std::function<Result<void>(const AnsweredRequest&)>& each);  // oldest first

    // Reads everything against its hashes; sentences about what is wrong, empty if nothing is.
    Result<std::vector<std::string>> check();

  private:
    struct State;
    explicit Workbench(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace verbatim::workbench
