// SPDX-License-Identifier: Apache-2.0
#include "compare/internal/listing.h"

#include <algorithm>
#include <deque>
#include <unordered_map>

namespace verbatim::compare {
namespace {

constexpr uint64_t kGoOnEvery = 4096;

class Listing {
  public:
    Listing(const Compared& compared, const Options& options, const Receiver& receiver,
            const std::function<bool(uint64_t)>& go_on, Report& report)
        : c_(compared),
          receiver_(receiver),
          go_on_(go_on),
          report_(report),
          meaning_(options.ignored),
          places_a_(c_.a.places),
          places_b_(c_.b.places) {}

    Result<void> run() {
        size_t source = 0;
        for (uint64_t row = 0; row < c_.a.rows(); ++row) {
            VB_TRY(check(row));
            while (row >= report_.a.sources[source].first_row + report_.a.sources[source].rows) {
                ++source;
            }
            VB_TRY(of_a(row, source));
        }
        source = 0;
        for (uint64_t row = 0; row < c_.b.rows(); ++row) {
            VB_TRY(check(row));
            while (row >= report_.b.sources[source].first_row + report_.b.sources[source].rows) {
                ++source;
            }
            const uint32_t state = c_.matching.b[row];
            if ((state & kFlag) != 0 && c_.of_b.partners[state & ~kFlag] == kUnpaired) {
                VB_TRY(added(row, source, state & ~kFlag));
            }
        }
        return {};
    }

  private:
    Result<void> check(uint64_t row) const {
        if (row % kGoOnEvery == 0 && !go_on_(row)) {
            return Error{Code::interrupted, "stopped on request", {}, {}};
        }
        return {};
    }

    uint64_t& count_a(uint64_t row, Class what) {
        return report_.a.rows[static_cast<size_t>(c_.a.kinds[row])][static_cast<size_t>(what)];
    }
    uint64_t& count_b(uint64_t row, Class what) {
        return report_.b.rows[static_cast<size_t>(c_.b.kinds[row])][static_cast<size_t>(what)];
    }
    bool wanted(Class what) const { return receiver_.each && (!receiver_.wants || receiver_.wants(what)); }

    void count_flow(size_t from, uint64_t row_b) {
        const auto inside = [&](size_t to) {
            const SourceReport& source = report_.b.sources[to];
            return row_b >= source.first_row && row_b < source.first_row + source.rows;
        };
        if (flow_ == nullptr || flow_from_ != from || !inside(flow_to_)) {
            flow_from_ = from;
            flow_to_ = inside(flow_to_) ? flow_to_ : c_.b.source_of(row_b);
            flow_ = &report_.flow[{static_cast<uint32_t>(from), static_cast<uint32_t>(flow_to_)}];
        }
        ++*flow_;
    }

    Result<void> of_a(uint64_t row, size_t source) {
        const uint32_t state = c_.matching.a[row];
        const uint8_t flags = c_.matching.flags[row];
        const bool moved = (flags & kMoved) != 0;
        if ((state & kFlag) == 0) {
            const Class what = (flags & kOtherBytes) != 0 ? Class::reformatted : moved ? Class::reordered : Class::same;
            return paired(row, source, state, what, moved, 0, 0);
        }
        const uint32_t candidate = state & ~kFlag;
        const uint32_t partner = c_.of_a.partners[candidate];
        if (partner != kUnpaired) {
            return paired(row, source, c_.of_b.rows[partner], Class::changed, moved, candidate, partner);
        }
        ++count_a(row, Class::missing);
        if (!wanted(Class::missing)) {
            return {};
        }
        Difference difference;
        difference.what = Class::missing;
        VB_TRY_ASSIGN(difference.a, place(c_.a, places_a_, row, source));
        VB_TRY_ASSIGN(difference.values, values(c_.a, c_.of_a, candidate, *difference.a));
        return receiver_.each(difference);
    }

