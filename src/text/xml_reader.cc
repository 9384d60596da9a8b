// SPDX-License-Identifier: Apache-2.0
#include "text/xml_reader.h"

#include <expat.h>

#include <algorithm>
#include <deque>
#include <optional>

#include "base/limits.h"
#include "text/encoding.h"
#include "text/utf8.h"

namespace verbatim::text {
namespace {

constexpr size_t kChunk = size_t{64} << 10;
constexpr size_t kDepthMax = limits::kJsonDepthMax;

struct FreeParser {
    void operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<XML_ParserStruct, FreeParser>;
using Path = std::vector<std::string>;

Path split_path(std::string_view text) {
    Path path;
    while (!text.empty()) {
        const size_t slash = text.find('/');
        path.emplace_back(text.substr(0, slash));
        text = slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1);
    }
    return path;
}

bool is_blank_text(std::string_view text) {
    return trim(text).empty();
}

}  // namespace

class XmlReader::Impl {
  public:
    Impl(const ByteReader& bytes, const std::vector<std::string>& paths) : bytes_(bytes) {
        for (const std::string& path : paths) {
            paths_.push_back(split_path(path));
            VB_ASSERT(!paths_.back().empty());
        }
        start(0, "");
    }

    Result<bool> next(XmlEvent& event) {
        while (ready_.empty() && !done_) {
            VB_TRY(feed());
        }
        if (ready_.empty()) {
            return false;
        }
        event = std::move(ready_.front());
        ready_.pop_front();
        return true;
    }

  private:
    void start(uint64_t offset, const std::string& prefix);
    Result<void> feed();
    Result<void> resynchronise(uint64_t from);
    bool opens_wanted(std::string_view bytes, size_t at) const;

    uint64_t position() const {
        const auto index = static_cast<uint64_t>(std::max<XML_Index>(0, XML_GetCurrentByteIndex(parser_.get())));
        return base_ + (index > prefix_size_ ? index - prefix_size_ : 0);
    }
    uint64_t token_end() const {
        return position() + static_cast<uint64_t>(std::max(0, XML_GetCurrentByteCount(parser_.get())));
    }

    // Expat calls back through C: nothing may throw past it but std::bad_alloc, which ends the process anyway.
    static void XMLCALL on_start(void* self, const XML_Char* name, const XML_Char** attributes) {
        static_cast<Impl*>(self)->open(name, attributes);
    }
    static void XMLCALL on_end(void* self, const XML_Char* /*name*/) { static_cast<Impl*>(self)->close(); }
    static void XMLCALL on_text(void* self, const XML_Char* text, int size) {
        static_cast<Impl*>(self)->text({text, static_cast<size_t>(size)});
    }
    static void XMLCALL on_declaration(void* self, const XML_Char* /*version*/, const XML_Char* encoding,
                                       int /*standalone*/) {
        static_cast<Impl*>(self)->encoding_ = encoding == nullptr ? "" : encoding;
    }
    static void XMLCALL on_entity(void* self, const XML_Char*, int, const XML_Char*, int, const XML_Char*,
                                  const XML_Char*, const XML_Char*, const XML_Char*) {
        static_cast<Impl*>(self)->stop("entity-declaration",
                                       "the document declares entities, which are never expanded");
    }

    void open(std::string_view name, const XML_Char** attributes);
    void close();
    void text(std::string_view text);
    void stop(std::string_view code, std::string_view reason) {
        stop_code_ = code;
        stop_reason_ = reason;
        XML_StopParser(parser_.get(), XML_FALSE);
    }
    void add_value(std::string name, std::string value) {
        row_bytes_ += name.size() + value.size();
        if (row_bytes_ <= limits::kLineBytesMax) {
            row_.values.emplace_back(std::move(name), std::move(value));
        } else {
            row_.values.clear();
        }
    }
    bool matches(bool whole) const {
        return std::any_of(paths_.begin(), paths_.end(), [&](const Path& path) {
            return (whole ? path.size() == open_.size() : path.size() > open_.size()) &&
                   std::equal(
                       open_.begin(), open_.end(), path.begin(),
                       [](const std::string& name, const std::string& step) { return step == "*" || step == name; });
        });
    }

    const ByteReader& bytes_;
    std::vector<Path> paths_;
    Parser parser_;
    std::vector<char> buffer_;
    std::string encoding_;
    uint64_t base_ = 0;         // original offset of the first byte behind the prefix
    uint64_t prefix_size_ = 0;  // made-up start tags of the parents after an error
    uint64_t read_ = 0;
    uint64_t handed_out_ = 0;  // end of the last event
    bool done_ = false;
    std::string_view stop_code_;
    std::string_view stop_reason_;

