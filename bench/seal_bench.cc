// SPDX-License-Identifier: Apache-2.0
// Seals a case and proves conversations of it: records a second, peak memory, milliseconds a proof.
//
//   seal_bench CASE [--keep]     without --keep the trees are made and thrown away
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <random>
#include <vector>

#include "app/case.h"
#include "log/seal_walks.h"

namespace {

using namespace verbatim;
using Clock = std::chrono::steady_clock;

constexpr size_t kProofs = 50;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double peak_mib() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Stage by stage, as it is told.
ingest::Control stages() {
    ingest::Control control;
    control.progress = [stage = std::string(), begin = Clock::now()](const ingest::Progress& now) mutable {
        if (stage != now.stage) {
            std::printf("%-20s from %.1f s\n", std::string(now.stage).c_str(), seconds_since(begin));
            std::fflush(stdout);
            stage = now.stage;
        }
    };
    return control;
}

Result<void> prove_some(const log::FiledSeal& filed) {
    // Salts do not matter here: what is measured is the reading and hashing of a walk.
    VB_TRY_ASSIGN(const crypto::SaltKey key, crypto::SaltKey::generate());
    VB_TRY_ASSIGN(auto tree, log::ConversationTree::open(filed.folder, filed.seal.conversations, key));
    std::mt19937_64 random(1);
    std::vector<double> milliseconds;
    uint64_t records = 0;
    uint64_t bytes = 0;
    for (size_t i = 0; i < kProofs; ++i) {
        VB_TRY_ASSIGN(const log::KeyRange range, tree.key(random() % tree.keys()));
        const Clock::time_point begin = Clock::now();
        log::ConversationWalk walk(tree);
        VB_TRY(walk.add({range.key, std::nullopt, std::nullopt, true}));
        const auto written = walk.write([](const Hash&) { return std::nullopt; },
                                        [&](std::string_view piece) -> Result<void> {
                                            bytes += piece.size();
                                            return {};
                                        });
        if (!written && written.error().code != Code::integrity) {
            return written.error();
        }
        milliseconds.push_back(seconds_since(begin) * 1000);
        records += range.end - range.begin;
    }
    std::ranges::sort(milliseconds);
    std::printf(
        "%zu conversations of %.1f records on average: walk of %.0f bytes in %.2f ms (median), %.2f ms (slowest)\n",
        kProofs, static_cast<double>(records) / kProofs, static_cast<double>(bytes) / kProofs,
        milliseconds[kProofs / 2], milliseconds.back());
    return {};
}

Result<void> run(const std::string& folder, bool keep) {
    VB_TRY_ASSIGN(const auto opened, app::Case::open(folder, {}));
    const Clock::time_point begin = Clock::now();
    VB_TRY_ASSIGN(const auto filed, opened->seal({"2026-11-23T20:26:44Z"}, stages()));
    const double seconds = seconds_since(begin);
    std::printf("%llu records sealed in %.1f s: %.0f a second, peak %.0f MiB\n",
                static_cast<unsigned long long>(filed.seal.log.size), seconds,
                static_cast<double>(filed.seal.log.size) / seconds, peak_mib());
    VB_TRY(prove_some(filed));
    if (!keep) {
        log::discard_made(filed.folder);
    }
    return opened->close();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: seal_bench CASE [--keep]\n");
        return 2;
    }
    const auto done = run(argv[1], argc > 2 && std::strcmp(argv[2], "--keep") == 0);
    if (!done) {
        std::fprintf(stderr, "%s\n", done.error().to_string().c_str());
    }
    return done ? 0 : 1;
}