    Result<void> paired(uint64_t row, size_t source, uint64_t row_b, Class what, bool moved, uint32_t candidate_a,
                        uint32_t candidate_b) {
        ++count_a(row, what);
        ++count_b(row_b, what);
        count_flow(source, row_b);
        report_.moved[static_cast<size_t>(what)] += moved ? 1 : 0;
        if (what == Class::same || !wanted(what)) {
            return {};
        }
        Difference difference;
        difference.what = what;
        difference.moved = moved;
        VB_TRY_ASSIGN(difference.a, place(c_.a, places_a_, row, source));
        VB_TRY_ASSIGN(difference.b, place(c_.b, places_b_, row_b, flow_to_));
        if (what == Class::changed) {
            VB_TRY(changes(candidate_a, candidate_b, difference));
        }
        return receiver_.each(difference);
    }

    Result<void> added(uint64_t row, size_t source, uint32_t candidate) {
        ++count_b(row, Class::added);
        if (!wanted(Class::added)) {
            return {};
        }
        Difference difference;
        difference.what = Class::added;
        VB_TRY_ASSIGN(difference.b, place(c_.b, places_b_, row, source));
        VB_TRY_ASSIGN(difference.values, values(c_.b, c_.of_b, candidate, *difference.b));
        return receiver_.each(difference);
    }

    static Result<RowPlace> place(const Side& side, SpoolReader<Place>& places, uint64_t row, size_t source) {
        VB_TRY_ASSIGN(const Place found, places.at(row));
        const SourceReport& of = side.report.sources[source];
        return RowPlace{static_cast<uint32_t>(source),
                        of.entry.path,
                        row - of.first_row + 1,
                        found.begin,
                        found.end,
                        side.kinds[row]};
    }

    static Result<Candidate> candidate(const Candidates& side, uint32_t number) {
        Candidate out{};
        VB_TRY(side.entries.read(uint64_t{number} * sizeof out, {reinterpret_cast<uint8_t*>(&out), sizeof out}));
        return out;
    }

    // A message: its fields. Another row: why it is none, and its bytes.
    Result<std::vector<FieldValue>> values(const Side& side, const Candidates& candidates, uint32_t number,
                                           const RowPlace& at) {
        VB_TRY_ASSIGN(const Candidate found, candidate(candidates, number));
        if (at.kind == RowKind::message) {
            VB_TRY(read_message(candidates, found, bytes_a_, item_a_));
            return meaning_.values(item_a_.message);
        }
        std::string text(found.bytes, '\0');
        VB_TRY(side.reasons.read(found.offset, {reinterpret_cast<uint8_t*>(text.data()), text.size()}));
        ReasonHead head{};
        std::memcpy(&head, text.data(), sizeof head);
        std::vector<FieldValue> out;
        out.push_back({"row." + std::string(name(at.kind)), text.substr(sizeof head, head.code_bytes)});
        if (head.reason_bytes > 0) {
            out.push_back({"row.reason", text.substr(sizeof head + head.code_bytes)});
        }
        std::string raw(at.end - at.begin, '\0');
        const ingest::WorkItem& item = side.delivery.items[at.source];
        VB_TRY_ASSIGN(const vault::OpenObject object, side.delivery.vault->open_object(*item.object));
        VB_TRY_ASSIGN(const size_t count, io::read_at(object.fd.get(), at.begin,
                                                      {reinterpret_cast<uint8_t*>(raw.data()), raw.size()}, item.path));
        raw.resize(count);
        out.push_back({"row.bytes", std::move(raw)});
        return out;
    }

