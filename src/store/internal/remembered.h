// SPDX-License-Identifier: Apache-2.0
// Remembered: the last answer to one kind of question, until something is written.
//
//   VB_TRY_ASSIGN(auto answer, remembered.get(question, [&] { return ask(question); }));
//   remembered.forget();  // rows or links were written
//
// An answer whose question was being asked while forget() was called is given back, but not kept. Memory: one answer.
// Threads: any; two that ask the same at once both ask.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/result.h"

namespace verbatim::store {

template <class Question, class Answer>
class Remembered {
  public:
    // `ask` returns Result<std::shared_ptr<const Answer>>.
    template <class Ask>
    Result<std::shared_ptr<const Answer>> get(const Question& question, Ask&& ask) {
        uint64_t generation = 0;
        {
            const std::lock_guard lock(mutex_);
            if (last_ && last_->first == question) {
                return last_->second;
            }
            generation = generation_;
        }
        VB_TRY_ASSIGN(std::shared_ptr<const Answer> answer, ask());
        const std::lock_guard lock(mutex_);
        if (generation == generation_) {
            last_.emplace(question, answer);
        }
        return answer;
    }

    void forget() {
        const std::lock_guard lock(mutex_);
        ++generation_;
        last_.reset();
    }

  private:
    std::mutex mutex_;
    uint64_t generation_ = 0;
    std::optional<std::pair<Question, std::shared_ptr<const Answer>>> last_;
};

}  // namespace verbatim::store
