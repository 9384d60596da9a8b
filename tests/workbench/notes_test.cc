// SPDX-License-Identifier: Apache-2.0
#include "workbench/notes.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace verbatim::workbench {
namespace {

class NotesTest : public testing::Test {
  protected:
    void SetUp() override {
        folder_ =
            std::filesystem::temp_directory_path() / ("verbatim-notes-" + std::to_string(::getpid()) + "-" +
                                                      testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        reopen();
    }
    void TearDown() override {
        book_.reset();
        std::filesystem::remove_all(folder_);
    }
    void reopen() {
        book_.reset();
        auto opened = NoteBook::open(file());
        ASSERT_TRUE(opened) << opened.error().to_string();
        book_ = std::move(*opened);
    }
    std::string file() const { return (folder_ / "notes.db").string(); }
    std::vector<Note> all() {
        std::vector<Note> notes;
        EXPECT_TRUE(book_->each([&](const Note& note) -> Result<void> {
            notes.push_back(note);
            return {};
        }));
        return notes;
    }
    Note add(std::optional<uint64_t> seq, std::string text) {
        auto note = book_->add({0, seq, std::move(text), {"2026-11-23T20:26:44Z", "D. Fence"}, {}});
        EXPECT_TRUE(note);
        return *note;
    }
    std::filesystem::path folder_;
    std::unique_ptr<NoteBook> book_;
};

TEST_F(NotesTest, StandByTheirMessageAfterItIsOpenedAgain) {
    add(17, "later");
    add(0, "the first message\nof all");
    add({}, "about all");
    reopen();
    const auto notes = all();
    ASSERT_EQ(notes.size(), 3U);
    EXPECT_FALSE(notes[0].seq);
    EXPECT_EQ(notes[1].seq, 0U);
    EXPECT_EQ(notes[1].text, "the first message\nof all");
    EXPECT_EQ(notes[2].made.by, "D. Fence");
    const auto of_it = book_->of_message(17);
    ASSERT_TRUE(of_it);
    ASSERT_EQ(of_it->size(), 1U);
    EXPECT_EQ(of_it->front().text, "later");
}

TEST_F(NotesTest, AreChangedAndDeleted) {
    const uint64_t id = add(17, "first thought").id;
    const auto changed = book_->change(id, "second thought", "2026-11-24T00:00:00Z");
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->changed_at, "2026-11-24T00:00:00Z");
    EXPECT_TRUE(book_->remove(id));
    EXPECT_EQ(book_->remove(id).error().code, Code::not_found);
    EXPECT_EQ(book_->change(id, "x", "").error().code, Code::not_found);
    EXPECT_EQ(*book_->count(), 0U);
    EXPECT_GT(add(17, "third").id, id);
}

TEST_F(NotesTest, WhatWasDeletedIsNotInTheFilesAnyMore) {
    const uint64_t id = add(17, "unmistakable secret").id;
    ASSERT_TRUE(book_->remove(id));
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(in), {});
        EXPECT_EQ(bytes.find("unmistakable"), std::string::npos) << entry.path();
    }
}

TEST_F(NotesTest, ATextThatIsNoneIsRefused) {
    for (const std::string& text :
         {std::string(), std::string(" \n"), std::string("\xff"), std::string(kNoteBytesMax + 1, 'x')}) {
        EXPECT_EQ(book_->add({0, 1, text, {}, {}}).error().code, Code::usage);
    }
    EXPECT_TRUE(all().empty());
}

TEST_F(NotesTest, RequestsAndAnswersAreLogged) {
    EXPECT_EQ(*book_->next_request(), 1U);
    SentRequest request;
    request.number = 1;
    request.hash.bytes[0] = 7;
    request.file = "the file";
    ASSERT_TRUE(book_->add_request(request));
    EXPECT_EQ(*book_->next_request(), 2U);
    EXPECT_EQ(book_->add_answer(Hash{}, "answer", "").error().code, Code::not_found);
    EXPECT_TRUE(book_->add_answer(request.hash, "answer", "2026"));
    EXPECT_TRUE(book_->add_answer(request.hash, "answer", "2027"));
    EXPECT_EQ(book_->add_answer(request.hash, "other", "").error().code, Code::conflict);
    reopen();
    int count = 0;
    ASSERT_TRUE(book_->each_request([&](const SentRequest& kept) -> Result<void> {
        ++count;
        EXPECT_EQ(kept.file, "the file");
        EXPECT_EQ(kept.answer, "answer");
        EXPECT_EQ(kept.answered_at, "2026");
        return {};
    }));
    EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace verbatim::workbench