    Result<void> changes(uint32_t number_a, uint32_t number_b, Difference& difference) {
        if (difference.a->kind == RowKind::message && difference.b->kind == RowKind::message) {
            VB_TRY_ASSIGN(const Candidate a, candidate(c_.of_a, number_a));
            VB_TRY_ASSIGN(const Candidate b, candidate(c_.of_b, number_b));
            VB_TRY(read_message(c_.of_a, a, bytes_a_, item_a_));
            VB_TRY(read_message(c_.of_b, b, bytes_b_, item_b_));
            difference.changes = meaning_.changes(item_a_.message, item_b_.message);
            return {};
        }
        VB_TRY_ASSIGN(const auto before, values(c_.a, c_.of_a, number_a, *difference.a));
        VB_TRY_ASSIGN(const auto after, values(c_.b, c_.of_b, number_b, *difference.b));
        difference.changes.push_back(
            {"row", std::string(name(difference.a->kind)), std::string(name(difference.b->kind))});
        const auto find = [](const std::vector<FieldValue>& in, const std::string& wanted) {
            const auto found =
                std::find_if(in.begin(), in.end(), [&](const FieldValue& value) { return value.name == wanted; });
            return found == in.end() ? std::optional<std::string>() : found->value;
        };
        for (const FieldValue& value : before) {
            if (find(after, value.name) != value.value) {
                difference.changes.push_back({value.name, value.value, find(after, value.name)});
            }
        }
        for (const FieldValue& value : after) {
            if (!find(before, value.name)) {
                difference.changes.push_back({value.name, std::nullopt, value.value});
            }
        }
        return {};
    }

    const Compared& c_;
    const Receiver& receiver_;
    const std::function<bool(uint64_t)>& go_on_;
    Report& report_;
    Meaning meaning_;
    SpoolReader<Place> places_a_;
    SpoolReader<Place> places_b_;
    std::string bytes_a_;
    std::string bytes_b_;
    formats::WireItem item_a_;
    formats::WireItem item_b_;
    size_t flow_from_ = 0;
    size_t flow_to_ = 0;
    uint64_t* flow_ = nullptr;
};

bool read_whole(const ingest::SourceEntry& entry) {
    return entry.status == ingest::SourceStatus::parsed || entry.status == ingest::SourceStatus::empty;
}

std::string why_not(const ingest::SourceEntry& entry) {
    std::string out = entry.status == ingest::SourceStatus::partial
                          ? std::to_string(entry.counts.bytes_unread) + " bytes could not be read"
                          : std::string(ingest::name(entry.status));
    return entry.problem.empty() ? out : out + ": " + entry.problem;
}

std::string_view file_name(const std::string& path) {
    return std::string_view(path).substr(path.rfind('/') + 1);
}

}  // namespace

Result<void> list(const Compared& compared, const Options& options, const Receiver& receiver,
                  const std::function<bool(uint64_t)>& go_on, Report& report) {
    return Listing(compared, options, receiver, go_on, report).run();
}

void compare_files(Report& report) {
    std::vector<const ingest::SourceEntry*> left;
    std::vector<const ingest::SourceEntry*> right;
    for (const auto& [side, files] : {std::pair(&report.a, &left), std::pair(&report.b, &right)}) {
        for (const SourceReport& source : side->sources) {
            if (!read_whole(source.entry)) {
                files->push_back(&source.entry);
            }
        }
    }
    // Equal bytes first, wherever the file lies; then the same file name; the rest stands alone.
    const auto drop_pairs = [&](auto label, auto found) {
        std::unordered_map<std::string, std::deque<size_t>> by_label;
        for (size_t i = 0; i < right.size(); ++i) {
            by_label[label(*right[i])].push_back(i);
        }
        for (const ingest::SourceEntry*& one : left) {
            const std::string wanted = label(*one);
            std::deque<size_t>& others = by_label[wanted];
            if (!wanted.empty() && !others.empty()) {
                found(*one, *right[others.front()]);
                right[others.front()] = nullptr;
                others.pop_front();
                one = nullptr;
            }
        }
        std::erase(left, nullptr);
        std::erase(right, nullptr);
    };
    drop_pairs([](const auto& entry) { return entry.object ? entry.object->hex() : std::string(); },
               [&](const auto&, const auto&) { ++report.files_equal; });
    drop_pairs([](const auto& entry) { return std::string(file_name(entry.path)); },
               [&](const auto& x, const auto& y) {
                   report.files.push_back({Class::changed, x.path, y.path, why_not(x) + "; " + why_not(y)});
               });
    for (const ingest::SourceEntry* entry : left) {
        report.files.push_back({Class::missing, entry->path, {}, why_not(*entry)});
    }
    for (const ingest::SourceEntry* entry : right) {
        report.files.push_back({Class::added, {}, entry->path, why_not(*entry)});
    }
}

}  // namespace verbatim::compare
