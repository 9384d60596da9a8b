// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/keyed_walk.h"

#include "crypto/base64.h"
#include "note/lines.h"
#include "record/seal_leaves.h"
#include "verify/internal/statement.h"

namespace verbatim::verify::internal {
namespace {

// What both walks share: where a key line must stand, and that keys rise.
class KeyedReader {
  public:
    KeyedReader(Walk walk, std::string_view key_name, KeyedWalkUser& user)
        : walk_(std::move(walk)), key_name_(key_name), user_(user) {}
    virtual ~KeyedReader() = default;
    Result<void> run();

  protected:
    virtual Hash key_of(const crypto::Salt& salt, std::string_view text) const = 0;
    virtual bool is_text(std::string_view text) const = 0;
    // A leaf line in words_, of the key in key_.
    virtual Result<void> leaf() = 0;
    virtual void forget() = 0;  // the leaves of the key before

    Walk walk_;
    OpenedKey key_;
    std::vector<std::string_view> words_;

  private:
    Result<void> key_line();
    Result<void> line(std::string_view text);

    enum class Last : uint8_t { gap_or_begin, key, leaf };
    std::string key_name_;
    KeyedWalkUser& user_;
    Last last_ = Last::gap_or_begin;
    bool has_key_ = false;
};

Result<void> KeyedReader::key_line() {
    const auto key = words_.size() == 2 || words_.size() == 4 ? hash_word(words_[1]) : std::nullopt;
    if (!key) {
        return walk_.fail("line is not `" + key_name_ + "` with a key, or with a key, a salt and what it stands for");
    }
    if (last_ == Last::key) {
        return walk_.fail("no leaf follows the key before this one");
    }
    const bool may_stay = last_ == Last::gap_or_begin;
    if (has_key_ && (*key < key_.key || (*key == key_.key && !may_stay))) {
        return walk_.fail("the keys do not rise");
    }
    if (!has_key_ || *key != key_.key) {
        forget();
    }
    has_key_ = true;
    key_ = {*key, {}};
    if (words_.size() == 4) {
        const auto salt = salt_word(words_[2]);
        auto text = crypto::from_base64(words_[3]);
        if (!salt || !text || !is_text(*text)) {
            return walk_.fail("the key is not opened by a salt and a text in base64");
        }
        if (key_of(*salt, *text) != *key) {
            return walk_.fail("salt and text do not give the key");
        }
        key_.text = std::move(*text);
    }
    last_ = Last::key;
    user_.key(key_);
    return {};
}

Result<void> KeyedReader::line(std::string_view text) {
    split_words(text, words_);
    if (words_[0] == key_name_) {
        return key_line();
    }
    if (last_ == Last::gap_or_begin) {
        return walk_.fail("no key stands before this leaf");
    }
    last_ = Last::leaf;
    return leaf();
}

Result<void> KeyedReader::run() {
    while (true) {
        VB_TRY_ASSIGN(const auto item, walk_.next());
        if (item.kind == Walk::Kind::line) {
            VB_TRY(line(item.line));
            continue;
        }
        if (last_ == Last::key) {
            return walk_.fail("no leaf follows the key");
        }
        if (item.kind == Walk::Kind::end) {
            return {};
        }
        last_ = Last::gap_or_begin;
        user_.gap();
    }
}

class ConversationReader : public KeyedReader {
  public:
    ConversationReader(Walk walk, uint64_t log_size, ConversationUser& user)
        : KeyedReader(std::move(walk), "conversation", user), log_size_(log_size), user_(user) {}

  private:
    Hash key_of(const crypto::Salt& salt, std::string_view text) const override {
        return record::conversation_key(salt, text);
    }
    bool is_text(std::string_view text) const override { return text.size() > 1 && text[0] >= 1 && text[0] <= 4; }
    void forget() override { has_entry_ = false; }
    Result<void> leaf() override;

    uint64_t log_size_;
    ConversationUser& user_;
    bool has_entry_ = false;  // an opened one of the key
    uint64_t time_ = 0;
    uint64_t sequence_ = 0;
};

Result<void> ConversationReader::leaf() {
    if (words_[0] == "entry" && words_.size() == 2) {
        const auto entry = hash_word(words_[1]);
        if (!entry) {
            return walk_.fail("the hash of the entry is not 32 bytes in base64");
        }
        user_.unopened();
        return walk_.leaf(record::conversation_leaf(key_.key, *entry));
    }
    if (words_[0] != "entry" || words_.size() != 4) {
        return walk_.fail("line is neither a gap nor a `conversation` nor an `entry`");
    }
    const bool undated = words_[1] == "undated";
    const auto ms = undated ? std::optional<int64_t>(0) : signed_word(words_[1]);
    const auto sequence = note::decimal(words_[2]);
    const auto salt = salt_word(words_[3]);
    if (!ms || !sequence || !salt || *sequence >= log_size_ || (!undated && sortable(*ms) == kUndated)) {
        return walk_.fail("the entry is not a time, a sequence number of the log and a salt");
    }
    const uint64_t time = undated ? kUndated : sortable(*ms);
    if (has_entry_ && (time < time_ || (time == time_ && *sequence <= sequence_))) {
        return walk_.fail("the entries of the conversation do not rise by time and sequence number");
    }
    has_entry_ = true;
    time_ = time;
    sequence_ = *sequence;
    user_.entry(time, *sequence);
    const auto bytes = record::sortable_time(undated ? std::nullopt : ms);
    return walk_.leaf(record::conversation_leaf(key_.key, record::entry_hash(*salt, bytes, *sequence)));
}

class ParticipationReader : public KeyedReader {
  public:
    ParticipationReader(Walk walk, ParticipationUser& user)
        : KeyedReader(std::move(walk), "handle", user), user_(user) {}

  private:
    Hash key_of(const crypto::Salt& salt, std::string_view text) const override {
        return record::handle_key(salt, text);
    }
    bool is_text(std::string_view text) const override { return !text.empty(); }
    void forget() override { with_.reset(); }
    Result<void> leaf() override;

    ParticipationUser& user_;
    std::optional<Hash> with_;  // the last conversation of the handle
};

Result<void> ParticipationReader::leaf() {
    const auto conversation = words_[0] == "with" && words_.size() == 2 ? hash_word(words_[1]) : std::nullopt;
    if (!conversation) {
        return walk_.fail("line is neither a gap nor a `handle` nor `with` and a key");
    }
    if (with_ && *conversation <= *with_) {
        return walk_.fail("the conversations of the handle do not rise");
    }
    with_ = conversation;
    user_.with(*conversation);
    return walk_.leaf(record::participation_leaf(key_.key, *conversation));
}

}  // namespace

Result<void> read_conversations(Walk walk, uint64_t log_size, ConversationUser& user) {
    return ConversationReader(std::move(walk), log_size, user).run();
}

Result<void> read_participations(Walk walk, ParticipationUser& user) {
    return ParticipationReader(std::move(walk), user).run();
}

}  // namespace verbatim::verify::internal
