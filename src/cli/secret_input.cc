// SPDX-License-Identifier: Apache-2.0
#include "cli/secret_input.h"

#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "io/file.h"

namespace verbatim::cli {
namespace {

constexpr uint64_t kBytesMax = 8192;

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

// One line of standard input, byte by byte: what follows is not ours to take.
std::string read_line() {
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

std::string ask(Session& session, std::string_view prompt) {
    session.say(prompt);
    const Unseen unseen;
    return read_line();
}

}  // namespace

Result<std::string> read_new_password(Session& session, const std::string& file) {
    if (!file.empty()) {
        std::string text;
        if (file == "-") {
            text = read_line();
        } else {
            VB_TRY_ASSIGN(text, io::read_file(file, kBytesMax));
        }
        return text.substr(0, text.find_first_of("\r\n"));
    }
    if (::isatty(STDIN_FILENO) == 0) {
        return Error{Code::usage,
                     "there is no terminal to ask for the password on",
                     {},
                     "--password-file FILE; - reads standard input"};
    }
    const std::string first = ask(session, "New password:");
    std::string second = ask(session, "The same again:");
    if (first != second) {
        return Error{Code::usage, "the two passwords differ", {}, "nothing was changed; try again"};
    }
    return second;
}

}  // namespace verbatim::cli
