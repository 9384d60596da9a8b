// SPDX-License-Identifier: Apache-2.0
// verbatim-parse-worker: reads hostile bytes so that nobody else has to.
//
// Started by `verbatim ingest` with a control socket at descriptor 3. For each job it forks a child; the child keeps
// only the source, the slot memory and the slot socket, enters the sandbox, parses, and ends. The mother process only
// forks, waits and reports: she never reads a byte of evidence. One child a source: a source that breaks its parser
// harms itself alone.
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>

#include "base/limits.h"
#include "formats/job.h"
#include "io/direct.h"
#include "io/sandbox.h"
#include "io/slots.h"
#include "io/zygote.h"

namespace verbatim {
namespace {

// Descriptors of a child, in this order from 0.
constexpr int kSourceFd = 0;
constexpr int kSlotsFd = 1;
constexpr int kSocketFd = 2;

constexpr int kExitSetup = 3;

// A large source comes open for direct reading, which goes by aligned windows; parsers read what they like.
class DescriptorSource final : public formats::Source {
  public:
    DescriptorSource(int fd, const formats::ParseJob& job, bool direct)
        : fd_(fd), job_(job), window_(direct ? kWindowBytes : 0) {}
    uint64_t size() const override { return job_.size_bytes; }
    Result<size_t> read_at(uint64_t offset, std::span<uint8_t> buffer) const override {
        if (offset >= job_.size_bytes) {
            return size_t{0};
        }
        const uint64_t left = job_.size_bytes - offset;
        buffer = buffer.first(std::min<uint64_t>(buffer.size(), left));
        return window_.span().empty() ? io::read_at(fd_, offset, buffer, job_.path) : read_window(offset, buffer);
    }
    std::string_view path() const override { return job_.path; }
    const formats::Settings& settings() const override { return job_.settings; }

  private:
    static constexpr size_t kWindowBytes = size_t{1} << 20;

    Result<size_t> read_window(uint64_t offset, std::span<uint8_t> buffer) const {
        size_t done = 0;
        while (done < buffer.size()) {
            const uint64_t at = offset + done;
            if (at < window_begin_ || at >= window_begin_ + window_filled_) {
                const uint64_t begin = at / io::kDirectAlignment * io::kDirectAlignment;
                window_filled_ = 0;
                VB_TRY_ASSIGN(window_filled_,
                              io::read_direct_at(fd_, begin, window_.span(), job_.size_bytes, job_.path));
                window_begin_ = begin;
                if (at >= begin + window_filled_) {
                    break;  // the file is shorter than it was
                }
            }
            const size_t from = at - window_begin_;
            const size_t count = std::min(buffer.size() - done, window_filled_ - from);
            std::memcpy(buffer.data() + done, window_.span().data() + from, count);
            done += count;
        }
        return done;
    }

