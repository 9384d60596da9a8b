// SPDX-License-Identifier: Apache-2.0
#include "io/sandbox.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <memory>

namespace verbatim::io {
namespace {

// What a parser needs once everything is open: memory, its source, its socket pair, and to end.
constexpr int kAllowed[] = {
    SCMP_SYS(read),         SCMP_SYS(pread64),         SCMP_SYS(write),        SCMP_SYS(close),
    SCMP_SYS(lseek),        SCMP_SYS(fstat),           SCMP_SYS(newfstatat),   SCMP_SYS(brk),
    SCMP_SYS(munmap),       SCMP_SYS(mremap),          SCMP_SYS(madvise),      SCMP_SYS(futex),
    SCMP_SYS(exit),         SCMP_SYS(exit_group),      SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction), SCMP_SYS(clock_gettime),   SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),
    SCMP_SYS(sched_yield),  SCMP_SYS(restart_syscall), SCMP_SYS(getpid),       SCMP_SYS(gettid),
    SCMP_SYS(sigaltstack),
};

constexpr int kRefused[] = {
    SCMP_SYS(open),     SCMP_SYS(openat),
    SCMP_SYS(stat),     SCMP_SYS(lstat),
    SCMP_SYS(access),   SCMP_SYS(faccessat),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),   SCMP_SYS(uname),
    SCMP_SYS(ioctl),    SCMP_SYS(prctl),
    SCMP_SYS(tgkill),   SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sysinfo),  SCMP_SYS(statx),
    SCMP_SYS(fcntl),
};

struct FilterRelease {
    void operator()(void* filter) const { seccomp_release(filter); }
};

Error failed(std::string what, int error_number) {
    return io_error(what, "sandbox", error_number);
}

Result<void> limit(decltype(RLIMIT_AS) resource, uint64_t value, const char* what) {
    const struct rlimit bound { value, value };
    if (::setrlimit(resource, &bound) != 0) {
        return failed(std::string("limit ") + what, errno);
    }
    return {};
}

Result<void> install_filter() {
    const std::unique_ptr<void, FilterRelease> filter(seccomp_init(SCMP_ACT_KILL_PROCESS));
    if (!filter) {
        return failed("make the system call filter", ENOMEM);
    }
    for (const int call : kAllowed) {
        if (const int status = seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0); status != 0) {
            return failed("allow a system call", -status);
        }
    }
    // Memory may be mapped, never as code.
    const scmp_arg_cmp not_code{2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
    for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
        const int status = seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, call, 1, &not_code);
        if (status != 0) {
            return failed("allow memory mapping", -status);
        }
    }
    for (const int call : kRefused) {
        if (const int status = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), call, 0); status != 0) {
            return failed("refuse a system call", -status);
        }
    }
    if (const int status = seccomp_load(filter.get()); status != 0) {
        return failed("load the system call filter", -status);
    }
    return {};
}

}  // namespace

Result<void> enter_sandbox(const SandboxLimits& limits, int first_closed_fd) {
    if (::close_range(static_cast<unsigned>(first_closed_fd), ~0U, 0) != 0) {
        return failed("close inherited files", errno);
    }
    VB_TRY(limit(RLIMIT_CORE, 0, "core dumps"));
    VB_TRY(limit(RLIMIT_FSIZE, 0, "file size"));
    VB_TRY(limit(RLIMIT_NOFILE, static_cast<uint64_t>(first_closed_fd), "open files"));
    VB_TRY(limit(RLIMIT_CPU, limits.processor_seconds, "processor time"));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    // Sanitizers reserve terabytes of shadow addresses; everywhere else the bound holds.
    VB_TRY(limit(RLIMIT_AS, limits.memory_bytes, "memory"));
#endif
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::prctl(PR_SET_DUMPABLE, 0) != 0 ||
        ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return failed("give up privileges", errno);
    }
    return install_filter();
}

}  // namespace verbatim::io
