// SPDX-License-Identifier: Apache-2.0
#include "formats/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <vector>

#include "base/limits.h"

namespace verbatim::formats {
namespace {

constexpr size_t kBlockBytes = size_t{1} << 16;

struct ReadFree {
    void operator()(struct archive* reader) const { archive_read_free(reader); }
};

// libarchive pulls bytes through these callbacks; it never sees a file.
struct Input {
    const Source& source;
    uint64_t position = 0;
    std::vector<uint8_t> block = std::vector<uint8_t>(kBlockBytes);
};

la_ssize_t read_block(struct archive* reader, void* data, const void** out) {
    auto& input = *static_cast<Input*>(data);
    const auto count = input.source.read_at(input.position, input.block);
    if (!count) {
        archive_set_error(reader, EIO, "%s", count.error().what.c_str());
        return ARCHIVE_FATAL;
    }
    input.position += *count;
    *out = input.block.data();
    return static_cast<la_ssize_t>(*count);
}

la_int64_t seek_to(struct archive*, void* data, la_int64_t offset, int whence) {
    auto& input = *static_cast<Input*>(data);
    const auto size = static_cast<la_int64_t>(input.source.size());
    la_int64_t target = offset;
    if (whence == SEEK_CUR) {
        target += static_cast<la_int64_t>(input.position);
    } else if (whence == SEEK_END) {
        target += size;
    }
    if (target < 0 || target > size) {
        return ARCHIVE_FATAL;
    }
    input.position = static_cast<uint64_t>(target);
    return target;
}

la_int64_t skip_bytes(struct archive*, void* data, la_int64_t request) {
    auto& input = *static_cast<Input*>(data);
    const auto left = static_cast<la_int64_t>(input.source.size() - std::min(input.position, input.source.size()));
    const la_int64_t count = std::clamp<la_int64_t>(request, 0, left);
    input.position += static_cast<uint64_t>(count);
    return count;
}

std::string_view reason(struct archive* reader) {
    const char* text = archive_error_string(reader);
    return text == nullptr ? "unknown error" : text;
}

Error broken(const Source& source, uint64_t position, std::string_view what) {
    return Error{Code::malformed,
                 "archive cannot be read further: " + std::string(what),
                 {std::string(source.path()), position},
                 "the members before it were taken in"};
}

std::string member_path(struct archive_entry* entry) {
    if (const char* utf8 = archive_entry_pathname_utf8(entry)) {
        return utf8;
    }
    const char* raw = archive_entry_pathname(entry);
    return raw == nullptr ? "(unnamed)" : raw;
}

std::string why_no_bytes(struct archive_entry* entry) {
    if (const char* target = archive_entry_hardlink(entry)) {
        return std::string("hard link to ") + target;
    }
    switch (archive_entry_filetype(entry)) {
        case AE_IFREG:
            return {};
        case AE_IFDIR:
            return "folder";
        case AE_IFLNK: {
            const char* target = archive_entry_symlink(entry);
            return std::string("symbolic link to ") + (target == nullptr ? "?" : target);
        }
        case 0:
            return {};  // raw streams (gzip of one file) have no type
        default:
            return "special file";
    }
}

class Expander {
  public:
    Expander(const Source& source, MemberSink& sink) : source_(source), sink_(sink), input_{source} {}

    Result<void> run() {
        const std::unique_ptr<struct archive, ReadFree> reader(archive_read_new());
        if (!reader) {
            return Error{Code::internal, "out of memory", {}, {}};
        }
        archive_read_support_filter_gzip(reader.get());
        archive_read_support_filter_bzip2(reader.get());
        archive_read_support_filter_xz(reader.get());
        archive_read_support_filter_zstd(reader.get());
        archive_read_support_format_zip(reader.get());
        archive_read_support_format_tar(reader.get());
        archive_read_support_format_7zip(reader.get());
        archive_read_support_format_raw(reader.get());
        archive_read_set_seek_callback(reader.get(), seek_to);
        archive_read_set_read_callback(reader.get(), read_block);
        archive_read_set_skip_callback(reader.get(), skip_bytes);
        archive_read_set_callback_data(reader.get(), &input_);
        if (archive_read_open1(reader.get()) != ARCHIVE_OK) {
            return broken(source_, input_.position, reason(reader.get()));
        }
        return members(reader.get());
    }

