// SPDX-License-Identifier: Apache-2.0
#include "scenario/attachments.h"

#include "crypto/sha256.h"
#include "scenario/output.h"
#include "scenario/purpose.h"
#include "scenario/random.h"

namespace verbatim::scenario {
namespace {

constexpr uint32_t kSide = 16;
constexpr uint32_t kSoundBytes = 800;  // a tenth of a second
constexpr uint32_t kSoundEvery = 4;    // each fourth file is a sound

void append_little_endian(std::string& out, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) {
        out += static_cast<char>(value >> (8 * i) & 0xff);
    }
}

// A Windows bitmap of four coloured squares; the comment in its unused fields says that it is synthetic.
std::string make_picture(Random& random) {
    constexpr uint32_t kHeaderBytes = 54;
    constexpr uint32_t kPixelBytes = kSide * kSide * 3;
    std::string out = "BM";
    append_little_endian(out, kHeaderBytes + kPixelBytes, 4);
    out += "SYNT";  // two reserved fields
    append_little_endian(out, kHeaderBytes, 4);
    append_little_endian(out, 40, 4);
    append_little_endian(out, kSide, 4);
    append_little_endian(out, kSide, 4);
    append_little_endian(out, 1, 2);
    append_little_endian(out, 24, 2);
    append_little_endian(out, 0, 4);
    append_little_endian(out, kPixelBytes, 4);
    append_little_endian(out, 2835, 4);
    append_little_endian(out, 2835, 4);
    append_little_endian(out, 0, 4);
    append_little_endian(out, 0, 4);
    uint32_t colors[4];
    for (uint32_t& color : colors) {
        color = static_cast<uint32_t>(random.next());
    }
    for (uint32_t y = 0; y < kSide; ++y) {
        for (uint32_t x = 0; x < kSide; ++x) {
            append_little_endian(out, colors[y / (kSide / 2) * 2 + x / (kSide / 2)], 3);
        }
    }
    return out;
}

std::string make_sound(Random& random) {
    std::string out = "RIFF";
    append_little_endian(out, 36 + kSoundBytes, 4);
    out += "WAVEfmt ";
    append_little_endian(out, 16, 4);
    append_little_endian(out, 1, 2);
    append_little_endian(out, 1, 2);
    append_little_endian(out, 8000, 4);
    append_little_endian(out, 8000, 4);
    append_little_endian(out, 1, 2);
    append_little_endian(out, 8, 2);
    out += "data";
    append_little_endian(out, kSoundBytes, 4);
    for (uint32_t i = 0; i < kSoundBytes; ++i) {
        out += static_cast<char>(96 + random.below(64));
    }
    return out;
}

std::string synthetic_name(uint64_t bits, std::string_view ending) {
    char name[32];
    Cursor cursor{name};
    cursor.put("synthetic-");
    cursor.hex(bits, 8);
    cursor.put(ending);
    return {name, cursor.at};
}

}  // namespace

Attachments::Attachments(uint64_t seed) {
    for (uint32_t index = 0; index < kAttachmentFiles; ++index) {
        Random random(hash(seed, +Purpose::attachment_file, index));
        const bool is_sound = index % kSoundEvery == kSoundEvery - 1;
        AttachmentFile file;
        file.name = synthetic_name(random.next(), is_sound ? ".wav" : ".bmp");
        file.mime = is_sound ? "audio/x-wav" : "image/bmp";
        file.kind = is_sound ? "audio" : "image";
        file.bytes = is_sound ? make_sound(random) : make_picture(random);
        file.sha256 = crypto::sha256(as_bytes(file.bytes)).hex();
        files_.push_back(std::move(file));
    }
}

Result<void> Attachments::write(const std::string& folder) const {
    for (const AttachmentFile& file : files_) {
        VB_TRY(write_file(folder + "/" + file.name, file.bytes));
    }
    return {};
}

std::string absent_name(uint64_t native_id, std::string_view present_name) {
    return synthetic_name(mix(native_id), present_name.substr(present_name.size() - 4));
}

}  // namespace verbatim::scenario
