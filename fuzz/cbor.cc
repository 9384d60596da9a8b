// SPDX-License-Identifier: Apache-2.0
// Any bytes as a group of the record (first byte: which), and as a stored record: what is accepted is canonical.
#include <cstdint>
#include <cstdlib>

#include "record/cbor.h"
#include "record/record.h"

namespace {

using namespace verbatim;
using namespace verbatim::record;

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

// A stored record: what decodes must encode to the same bytes.
void stored(Bytes bytes) {
    auto record = from_blob(bytes, "a text");
    if (!record) {
        return;
    }
    std::string blob;
    store_blob(*record, blob);
    require(blob == as_text(bytes));
    const auto owned = decode(std::move(*record));
    if (owned) {
        EncodedRecord again;
        encode(owned->message(), owned->source(), again);
        require(as_text(again.bytes()) == as_text(owned->record().bytes()));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) {
        return 0;
    }
    const Bytes bytes(data + 1, size - 1);
    CborReader reader(bytes);
    const bool item = reader.skip().ok();
    require(!item || reader.offset() <= bytes.size());
    Message message;
    SourceIdentity source;
    const auto which = static_cast<Group>(data[0] % kGroups + 1);
    const bool group = decode_group(which, bytes, message, source).ok();
    require(!group || which == Group::text || (item && reader.at_end()));
    stored(bytes);
    return 0;
}
