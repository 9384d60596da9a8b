// SPDX-License-Identifier: Apache-2.0
// Truth: the ground truth, in JSON Lines files of a documented schema (docs/scenario.md).
//
// Each file begins with a header line that says what it is, that it is synthetic, and of which seed. What is known
// before the first message (persons, phones, nicknames ...) is written by write_world(); the rest as it becomes known,
// one line a fact, so that nothing is kept. Without a folder it is off, and line() must not be called: ask on() first.
// One thread.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "scenario/output.h"
#include "scenario/stream.h"

namespace verbatim::scenario {

enum class TruthFile : uint8_t {
    persons,
    phones,
    conversations,
    nicknames,
    places,
    routes,
    whereabouts,
    gaps,
    lost_sides,
    missing_sequences,
    odd_times,
    duplicates,
    redelivery_differences,
    burned,
    country_losses,
    hand_selection,
    absent_attachments,
    metadata_withheld,
    encrypted,
    zone_slips,
    batches,
    deals,
    handovers,
    threats,
    new_phones,
    messages,
};
inline constexpr size_t kTruthFiles = 26;
inline constexpr uint32_t kTruthSchemaVersion = 1;

// One line: fields in the order of the calls, ended by the destructor. Texts must need no escape (languages.h).
class TruthLine {
  public:
    explicit TruthLine(OutputFile* file);
    TruthLine(const TruthLine&) = delete;
    TruthLine& operator=(const TruthLine&) = delete;
    ~TruthLine();

    TruthLine& text(std::string_view key, std::string_view value);
    TruthLine& flag(std::string_view key, bool value);
    template <class Number>
    TruthLine& number(std::string_view key, Number value) {
        begin_value(key);
        cursor_.number(value);
        return *this;
    }
    TruthLine& id(std::string_view key, uint64_t value, int digits);
    // The fact about one message: "message" and its native "id".
    TruthLine& message(const Event& event);
    TruthLine& numbers(std::string_view key, std::span<const uint32_t> values);
    TruthLine& texts(std::string_view key, std::span<const std::string_view> values);
    // The key messages of a talk and who wrote them: "phones", "persons", "messages".
    TruthLine& key_messages(const Talk& talk, const World& world);

  private:
    void begin_value(std::string_view key);

    OutputFile* file_;
    Cursor cursor_{nullptr};
    bool is_first_ = true;
};

class Truth final : public StreamObserver {
  public:
    // An empty folder: off.
    static Result<std::unique_ptr<Truth>> create(const World& world, const std::string& folder);

    bool on() const { return is_on_; }
    TruthLine line(TruthFile file) { return TruthLine(&files_[static_cast<size_t>(file)]); }
    void write_world();
    // Labels of single messages: threats, lookalikes, new phones, and all messages if wanted.
    void message(const Event& event);
    void talk_ended(const Talk& talk, const PendingHandover* pay) override;
    Result<void> check() const;
    Result<void> close();

  private:
    explicit Truth(const World& world) : world_(&world) {}
    void write_persons();
    void write_phones();
    void write_conversations();
    void write_places();
    void deal_ended(const Talk& talk);
    void handover_ended(const Talk& talk, const PendingHandover* pay);

    const World* world_;
    bool is_on_ = false;
    std::array<OutputFile, kTruthFiles> files_;
};

inline constexpr int kNativeIdDigits = 16;
inline constexpr int kConversationIdDigits = 12;

}  // namespace verbatim::scenario
