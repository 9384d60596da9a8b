// SPDX-License-Identifier: Apache-2.0
#include "cli/secret_input.h"

#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "io/file.h"

namespace verbatim::cli {
namespace {

constexpr uint64_t kBytesMax = 8192;
constexpr const char* kStandardInput = "/dev/stdin";

// Turns the echo off while it lives.
class Unseen {
  public:
    Unseen() {
        ::tcgetattr(STDIN_FILENO, &before_);
        struct termios unseen = before_;
        unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
    }
    ~Unseen() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;

  private:
    struct termios before_ {};
};

Result<std::string> ask(Session& session, std::string_view prompt) {
    session.say(prompt);
    const Unseen unseen;
    std::string line;
    char c = 0;
    while (line.size() < kBytesMax) {
        const ssize_t got = ::read(STDIN_FILENO, &c, 1);
        if (got == 1 && c != '\n') {
            line += c;
        } else if (got >= 0 || errno != EINTR) {
            break;
        }
    }
    return line;
}

}  // namespace

Result<std::string> read_new_password(Session& session, const std::string& file) {
    if (!file.empty()) {
        VB_TRY_ASSIGN(std::string text, io::read_file(file == "-" ? kStandardInput : file, kBytesMax));
        return text.substr(0, text.find_first_of("\r\n"));
    }
    if (::isatty(STDIN_FILENO) == 0) {
        return Error{Code::usage,
                     "there is no terminal to ask for the password on",
                     {},
                     "--password-file FILE; - reads standard input"};
    }
    VB_TRY_ASSIGN(const std::string first, ask(session, "New password:"));
    VB_TRY_ASSIGN(std::string second, ask(session, "The same again:"));
    if (first != second) {
        return Error{Code::usage, "the two passwords differ", {}, "nothing was changed; try again"};
    }
    return second;
}

}  // namespace verbatim::cli
