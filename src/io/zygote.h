// SPDX-License-Identifier: Apache-2.0
// The messages between the ingest process and the worker process that forks a sandboxed child for each source.
//
// The control socket (SOCK_SEQPACKET) carries, to the worker: job number + job bytes, with three descriptors (source,
// slot memory, slot socket); back: ChildExit. Only the trusted parent writes there.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "io/file.h"

namespace verbatim::io {

inline constexpr int kControlFd = 3;

struct JobRequest {
    uint64_t job = 0;
    std::string bytes;
    Descriptor source;
    Descriptor slots;
    Descriptor socket;
};

struct ChildExit {
    uint64_t job = 0;
    int32_t wait_status = 0;  // as waitpid gives it
};

Result<void> send_request(int control, uint64_t job, std::string_view bytes, int source, int slots, int socket);
// Code::not_found when the other side closed.
Result<JobRequest> receive_request(int control, size_t bytes_max);

// "ended by signal 9 (Killed)", "exit code 3"; empty for a clean end.
std::string describe_exit(int wait_status);

}  // namespace verbatim::io
