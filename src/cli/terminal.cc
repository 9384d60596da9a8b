// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "io/file.h"
#include "text/terminal.h"
#include "verify/verify.h"

namespace verbatim::cli {
namespace {

constexpr size_t kUsualWidth = 80;
constexpr size_t kLeastWidth = 20;

bool no_color_asked() {
    const char* value = std::getenv("NO_COLOR");
    if (value != nullptr && *value != '\0') {
        return true;
    }
    const char* terminal = std::getenv("TERM");
    return terminal != nullptr && std::string_view(terminal) == "dumb";
}

size_t width_of(int fd) {
    winsize size{};
    if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= kLeastWidth) {
        return size.ws_col;
    }
    return kUsualWidth;
}

void write_error(std::string_view text) {
    // Talk that nobody can read is not worth failing for.
    static_cast<void>(!io::write_all(STDERR_FILENO, as_bytes(text), "standard error"));
}

std::string_view code(Style style) {
    switch (style) {
        case Style::bold:
            return "\x1b[1m";
        case Style::dim:
            return "\x1b[2m";
        case Style::match:
            return "\x1b[1;33m";
        case Style::good:
            return "\x1b[32m";
        case Style::bad:
            return "\x1b[1;31m";
        case Style::warning:
            return "\x1b[33m";
    }
    return "";
}

}  // namespace

Terminal::Terminal()
    : output_is_terminal_(::isatty(STDOUT_FILENO) == 1),
      error_is_terminal_(::isatty(STDERR_FILENO) == 1),
      output_color_(output_is_terminal_ && !no_color_asked()),
      error_color_(error_is_terminal_ && !no_color_asked()) {}

void Terminal::set_color(std::string_view choice) {
    if (choice == "always" || choice == "never") {
        output_color_ = error_color_ = choice == "always";
    }
}

size_t Terminal::output_width() const {
    return output_is_terminal_ ? width_of(STDOUT_FILENO) : 0;
}

std::string Terminal::styled(Style style, std::string_view text, bool color) {
    if (!color) {
        return std::string(text);
    }
    std::string out(code(style));
    out += text;
    out += "\x1b[0m";
    return out;
}

void Terminal::say(std::string_view line) {
    clear_status();
    std::string out(line);
    out += '\n';
    write_error(out);
}

void Terminal::status(std::string_view line) {
    if (!error_is_terminal_) {
        return;
    }
    std::string out = "\r";
    // The last column stays free: writing into it makes some terminals scroll.
    out += text::clip(line, width_of(STDERR_FILENO) - 1);
    out += "\x1b[K";
    write_error(out);
    status_shown_ = true;
}

void Terminal::clear_status() {
    if (status_shown_) {
        write_error("\r\x1b[K");
        status_shown_ = false;
    }
}

std::string safe_line(std::string_view text) {
    std::string out;
    while (true) {
        const size_t line_break = text.find('\n');
        std::string_view line = text.substr(0, line_break);
        if (line_break != std::string_view::npos && line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        out += verify::printable(line);
        if (line_break == std::string_view::npos) {
            return out;
        }
        out += "⏎";
        text.remove_prefix(line_break + 1);
    }
}

}  // namespace verbatim::cli
