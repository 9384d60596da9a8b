// SPDX-License-Identifier: Apache-2.0
// Peer: Xapian with positions, two shards written by two threads, as its documentation advises for bulk indexing.
// Terms are UTF-8 words folded by Xapian's own term generator; values hold the time.
//
//   verbatim-bench-xapian MESSAGES.jsonl QUERIES.json FOLDER
#include <xapian.h>

#include <array>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <thread>

#include "input.h"
#include "measure.h"

namespace {

using namespace verbatim::bench;

constexpr Xapian::valueno kSent = 0;
constexpr size_t kShards = 2;

uint64_t index_shard(const std::string& messages, const std::string& folder, size_t shard) {
    Xapian::WritableDatabase database(folder, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_NO_SYNC);
    Xapian::TermGenerator generator;
    const double share = 1.0 / kShards;
    const uint64_t count = read_lines(
        messages, static_cast<double>(shard) * share, static_cast<double>(shard + 1) * share, [&](const Line& line) {
            Xapian::Document document;
            generator.set_document(document);
            generator.set_termpos(0);
            generator.index_text(std::string(line.text));
            document.add_boolean_term("A" + std::string(line.sender));
            document.add_boolean_term("C" + std::string(line.conversation));
            document.add_value(kSent, Xapian::sortable_serialise(static_cast<double>(line.sent_ms)));
            std::string data(line.sender);
            data.append("\n").append(line.conversation).append("\n").append(line.text);
            document.set_data(data);
            database.add_document(document);
        });
    database.commit();
    return count;
}

int run(const std::string& messages_path, const std::string& queries_path, const std::string& folder) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    Report report("Xapian");
    const double begin = now_s();
    std::array<uint64_t, kShards> counts{};
    std::vector<std::jthread> threads;
    for (size_t shard = 0; shard < kShards; ++shard) {
        threads.emplace_back(
            [&, shard] { counts[shard] = index_shard(messages_path, folder + "/" + std::to_string(shard), shard); });
    }
    threads.clear();  // joins
    report.ingest(counts[0] + counts[1], now_s() - begin, processor_s(), folder_bytes(folder));

    Xapian::Database database;
    for (size_t shard = 0; shard < kShards; ++shard) {
        database.add_database(Xapian::Database(folder + "/" + std::to_string(shard)));
    }
    auto q = read_queries(queries_path);
    const auto search = [&](const std::string& name, const Xapian::Query& query, bool count_only) {
        report.query(name, [&]() -> uint64_t {
            Xapian::Enquire enquire(database);
            enquire.set_query(query);
            enquire.set_weighting_scheme(Xapian::BoolWeight());
            if (count_only) {
                return enquire.get_mset(0, 0, database.get_doccount()).get_matches_lower_bound();
            }
            enquire.set_sort_by_value(kSent, true);
            uint64_t bytes = 0;
            const Xapian::MSet page = enquire.get_mset(0, 50);
            for (auto hit = page.begin(); hit != page.end(); ++hit) {
                bytes += hit.get_document().get_data().size();
            }
            return bytes == 0 ? 0 : page.size();
        });
    };
    const auto both = [&](const std::string& name, const Xapian::Query& query) {
        search(name + " page", query, false);
        search(name + " count", query, true);
    };
    const auto word = [](const std::string& text) { return Xapian::Query(text); };
    both("frequent word", word(q["frequent"]));
    both("medium word", word(q["medium"]));
    both("rare word", word(q["rare"]));
    both("two words", word(q["and_left"]) & word(q["and_right"]));
    const std::array<Xapian::Query, 2> words = {word(q["phrase_left"]), word(q["phrase_right"])};
    both("phrase", Xapian::Query(Xapian::Query::OP_PHRASE, words.begin(), words.end(), 2));
    both("prefix", Xapian::Query(Xapian::Query::OP_WILDCARD, q["prefix"]));
    const Xapian::Query period(Xapian::Query::OP_VALUE_RANGE, kSent,
                               Xapian::sortable_serialise(static_cast<double>(day_ms(q["period_begin"]))),
                               Xapian::sortable_serialise(static_cast<double>(day_ms(q["period_end"]) + 86'399'999)));
    search("handle and period page", Xapian::Query(Xapian::Query::OP_FILTER, word("A" + q["handle"]), period), false);
    search("conversation page", word("C" + q["conversation"]), false);
    report.print();
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) {
        std::fprintf(stderr, "usage: verbatim-bench-xapian MESSAGES.jsonl QUERIES.json FOLDER\n");
        return 2;
    }
    try {
        return run(arguments[1], arguments[2], arguments[3]);
    } catch (const Xapian::Error& error) {
        std::fprintf(stderr, "bench: xapian: %s\n", error.get_description().c_str());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench: %s\n", error.what());
    }
    return 1;
}
