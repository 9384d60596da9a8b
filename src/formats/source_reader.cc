// SPDX-License-Identifier: Apache-2.0
#include "formats/source_reader.h"

namespace verbatim::formats {

Result<text::OpenedText> open_source_text(const Source& source, const SourceReader& reader, Sink& sink) {
    VB_TRY_ASSIGN(text::OpenedText opened, text::open_text(reader, source.settings().encoding));
    if (!opened.encoding.certain) {
        sink.assume("encoding", opened.encoding.name, opened.encoding.evidence);
    }
    return opened;
}

}  // namespace verbatim::formats
