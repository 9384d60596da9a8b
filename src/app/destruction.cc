// SPDX-License-Identifier: Apache-2.0
#include "app/internal/destruction.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "app/internal/raw_search.h"
#include "app/internal/remainder.h"
#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "note/lines.h"

namespace verbatim::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWorkHeader = "verbatim-destroy-work v1";
constexpr std::string_view kReportHeader = "verbatim-destroy-report v1";
constexpr std::string_view kDestroyed = "destroyed";
constexpr uint64_t kWorkBytesMax = uint64_t{1} << 30;
constexpr uint64_t kReportBytesMax = uint64_t{64} << 20;
// Needles with all their spellings are large: so many at once.
constexpr size_t kNeedlesAtOnce = 50'000;
constexpr uint64_t kPlacesNamed = 100'000;

Result<void> unlink_file(const std::string& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
        return io_error("remove", path, errno);
    }
    return {};
}

}  // namespace

std::string Destruction::work_path() const {
    return log::tombstone_work_path(parts_.log_folder(), tombstone().number);
}
std::string Destruction::report_path() const {
    return log::tombstone_report_path(parts_.log_folder(), tombstone().number);
}

bool Destruction::progress(std::string_view stage, uint64_t bytes) const {
    if (control_.progress) {
        ingest::Progress now;
        now.stage = stage;
        now.bytes_done = bytes;
        control_.progress(now);
    }
    return true;  // what is signed is carried out
}

Result<void> Destruction::begin(const DestroyPlan& plan, const std::string& time) {
    std::string work = std::string(kWorkHeader) + "\nshort " + std::to_string(plan.words_too_short) + "\nkept " +
                       std::to_string(plan.words_kept) + "\n";
    for (const std::string& word : plan.words) {
        work += crypto::to_base64(as_bytes(word)) + "\n";
    }
    note::Tombstone tombstone = plan.tombstone;
    tombstone.time = time;
    const std::string path = log::tombstone_work_path(parts_.log_folder(), tombstone.number);
    VB_TRY(io::make_directories(path.substr(0, path.rfind('/')), 0700));
    VB_TRY(io::replace_file(path, as_bytes(work), 0600));
    VB_TRY_ASSIGN(log::FiledTombstone filed, log::file_tombstone(parts_.log_folder(), tombstone, parts_.keys.signer));
    parts_.tombstones.push_back(std::move(filed));
    parts_.obey_tombstones();
    return {};
}

Result<void> Destruction::settle() {
    // What was written beside the file of findings counts if the commit point names it.
    const std::string path = ingest::findings_path(parts_.folder);
    const std::string made = path + ".new";
    if (io::exists(made)) {
        const auto nothing = [](std::string_view) { return Result<void>{}; };
        const bool named = ingest::read_chained(made, parts_.state.findings, nothing).ok() &&
                           !ingest::read_chained(path, parts_.state.findings, nothing).ok();
        if (named && ::rename(made.c_str(), path.c_str()) != 0) {
            return io_error("replace", path, errno);
        }
        VB_TRY(unlink_file(made));
    }
    // Words of a destruction that was never signed, and what a broken write left of them.
    const std::string folder = parts_.log_folder() + "/tombstones";
    std::error_code error;
    std::vector<std::string> stray;
    for (auto at = fs::directory_iterator(folder, error); at != fs::directory_iterator(); at.increment(error)) {
        const std::string name = at->path().filename().string();
        const std::string stem = name.substr(0, name.find('.'));
        const std::string kind = name.substr(stem.size());
        const bool ours = kind.empty() || kind == ".report" || kind == ".done" ||
                          (kind == ".work" && io::exists(folder + "/" + stem));
        if (!ours) {
            stray.push_back(at->path().string());
        }
    }
    for (const std::string& one : stray) {
        VB_TRY(unlink_file(one));
    }
    return {};
}

