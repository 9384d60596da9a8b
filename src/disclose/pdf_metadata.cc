// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "disclose/pdf_archive.h"
#include "disclose/report_visible.h"

namespace verbatim::disclose {
namespace {

std::string xml_text(std::string_view text) {
    std::string out;
    for (const char c : visible(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

void put32(std::string& out, uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        out += static_cast<char>(value >> shift & 0xFF);
    }
}

// s15Fixed16Number.
void put_fixed(std::string& out, double value) {
    put32(out, static_cast<uint32_t>(static_cast<int32_t>(std::lround(value * 65536))));
}

std::string fixed_numbers(std::string_view type, std::initializer_list<double> values) {
    std::string out(type);
    put32(out, 0);
    for (const double value : values) {
        put_fixed(out, value);
    }
    return out;
}

// multiLocalizedUnicodeType with one text in English.
std::string english(std::string_view ascii) {
    std::string out = "mluc";
    put32(out, 0);
    put32(out, 1);
    put32(out, 12);
    out += "enUS";
    put32(out, static_cast<uint32_t>(ascii.size() * 2));
    put32(out, 28);
    for (const char c : ascii) {
        out += '\0';
        out += c;
    }
    out.resize((out.size() + 3) / 4 * 4, '\0');
    return out;
}

// parametricCurveType, function 3: the curve of IEC 61966-2-1.
std::string srgb_curve() {
    std::string out = "para";
    put32(out, 0);
    put32(out, 3 << 16);
    for (const double value : {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}) {
        put_fixed(out, value);
    }
    return out;
}

struct Tag {
    std::string_view name;
    std::string bytes;
};

std::string header(uint32_t size) {
    std::string out;
    put32(out, size);
    put32(out, 0);
    put32(out, 0x04200000);
    out += "mntrRGB XYZ ";
    // 2026-01-01: when these numbers were written down.
    for (const int part : {2026, 1, 1, 0, 0, 0}) {
        out += static_cast<char>(part >> 8);
        out += static_cast<char>(part & 0xFF);
    }
    out += "acsp";
    out.resize(68, '\0');
    for (const double value : {0.9642, 1.0, 0.8249}) {
        put_fixed(out, value);
    }
    out.resize(128, '\0');
    return out;
}

}  // namespace

// The primaries of IEC 61966-2-1 adapted to D50 by the Bradford matrix, as ICC.1:2004 asks.
std::string srgb_profile() {
    const std::vector<Tag> tags{
        {"desc", english("sRGB")},
        {"cprt", english("No rights reserved")},
        {"wtpt", fixed_numbers("XYZ ", {0.9642, 1.0, 0.8249})},
        {"chad", fixed_numbers("sf32", {1.0478112, 0.0228866, -0.0501270, 0.0295424, 0.9904844, -0.0170491, -0.0092345,
                                        0.0150436, 0.7521316})},
        {"rXYZ", fixed_numbers("XYZ ", {0.4360747, 0.2225045, 0.0139322})},
        {"gXYZ", fixed_numbers("XYZ ", {0.3850649, 0.7168786, 0.0971045})},
        {"bXYZ", fixed_numbers("XYZ ", {0.1430804, 0.0606169, 0.7141733})},
        {"rTRC", srgb_curve()},
        {"gTRC", srgb_curve()},
        {"bTRC", srgb_curve()},
    };
    std::string table;
    std::string data;
    put32(table, static_cast<uint32_t>(tags.size()));
    const size_t start = 128 + 4 + 12 * tags.size();
    for (const Tag& tag : tags) {
        table += tag.name;
        put32(table, static_cast<uint32_t>(start + data.size()));
        put32(table, static_cast<uint32_t>(tag.bytes.size()));
        data += tag.bytes;
    }
    return header(static_cast<uint32_t>(start + data.size())) + table + data;
}

std::string pdf_metadata_packet(const PdfMetadata& metadata) {
    return fmt::format(
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" "
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
        "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>U</pdfaid:conformance>\n"
        "<dc:format>application/pdf</dc:format>\n"
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>\n"
        "<dc:language><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>\n"
        "<xmp:CreatorTool>{}</xmp:CreatorTool>\n<xmp:CreateDate>{}</xmp:CreateDate>\n<xmp:ModifyDate>{}</"
        "xmp:ModifyDate>\n"
        "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>",
        xml_text(metadata.title), xml_text(metadata.language), xml_text(metadata.creator), xml_text(metadata.time),
        xml_text(metadata.time));
}

}  // namespace verbatim::disclose
