// SPDX-License-Identifier: Apache-2.0
// A store in a temporary folder, and rows to put into it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "oracle.h"
#include "store/store.h"

namespace verbatim::store {

inline Row view(const oracle::OwnedRow& owned, std::vector<std::string_view>& people,
                std::vector<std::string_view>& names) {
    people.assign(owned.participants.begin(), owned.participants.end());
    names.assign(owned.attachment_names.begin(), owned.attachment_names.end());
    Row row;
    row.seq = owned.seq;
    row.source = owned.source;
    row.platform = owned.platform;
    row.account = owned.account;
    row.conversation = owned.conversation;
    row.conversation_title = owned.conversation_title;
    row.sender = owned.sender;
    row.sender_name = owned.sender_name;
    row.participants = people;
    row.kind = owned.kind;
    row.sort_ms = owned.sort_ms;
    if (owned.sort_ms != kNoTime) {
        row.sent_ms = owned.sort_ms;
    }
    row.exact_time = owned.exact_time;
    row.text = owned.text;
    row.attachment_names = names;
    row.native_id = owned.native_id;
    row.fingerprint = owned.fingerprint;
    row.record = owned.record;
    return row;
}

class StoreTest : public ::testing::Test {
  protected:
    void SetUp() override {
        folder_ = (std::filesystem::temp_directory_path() / ("verbatim-store-" + std::to_string(getpid()))).string();
        std::filesystem::remove_all(folder_);
        reopen();
    }
    void TearDown() override {
        store_.reset();
        std::filesystem::remove_all(folder_);
    }

    void reopen() {
        store_.reset();
        Result<std::unique_ptr<Store>> opened = Store::open(folder_, {});
        ASSERT_TRUE(opened.ok()) << opened.error().to_string();
        store_ = std::move(*opened);
    }

    void insert(const std::vector<oracle::OwnedRow>& rows) {
        Block block;
        std::vector<std::string_view> people;
        std::vector<std::string_view> names;
        for (const oracle::OwnedRow& row : rows) {
            block.add(view(row, people, names));
        }
        const Result<void> inserted = store_->insert(block);
        ASSERT_TRUE(inserted.ok()) << inserted.error().to_string();
    }

    // Adds one row and gives it the next seq.
    oracle::OwnedRow row(std::string text, int64_t sort_ms, std::string sender = "anna") {
        oracle::OwnedRow out;
        out.seq = next_seq_++;
        out.text = std::move(text);
        out.sort_ms = sort_ms;
        out.sender = std::move(sender);
        out.conversation = "c1";
        out.fingerprint = 1'000'000 + out.seq;
        return out;
    }

    std::vector<Hit> search(const Predicate& predicate, const Page& page = {}) {
        std::vector<Hit> hits;
        auto cursor = store_->search(predicate, page, {});
        EXPECT_TRUE(cursor.ok()) << cursor.error().to_string();
        if (!cursor) {
            return hits;
        }
        Hit hit;
        while (true) {
            const Result<bool> more = (*cursor)->next(hit);
            EXPECT_TRUE(more.ok()) << more.error().to_string();
            if (!more || !*more) {
                return hits;
            }
            hits.push_back(hit);
        }
    }

    std::vector<uint64_t> seqs(const Predicate& predicate, const Page& page = {}) {
        std::vector<uint64_t> out;
        for (const Hit& hit : search(predicate, page)) {
            out.push_back(hit.seq);
        }
        return out;
    }

    Totals total(const Predicate& predicate) {
        const Result<Totals> totals = store_->total(predicate, {});
        EXPECT_TRUE(totals.ok()) << totals.error().to_string();
        return totals ? *totals : Totals{};
    }

    std::string folder_;
    std::unique_ptr<Store> store_;
    uint64_t next_seq_ = 0;
};

}  // namespace verbatim::store
