// SPDX-License-Identifier: Apache-2.0
#include "viewer/exhibits.h"

#include <algorithm>
#include <unordered_map>

#include "note/lines.h"
#include "text/csv_reader.h"
#include "verify/bundle_entries.h"

namespace verbatim::viewer {
namespace {

constexpr std::string_view kTable = "messages.csv";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// One file of the bundle.
class EntryReader final : public text::ByteReader {
  public:
    EntryReader(const verify::ByteSource& bundle, const verify::BundleEntry& entry) : bundle_(bundle), entry_(entry) {}
    uint64_t size() const override { return entry_.size; }
    Result<size_t> read_at(uint64_t offset, std::span<uint8_t> buffer) const override {
        const auto count = static_cast<size_t>(std::min<uint64_t>(buffer.size(), entry_.size - offset));
        VB_TRY(bundle_.read(entry_.offset + offset, buffer.first(count)));
        return count;
    }

  private:
    const verify::ByteSource& bundle_;
    const verify::BundleEntry& entry_;
};

bool is_heading(const std::vector<std::string_view>& cells) {
    return cells.size() >= 2 && cells[0].ends_with("message") && cells[1] == "exhibit" &&
           (cells[0].size() == 7 || cells[0].starts_with(kByteOrderMark));
}

}  // namespace

Result<Exhibits> Exhibits::read(const verify::ByteSource& bundle) {
    Exhibits out;
    VB_TRY_ASSIGN(const auto entries, verify::bundle_entries(bundle));
    const auto entry = std::ranges::find(entries, kTable, &verify::BundleEntry::name);
    if (entry == entries.end()) {
        return out;
    }
    const EntryReader bytes(bundle, *entry);
    text::PlainStream stream(bytes);
    text::CsvReader rows(stream, {});
    text::CsvRow row;
    std::unordered_map<std::string, uint32_t> known;
    VB_TRY_ASSIGN(bool more, rows.next(row));
    if (!more || !is_heading(row.cells)) {
        return out;
    }
    rows.expect_cells(row.cells.size());
    while (true) {
        VB_TRY_ASSIGN(more, rows.next(row));
        if (!more) {
            break;
        }
        const auto seq = row.cells.size() < 2 ? std::nullopt : note::decimal(row.cells[0]);
        if (!seq || row.cells[1].empty()) {
            continue;
        }
        const auto [at, is_new] = known.try_emplace(std::string(row.cells[1]), out.numbers_.size());
        if (is_new) {
            out.numbers_.push_back(at->first);
        }
        out.of_.emplace_back(*seq, at->second);
    }
    std::ranges::sort(out.of_);
    return out;
}

std::string_view Exhibits::of(uint64_t seq) const {
    const auto at = std::ranges::lower_bound(of_, std::pair<uint64_t, uint32_t>(seq, 0));
    return at == of_.end() || at->first != seq ? std::string_view() : std::string_view(numbers_[at->second]);
}

}  // namespace verbatim::viewer
