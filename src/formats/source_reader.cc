// SPDX-License-Identifier: Apache-2.0
#include "formats/source_reader.h"

namespace verbatim::formats {

Result<text::OpenedText> open_source_text(const Source& source, const SourceReader& reader, Sink& sink, Encodings encodings) {
    VB_TRY_ASSIGN(text::OpenedText opened, text::open_text(reader, source.settings().encoding));
    if (encodings == Encodings::unicode_only && !opened.encoding.certain && !opened.encoding.name.starts_with("utf-16")) {
        return text::open_text(reader, "utf-8");
    }
    if (!opened.encoding.certain) {
        sink.assume("encoding", opened.encoding.name, opened.encoding.evidence);
    }
    return opened;
}

}  // namespace verbatim::formats