    int fd_;
    const formats::ParseJob& job_;
    mutable io::DirectBuffer window_;
    mutable uint64_t window_begin_ = 0;
    mutable size_t window_filled_ = 0;
};

// Hooks for the tests of the sandbox and of dying workers, by a path that no acquisition produces.
void misbehave_if_asked(std::string_view path) {
    if (path == "//test/crash") {
        __builtin_trap();  // raise() would be refused by the sandbox
    } else if (path == "//test/open") {
        // Not openat, which libraries try in passing and which is merely refused.
        static_cast<void>(::creat("/tmp/verbatim-escaped", 0600));
    } else if (path == "//test/socket") {
        static_cast<void>(::socket(AF_INET, SOCK_STREAM, 0));
    } else if (path == "//test/exec") {
        ::execl("/bin/true", "true", nullptr);
    } else if (path == "//test/memory") {
        for (;;) {
            auto* block = new char[size_t{64} << 20];
            std::memset(block, 1, size_t{64} << 20);
        }
    } else if (path == "//test/spin") {
        for (std::atomic<uint64_t> i = 0;; ++i) {
        }
    }
}

[[noreturn]] void child(io::JobRequest request) {
    const auto job = formats::decode_job(request.bytes);
    // The descriptors move above the three target numbers first, so that no dup2 overwrites one still needed.
    const int source = ::dup(request.source.get());
    const int slots = ::dup(request.slots.get());
    const int socket = ::dup(request.socket.get());
    if (!job || ::dup2(source, kSourceFd) < 0 || ::dup2(slots, kSlotsFd) < 0 || ::dup2(socket, kSocketFd) < 0) {
        ::_exit(kExitSetup);
    }
    auto memory = io::SlotMemory::attach(io::Descriptor(kSlotsFd));
    if (!memory) {
        ::_exit(kExitSetup);
    }
    const bool direct = io::is_direct(kSourceFd);
    io::SandboxLimits limits;
    limits.memory_bytes = limits::kWorkerMemoryBytes;
    limits.processor_seconds = limits::kWorkerBaseSeconds + job->size_bytes / limits::kWorkerBytesPerSecondMin;
    if (job->path == "//test/spin") {
        limits.processor_seconds = 1;
    }
    if (!io::enter_sandbox(limits, kSocketFd + 1)) {
        ::_exit(kExitSetup);
    }
    misbehave_if_asked(job->path);
    io::SlotWriter writer(std::move(*memory), io::Descriptor(kSocketFd));
    formats::WireSink sink([&](std::span<const char> item) { return writer.append_item(item); });
    const DescriptorSource bytes(kSourceFd, *job, direct);
    formats::run_job(bytes, *job, sink);
    static_cast<void>(writer.flush());
    ::_exit(0);
}

int run() {
    // Archive member names need a UTF-8 locale; C.UTF-8 is built into the C library.
    std::setlocale(LC_CTYPE, "C.UTF-8");
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::signal(SIGINT, SIG_IGN);  // Ctrl-C is the parent's to handle: it drains and commits first
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &mask, nullptr);
    const io::Descriptor children(::signalfd(-1, &mask, SFD_CLOEXEC));
    std::map<pid_t, uint64_t> jobs;
    while (true) {
        struct pollfd polled[2] = {{io::kControlFd, POLLIN, 0}, {children.get(), POLLIN, 0}};
        if (::poll(polled, 2, -1) < 0 && errno != EINTR) {
            return 1;
        }
        if ((polled[1].revents & POLLIN) != 0) {
            struct signalfd_siginfo info {};
            static_cast<void>(!::read(children.get(), &info, sizeof info));
            int status = 0;
            for (pid_t pid = ::waitpid(-1, &status, WNOHANG); pid > 0; pid = ::waitpid(-1, &status, WNOHANG)) {
                const io::ChildExit report{jobs[pid], status};
                jobs.erase(pid);
                static_cast<void>(::send(io::kControlFd, &report, sizeof report, MSG_NOSIGNAL));
            }
        }
        if ((polled[0].revents & (POLLIN | POLLHUP)) != 0) {
            auto request = io::receive_request(io::kControlFd, formats::kJobBytesMax);
            if (!request) {
                return 0;
            }
            const uint64_t number = request->job;
            const pid_t pid = ::fork();
            if (pid == 0) {
                ::sigprocmask(SIG_UNBLOCK, &mask, nullptr);
                child(std::move(*request));
            }
            if (pid > 0) {
                jobs[pid] = number;
            } else {
                const io::ChildExit report{number, kExitSetup << 8};
                static_cast<void>(::send(io::kControlFd, &report, sizeof report, MSG_NOSIGNAL));
            }
        }
    }
}

}  // namespace
}  // namespace verbatim

int main() {
    int type = 0;
    socklen_t size = sizeof type;
    if (::getsockopt(verbatim::io::kControlFd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET) {
        std::fprintf(stderr, "verbatim-parse-worker is started by `verbatim ingest`, not by hand.\n");
        return 2;
    }
    return verbatim::run();
}
