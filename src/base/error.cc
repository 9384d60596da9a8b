// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <system_error>

namespace verbatim {

std::string_view name(Code code) {
    switch (code) {
        case Code::not_this_format:
            return "not this format";
        case Code::malformed:
            return "malformed";
        case Code::unsupported:
            return "unsupported";
        case Code::limit:
            return "limit";
        case Code::io:
            return "i/o";
        case Code::conflict:
            return "conflict";
        case Code::not_found:
            return "not found";
        case Code::denied:
            return "denied";
        case Code::integrity:
            return "integrity";
        case Code::usage:
            return "usage";
        case Code::interrupted:
            return "interrupted";
        case Code::internal:
            return "internal";
    }
    return "internal";
}

std::string Error::to_string() const {
    std::string out;
    if (!where.source.empty()) {
        out += where.source;
    }
    if (where.offset) {
        out += out.empty() ? "at " : " at ";
        out += std::to_string(*where.offset);
    }
    if (!out.empty()) {
        out += ": ";
    }
    out += what;
    out += " (";
    out += name(code);
    out += ')';
    if (!advice.empty()) {
        out += "; ";
        out += advice;
    }
    return out;
}

Error io_error(std::string_view action, std::string_view path, int error_number) {
    const std::error_code reason(error_number, std::generic_category());
    Error error;
    error.code = error_number == ENOENT ? Code::not_found : Code::io;
    error.what = std::string("cannot ") + std::string(action) + ": " + reason.message();
    error.where.source = std::string(path);
    return error;
}

}  // namespace verbatim
