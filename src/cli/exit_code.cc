// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_code.h"

#include <array>

namespace verbatim::cli {

std::span<const ExitMeaning> exit_meanings() {
    static constexpr std::array<ExitMeaning, 7> kMeanings{{
        {Exit::ok, "done, and everything is in order"},
        {Exit::not_in_order,
         "the evidence or the case is not in order: verify found something, compare found a difference, gaps found "
         "something missing, a selection made again differs, or the accounting does not add up"},
        {Exit::usage, "the command or the query is wrong"},
        {Exit::io, "something cannot be read, written or found"},
        {Exit::in_use, "another process has the case open, or what should be made exists already"},
        {Exit::interrupted, "stopped on request; the case is whole and the command can be run again to go on"},
        {Exit::internal, "an error of this program"},
    }};
    return kMeanings;
}

Exit exit_of(Code code) {
    switch (code) {
        case Code::integrity:
            return Exit::not_in_order;
        case Code::usage:
            return Exit::usage;
        case Code::not_this_format:
        case Code::malformed:
        case Code::unsupported:
        case Code::limit:
        case Code::io:
        case Code::not_found:
        case Code::denied:
            return Exit::io;
        case Code::conflict:
            return Exit::in_use;
        case Code::interrupted:
            return Exit::interrupted;
        case Code::internal:
            return Exit::internal;
    }
    return Exit::internal;
}

}  // namespace verbatim::cli
