// SPDX-License-Identifier: Apache-2.0
// XmlReader: the elements at given paths of an XML document of any size, each as a flat list of names and values.
//
//   XmlReader reader(bytes, {"smses/sms", "smses/mms"});
//   XmlEvent event; while (*reader.next(event)) ...    // (with error handling)
//
// Names in an element: "@id" its attribute, "." its own text, "source/srcNumber" a child's text, "source/phone/@model"
// a child's attribute; a child that stands twice comes twice. Paths begin at the document element; * stands for any
// name. Elements beside the paths come as `other` with their range. Offsets are those of the original bytes in whatever
// encoding expat reads (UTF-8, UTF-16, ISO-8859-1, US-ASCII).
// Hostile input: a document that declares entities is refused from there on (no entity is ever expanded but the five of
// XML and character references), nothing external is fetched, depth and element size have limits. XML that is not
// well-formed gives one `broken` event; in UTF-8 and Latin-1 documents reading goes on at the next start tag of a
// wanted element, as if its parents were still open.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/byte_stream.h"

namespace verbatim::text {

struct XmlEvent {
    enum class Type : uint8_t { element, other, broken } type = Type::element;
    uint64_t begin = 0;  // original offsets
    uint64_t end = 0;
    std::string name;                                         // of the element
    std::vector<std::pair<std::string, std::string>> values;  // of an element
    std::string_view code;  // of broken: "bad-xml", "truncated", "entity-declaration", "too-long", "too-deep"
    std::string reason;
};

class XmlReader {
  public:
    // `bytes` outlives the reader. Each path has at least one name.
    XmlReader(const ByteReader& bytes, const std::vector<std::string>& paths);
    ~XmlReader();
    XmlReader(const XmlReader&) = delete;
    XmlReader& operator=(const XmlReader&) = delete;
    // false: the end.
    Result<bool> next(XmlEvent& event);

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

// Name of the document element, as far as the head shows it; empty if it is no XML.
std::string xml_root(std::string_view head);

}  // namespace verbatim::text
