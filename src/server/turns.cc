// SPDX-License-Identifier: Apache-2.0
#include "server/turns.h"

namespace verbatim::server {

std::unique_ptr<Turns::Turn> Turns::enter() {
    std::unique_lock lock(mutex_);
    if (!free_.wait_for(lock, std::chrono::milliseconds(limits_.turn_ms), [&] { return quick_ < limits_.questions; })) {
        return nullptr;
    }
    ++quick_;
    return std::unique_ptr<Turn>(new Turn(*this));
}

bool Turns::Turn::may_go_on() {
    const auto taken = std::chrono::steady_clock::now() - begun_;
    if (taken > std::chrono::milliseconds(turns_.limits_.question_ms)) {
        ended_ = "the question took too long";
    } else if (!slow_ && taken > std::chrono::milliseconds(turns_.limits_.slow_ms) && !turns_.become_slow(*this)) {
        ended_ = "too many long questions are being answered";
    }
    return *ended_ == '\0';
}

bool Turns::become_slow(Turn& turn) {
    const std::lock_guard lock(mutex_);
    if (slow_ >= limits_.slow_questions) {
        return false;
    }
    turn.slow_ = true;
    ++slow_;
    --quick_;
    free_.notify_one();
    return true;
}

void Turns::leave(const Turn& turn) {
    const std::lock_guard lock(mutex_);
    --(turn.slow_ ? slow_ : quick_);
    free_.notify_one();
}

unsigned Turns::running() const {
    const std::lock_guard lock(mutex_);
    return quick_ + slow_;
}

}  // namespace verbatim::server
