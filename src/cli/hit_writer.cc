// SPDX-License-Identifier: Apache-2.0
#include "cli/hit_writer.h"

#include "cli/csv.h"
#include "cli/highlight.h"
#include "cli/hit_text.h"
#include "cli/json_line.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

class CardWriter final : public HitWriter {
  public:
    CardWriter(Session& session, const std::string& query) : session_(session), highlight_(query) {}
    void write(const store::Hit& hit, const HitMark& mark) override {
        const Terminal& terminal = session_.terminal;
        const std::string seen = sightings_text(hit);
        session_.out.line(terminal.styled(Style::bold, "#" + std::to_string(hit.seq)) + "  " +
                          time_text(hit.sort_ms, hit.zone_basis) + "  " +
                          terminal.styled(Style::bold, sender_text(hit)) + " in " + conversation_text(hit) +
                          (seen.empty() ? "" : "  " + terminal.styled(Style::dim, "(" + seen + ")")) +
                          (mark.words.empty() ? "" : "  " + terminal.styled(Style::warning, "[" + mark.words + "]")));
        const size_t width = terminal.output_width();
        session_.out.line("    " + highlight_.apply(terminal, body_text(hit), width == 0 ? 0 : width - 5));
    }

  private:
    Session& session_;
    Highlight highlight_;
};

class JsonWriter final : public HitWriter {
  public:
    JsonWriter(Session& session, std::vector<std::string> mark_names)
        : session_(session), mark_names_(std::move(mark_names)) {}
    void write(const store::Hit& hit, const HitMark& mark) override {
        Json line = to_json(hit);
        for (size_t at = 0; at < mark_names_.size() && at < mark.values.size(); ++at) {
            line[mark_names_[at]] = mark.values[at];
        }
        session_.out.line(json_text(line));
    }

  private:
    Session& session_;
    std::vector<std::string> mark_names_;
};

class CsvWriter final : public HitWriter {
  public:
    CsvWriter(Session& session, const std::vector<std::string>& mark_names)
        : csv_(session.out, session.terminal.output_is_terminal()) {
        std::vector<std::string> heading{
            "seq",          "time",     "zone",     "sender",    "sender_name", "conversation", "conversation_title",
            "participants", "platform", "account",  "direction", "kind",        "text",         "attachments",
            "native_id",    "source",   "sightings"};
        heading.insert(heading.end(), mark_names.begin(), mark_names.end());
        csv_.row(heading);
    }
    void write(const store::Hit& hit, const HitMark& mark) override {
        std::string sightings;
        for (const store::Sighting& sighting : hit.sightings) {
            sightings += (sightings.empty() ? "" : " ") + std::to_string(sighting.seq);
        }
        std::vector<std::string> cells{std::to_string(hit.seq),
                                       time_iso(hit.sort_ms, hit.zone_basis),
                                       std::string(zone_word(hit.zone_basis)),
                                       hit.sender,
                                       hit.sender_name,
                                       hit.conversation,
                                       hit.conversation_title,
                                       joined(hit.participants),
                                       hit.platform,
                                       hit.account,
                                       std::string(record::name(hit.direction)),
                                       std::string(record::name(hit.kind)),
                                       hit.text,
                                       joined(hit.attachment_names),
                                       hit.native_id,
                                       std::to_string(hit.source),
                                       sightings.empty() ? std::to_string(hit.seq) : sightings};
        cells.insert(cells.end(), mark.values.begin(), mark.values.end());
        csv_.row(cells);
    }

  private:
    static std::string joined(const std::vector<std::string>& values) {
        std::string out;
        for (const std::string& value : values) {
            out += (out.empty() ? "" : "; ") + value;
        }
        return out;
    }
    Csv csv_;
};

}  // namespace

std::unique_ptr<HitWriter> hit_writer(Session& session, const std::string& format, const std::string& query,
                                      std::vector<std::string> mark_names) {
    if (format == "json") {
        return std::make_unique<JsonWriter>(session, std::move(mark_names));
    }
    if (format == "csv") {
        return std::make_unique<CsvWriter>(session, mark_names);
    }
    return std::make_unique<CardWriter>(session, query);
}

}  // namespace verbatim::cli