    std::vector<std::string> open_;  // names of the open elements, down to a wanted one
    std::optional<Path> last_parents_;
    // The element being read: inside_ is its depth and that of its children; 0 outside.
    size_t inside_ = 0;
    bool wanted_ = false;
    XmlEvent row_;
    size_t row_bytes_ = 0;
    std::string child_path_;
    std::vector<std::string> texts_;  // text so far of the element and its open children
    size_t texts_bytes_ = 0;
    std::deque<XmlEvent> ready_;
};

void XmlReader::Impl::start(uint64_t offset, const std::string& prefix) {
    // A parser that starts anew has no XML declaration to learn the encoding from.
    const bool known = !prefix.empty() && !encoding_.empty();
    parser_.reset(XML_ParserCreate(known ? encoding_.c_str() : nullptr));
    VB_ASSERT(parser_ != nullptr);
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
    XML_SetXmlDeclHandler(parser_.get(), on_declaration);
    XML_SetEntityDeclHandler(parser_.get(), on_entity);
    base_ = offset;
    read_ = offset;
    prefix_size_ = 0;
    open_.clear();
    inside_ = 0;
    if (!prefix.empty()) {
        XML_Parse(parser_.get(), prefix.data(), static_cast<int>(prefix.size()), XML_FALSE);
        prefix_size_ = prefix.size();
    }
}

void XmlReader::Impl::open(std::string_view name, const XML_Char** attributes) {
    if (inside_ == 0) {
        open_.emplace_back(name);
        wanted_ = matches(true);
        if (!wanted_ && matches(false)) {
            return;  // a parent
        }
        if (wanted_) {
            last_parents_ = Path(open_.begin(), open_.end() - 1);
        }
        row_ = XmlEvent{
            wanted_ ? XmlEvent::Type::element : XmlEvent::Type::other, position(), 0, std::string(name), {}, {}, {}};
        row_bytes_ = 0;
        child_path_.clear();
        texts_.assign(1, "");
        texts_bytes_ = 0;
        inside_ = 1;
    } else {
        if (++inside_ > kDepthMax) {
            stop("too-deep", "it is nested deeper than 256 levels");
            return;
        }
        if (!wanted_) {
            return;
        }
        child_path_.append(name).push_back('/');
        texts_.emplace_back();
    }
    for (; wanted_ && *attributes != nullptr; attributes += 2) {
        add_value(child_path_ + "@" + attributes[0], attributes[1]);
    }
}

void XmlReader::Impl::text(std::string_view text) {
    if (inside_ == 0 || !wanted_) {
        return;
    }
    texts_bytes_ += text.size();
    if (texts_bytes_ > limits::kLineBytesMax) {
        row_bytes_ = limits::kLineBytesMax + 1;
        texts_.back().clear();
        return;
    }
    texts_.back().append(text);
}

void XmlReader::Impl::close() {
    if (inside_ == 0) {
        open_.pop_back();
        return;
    }
    if (wanted_) {
        // Blank text between children is layout; a child that has only text keeps it, blank or not.
        std::string own = std::move(texts_.back());
        texts_.pop_back();
        const bool layout = is_blank_text(own);
        if (inside_ == 1) {
            if (!layout) {
                add_value(".", std::move(own));
            }
        } else {
            const std::string name = child_path_.substr(0, child_path_.size() - 1);
            if (!layout || own.find('\n') == std::string::npos) {
                if (!own.empty()) {
                    add_value(name, std::move(own));
                }
            }
            const size_t slash = name.rfind('/');
            child_path_.resize(slash == std::string::npos ? 0 : slash + 1);
        }
    }
    if (--inside_ != 0) {
        return;
    }
    open_.pop_back();
    row_.end = token_end();
    if (row_bytes_ > limits::kLineBytesMax) {
        row_.type = XmlEvent::Type::broken;
        row_.code = "too-long";
        row_.reason = "one element holds more than " + std::to_string(limits::kLineBytesMax) + " bytes";
        row_.values.clear();
    }
    handed_out_ = row_.end;
    ready_.push_back(std::move(row_));
}

Result<void> XmlReader::Impl::feed() {
    buffer_.resize(kChunk);
    VB_TRY_ASSIGN(const size_t count,
                  bytes_.read_at(read_, {reinterpret_cast<uint8_t*>(buffer_.data()), buffer_.size()}));
    read_ += count;
    const bool last = count == 0;
    if (XML_Parse(parser_.get(), buffer_.data(), static_cast<int>(count), last ? XML_TRUE : XML_FALSE) ==
        XML_STATUS_OK) {
        done_ = last;
        return {};
    }
    const uint64_t error = std::max(handed_out_, position());
    XmlEvent broken{XmlEvent::Type::broken, inside_ > 0 ? row_.begin : error, 0, {}, {}, {}, {}};
    broken.begin = std::max(broken.begin, handed_out_);
    const XML_Error code = XML_GetErrorCode(parser_.get());
    const bool truncated = last && (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                                    code == XML_ERROR_PARTIAL_CHAR || code == XML_ERROR_UNCLOSED_CDATA_SECTION);
    // After an error the made-up parents are never closed: the end of the document is then no news.
    if (truncated && inside_ == 0 && prefix_size_ > 0) {
        done_ = true;
        return {};
    }
    broken.code = !stop_code_.empty() ? stop_code_
                  : truncated         ? std::string_view("truncated")
                                      : std::string_view("bad-xml");
    broken.reason = (stop_code_.empty() ? std::string(XML_ErrorString(code)) : std::string(stop_reason_)) +
                    " (at byte " + std::to_string(position()) + ")";
    const bool refused = stop_code_ == "entity-declaration";
    stop_code_ = {};
    ready_.push_back(std::move(broken));
    uint64_t from = std::max(error, ready_.back().begin + 1);
    if (truncated || refused) {
        from = bytes_.size();
    }
    return resynchronise(from);
}

// Whether a start tag of a wanted element begins at bytes[at] == '<'.
bool XmlReader::Impl::opens_wanted(std::string_view bytes, size_t at) const {
    return std::any_of(paths_.begin(), paths_.end(), [&](const Path& path) {
        const std::string& name = path.back();
        const std::string_view rest = bytes.substr(at + 1);
        return rest.starts_with(name) && rest.size() > name.size() &&
               std::string_view(" \t\r\n/>").find(rest[name.size()]) != std::string_view::npos;
    });
}

// Ends the broken event at the next wanted start tag at or behind `from`, and starts a parser there.
Result<void> XmlReader::Impl::resynchronise(uint64_t from) {
    const std::string encoding = encoding_;
    const bool ascii_based = encoding.empty() || encoding.starts_with("UTF-8") || encoding.starts_with("utf-8") ||
                             encoding.starts_with("ISO-8859-1") || encoding.starts_with("iso-8859-1") ||
                             encoding.starts_with("US-ASCII");
    const uint64_t size = bytes_.size();
    std::string held;
    uint64_t held_begin = from;
    uint64_t at = ascii_based && last_parents_ ? from : size;
    while (at < size) {
        if (held_begin + held.size() - at < kChunk / 2 && held_begin + held.size() < size) {
            held.erase(0, at - held_begin);
            held_begin = at;
            const size_t before = held.size();
            held.resize(before + kChunk);
            size_t filled = before;
            while (filled < held.size()) {
                VB_TRY_ASSIGN(const size_t count,
                              bytes_.read_at(held_begin + filled,
                                             {reinterpret_cast<uint8_t*>(held.data()) + filled, held.size() - filled}));
                if (count == 0) {
                    break;
                }
                filled += count;
            }
            held.resize(filled);
            if (filled == before && held_begin + held.size() < size) {
                break;  // the source is shorter than it says
            }
        }
        const size_t found = held.find('<', at - held_begin);
        if (found == std::string::npos) {
            at = held_begin + held.size();
            if (at < size) {
                continue;
            }
            break;
        }
        at = held_begin + found;
        if (opens_wanted(held, found)) {
            break;
        }
        ++at;
    }
    at = std::min(at, size);
    ready_.back().end = std::max(at, ready_.back().begin);
    handed_out_ = ready_.back().end;
    if (at >= size) {
        done_ = true;
        return {};
    }
    std::string prefix;
    for (const std::string& parent : *last_parents_) {
        prefix += "<" + parent + ">";
    }
    // A path of one name is the document element itself: its prefix is a root that no path names.
    start(at, prefix.empty() ? std::string(" ") : prefix);
    return {};
}

XmlReader::XmlReader(const ByteReader& bytes, const std::vector<std::string>& paths)
    : impl_(std::make_unique<Impl>(bytes, paths)) {}
XmlReader::~XmlReader() = default;
Result<bool> XmlReader::next(XmlEvent& event) {
    return impl_->next(event);
}

std::string xml_root(std::string_view head) {
    const std::string text = decode_head(head, "");
    std::string_view rest = trim(text);
    while (rest.starts_with("<?") || rest.starts_with("<!")) {
        const bool has_subset = rest.starts_with("<!DOCTYPE") && rest.find('[') < rest.find('>');
        const std::string_view end = rest.starts_with("<?")     ? "?>"
                                     : rest.starts_with("<!--") ? "-->"
                                     : has_subset               ? "]>"
                                                                : ">";
        const size_t close = rest.find(end);
        if (close == std::string_view::npos) {
            return {};
        }
        rest = trim(rest.substr(close + end.size()));
    }
    if (!rest.starts_with('<')) {
        return {};
    }
    return std::string(rest.substr(1, rest.find_first_of(" \t\r\n/>", 1) - 1));
}

}  // namespace verbatim::text
