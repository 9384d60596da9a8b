// SPDX-License-Identifier: Apache-2.0
#include "ingest/parse_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/limits.h"

namespace verbatim::ingest {
namespace {

// A message with all its fields, framed.
constexpr uint64_t kBatchBytesMax = 4 * limits::kRecordBytesMax + 4 * limits::kLineBytesMax;

struct SpawnActions {
    posix_spawn_file_actions_t actions;
    SpawnActions() { posix_spawn_file_actions_init(&actions); }
    ~SpawnActions() { posix_spawn_file_actions_destroy(&actions); }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;
};

Result<std::pair<io::Descriptor, io::Descriptor>> socket_pair() {
    int fds[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0) {
        return io_error("create", "socket pair", errno);
    }
    return std::pair(io::Descriptor(fds[0]), io::Descriptor(fds[1]));
}

}  // namespace

Result<std::unique_ptr<ParseProcess>> ParseProcess::start(const std::string& program) {
    VB_TRY_ASSIGN(auto sockets, socket_pair());
    SpawnActions spawn;
    posix_spawn_file_actions_adddup2(&spawn.actions, sockets.second.get(), io::kControlFd);
    // A bare environment: a worker needs none of the user's secrets.
    char* const arguments[] = {const_cast<char*>("verbatim-parse-worker"), nullptr};
    char* const environment[] = {const_cast<char*>("LC_ALL=C.UTF-8"), nullptr};
    pid_t pid = 0;
    // dup2 onto the same number would keep close-on-exec: move the socket out of the way first.
    if (sockets.second.get() == io::kControlFd) {
        sockets.second = io::Descriptor(::fcntl(io::kControlFd, F_DUPFD_CLOEXEC, io::kControlFd + 1));
    }
    const int status = ::posix_spawn(&pid, program.c_str(), &spawn.actions, nullptr, arguments, environment);
    if (status != 0) {
        Error error = io_error("start", program, status);
        error.advice = "verbatim-parse-worker belongs beside the verbatim program; install it again";
        return error;
    }
    return std::unique_ptr<ParseProcess>(new ParseProcess(std::move(sockets.first), pid));
}

ParseProcess::~ParseProcess() {
    control_.reset();
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
}

Result<std::unique_ptr<ParseChild>> ParseProcess::submit(int source, const formats::ParseJob& job) {
    const std::string bytes = formats::encode_job(job);
    if (bytes.size() > formats::kJobBytesMax) {
        return Error{
            Code::limit,
            "settings and profile of a source have more than " + std::to_string(formats::kJobBytesMax) + " bytes",
            {job.path, std::nullopt},
            "shorten the mapping profile"};
    }
    if (lanes_.empty()) {
        VB_TRY_ASSIGN(io::SlotMemory memory, io::SlotMemory::create());
        lanes_.push_back(std::move(memory));
    }
    io::SlotMemory memory = std::move(lanes_.back());
    lanes_.pop_back();
    VB_TRY_ASSIGN(auto sockets, socket_pair());
    const uint64_t number = ++jobs_;
    VB_TRY(io::send_request(control_.get(), number, bytes, source, memory.fd(), sockets.second.get()));
    return std::make_unique<ParseChild>(*this, number, std::move(memory), std::move(sockets.first));
}

Result<int> ParseProcess::exit_status(uint64_t job) {
    while (true) {
        if (const auto found = ended_.find(job); found != ended_.end()) {
            const int status = found->second;
            ended_.erase(found);
            return status;
        }
        io::ChildExit report;
        const ssize_t count = ::read(control_.get(), &report, sizeof report);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count != sizeof report) {
            return Error{Code::internal,
                         "verbatim-parse-worker is gone",
                         {},
                         "it was killed or ran out of memory; run the command again to go on"};
        }
        ended_[report.job] = report.wait_status;
    }
}

ParseChild::~ParseChild() {
    socket_.reset();  // the child's next write fails and ends it
    if (!waited_) {
        static_cast<void>(process_.exit_status(number_).ok());
    }
    process_.lanes_.push_back(std::move(memory_));
}

Result<io::SlotReader::Status> ParseChild::read_batch(std::string& bytes) {
    bytes.clear();
    io::SlotReader reader(memory_, socket_.get());
    return reader.read_batch(bytes, kBatchBytesMax);
}

Result<std::string> ParseChild::wait() {
    waited_ = true;
    VB_TRY_ASSIGN(const int status, process_.exit_status(number_));
    return io::describe_exit(status);
}

}  // namespace verbatim::ingest
