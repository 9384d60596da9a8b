// SPDX-License-Identifier: Apache-2.0
// RSMF 2.0 files (Relativity Short Message Format) for review platforms: one file a conversation and day, and a further
// one after 10,000 messages or 32 MiB, as those platforms recommend.
//
// Each is an internet message (RFC 5322) with the text to read and one attachment, rsmf.zip, that holds
// rsmf_manifest.json. What the manifest has no field for stands in `custom`, name by name. A time whose zone is not
// stated has no `timestamp`, only its words. The bytes of attachments are not in it: they are in media/ under their
// SHA-256. `open` is called with the name of each next file and gives the sink for its bytes. Memory is that of one
// file. See writer.h.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "disclose/writer.h"

namespace verbatim::disclose {

using OpenFile = std::function<Result<ByteSink>(const std::string& name)>;

// Names are "000001.rsmf" and so on. `folder` is for temporary files.
Result<std::unique_ptr<Writer>> rsmf_files(const DisclosureFacts& facts, OpenFile open, const std::string& folder);

}  // namespace verbatim::disclose
