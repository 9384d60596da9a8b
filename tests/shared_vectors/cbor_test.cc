// SPDX-License-Identifier: Apache-2.0
#include "record/cbor.h"

#include "vectors.h"

namespace verbatim::record {
namespace {

// Copies one item from reader to writer: what was read must be written with the same bytes.
bool copy(CborReader& reader, CborWriter& writer) {
    const auto type = reader.peek();
    if (!type) {
        return false;
    }
    switch (*type) {
        case CborReader::Type::unsigned_integer: {
            const auto value = reader.unsigned_integer();
            if (value) {
                writer.unsigned_integer(*value);
            }
            return value.ok();
        }
        case CborReader::Type::negative_integer: {
            const auto value = reader.integer();
            if (value) {
                writer.integer(*value);
            }
            return value.ok();
        }
        case CborReader::Type::bytes: {
            const auto value = reader.bytes();
            if (value) {
                writer.bytes(*value);
            }
            return value.ok();
        }
        case CborReader::Type::text: {
            const auto value = reader.text();
            if (value) {
                writer.text(*value);
            }
            return value.ok();
        }
        case CborReader::Type::array:
        case CborReader::Type::map: {
            const bool map = *type == CborReader::Type::map;
            const auto count = map ? reader.map() : reader.array();
            if (!count) {
                return false;
            }
            map ? writer.map(*count) : writer.array(*count);
            for (uint64_t i = 0; i < (map ? 2 * *count : *count); ++i) {
                if (!copy(reader, writer)) {
                    return false;
                }
            }
            return true;
        }
    }
    return false;
}

// What a first byte of these says is not used by the record: tags, simple values, floats, indefinite lengths.
bool is_used(const std::string& hex) {
    for (size_t i = 0; i < hex.size(); i += 2) {
        const auto byte = static_cast<uint8_t>((*from_hex(hex.substr(i, 2)))[0]);
        if (i == 0 && ((byte >> 5) > 5 || (byte & 31) == 31)) {
            return false;
        }
    }
    return true;
}

TEST(Rfc8949AppendixA, WhatWeEncode) {
    size_t round_trips = 0;
    size_t refused = 0;
    for (const auto& item : read_json(vectors_folder() / "cbor-rfc8949-appendix-a/appendix_a.json")) {
        const std::string hex = item["hex"];
        const std::string bytes = *from_hex(hex);
        CborReader checker(as_bytes(bytes));
        const bool accepted = checker.skip().ok() && checker.at_end();
        if (!is_used(hex)) {
            EXPECT_FALSE(accepted) << hex;
            ++refused;
            continue;
        }
        if (!accepted) {  // an item of a kind that is not used stands inside
            EXPECT_TRUE(!item["roundtrip"].get<bool>() || hex.find("f") != std::string::npos) << hex;
            ++refused;
            continue;
        }
        std::vector<uint8_t> out;
        CborReader reader(as_bytes(bytes));
        CborWriter writer(out);
        if (copy(reader, writer)) {
            EXPECT_EQ(to_hex(out), hex);
            ++round_trips;
        } else {
            EXPECT_EQ(hex, "3bffffffffffffffff") << "below the 64 bits that the record uses";
        }
    }
    EXPECT_EQ(round_trips + refused, 81u);
    EXPECT_GT(round_trips, 30u);
}

}  // namespace
}  // namespace verbatim::record
