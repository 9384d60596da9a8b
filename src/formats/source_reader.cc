// SPDX-License-Identifier: Apache-2.0
#include "formats/source_reader.h"

namespace verbatim::formats {

Result<text::OpenedText> open_source_text(const Source& source, const SourceReader& reader, Sink& sink,
                                          Encodings encodings) {
    VB_TRY_ASSIGN(text::OpenedText opened, text::open_text(reader, source.settings().encoding));
    if (encodings == Encodings::unicode_only && !opened.encoding.certain &&
        !opened.encoding.name.starts_with("utf-16")) {
        return text::open_text(reader, "utf-8");
    }
    if (!opened.encoding.certain) {
        sink.assume("encoding", opened.encoding.name, opened.encoding.evidence);
    }
    return opened;
}

Result<size_t> read_head(const Source& source, std::span<uint8_t> head) {
    size_t size = 0;
    while (size < head.size()) {
        VB_TRY_ASSIGN(const size_t count, source.read_at(size, head.subspan(size)));
        if (count == 0) {
            break;
        }
        size += count;
    }
    return size;
}

}  // namespace verbatim::formats
