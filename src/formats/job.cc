// SPDX-License-Identifier: Apache-2.0
#include "formats/job.h"

#include <charconv>
#include <cstring>
#include <vector>

#include "base/limits.h"
#include "formats/accounting.h"
#include "formats/archive.h"

namespace verbatim::formats {
namespace {

template <class SettingsType, class Visit>
void each_setting(SettingsType& settings, Visit visit) {
    visit("format", settings.format);
    visit("profile", settings.profile);
    visit("encoding", settings.encoding);
    visit("date-order", settings.date_order);
    visit("zone", settings.zone);
    visit("account", settings.account);
    visit("platform", settings.platform);
    visit("date", settings.date);
}

void put(std::string& out, uint64_t number) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    out.append(bytes, sizeof number);
}

void put(std::string& out, std::string_view text) {
    put(out, text.size());
    out += text;
}

bool take(std::string_view& in, uint64_t& number) {
    if (in.size() < sizeof number) {
        return false;
    }
    std::memcpy(&number, in.data(), sizeof number);
    in.remove_prefix(sizeof number);
    return true;
}

bool take(std::string_view& in, std::string& text) {
    uint64_t size = 0;
    if (!take(in, size) || size > in.size()) {
        return false;
    }
    text.assign(in.substr(0, size));
    in.remove_prefix(size);
    return true;
}

class WireMembers final : public MemberSink {
  public:
    explicit WireMembers(WireSink& sink) : sink_(sink) {}
    bool begin(std::string_view path, std::string_view no_bytes) override {
        return sink_.item(WireType::member_begin, {}, {}, path, no_bytes);
    }
    bool data(Bytes bytes) override { return sink_.item(WireType::member_data, {}, {}, as_text(bytes), {}); }
    bool end(std::string_view incomplete) override { return sink_.item(WireType::member_end, {}, {}, incomplete, {}); }

  private:
    WireSink& sink_;
};

void done(WireSink& sink, const Result<void>& result) {
    if (result) {
        static_cast<void>(sink.item(WireType::done, {}, {}, {}, {}));
        return;
    }
    const Error& error = result.error();
    const uint64_t offset = error.where.offset.value_or(0);
    static_cast<void>(sink.item(WireType::done, {offset, offset}, name(error.code), error.to_string(), error.what));
}

Result<void> run(const Source& source, const ParseJob& job, WireSink& sink) {
    std::vector<uint8_t> head(limits::kProbeBytes);
    VB_TRY_ASSIGN(const size_t head_size, source.read_at(0, head));
    if (job.expand_containers) {
        const std::string_view kind = container_kind(Bytes(head.data(), head_size));
        if (!kind.empty()) {
            if (!sink.item(WireType::detected, {}, "container", kind, {})) {
                return {};
            }
            WireMembers members(sink);
            return expand(source, members);
        }
    }
    VB_TRY_ASSIGN(const Format* format, detect(source));
    const std::string version = std::to_string(format->version);
    if (!sink.item(WireType::detected, {}, "format", format->name, version)) {
        return {};
    }
    AccountingSink accounting(sink, source.size());
    VB_TRY(format->parse(source, accounting));
    VB_TRY(accounting.finish());
    const AccountingSink::Totals& t = accounting.totals();
    const uint64_t numbers[8] = {t.messages,       t.rejected,       t.skipped,       t.remarks,
                                 t.bytes_messages, t.bytes_rejected, t.bytes_skipped, t.bytes_structure};
    static_cast<void>(sink.numbers(numbers));
    return {};
}

}  // namespace

std::string encode_job(const ParseJob& job) {
    std::string out;
    put(out, kWireVersion);
    put(out, job.size_bytes);
    put(out, job.expand_containers ? 1 : 0);
    put(out, job.path);
    each_setting(job.settings, [&](std::string_view, const std::string& value) { put(out, std::string_view(value)); });
    return out;
}

Result<ParseJob> decode_job(std::string_view bytes) {
    ParseJob job;
    uint64_t version = 0;
    uint64_t expand_containers = 0;
    bool ok = take(bytes, version) && version == kWireVersion && take(bytes, job.size_bytes) &&
              take(bytes, expand_containers) && take(bytes, job.path);
    job.expand_containers = expand_containers != 0;
    each_setting(job.settings, [&](std::string_view, std::string& value) { ok = ok && take(bytes, value); });
    if (!ok || !bytes.empty()) {
        return Error{Code::internal,
                     "parse job is out of shape",
                     {},
                     "the worker beside the program belongs to another version: install both together"};
    }
    return job;
}

std::string canonical_settings(const Settings& settings) {
    std::string out;
    each_setting(settings, [&](std::string_view key, const std::string& value) {
        if (!value.empty()) {
            out += key;
            out += '=';
            out += std::to_string(value.size());
            out += ':';
            out += value;
            out += '\n';
        }
    });
    return out;
}

Result<Settings> parse_settings(std::string_view canonical) {
    Settings settings;
    const Error damaged{Code::integrity, "settings text is damaged", {}, "restore the acquisition from a backup"};
    while (!canonical.empty()) {
        const size_t equals = canonical.find('=');
        const size_t colon = canonical.find(':', equals);
        if (equals == std::string_view::npos || colon == std::string_view::npos) {
            return damaged;
        }
        size_t size = 0;
        const std::string_view digits = canonical.substr(equals + 1, colon - equals - 1);
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), size);
        if (parsed.ec != std::errc() || size >= canonical.size() - colon) {
            return damaged;
        }
        bool known = false;
        each_setting(settings, [&](std::string_view key, std::string& value) {
            if (key == canonical.substr(0, equals)) {
                value = canonical.substr(colon + 1, size);
                known = true;
            }
        });
        if (!known || canonical[colon + 1 + size] != '\n') {
            return damaged;
        }
        canonical.remove_prefix(colon + 1 + size + 1);
    }
    return settings;
}

void run_job(const Source& source, const ParseJob& job, WireSink& sink) {
    try {
        done(sink, run(source, job, sink));
    } catch (const std::bad_alloc&) {
        done(sink, Error{Code::limit, "parser ran out of its memory allowance", {}, {}});
    } catch (const std::exception& exception) {
        done(sink, Error{Code::internal, std::string("parser failed: ") + exception.what(), {}, {}});
    }
}

}  // namespace verbatim::formats
