// SPDX-License-Identifier: Apache-2.0
#include "text/json_reader.h"

#include <algorithm>
#include <utility>

#include "text/internal/json_scan.h"

namespace verbatim::text {
namespace {

using internal::ValueScan;

bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// What a container remembers of its fields for enclosing(): small exports keep a few names and ids there.
constexpr size_t kRememberedBytesMax = size_t{1} << 20;
constexpr size_t kRememberedFieldsMax = 1024;
// Blanks between two elements that are held to find where a broken element ends; more than that belong to it.
constexpr uint64_t kBlanksHeldMax = uint64_t{1} << 20;

struct Frame {
    bool is_array = false;
    size_t level = 0;       // steps of the paths taken to get here
    uint64_t matching = 0;  // paths that match so far, one bit each
    std::string key;        // of an object: the field being read
    std::vector<std::pair<std::string, std::string>> fields;
    size_t remembered_bytes = 0;
};

}  // namespace

class JsonReader::Impl {
  public:
    Impl(ByteStream& stream, std::vector<JsonPath> paths, size_t limit)
        : window_(stream), paths_(std::move(paths)), limit_(limit) {
        VB_ASSERT(!paths_.empty() && paths_.size() <= 64);
        root_.matching = paths_.size() == 64 ? ~uint64_t{0} : (uint64_t{1} << paths_.size()) - 1;
    }

    Result<bool> next(JsonEvent& event) {
        const bool found = find_event(event);
        if (!error_.ok()) {
            return error_.error();
        }
        return found;
    }

    const std::vector<Frame>& frames() const { return frames_; }
    bool ended_inside() const { return ended_inside_; }

  private:
    bool find_event(JsonEvent& event);
    bool read_field(JsonEvent& event);
    bool read_value(JsonEvent& event, uint64_t begin, bool is_field);
    bool read_garbage(JsonEvent& event, uint64_t begin);
    bool resynchronise(JsonEvent& event, uint64_t begin, uint64_t from, uint64_t error, bool in_object);
    void remember(std::string_view key, std::string_view text);

    Frame& top() { return frames_.empty() ? root_ : frames_.back(); }
    // The byte at a stream position that is held or can be read; false at the end.
    bool available(uint64_t position) {
        while (position - window_.position() >= window_.size()) {
            auto more = window_.more();
            if (!more) {
                error_ = more.error();
                return false;
            }
            if (!*more) {
                return false;
            }
        }
        return true;
    }
    char at(uint64_t position) const { return window_.data()[position - window_.position()]; }
    std::string_view held(uint64_t begin, uint64_t end) const {
        return window_.view().substr(begin - window_.position(), end - begin);
    }
    uint64_t held_end() const { return window_.position() + window_.size(); }
    uint64_t source_offset(uint64_t position) const { return window_.source_offset(position - window_.position()); }
    void discard_until(uint64_t position) { window_.discard(position - window_.position()); }

