// SPDX-License-Identifier: Apache-2.0
#include "viewer/fill.h"

#include "ingest/row.h"
#include "viewer/exhibits.h"

namespace verbatim::viewer {
namespace {

using record::Group;

// A block of the viewer is smaller than one of a case: a small machine, and one thread.
constexpr size_t kBlockRows = 50'000;
constexpr size_t kBlockBytes = size_t{32} << 20;
constexpr uint64_t kProgressRecords = 10'000;

class Filler {
  public:
    Filler(const Sources& sources, const Exhibits& exhibits) : sources_(sources), exhibits_(exhibits) {}
    Result<store::Row> row(const verify::BundleRecord& record);

  private:
    const Sources& sources_;
    const Exhibits& exhibits_;
    ingest::RowMaker maker_;
    record::Message message_;
    record::SourceIdentity source_;
    std::string text_;
    std::string blob_;
};

Result<store::Row> Filler::row(const verify::BundleRecord& record) {
    message_.clear();
    source_ = {};
    for (size_t i = 1; i <= record::kGroups; ++i) {
        const auto which = static_cast<Group>(i);
        if (which != Group::text && record.shows(which)) {
            VB_TRY(record::decode_group(which, as_bytes(record.group(which).bytes), message_, source_));
        }
    }
    const note::SourceLine* const source = sources_.of(record.sequence);
    const bool names_source = source != nullptr && record.shows(Group::source);
    const std::string_view path = names_source ? std::string_view(source->path) : std::string_view();
    encode_shown(record, exhibits_.of(record.sequence), path, text_, blob_);
    message_.text = text_;
    store::Row row =
        maker_.make(message_, record.sequence, names_source ? static_cast<uint32_t>(source->number) : 0, path, blob_);
    if (record.redacted()) {
        row.fingerprint = 0;  // two messages that show the same rest need not be the same message
    }
    if (!record.shows(Group::conversation) || row.conversation.empty()) {
        row.conversation = "conversation withheld";
    }
    return row;
}

}  // namespace

Result<void> fill_store(const verify::ByteSource& bundle, const Sources& sources, store::Store& store,
                        const Options& options) {
    VB_TRY_ASSIGN(const Exhibits exhibits, Exhibits::read(bundle));
    VB_TRY_ASSIGN(const std::optional<uint64_t> done, store.max_seq());
    VB_TRY_ASSIGN(auto records, verify::BundleRecords::open(bundle));
    Filler filler(sources, exhibits);
    store::Block block;
    verify::BundleRecord record;
    for (uint64_t count = 1;; ++count) {
        VB_TRY_ASSIGN(const bool more, records.next(record));
        if (!more) {
            break;
        }
        if (count % kProgressRecords == 0) {
            if (options.cancelled && options.cancelled()) {
                return Error{Code::interrupted,
                             "reading the bundle was stopped",
                             {options.bundle, {}},
                             "the same command goes on where it stopped"};
            }
            if (options.progress) {
                options.progress(count);
            }
        }
        if (done && record.sequence <= *done) {
            continue;
        }
        VB_TRY_ASSIGN(const store::Row row, filler.row(record));
        block.add(row);
        if (block.rows() >= kBlockRows || block.bytes() >= kBlockBytes) {
            VB_TRY(store.insert(block));
            block.clear();
        }
    }
    VB_TRY(store.insert(block));
    VB_TRY(store.flush());
    VB_TRY(store.link(0, {options.cancelled, {}}));
    return {};
}

}  // namespace verbatim::viewer
