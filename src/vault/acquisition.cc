// SPDX-License-Identifier: Apache-2.0
#include "vault/acquisition.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

namespace verbatim::vault {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kBufferBytes = size_t{1} << 18;
constexpr uint64_t kMembersFileBytesMax = uint64_t{1} << 32;

std::string manifest_path(const Vault& vault, uint32_t number) {
    char digits[16];
    std::snprintf(digits, sizeof digits, "%06u", number);
    return vault.acquisitions_folder() + "/" + digits + ".jsonl";
}

std::string note_path(const Vault& vault, uint32_t number) {
    std::string path = manifest_path(vault, number);
    return path.substr(0, path.size() - std::string_view(".jsonl").size()) + ".note";
}

std::string signed_text(uint32_t number, const Hash& manifest) {
    return "verbatim-acquisition v1\n" + std::to_string(number) + "\n" + manifest.hex() + "\n";
}

Error damaged(const std::string& path, std::string what) {
    return Error{Code::integrity, std::move(what), {path, std::nullopt}, "restore it from a backup"};
}

// Paths of evidence may hold any bytes; JSON holds UTF-8. What is not UTF-8 is replaced here, the object's hash stays
// its identity.
std::string dump(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json to_json(const AcquisitionItem& item) {
    Json value = {{"path", item.path}, {"size", item.size_bytes}, {"changed", item.changed}};
    if (item.sha256) {
        value["sha256"] = item.sha256->hex();
        value["storage"] = name(item.storage);
    }
    value["claimed_hash"] = item.claimed_hash;
    if (!item.problem.empty()) {
        value["problem"] = item.problem;
    }
    return value;
}

Result<std::optional<Hash>> hash_of(const Json& value) {
    const auto at = value.find("sha256");
    if (at == value.end()) {
        return std::optional<Hash>();
    }
    VB_TRY_ASSIGN(const Hash hash, Hash::from_hex(at->get<std::string>()));
    return std::optional<Hash>(hash);
}

AcquisitionHead head_from(const Json& value) {
    AcquisitionHead head;
    head.number = value.at("acquisition").get<uint32_t>();
    head.taken_by = value.at("taken_by").get<std::string>();
    head.received = value.at("received").get<std::string>();
    head.authority = value.at("authority").get<std::string>();
    head.channel = value.at("channel").get<std::string>();
    head.delivered_by = value.at("delivered_by").get<std::string>();
    head.note = value.at("note").get<std::string>();
    head.ingested_at = value.at("ingested_at").get<std::string>();
    head.version = value.at("version").get<std::string>();
    head.settings = value.at("settings").get<std::string>();
    return head;
}

Result<AcquisitionItem> item_from(const Json& value) {
    AcquisitionItem item;
    item.path = value.at("path").get<std::string>();
    item.size_bytes = value.at("size").get<uint64_t>();
    item.changed = value.at("changed").get<std::string>();
    item.claimed_hash = value.at("claimed_hash").get<std::string>();
    item.problem = value.value("problem", "");
    item.storage = storage(value.value("storage", "copy")).value_or(Storage::copy);
    VB_TRY_ASSIGN(item.sha256, hash_of(value));
    return item;
}

}  // namespace

Result<AcquisitionWriter> AcquisitionWriter::begin(const Vault& vault, const AcquisitionHead& head) {
    AcquisitionWriter writer;
    writer.number_ = head.number;
    writer.path_ = manifest_path(vault, head.number);
    writer.temporary_ = vault.folder() + "/incoming/manifest";
    ::unlink(writer.temporary_.c_str());
    writer.fd_ = io::Descriptor(::open(writer.temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400));
    if (!writer.fd_.valid()) {
        return io_error("create", writer.temporary_, errno);
    }
    VB_TRY(writer.line(dump(Json{{"acquisition", head.number},
                                 {"taken_by", head.taken_by},
                                 {"received", head.received},
                                 {"authority", head.authority},
                                 {"channel", head.channel},
                                 {"delivered_by", head.delivered_by},
                                 {"note", head.note},
                                 {"ingested_at", head.ingested_at},
                                 {"version", head.version},
                                 {"settings", head.settings}})));
    return writer;
}

Result<void> AcquisitionWriter::line(std::string text) {
    text += '\n';
    hash_.update(as_bytes(text));
    buffer_ += text;
    if (buffer_.size() >= kBufferBytes) {
        VB_TRY(io::write_all(fd_.get(), as_bytes(buffer_), temporary_));
        buffer_.clear();
    }
    return {};
}

Result<void> AcquisitionWriter::add(const AcquisitionItem& item) {
    ++end_.items;
    end_.bytes += item.sha256 ? item.size_bytes : 0;
    return line(dump(to_json(item)));
}

Result<AcquisitionEnd> AcquisitionWriter::finish(const Vault& vault, const Sign& sign) {
    VB_TRY(line(dump(Json{{"end", true}, {"items", end_.items}, {"bytes", end_.bytes}})));
    VB_TRY(io::write_all(fd_.get(), as_bytes(buffer_), temporary_));
    VB_TRY_ASSIGN(const std::string note, sign(signed_text(number_, hash_.finish())));
    // Objects and the temporary manifest first, then the note, then the manifest under its name: a manifest that stands
    // names only objects that stand, and its note stands too. A note without manifest is overwritten by the next try.
    VB_TRY(vault.sync());
    VB_TRY(io::replace_file(note_path(vault, number_), as_bytes(note), 0400));
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
        return io_error("place the manifest at", path_, errno);
    }
    VB_TRY(io::sync_directory(vault.acquisitions_folder()));
    return end_;
}

