// SPDX-License-Identifier: Apache-2.0
// kill -9 during insert at random moments: what was flushed is there, the rest can be dropped, the indexes answer.
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <random>
#include <thread>

#include "fixture.h"

namespace verbatim::store {
namespace {

class Writer {
  public:
    Writer(const std::string& folder, uint64_t first) {
        int ends[2];
        if (pipe(ends) != 0) {
            std::abort();
        }
        child_ = fork();
        if (child_ == 0) {
            dup2(ends[1], STDOUT_FILENO);
            const std::string program = std::string(VERBATIM_BINARY_DIR) + "/tests/store_writer";
            const std::string from = std::to_string(first);
            execl(program.c_str(), program.c_str(), folder.c_str(), from.c_str(), nullptr);
            _exit(127);
        }
        close(ends[1]);
        input_ = ends[0];
    }
    ~Writer() {
        if (child_ > 0) {
            end();
        }
        close(input_);
    }
    void wait_until_open() { read_for(std::chrono::seconds(60), "open\n"); }
    // What the child had promised when it died.
    uint64_t kill_after(std::chrono::milliseconds delay) {
        read_for(delay, "");
        end();
        read_for(std::chrono::seconds(5), "");
        const size_t at = output_.rfind("flushed ");
        return at == std::string::npos ? 0 : std::stoull(output_.substr(at + 8));
    }

  private:
    void end() {
        kill(child_, SIGKILL);
        int status = 0;
        waitpid(child_, &status, 0);
        child_ = -1;
    }
    void read_for(std::chrono::milliseconds time, std::string_view until) {
        const auto end = std::chrono::steady_clock::now() + time;
        while (true) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
            if (left <= 0 || (!until.empty() && output_.find(until) != std::string::npos)) {
                return;
            }
            pollfd wait{input_, POLLIN, 0};
            char buffer[4096];
            if (poll(&wait, 1, static_cast<int>(left)) > 0) {
                const ssize_t size = read(input_, buffer, sizeof buffer);
                if (size <= 0) {
                    return;
                }
                output_.append(buffer, static_cast<size_t>(size));
            }
        }
    }
    pid_t child_ = -1;
    int input_ = -1;
    std::string output_;
};

class CrashTest : public StoreTest {};

TEST_F(CrashTest, NothingFlushedIsLost) {
    store_.reset();
    std::mt19937 random(95);
    uint64_t kept = 0;
    for (int round = 0; round < 8; ++round) {
        uint64_t flushed = kept;
        {
            Writer writer(folder_, kept);
            writer.wait_until_open();
            flushed = std::max(kept, writer.kill_after(std::chrono::milliseconds(20 + random() % 1200)));
        }
        reopen();
        EXPECT_GE(*store_->count(), flushed) << "round " << round;
        ASSERT_TRUE(store_->truncate(flushed).ok());
        EXPECT_EQ(*store_->count(), flushed) << "round " << round;
        EXPECT_EQ(total(words("every")).messages, flushed);
        EXPECT_EQ(total(value(Field::sender, "even")).messages, flushed / 2);
        if (flushed > 0) {
            EXPECT_EQ(**store_->max_seq(), flushed - 1);
            EXPECT_EQ(seqs(words("n" + std::to_string(flushed - 1))), std::vector<uint64_t>{flushed - 1});
            EXPECT_TRUE(store_->lookup(std::vector<uint64_t>{flushed - 1}, false).ok());
        }
        const auto damages = store_->check({});
        ASSERT_TRUE(damages.ok()) << damages.error().to_string();
        EXPECT_TRUE(damages->empty());
        kept = flushed;
        store_.reset();
    }
    EXPECT_GT(kept, 0U) << "no round got as far as a flush";
}

TEST_F(CrashTest, ASecondProcessIsToldPlainly) {
    store_.reset();
    Writer writer(folder_, 0);
    writer.wait_until_open();
    const auto second = Store::open(folder_, {});
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, Code::conflict);
    EXPECT_NE(second.error().what.find("in use by another process"), std::string::npos);
}

}  // namespace
}  // namespace verbatim::store
