// SPDX-License-Identifier: Apache-2.0
// Terminal: what standard output and standard error are, colours, and the one line that is redrawn for progress.
//
// Colour follows --color, else NO_COLOR (https://no-color.org), else whether the stream is a terminal. Texts handed to
// say() and status() must be safe already (safe_line). One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace verbatim::cli {

enum class Style : uint8_t { bold, dim, match, good, bad, warning };

class Terminal {
  public:
    Terminal();
    // "auto", "always" or "never".
    void set_color(std::string_view choice);

    bool output_is_terminal() const { return output_is_terminal_; }
    bool error_is_terminal() const { return error_is_terminal_; }
    // Columns of standard output; 0 if it is not a terminal: then nothing is cut.
    size_t output_width() const;

    // `text` in a style if standard output (error: standard error) shows colours.
    std::string styled(Style style, std::string_view text) const { return styled(style, text, output_color_); }
    std::string styled_error(Style style, std::string_view text) const { return styled(style, text, error_color_); }

    // A line of talk on standard error.
    void say(std::string_view line);
    // Redraws the progress line; only if standard error is a terminal. Cut to its width.
    void status(std::string_view line);
    void clear_status();

  private:
    static std::string styled(Style style, std::string_view text, bool color);

    bool output_is_terminal_;
    bool error_is_terminal_;
    bool output_color_;
    bool error_color_;
    bool status_shown_ = false;
};

// Evidence as one line that is safe on a terminal: line breaks shown as "⏎", control characters, bidirectional
// overrides and invalid bytes spelled out.
std::string safe_line(std::string_view text);

}  // namespace verbatim::cli