Result<void> Destruction::resume() {
    const bool had_store = parts_.store != nullptr;
    VB_TRY_ASSIGN(const std::string report, carry_out());
    parts_.recovered.push_back(
        "destruction: went on with tombstone " + std::to_string(tombstone().number) +
        (had_store ? " and finished it" + std::string(parts_.tombstones.back().done->found > 0
                                                          ? "; the search found leftovers, see " + report_path()
                                                          : "")
                   : "; what is in the store goes when the case is opened with it"));
    return {};
}

Result<std::string> Destruction::carry_out() {
    VB_TRY(objects());
    VB_TRY(findings());
    if (parts_.store == nullptr) {
        return std::string();
    }
    // With a report everything was done but the signature; of the list of words a part may be overwritten already.
    if (!io::exists(report_path())) {
        VB_TRY(rows());
        VB_TRY(temporaries());
        VB_TRY_ASSIGN(const std::string made, search());
        VB_TRY(io::replace_file(report_path(), as_bytes(made)));
    } else {
        VB_TRY(parts_.check_store_size());
    }
    VB_TRY(wipe_work());
    VB_TRY_ASSIGN(const std::string report, io::read_file(report_path(), kReportBytesMax));
    note::DestructionDone done;
    done.case_id = parts_.info.id;
    done.number = tombstone().number;
    done.time = utc_now();
    done.tombstone = parts_.tombstones.back().hash;
    done.report = crypto::sha256(as_bytes(report));
    constexpr std::string_view kPlaces = "\nplaces ";
    const size_t at = report.find(kPlaces);
    done.found = at == std::string::npos ? 0 : std::strtoull(report.c_str() + at + kPlaces.size(), nullptr, 10);
    VB_TRY_ASSIGN(parts_.tombstones.back().done, log::file_done(parts_.log_folder(), done, parts_.keys.signer));
    VB_TRY(parts_.note(audit::LegalName::erasure, "destroyed", {}, "tombstone " + std::to_string(done.number), 0,
                       "the search then found " + std::to_string(done.found) + " places"));
    return report;
}

Result<void> Destruction::objects() {
    // The remainders first, all of them durable, then the originals.
    for (const note::DestroyedObject& one : tombstone().objects) {
        if (one.remainder) {
            VB_TRY(object(one));
        }
    }
    VB_TRY(parts_.vault.sync());
    for (const note::DestroyedObject& one : tombstone().objects) {
        VB_TRY(parts_.vault.remove_original(one.object));
        if (!one.remainder) {
            VB_TRY(unlink_file(parts_.vault.remainder_path(one.object)));
        }
    }
    return parts_.vault.sync();
}

Result<void> Destruction::object(const note::DestroyedObject& object) {
    if (parts_.vault.verify_object(object.object, {})) {
        return {};
    }
    // From the original, or from what an earlier tombstone left of it.
    vault::Vault before = parts_.vault;
    auto destroyed = before.destroyed();
    destroyed.erase(object.object);
    before.set_destroyed(std::move(destroyed));
    auto open = before.open_object(object.object);
    if (!open) {
        VB_TRY_ASSIGN(open, parts_.vault.open_object(object.object));
    }
    VB_TRY_ASSIGN(const Hash made, write_remainder(parts_.vault, object.object, *open, object.ranges, object.fill));
    if (made == *object.remainder) {
        return parts_.vault.place_remainder(object.object);
    }
    VB_TRY(unlink_file(parts_.vault.staging_path(object.object)));
    return Error{
        Code::integrity,
        "the remainder of the object has SHA-256 " + made.hex() + ", the tombstone says " + object.remainder->hex(),
        {open->path, {}},
        "the bytes changed since the plan; restore the object from a backup and open the case again"};
}

