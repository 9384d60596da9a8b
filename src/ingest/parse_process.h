// SPDX-License-Identifier: Apache-2.0
// ParseProcess: the parent's side of the sandboxed parse worker.
//
//   VB_TRY_ASSIGN(auto worker, ParseProcess::start(path_of_worker));
//   VB_TRY_ASSIGN(auto job, worker->submit(open_object.fd.get(), parse_job));
//   while (job->read_batch(bytes) == batch) ...     // whole wire items (formats/wire.h)
//   std::string end = job->wait();                  // empty: clean end; else how the child died
//
// Several jobs may run at once; each holds a lane of shared slots and blocks when nobody reads it. Dropping a job
// stops its child. One thread uses a ParseProcess.
#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "formats/job.h"
#include "io/slots.h"
#include "io/zygote.h"

namespace verbatim::ingest {

class ParseProcess;

class ParseChild {
  public:
    ParseChild(ParseProcess& process, uint64_t number, io::SlotMemory memory, io::Descriptor socket)
        : process_(process), number_(number), memory_(std::move(memory)), socket_(std::move(socket)) {}
    ~ParseChild();
    ParseChild(const ParseChild&) = delete;
    ParseChild& operator=(const ParseChild&) = delete;

    // Replaces `bytes` with the next batch; end: nothing more comes.
    Result<io::SlotReader::Status> read_batch(std::string& bytes);
    // Closes our side: a child that still writes ends at its next write.
    void stop() { socket_.reset(); }
    // After end or stop(): how the child ended, in words; empty if cleanly.
    Result<std::string> wait();

  private:
    ParseProcess& process_;
    uint64_t number_;
    io::SlotMemory memory_;
    io::Descriptor socket_;
    bool waited_ = false;
};

class ParseProcess {
  public:
    static Result<std::unique_ptr<ParseProcess>> start(const std::string& program);
    ~ParseProcess();
    ParseProcess(const ParseProcess&) = delete;
    ParseProcess& operator=(const ParseProcess&) = delete;

    Result<std::unique_ptr<ParseChild>> submit(int source, const formats::ParseJob& job);

  private:
    friend class ParseChild;
    explicit ParseProcess(io::Descriptor control, pid_t pid) : control_(std::move(control)), pid_(pid) {}
    Result<int> exit_status(uint64_t job);

    io::Descriptor control_;
    pid_t pid_;
    uint64_t jobs_ = 0;
    std::map<uint64_t, int> ended_;
    std::vector<io::SlotMemory> lanes_;
};

}  // namespace verbatim::ingest
