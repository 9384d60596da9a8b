// SPDX-License-Identifier: Apache-2.0
// messages.case.jsonld: the disclosure as CASE/UCO 1.4 JSON-LD, for tools and partners that exchange it.
//
// Messages are uco-observable:Message with a MessageFacet; senders and participants are accounts, conversations are
// message threads, sources and attachments are files with their SHA-256. What the ontology has no word for stands in
// uco-core:description, line by line, so nothing is lost. A time whose zone is not stated is an xsd:dateTime without a
// zone. Identifiers are UUIDs made from the case id and what they name: the same bundle gives the same ones.
// Streams with constant memory: a node may stand twice with the same content, which JSON-LD reads as one. See writer.h.
#pragma once

#include <memory>

#include "disclose/writer.h"

namespace verbatim::disclose {

Result<std::unique_ptr<Writer>> case_graph(const DisclosureFacts& facts, ByteSink sink);

}  // namespace verbatim::disclose
