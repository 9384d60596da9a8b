// SPDX-License-Identifier: Apache-2.0
// Turns: how many questions the case is asked at a time, so that slow ones never keep quick ones waiting for long.
//
//   const auto turn = turns.enter();            // null: none came free in Limits::turn_ms
//   control.cancelled = [&] { return !turn->may_go_on(); };
//
// Every question begins as a quick one. After Limits::slow_ms it takes one of the few slow places and gives its quick
// one back; if all of those are taken it ends, to be asked again. So at most `questions` plus `slow_questions` run, and
// a quick place comes free after slow_ms at the latest. Threads: any; a turn is used by one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "server/limits.h"

namespace verbatim::server {

class Turns {
  public:
    class Turn {
      public:
        ~Turn() { turns_.leave(*this); }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        bool may_go_on();
        // Why it may not, in words; empty if it may.
        const char* ended() const { return ended_; }

      private:
        friend class Turns;
        explicit Turn(Turns& turns) : turns_(turns) {}
        Turns& turns_;
        std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
        bool slow_ = false;
        const char* ended_ = "";
    };

    explicit Turns(const Limits& limits) : limits_(limits) {}
    std::unique_ptr<Turn> enter();
    unsigned running() const;

  private:
    bool become_slow(Turn& turn);
    void leave(const Turn& turn);

    const Limits limits_;
    mutable std::mutex mutex_;
    std::condition_variable free_;
    unsigned quick_ = 0;
    unsigned slow_ = 0;
};

}  // namespace verbatim::server
