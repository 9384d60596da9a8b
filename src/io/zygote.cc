// SPDX-License-Identifier: Apache-2.0
#include "io/zygote.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace verbatim::io {
namespace {

constexpr size_t kDescriptors = 3;
constexpr size_t kControlBytes = CMSG_SPACE(sizeof(int) * kDescriptors);

}  // namespace

Result<void> send_request(int control, uint64_t job, std::string_view bytes, int source, int slots, int socket) {
    struct iovec parts[2] = {{&job, sizeof job}, {const_cast<char*>(bytes.data()), bytes.size()}};
    alignas(struct cmsghdr) std::array<char, kControlBytes> space{};
    struct msghdr message {};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    message.msg_control = space.data();
    message.msg_controllen = space.size();
    struct cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * kDescriptors);
    const int fds[kDescriptors] = {source, slots, socket};
    std::memcpy(CMSG_DATA(header), fds, sizeof fds);
    ssize_t count = 0;
    do {
        count = ::sendmsg(control, &message, MSG_NOSIGNAL);
    } while (count < 0 && errno == EINTR);
    if (count != static_cast<ssize_t>(sizeof job + bytes.size())) {
        return io_error("send a job to", "verbatim-parse-worker", errno);
    }
    return {};
}

Result<JobRequest> receive_request(int control, size_t bytes_max) {
    JobRequest request;
    request.bytes.resize(bytes_max);
    struct iovec parts[2] = {{&request.job, sizeof request.job}, {request.bytes.data(), request.bytes.size()}};
    alignas(struct cmsghdr) std::array<char, kControlBytes> space{};
    struct msghdr message {};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    message.msg_control = space.data();
    message.msg_controllen = space.size();
    ssize_t count = 0;
    do {
        count = ::recvmsg(control, &message, MSG_CMSG_CLOEXEC);
    } while (count < 0 && errno == EINTR);
    if (count == 0) {
        return Error{Code::not_found, "control socket closed", {}, {}};
    }
    if (count < 0) {
        return io_error("read from", "control socket", errno);
    }
    const struct cmsghdr* header = CMSG_FIRSTHDR(&message);
    if (count < static_cast<ssize_t>(sizeof request.job) || (message.msg_flags & MSG_TRUNC) != 0 || header == nullptr ||
        header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof(int) * kDescriptors)) {
        return Error{Code::internal, "job request is out of shape", {}, {}};
    }
    int fds[kDescriptors];
    std::memcpy(fds, CMSG_DATA(header), sizeof fds);
    request.source = Descriptor(fds[0]);
    request.slots = Descriptor(fds[1]);
    request.socket = Descriptor(fds[2]);
    request.bytes.resize(static_cast<size_t>(count) - sizeof request.job);
    return request;
}

std::string describe_exit(int wait_status) {
    if (WIFSIGNALED(wait_status)) {
        const int number = WTERMSIG(wait_status);
        std::string text = "ended by signal " + std::to_string(number);
        if (number == SIGSYS) {
            text += " (a system call the sandbox forbids)";
        } else if (number == SIGXCPU || number == SIGKILL) {
            text += " (processor time used up, or killed)";
        } else if (number == SIGSEGV || number == SIGABRT || number == SIGBUS) {
            text += " (crash)";
        }
        return text;
    }
    const int code = WEXITSTATUS(wait_status);
    return code == 0 ? std::string() : "exit code " + std::to_string(code);
}

}  // namespace verbatim::io