    ByteWindow window_;
    std::vector<JsonPath> paths_;
    size_t limit_;
    Frame root_;
    std::vector<Frame> frames_;
    uint64_t next_ = 0;        // everything before was handed out or passed over
    uint64_t line_begin_ = 0;  // of the line on which next_ stands, as far as structure was passed
    bool ended_inside_ = false;
    Result<void> error_;
};

void JsonReader::Impl::remember(std::string_view key, std::string_view text) {
    Frame& frame = top();
    if (frame.remembered_bytes + key.size() + text.size() > kRememberedBytesMax ||
        frame.fields.size() == kRememberedFieldsMax) {
        return;
    }
    frame.remembered_bytes += key.size() + text.size();
    frame.fields.emplace_back(key, text);
}

bool JsonReader::Impl::find_event(JsonEvent& event) {
    for (;;) {
        discard_until(next_);
        if (!available(next_)) {
            ended_inside_ = !frames_.empty();
            return false;
        }
        const char c = at(next_);
        if (c == '\n') {
            line_begin_ = next_ + 1;
        }
        if (is_blank(c) || c == ',') {
            ++next_;
            continue;
        }
        Frame& frame = top();
        if (!frames_.empty() && c == (frame.is_array ? ']' : '}')) {
            frames_.pop_back();
            ++next_;
            continue;
        }
        const bool at_root = frames_.empty();
        if (!at_root && !frame.is_array) {
            if (c != '"') {
                return read_garbage(event, next_);
            }
            const size_t depth = frames_.size();
            if (read_field(event)) {
                return true;
            }
            if (!error_.ok()) {
                return false;
            }
            VB_ASSERT(frames_.size() == depth + 1);
            continue;
        }
        if (c == ']' || c == '}' || c == ':') {
            return read_garbage(event, next_);
        }
        if (read_value(event, next_, false)) {
            return true;
        }
        if (!error_.ok()) {
            return false;
        }
    }
}

// `"key" : value` of an enclosing object. False if the value was opened as a container on a path.
bool JsonReader::Impl::read_field(JsonEvent& event) {
    const uint64_t begin = next_;
    const uint64_t source_begin = source_offset(begin);
    ValueScan scan;
    uint64_t position = begin;
    while (scan.state() == ValueScan::State::unfinished && position - begin <= kSiblingBytesMax &&
           available(position)) {
        position += scan.feed(window_.data() + (position - window_.position()),
                              window_.size() - (position - window_.position()), position);
    }
    uint64_t value = position;
    if (scan.state() == ValueScan::State::whole) {
        while (available(value) && is_blank(at(value))) {
            ++value;
        }
        if (available(value) && at(value) == ':') {
            ++value;
            while (available(value) && is_blank(at(value))) {
                ++value;
            }
            if (available(value)) {
                top().key.assign(held(begin + 1, position - 1));
                if (!read_value(event, value, true)) {
                    return false;
                }
                event.begin = source_begin;
                return true;
            }
        }
    }
    event.begin = source_begin;
    event.code = {};
    return resynchronise(event, begin, std::max(begin + 1, position), position, true);
}

// A value at the top level, in an array on a path, or of a field. False if it was opened as a container on a path.
bool JsonReader::Impl::read_value(JsonEvent& event, uint64_t begin, bool is_field) {
    Frame& frame = top();
    const char first = at(begin);
    uint64_t matching = 0;
    bool is_element = false;
    size_t level = frame.level;
    // Top-level values, and items of a top-level array (which is transparent), have taken no step.
    const bool top_level = frames_.empty() || (frames_.size() == 1 && frame.is_array && frame.level == 0);
    if (top_level) {
        matching = frame.matching;
        is_element =
            std::any_of(paths_.begin(), paths_.end(), [](const JsonPath& path) { return path.steps().empty(); });
        if (frames_.empty() && first == '[') {
            frames_.push_back(Frame{true, 0, matching, {}, {}, 0});
            next_ = begin + 1;
            return false;
        }
    } else {
        for (size_t i = 0; i < paths_.size(); ++i) {
            const auto& steps = paths_[i].steps();
            if ((frame.matching >> i & 1) == 0 || steps.size() <= frame.level) {
                continue;
            }
            const JsonPath::Step& step = steps[frame.level];
            const bool fits = frame.is_array ? step.type == JsonPath::Step::Type::items
                                             : step.type == JsonPath::Step::Type::any_key ||
                                                   (step.type == JsonPath::Step::Type::key && step.key == frame.key);
            if (fits) {
                matching |= uint64_t{1} << i;
                is_element = is_element || steps.size() == frame.level + 1;
            }
        }
        ++level;
    }
    if (!is_element && matching != 0 && (first == '{' || first == '[')) {
        const bool array_wanted = first == '[';
        uint64_t kept = 0;
        for (size_t i = 0; i < paths_.size(); ++i) {
            const auto& steps = paths_[i].steps();
            if ((matching >> i & 1) != 0 && steps.size() > level &&
                (steps[level].type == JsonPath::Step::Type::items) == array_wanted) {
                kept |= uint64_t{1} << i;
            }
        }
        if (kept != 0) {
            frames_.push_back(Frame{array_wanted, level, kept, {}, {}, 0});
            next_ = begin + 1;
            return false;
        }
    }
    const bool sibling = !is_element;
    const size_t limit = sibling ? kSiblingBytesMax : limit_;
    const uint64_t source_begin = source_offset(begin);
    ValueScan scan;
    uint64_t position = begin;
    bool dropped = false;
    bool ended = false;
    while (scan.state() == ValueScan::State::unfinished) {
        if (!available(position)) {
            ended = true;
            scan.finish();
            break;
        }
        uint64_t fed = held_end() - position;
        if (!dropped) {
            fed = std::min<uint64_t>(fed, begin + limit + 1 - position);
        }
        position += scan.feed(window_.data() + (position - window_.position()), fed, position);
        if (position - begin > limit && scan.state() == ValueScan::State::unfinished) {
            dropped = true;
            discard_until(position - 1);
        }
    }
    if (!error_.ok()) {
        return true;
    }
    if (scan.state() != ValueScan::State::whole) {
        event.begin = source_begin;
        event.code = ended ? "truncated" : scan.code();
        event.reason = ended ? "the source ends inside it" : std::string(scan.what());
        const uint64_t error = ended ? position : scan.error_position();
        const uint64_t from = dropped ? error
                              : ended ? begin + 1
                                      : std::max(begin + 1, std::min(error, scan.last_string()));
        return resynchronise(event, begin, from, error, is_field);
    }
    event.begin = source_begin;
    event.end = source_offset(position);
    event.reason.clear();
    event.code = {};
    event.key = {};
    next_ = position;
    const bool too_long = dropped || position - begin > limit;
    if (sibling) {
        event.type = JsonEvent::Type::sibling;
        event.text = too_long ? std::string_view() : held(begin, position);
        if (is_field) {
            event.key = top().key;
            if (!too_long) {
                remember(event.key, event.text);
            }
        }
    } else if (too_long) {
        event.type = JsonEvent::Type::broken;
        event.text = {};
        event.code = "too-long";
        event.reason = "one element has " + std::to_string(position - begin) + " bytes, more than the limit of " +
                       std::to_string(limit);
        event.error_offset = source_begin;
    } else {
        event.type = JsonEvent::Type::element;
        event.text = held(begin, position);
    }
    return true;
}

// Bytes where no JSON can stand: up to the next bracket or quote that could begin something, or the end.
bool JsonReader::Impl::read_garbage(JsonEvent& event, uint64_t begin) {
    event.begin = source_offset(begin);
    event.code = "bad-json";
    event.reason = "no JSON value stands here";
    return resynchronise(event, begin, begin + 1, begin, !frames_.empty() && !top().is_array);
}

bool JsonReader::Impl::resynchronise(JsonEvent& event, uint64_t begin, uint64_t from, uint64_t error, bool in_object) {
    if (!error_.ok()) {
        return true;
    }
    const uint64_t own_indentation = begin >= line_begin_ ? begin - line_begin_ : 0;
    event.type = JsonEvent::Type::broken;
    event.text = {};
    event.key = {};
    event.error_offset = error >= window_.position() && error <= held_end() ? source_offset(error) : event.begin;
    if (event.code.empty()) {
        event.code = "bad-json";
        event.reason = "a field of the document is not whole";
    }
    event.reason += " (at byte " + std::to_string(event.error_offset) + ')';

    // A field whose value is junk ends with its line or before the next comma: the fields behind it are whole.
    const bool junk_scalar = in_object && error >= window_.position() && available(error) && at(error) != '{' &&
                             at(error) != '[' && error < begin + kSiblingBytesMax;
    bool after_brace = false;  // the last byte that is no blank or comma is }, on this line
    bool line_start = false;   // only blanks and a comma so far on this line
    uint64_t indentation = 0;
    uint64_t significant_end = std::max(from, begin + 1);
    uint64_t position = from;
    for (; available(position); ++position) {
        const char c = at(position);
        if (junk_scalar && position >= error && (c == ',' || c == '}' || c == ']' || c == '\n')) {
            break;
        }
        if (c == '{' && position > begin &&
            (position == error || (line_start ? indentation <= own_indentation : after_brace))) {
            uint64_t look = position + 1;
            while (available(look) && is_blank(at(look)) && look - position < kBlanksHeldMax) {
                ++look;
            }
            if (available(look) && (at(look) == '"' || at(look) == '}')) {
                break;
            }
        }
        if (c == '\n') {
            line_start = true;
            after_brace = false;
            indentation = 0;
            line_begin_ = position + 1;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            indentation += 1;
        } else if (c != ',') {
            after_brace = c == '}';
            line_start = false;
            significant_end = position + 1;
        }
        if (position - significant_end > kBlanksHeldMax) {
            significant_end = position + 1;
        }
        if (position - window_.position() > ByteWindow::kChunk) {
            discard_until(std::max(window_.position(), std::min(significant_end - 1, position)));
        }
    }
    if (!error_.ok()) {
        return true;
    }
    next_ = position;
    const bool found_element = position < held_end() && at(position) == '{';
    if (in_object && found_element) {
        while (!frames_.empty() && !frames_.back().is_array) {
            frames_.pop_back();
        }
    }
    event.end = source_offset(std::min(significant_end, position));
    return true;
}

JsonReader::JsonReader(ByteStream& stream, std::vector<JsonPath> paths, size_t element_limit)
    : impl_(std::make_unique<Impl>(stream, std::move(paths), element_limit)) {}
JsonReader::~JsonReader() = default;

Result<bool> JsonReader::next(JsonEvent& event) {
    return impl_->next(event);
}

std::optional<std::string_view> JsonReader::enclosing(size_t level, std::string_view key) const {
    for (auto frame = impl_->frames().rbegin(); frame != impl_->frames().rend(); ++frame) {
        if (frame->is_array || level-- != 0) {
            continue;
        }
        for (auto field = frame->fields.rbegin(); field != frame->fields.rend(); ++field) {
            if (field->first == key) {
                return field->second;
            }
        }
        return std::nullopt;
    }
    return std::nullopt;
}

std::optional<std::string_view> JsonReader::enclosing(std::string_view key) const {
    for (size_t level = 0; level < impl_->frames().size(); ++level) {
        if (const auto found = enclosing(level, key)) {
            return found;
        }
    }
    return std::nullopt;
}

std::string_view JsonReader::enclosing_key(size_t level) const {
    for (auto frame = impl_->frames().rbegin(); frame != impl_->frames().rend(); ++frame) {
        if (!frame->is_array && level-- == 0) {
            return frame->key;
        }
    }
    return {};
}

bool JsonReader::ended_inside() const {
    return impl_->ended_inside();
}

}  // namespace verbatim::text