// Reasons of findings may quote what stood there. The new file stands beside the old until the commit point names it.
Result<void> Destruction::findings() {
    const std::string path = ingest::findings_path(parts_.folder);
    const std::string made = path + ".new";
    std::map<uint64_t, Hash> sources;
    VB_TRY(ingest::read_chained(ingest::journal_path(parts_.folder), parts_.state.journal,
                                [&](std::string_view line) -> Result<void> {
                                    VB_TRY_ASSIGN(const ingest::SourceEntry entry, ingest::decode_source(line));
                                    if (entry.object && parts_.removed.objects.contains(*entry.object)) {
                                        sources.emplace(entry.source, *entry.object);
                                    }
                                    return {};
                                }));
    VB_TRY(unlink_file(made));
    VB_TRY_ASSIGN(ingest::ChainedFile file, ingest::ChainedFile::open(made, {}));
    bool changed = false;
    VB_TRY(ingest::read_chained(path, parts_.state.findings, [&](std::string_view line) -> Result<void> {
        VB_TRY_ASSIGN(ingest::Finding finding, ingest::decode_finding(line));
        const auto source = sources.find(finding.source);
        const ingest::Removed::Object* object =
            source == sources.end() ? nullptr : &parts_.removed.objects.at(source->second);
        const bool touched =
            object != nullptr && (object->gone || std::ranges::any_of(object->holes, [&](const auto& hole) {
                                      return finding.begin < hole.end &&
                                             hole.begin < std::max(finding.end, finding.begin + 1);
                                  }));
        if (!touched || finding.reason == kDestroyed) {
            return file.append(line);
        }
        changed = true;
        finding.reason = kDestroyed;
        return file.append(ingest::encode(finding));
    }));
    VB_TRY(file.flush());
    if (!changed) {
        return unlink_file(made);
    }
    VB_TRY(io::sync_filesystem(made));
    ingest::State state = parts_.state;
    state.findings = file.point();
    VB_TRY(parts_.log->commit(ingest::encode(state)));
    parts_.state = state;
    if (::rename(made.c_str(), path.c_str()) != 0) {
        return io_error("replace", path, errno);
    }
    return io::sync_directory(parts_.folder + "/ingest");
}

Result<void> Destruction::rows() {
    progress("deleting rows", 0);
    std::vector<uint64_t> seqs;
    for (const note::Span& run : tombstone().records) {
        for (uint64_t seq = run.begin; seq < run.end; ++seq) {
            seqs.push_back(seq);
        }
    }
    VB_TRY(unlink_file(parts_.folder + "/ingest/linked"));  // the store is linked anew when it is opened
    if (!seqs.empty()) {
        VB_TRY(parts_.store->remove(seqs, {}));
    }
    VB_TRY(parts_.store->close_removing_old_parts());
    parts_.store.reset();
    VB_TRY(parts_.open_store());
    return parts_.check_store_size();
}

// Files of unfinished things, none of which stands while this runs.
Result<void> Destruction::temporaries() {
    log::discard_made(parts_.log_folder() + "/seals/.making");
    std::error_code error;
    for (const std::string folder : {"/vault/incoming", "/store/engine/tmp"}) {
        for (const auto& entry : fs::directory_iterator(parts_.folder + folder, error)) {
            std::error_code removing;
            fs::remove_all(entry.path(), removing);
            if (removing) {
                return io_error("remove", entry.path().string(), removing.value());
            }
        }
    }
    return io::sync_filesystem(parts_.folder);
}

