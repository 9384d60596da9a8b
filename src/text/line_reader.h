// SPDX-License-Identifier: Apache-2.0
// LineReader: the lines of a byte stream, with the original range of each.
//
//   LineReader lines(stream);
//   Line line;
//   for (;;) { VB_TRY_ASSIGN(const bool more, lines.next(line)); if (!more) break; ... }
//
// Lines touch: the first begins at the stream's first byte, each begins where the one before ended, the last ends at
// the end of the source. A line ends with LF or CR LF; with LineEnd::any also with CR alone (old Mac exports, logs cut
// on a serial line). NUL bytes are bytes like others. `text` is valid until the next call and is followed by
// ByteWindow::kPadding readable bytes. A line longer than the limit comes with too_long set, its full range, and the
// first bytes as text; memory stays bounded by the limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "text/byte_stream.h"

namespace verbatim::text {

enum class LineEnd : uint8_t { lf, any };

struct Line {
    std::string_view text;  // without its line end
    uint64_t begin = 0;     // original offsets; end includes the line end
    uint64_t end = 0;
    uint64_t number = 0;      // from 1
    bool too_long = false;    // text holds only the first kShownBytes
    bool terminated = false;  // false: the source ends without a line end
    static constexpr size_t kShownBytes = 256;
};

class LineReader {
  public:
    explicit LineReader(ByteStream& stream, LineEnd line_end = LineEnd::lf, size_t limit = limits::kLineBytesMax)
        : window_(stream), line_end_(line_end), limit_(limit) {}
    // false: no line is left.
    Result<bool> next(Line& line);

  private:
    Result<bool> skip_long_line(Line& line);

    ByteWindow window_;
    LineEnd line_end_;
    size_t limit_;
    size_t used_ = 0;    // bytes of the line handed out last, discarded by the next call
    std::string shown_;  // start of a line that is too long to be held
    uint64_t number_ = 0;
};

// CR alone ends lines if the head has CRs that no LF follows, and no LF at all.
LineEnd detect_line_end(std::string_view head);

}  // namespace verbatim::text
