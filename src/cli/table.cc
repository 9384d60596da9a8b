// SPDX-License-Identifier: Apache-2.0
#include "cli/table.h"

#include <algorithm>

#include "text/terminal.h"

namespace verbatim::cli {
namespace {
constexpr size_t kGap = 2;
constexpr size_t kStretchLeast = 12;
}  // namespace

Table::Table(Output& out, const Terminal& terminal, std::vector<Column> columns)
    : out_(out), terminal_(terminal), columns_(std::move(columns)) {}

void Table::row(std::vector<std::string> cells) {
    if (released_) {
        write(cells);
        return;
    }
    held_.push_back(std::move(cells));
    if (held_.size() == kSampleRows) {
        release();
    }
}

void Table::end() {
    if (!released_ && !held_.empty()) {
        release();
    }
}

void Table::release() {
    released_ = true;
    widths_.clear();
    for (const Column& column : columns_) {
        widths_.push_back(text::display_width(column.heading));
    }
    for (const std::vector<std::string>& cells : held_) {
        for (size_t at = 0; at < cells.size(); ++at) {
            widths_[at] = std::max(widths_[at], text::display_width(cells[at]));
        }
    }
    const size_t terminal_width = terminal_.output_width();
    size_t used = kGap * (columns_.size() - 1);
    size_t stretching = 0;
    size_t wanted = 0;
    for (size_t at = 0; at < columns_.size(); ++at) {
        (columns_[at].stretch ? wanted : used) += widths_[at];
        stretching += columns_[at].stretch ? 1 : 0;
    }
    if (stretching > 0 && terminal_width > 0 && used + wanted > terminal_width) {
        const size_t left = (terminal_width > used ? terminal_width - used : 0) / stretching;
        for (size_t at = 0; at < columns_.size(); ++at) {
            if (columns_[at].stretch) {
                widths_[at] = std::min(widths_[at], std::max(kStretchLeast, left));
            }
        }
    }
    std::string heading;
    for (size_t at = 0; at < columns_.size(); ++at) {
        const std::string& word = columns_[at].heading;
        const std::string pad(widths_[at] - std::min(widths_[at], text::display_width(word)), ' ');
        heading += columns_[at].align == Align::right ? pad + word : word + (at + 1 < columns_.size() ? pad : "");
        heading += at + 1 < columns_.size() ? std::string(kGap, ' ') : "";
    }
    out_.line(terminal_.styled(Style::bold, heading));
    for (const std::vector<std::string>& cells : held_) {
        write(cells);
    }
    held_.clear();
    held_.shrink_to_fit();
}

void Table::write(const std::vector<std::string>& cells) {
    std::string line;
    for (size_t at = 0; at < cells.size(); ++at) {
        const bool cut = columns_[at].stretch && terminal_.output_width() > 0;
        const std::string cell = cut ? text::clip(cells[at], widths_[at]) : cells[at];
        const size_t width = text::display_width(cell);
        const std::string pad(widths_[at] - std::min(widths_[at], width), ' ');
        line += columns_[at].align == Align::right ? pad + cell : cell + pad;
        line += std::string(kGap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out_.line(line);
}

}  // namespace verbatim::cli