  private:
    Result<void> members(struct archive* reader) {
        for (uint64_t count = 0;; ++count) {
            struct archive_entry* entry = nullptr;
            const int status = archive_read_next_header(reader, &entry);
            if (status == ARCHIVE_EOF) {
                return {};
            }
            if (status < ARCHIVE_WARN) {
                return broken(source_, input_.position, reason(reader));
            }
            if (count == limits::kContainerMembersMax) {
                return Error{Code::limit,
                             "archive has more than " + std::to_string(count) + " members",
                             {std::string(source_.path()), input_.position},
                             {}};
            }
            const std::string no_bytes = why_no_bytes(entry);
            if (!sink_.begin(member_path(entry), no_bytes)) {
                return {};
            }
            std::string incomplete;
            if (no_bytes.empty()) {
                VB_TRY_ASSIGN(incomplete, content(reader, entry));
            }
            if (!sink_.end(incomplete)) {
                return {};
            }
        }
    }

    // Empty, or why the member is not whole.
    Result<std::string> content(struct archive* reader, struct archive_entry* entry) {
        if (archive_entry_is_data_encrypted(entry) != 0) {
            return std::string("encrypted, and the case holds no key for it");
        }
        const uint64_t allowed =
            std::min(limits::kContainerBytesMax,
                     std::max(limits::kContainerFreeBytes, source_.size() * limits::kContainerRatioMax));
        while (true) {
            const void* block = nullptr;
            size_t size = 0;
            la_int64_t offset = 0;
            const int status = archive_read_data_block(reader, &block, &size, &offset);
            if (status == ARCHIVE_EOF) {
                return std::string();
            }
            if (status != ARCHIVE_OK) {
                return std::string(reason(reader));
            }
            expanded_ += size;
            if (expanded_ > allowed) {
                return Error{Code::limit,
                             "archive expands to more than " + std::to_string(allowed) + " bytes (" +
                                 std::to_string(limits::kContainerRatioMax) + " times its size): taken for a bomb",
                             {std::string(source_.path()), input_.position},
                             "extract it by hand in a safe place and ingest the folder"};
            }
            if (!sink_.data({static_cast<const uint8_t*>(block), size})) {
                return std::string("reading was stopped");
            }
        }
    }

    const Source& source_;
    MemberSink& sink_;
    Input input_;
    uint64_t expanded_ = 0;
};

bool starts_with(Bytes head, std::string_view magic, size_t at = 0) {
    return head.size() >= at + magic.size() && as_text(head.subspan(at, magic.size())) == magic;
}

}  // namespace

std::string_view container_kind(Bytes head) {
    using namespace std::string_view_literals;
    if (starts_with(head, "PK\x03\x04"sv) || starts_with(head, "PK\x05\x06"sv)) {
        return "zip";
    }
    if (starts_with(head, "7z\xbc\xaf\x27\x1c"sv)) {
        return "7z";
    }
    if (starts_with(head, "ustar"sv, 257)) {
        return "tar";
    }
    if (starts_with(head, "\x1f\x8b\x08"sv)) {
        return "gzip";
    }
    if (starts_with(head, "BZh"sv) && head.size() > 10 && starts_with(head, "1AY&SY"sv, 4)) {
        return "bzip2";
    }
    if (starts_with(head,
                    "\xfd"
                    "7zXZ\0"sv)) {
        return "xz";
    }
    if (starts_with(head, "\x28\xb5\x2f\xfd"sv)) {
        return "zstd";
    }
    return {};
}

Result<void> expand(const Source& source, MemberSink& sink) {
    return Expander(source, sink).run();
}

}  // namespace verbatim::formats
