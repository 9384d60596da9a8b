// SPDX-License-Identifier: Apache-2.0
// DestructionPlanning: from what was chosen to what would go (docs/destroy.md, section 2). One use: run().
//
// Makes remainders in the vault's folder for unfinished things and reads them again, to see that every other record
// comes out as the log has it; leaves nothing there unless told to keep them for the destruction that follows.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/case.h"
#include "app/internal/needles.h"
#include "app/internal/parts.h"

namespace verbatim::app {

class DestructionPlanning {
  public:
    DestructionPlanning(Case& door, Case::Parts& parts, const DestroyChoice& choice, const ingest::Control& control)
        : door_(door), parts_(parts), choice_(choice), control_(control) {}
    ~DestructionPlanning();
    DestructionPlanning(const DestructionPlanning&) = delete;
    DestructionPlanning& operator=(const DestructionPlanning&) = delete;

    Result<DestroyPlan> run();

  private:
    struct Row {
        uint64_t seq = 0;
        uint64_t begin = 0;
        uint64_t end = 0;
    };
    struct Object {
        std::vector<Row> rows;  // chosen ones, by sequence
        std::vector<ingest::SourceEntry> sources;
        uint64_t records = 0;  // of all its sources
        bool has_rows_of_tables = false;
        std::vector<note::Span> ranges;
    };
    enum class WordKind : uint8_t { content, person };
    struct Word {
        std::string text;
        WordKind kind = WordKind::content;
        bool elsewhere = false;
    };

    Result<void> check();
    Result<void> choose();
    Result<void> add_query(const store::Predicate& predicate);
    Result<void> close_over_objects();
    Result<void> read_records();
    void add_word(std::string_view text, WordKind kind);
    Result<void> read_sources();
    Result<void> look_in_store();
    Result<void> same_bytes(const Object& object);
    Result<void> attachments();
    void tell(std::string kind, std::optional<uint64_t> seq, std::string place);
    bool take_others_along();
    Result<void> make_remainders();
    void refuse_containers(const Object& object);
    Result<std::optional<note::DestroyedObject>> make_remainder(const Hash& hash, Object& object);
    static Result<std::vector<note::Span>> ranges_to_blank(const vault::OpenObject& open, const Object& object);
    Result<std::string> try_remainder(const Hash& hash, const Object& object, const Hash& remainder);
    std::string cannot_be_cut(const Hash& hash, const Object& object) const;
    Result<void> look_in_files();
    Result<void> list_disclosed();
    void finish();
    void refuse(std::string why) { plan_.refusals.push_back(std::move(why)); }
    bool is_chosen(uint64_t seq) const { return chosen_.contains(seq); }
    bool is_whole(const Object& object) const { return object.rows.size() == object.records; }
    bool progress(std::string_view stage, uint64_t messages, uint64_t bytes = 0) const;

    Case& door_;
    Case::Parts& parts_;
    const DestroyChoice& choice_;
    const ingest::Control& control_;
    DestroyPlan plan_;
    std::set<uint64_t> chosen_;
    std::set<Hash> gone_;  // objects that go whatever they hold
    std::map<Hash, Object> objects_;
    std::set<Hash> attached_;
    std::vector<Word> words_;
    std::map<std::string, size_t, std::less<>> word_numbers_;
    std::set<uint64_t> others_;  // records among plan_.elsewhere
    std::map<Hash, std::vector<ingest::SourceEntry>> attached_sources_;
};

}  // namespace verbatim::app