Result<std::string> Destruction::search() {
    std::string work = std::string(kWorkHeader) + "\nshort unknown\nkept unknown\n";
    if (io::exists(work_path())) {
        VB_TRY_ASSIGN(work, io::read_file(work_path(), kWorkBytesMax));
    }
    std::string_view rest = work;
    if (note::take_line(rest) != kWorkHeader) {
        return Error{Code::integrity, "not the words of a destruction", {work_path(), {}}, "restore it from a backup"};
    }
    const std::string counts =
        std::string(note::take_line(rest).value_or("")) + "\n" + std::string(note::take_line(rest).value_or("")) + "\n";
    std::string places;
    uint64_t found = 0;
    uint64_t words = 0;
    uint64_t files = 0;
    uint64_t bytes = 0;
    uint64_t store_bytes = 0;
    const auto tell = [&](const std::string& place, uint64_t offset) {
        if (++found <= kPlacesNamed) {
            places += "found " + std::to_string(offset) + " " + place + "\n";
        }
    };
    do {
        Needles needles;
        while (needles.size() < kNeedlesAtOnce) {
            const auto line = note::take_line(rest);
            if (!line) {
                break;
            }
            VB_TRY_ASSIGN(const std::string word, crypto::from_base64(*line));
            needles.add(word);
            ++words;
        }
        needles.ready();
        RawSearch search;
        search.leave_out = [&](const std::string& path) { return path == work_path(); };
        search.found = [&](size_t, const std::string& path, uint64_t offset) {
            tell(path.substr(parts_.folder.size() + 1), offset);
        };
        search.progress = [&](uint64_t done) { return progress("searching for leftovers", done); };
        VB_TRY(search_files(parts_.folder, needles, search));
        files = search.files;
        bytes = search.bytes;
        store_bytes = 0;
        VB_TRY(parts_.store->each_stored_bytes(
            [&](std::string_view piece) {
                needles.find(piece,
                             [&](size_t, size_t begin, size_t) { tell("store, decompressed", store_bytes + begin); });
                store_bytes += piece.size();
                return progress("searching for leftovers", bytes + store_bytes);
            },
            {}));
    } while (!rest.empty());
    return std::string(kReportHeader) + "\ntombstone " + std::to_string(tombstone().number) + "\nwords " +
           std::to_string(words) + "\n" + counts + "files " + std::to_string(files) + "\nbytes " +
           std::to_string(bytes) + "\nstore-bytes " + std::to_string(store_bytes) + "\nplaces " +
           std::to_string(found) + "\n" + places;
}

// Overwritten in its place, as far as the file system does that.
Result<void> Destruction::wipe_work() {
    const std::string path = work_path();
    if (!io::exists(path)) {
        return {};
    }
    {
        const io::Descriptor fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
        if (!fd.valid()) {
            return io_error("open", path, errno);
        }
        VB_TRY_ASSIGN(uint64_t left, io::size_of(fd.get(), path));
        const std::string zeros(size_t{1} << 20, '\0');
        while (left > 0) {
            const size_t some = std::min<uint64_t>(left, zeros.size());
            VB_TRY(io::write_all(fd.get(), as_bytes(std::string_view(zeros).substr(0, some)), path));
            left -= some;
        }
        if (::fsync(fd.get()) != 0) {
            return io_error("sync", path, errno);
        }
    }
    VB_TRY(unlink_file(path));
    return io::sync_directory(path.substr(0, path.rfind('/')));
}

Result<DestroyReport> Case::destroy(const DestroyChoice& choice, const Hash& confirmed,
                                    const ingest::Control& control) {
    VB_TRY_ASSIGN(const DestroyPlan plan, plan_destruction(choice, control));
    if (!plan.ready()) {
        return Error{Code::conflict, plan.refusals.front(), {}, "see the whole plan with --plan"};
    }
    if (plan.hash != confirmed) {
        return Error{Code::conflict,
                     "the plan of now has hash " + plan.hash.hex() + ", confirmed was " + confirmed.hex(),
                     {},
                     "look at the plan again with --plan"};
    }
    VB_TRY(parts_->note(audit::LegalName::erasure, "destroy", {}, "tombstone " + std::to_string(plan.tombstone.number),
                        0, std::to_string(plan.records) + " records; plan " + plan.hash.hex()));
    Destruction destruction(*parts_, control);
    VB_TRY(destruction.begin(plan, choice.time.empty() ? utc_now() : choice.time));
    VB_TRY_ASSIGN(std::string report, destruction.carry_out());
    const log::FiledTombstone& filed = parts_->tombstones.back();
    return DestroyReport{filed.tombstone, *filed.done, std::move(report)};
}

}  // namespace verbatim::app