Result<std::vector<uint32_t>> list_acquisitions(const Vault& vault) {
    std::vector<uint32_t> numbers;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(vault.acquisitions_folder(), error)) {
        if (entry.path().extension() == ".jsonl") {
            numbers.push_back(static_cast<uint32_t>(std::strtoul(entry.path().stem().c_str(), nullptr, 10)));
        }
    }
    if (error) {
        return io_error("list", vault.acquisitions_folder(), error.value());
    }
    std::sort(numbers.begin(), numbers.end());
    for (size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] != i + 1) {
            return damaged(vault.acquisitions_folder(), "acquisition " + std::to_string(i + 1) + " is missing");
        }
    }
    return numbers;
}

Result<AcquisitionHead> read_acquisition(const Vault& vault, uint32_t number,
                                         const std::function<Result<void>(const AcquisitionItem&)>& each) {
    const std::string path = manifest_path(vault, number);
    std::ifstream file(path);
    if (!file) {
        return io_error("open", path, errno);
    }
    std::string text;
    AcquisitionHead head;
    AcquisitionEnd counted;
    bool ended = false;
    for (uint64_t line = 0; std::getline(file, text); ++line) {
        try {
            const Json value = Json::parse(text);
            if (ended) {
                return damaged(path, "lines stand behind the end line");
            }
            if (line == 0) {
                head = head_from(value);
            } else if (value.contains("end")) {
                ended = true;
                if (value.at("items").get<uint64_t>() != counted.items ||
                    value.at("bytes").get<uint64_t>() != counted.bytes) {
                    return damaged(path, "the end line does not add up with the items");
                }
            } else {
                VB_TRY_ASSIGN(const AcquisitionItem item, item_from(value));
                ++counted.items;
                counted.bytes += item.sha256 ? item.size_bytes : 0;
                VB_TRY(each(item));
            }
        } catch (const nlohmann::json::exception& exception) {
            return damaged(path, "line " + std::to_string(line + 1) + " is damaged: " + exception.what());
        }
    }
    if (!ended || head.number != number) {
        return damaged(path, "manifest has no end line or another number");
    }
    return head;
}

Result<void> verify_acquisition(const Vault& vault, uint32_t number, const CheckNote& check) {
    const std::string path = manifest_path(vault, number);
    VB_TRY_ASSIGN(const io::Descriptor fd, io::open_read(path));
    crypto::Sha256 hash;
    std::vector<uint8_t> buffer(kBufferBytes);
    uint64_t offset = 0;
    while (true) {
        VB_TRY_ASSIGN(const size_t count, io::read_at(fd.get(), offset, buffer, path));
        if (count == 0) {
            break;
        }
        hash.update(Bytes(buffer.data(), count));
        offset += count;
    }
    const std::string note_file = note_path(vault, number);
    VB_TRY_ASSIGN(const std::string note, io::read_file(note_file, 1 << 16));
    const auto text = check(note);
    if (!text) {
        Error error = text.error();
        error.where.source = note_file;
        return error;
    }
    const Hash found = hash.finish();
    if (*text != signed_text(number, found)) {
        return damaged(path, "manifest has SHA-256 " + found.hex() + ", which is not what was signed in " + note_file);
    }
    return {};
}

Result<Hash> write_members(const Vault& vault, const Hash& container, const std::vector<Member>& members) {
    std::string text;
    for (const Member& member : members) {
        Json value = {{"path", member.path}, {"size", member.size_bytes}};
        if (member.sha256) {
            value["sha256"] = member.sha256->hex();
        }
        if (!member.problem.empty()) {
            value["problem"] = member.problem;
        }
        text += dump(value);
        text += '\n';
    }
    const std::string path = vault.members_folder() + "/" + container.hex() + ".jsonl";
    ::chmod(path.c_str(), 0600);
    VB_TRY(io::replace_file(path, as_bytes(text), 0400));
    return crypto::sha256(as_bytes(text));
}

Result<std::vector<Member>> read_members(const Vault& vault, const Hash& container, const Hash& list_hash) {
    const std::string path = vault.members_folder() + "/" + container.hex() + ".jsonl";
    VB_TRY_ASSIGN(const std::string text, io::read_file(path, kMembersFileBytesMax));
    if (const Hash found = crypto::sha256(as_bytes(text)); found != list_hash) {
        return damaged(path, "member list has SHA-256 " + found.hex() + ", recorded was " + list_hash.hex());
    }
    std::vector<Member> members;
    std::string_view rest = text;
    while (!rest.empty()) {
        const size_t end = rest.find('\n');
        try {
            const Json value = Json::parse(rest.substr(0, end));
            Member member;
            member.path = value.at("path").get<std::string>();
            member.size_bytes = value.at("size").get<uint64_t>();
            member.problem = value.value("problem", "");
            VB_TRY_ASSIGN(member.sha256, hash_of(value));
            members.push_back(std::move(member));
        } catch (const nlohmann::json::exception& exception) {
            return damaged(path, std::string("member list is damaged: ") + exception.what());
        }
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return members;
}

}  // namespace verbatim::vault
