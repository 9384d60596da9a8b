// SPDX-License-Identifier: Apache-2.0
// What an open case knows of its tombstones.
#include "app/case.h"
#include "app/internal/parts.h"

namespace verbatim::app {

Result<void> Case::Parts::read_tombstones() {
    VB_TRY_ASSIGN(tombstones, log::read_tombstones(log_folder(), keys.signer.verifier()));
    obey_tombstones();
    return {};
}

void Case::Parts::obey_tombstones() {
    std::map<Hash, vault::Destroyed> destroyed;
    ingest::Removed all;
    std::vector<formats::ByteRange> runs;
    for (const log::FiledTombstone& filed : tombstones) {
        for (const note::Span& run : filed.tombstone.records) {
            runs.push_back({run.begin, run.end});
        }
        for (const note::DestroyedObject& object : filed.tombstone.objects) {
            destroyed[object.object] = {filed.tombstone.number, object.remainder, {}};
            std::vector<formats::ByteRange> holes;
            for (const note::Span& range : object.ranges) {
                holes.push_back({range.begin, range.end});
            }
            all.add_holes(object.object, holes);
            all.objects[object.object].gone = !object.remainder;
        }
    }
    all.add(runs);
    removed = std::move(all);
    vault.set_destroyed(std::move(destroyed));
}

std::string Case::Parts::words_of(const note::Tombstone& tombstone) {
    return "tombstone " + std::to_string(tombstone.number) + " of " + tombstone.time + " by " + tombstone.by +
           ", order " + tombstone.order;
}

Error Case::Parts::destroyed_error(uint64_t seq) const {
    std::string by = "a tombstone";
    for (const log::FiledTombstone& filed : tombstones) {
        for (const note::Span& run : filed.tombstone.records) {
            if (seq >= run.begin && seq < run.end) {
                by = words_of(filed.tombstone);
            }
        }
    }
    return {Code::not_found,
            "record " + std::to_string(seq) + " was destroyed: " + by,
            {},
            "see: verbatim destroy " + folder + " --list"};
}

bool Case::is_destroyed(uint64_t seq) const {
    return parts_->removed.has(seq);
}

const std::vector<log::FiledTombstone>& Case::tombstones() const {
    return parts_->tombstones;
}

}  // namespace verbatim::app
