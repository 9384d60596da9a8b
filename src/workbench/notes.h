// SPDX-License-Identifier: Apache-2.0
// NoteBook: notes and requests of whoever reads a bundle, in one SQLite file of their own. Not part of any case.
//
//   VB_TRY_ASSIGN(auto book, NoteBook::open(folder + "/notes.db"));
//   VB_TRY_ASSIGN(const Note note, book->add({.seq = 17, .text = "another man's card", .made = made}));
//
// A note is changed and deleted as its writer likes; what was deleted is overwritten in the file. Requests and their
// answers are only added: they are the log of what was asked and answered. What a function returned survives a power
// loss. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "workbench/workbench.h"

namespace verbatim::workbench {

inline constexpr size_t kNoteBytesMax = size_t{64} << 10;

struct Note {
    uint64_t id = 0;              // from 1; filled in by the book, never given twice
    std::optional<uint64_t> seq;  // the message that it is about; none: the bundle as a whole
    std::string text;
    Made made;
    std::string changed_at;  // empty: never
};

// A request that was made here, and its answer once it is there.
struct SentRequest {
    uint64_t number = 0;
    Hash hash;
    std::string file;
    std::string answer;  // empty: none yet
    Made made;
    std::string answered_at;
};

class NoteBook {
  public:
    // Makes the file if there is none.
    static Result<std::unique_ptr<NoteBook>> open(const std::string& file);
    ~NoteBook();
    NoteBook(const NoteBook&) = delete;
    NoteBook& operator=(const NoteBook&) = delete;

    // Code::usage if the text is empty, too long or not UTF-8, not_found if there is no such note.
    Result<Note> add(Note note);
    Result<Note> change(uint64_t id, const std::string& text, const std::string& at);
    Result<void> remove(uint64_t id);
    Result<Note> note(uint64_t id);
    Result<void> each(const std::function<Result<void>(const Note&)>& each);  // by message, then oldest first
    Result<std::vector<Note>> of_message(uint64_t seq);
    Result<uint64_t> count();

    Result<uint64_t> next_request();
    Result<void> add_request(const SentRequest& request);
    // Code::not_found if no such request was made here, conflict if it has another answer.
    Result<void> add_answer(const Hash& request, const std::string& answer, const std::string& at);
    Result<void> each_request(const std::function<Result<void>(const SentRequest&)>& each);  // oldest first

  private:
    struct State;
    explicit NoteBook(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace verbatim::workbench
