// SPDX-License-Identifier: Apache-2.0
#include "disclose/pdf_fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

#include <array>

#include "base/utf8.h"
#include "disclose/report_visible.h"
#include "io/file.h"

namespace verbatim::disclose {
namespace {

struct Package {
    std::string_view name;
    std::string_view folder;
    std::string_view ending;
};

constexpr Package kCore{"fonts-noto-core", "/usr/share/fonts/truetype/noto/NotoSans", ".ttf"};

// The living scripts, and the symbols that people write. First the one for Latin, Greek and Cyrillic.
constexpr std::array<std::string_view, 46> kCoreFonts{"-Regular",
                                                      "-Bold",
                                                      "Arabic-Regular",
                                                      "Armenian-Regular",
                                                      "Balinese-Regular",
                                                      "Bengali-Regular",
                                                      "Buginese-Regular",
                                                      "CanadianAboriginal-Regular",
                                                      "Cham-Regular",
                                                      "Cherokee-Regular",
                                                      "Coptic-Regular",
                                                      "Devanagari-Regular",
                                                      "Ethiopic-Regular",
                                                      "Georgian-Regular",
                                                      "Gujarati-Regular",
                                                      "Gurmukhi-Regular",
                                                      "HanifiRohingya-Regular",
                                                      "Hebrew-Regular",
                                                      "Javanese-Regular",
                                                      "Kannada-Regular",
                                                      "KayahLi-Regular",
                                                      "Khmer-Regular",
                                                      "Lao-Regular",
                                                      "Lepcha-Regular",
                                                      "Limbu-Regular",
                                                      "Lisu-Regular",
                                                      "Malayalam-Regular",
                                                      "Math-Regular",
                                                      "MeeteiMayek-Regular",
                                                      "Mongolian-Regular",
                                                      "Myanmar-Regular",
                                                      "NKo-Regular",
                                                      "OlChiki-Regular",
                                                      "Oriya-Regular",
                                                      "Runic-Regular",
                                                      "Sinhala-Regular",
                                                      "Sundanese-Regular",
                                                      "Symbols-Regular",
                                                      "Symbols2-Regular",
                                                      "Syriac-Regular",
                                                      "Tamil-Regular",
                                                      "Telugu-Regular",
                                                      "Thaana-Regular",
                                                      "Thai-Regular",
                                                      "Tifinagh-Regular",
                                                      "Yi-Regular"};

constexpr std::string_view kCjk = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
constexpr std::string_view kEmoji = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";

// The layout asks for "emoji" by that name; and without the second rule a font of pictures has the one size that it was
// drawn in.
constexpr std::string_view kRules = R"xml(<?xml version="1.0"?><fontconfig>
<match target="pattern"><test name="family"><string>emoji</string></test>
<edit name="family" mode="prepend" binding="strong"><string>Noto Color Emoji</string></edit></match>
<match target="font"><test name="outline"><bool>false</bool></test>
<edit name="pixelsizefixupfactor"><divide><name target="pattern">pixelsize</name><name target="font">pixelsize</name></divide></edit>
<edit name="matrix"><times><name>matrix</name><matrix><name>pixelsizefixupfactor</name><double>0</double><double>0</double>
<name>pixelsizefixupfactor</name></matrix></times></edit>
<edit name="size"><divide><name>size</name><name>pixelsizefixupfactor</name></divide></edit>
</match></fontconfig>)xml";

struct FreeConfig {
    void operator()(FcConfig* config) const { FcConfigDestroy(config); }
};

Result<void> add(FcConfig* config, const std::string& path, std::string_view package) {
    if (!io::exists(path) ||
        FcConfigAppFontAddFile(config, reinterpret_cast<const FcChar8*>(path.c_str())) == FcFalse) {
        return Error{Code::not_found,
                     "a font that the PDF report needs cannot be read",
                     {path, {}},
                     "install the package " + std::string(package) + ", or leave the PDF out"};
    }
    return {};
}

// What a font uses without showing it by itself.
bool needs_no_glyph(char32_t point) {
    return point == '\n' || point == '\t' || point == 0x200C || point == 0x200D ||
           (point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0020 && point <= 0xE007F);
}

}  // namespace

struct PdfFonts::Characters {
    FcCharSet* set = FcCharSetCreate();
    Characters() = default;
    Characters(const Characters&) = delete;
    Characters& operator=(const Characters&) = delete;
    ~Characters() { FcCharSetDestroy(set); }
};

Result<PdfFonts> PdfFonts::open() {
    std::unique_ptr<FcConfig, FreeConfig> config(FcConfigCreate());
    if (FcConfigParseAndLoadFromMemory(config.get(), reinterpret_cast<const FcChar8*>(kRules.data()), FcTrue) ==
        FcFalse) {
        return Error{Code::internal, "the rules for fonts were refused", {"fontconfig", {}}, {}};
    }
    for (const std::string_view font : kCoreFonts) {
        VB_TRY(
            add(config.get(), std::string(kCore.folder) + std::string(font) + std::string(kCore.ending), kCore.name));
    }
    VB_TRY(add(config.get(), std::string(kCjk), "fonts-noto-cjk"));
    VB_TRY(add(config.get(), std::string(kEmoji), "fonts-noto-color-emoji"));
    auto characters = std::make_shared<Characters>();
    const FcFontSet* fonts = FcConfigGetFonts(config.get(), FcSetApplication);
    for (int i = 0; i < fonts->nfont; ++i) {
        FcCharSet* set = nullptr;
        if (FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0, &set) == FcResultMatch) {
            FcCharSetMerge(characters->set, set, nullptr);
        }
    }
    PdfFonts out;
    out.characters_ = std::move(characters);
    out.map_.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(out.map_.get()), config.get());
    return out;
}

bool PdfFonts::can_show(char32_t point) const {
    return needs_no_glyph(point) || FcCharSetHasChar(characters_->set, point) == FcTrue;
}

void PdfFonts::append_printable(std::string_view text, std::string& out) const {
    VisibleText walk(text);
    VisibleRun run;
    while (walk.next(run)) {
        for (size_t at = 0; at < run.shown.size();) {
            const CodePoint point = code_point_at(run.shown, at);
            if (can_show(point.value)) {
                out += run.shown.substr(at, point.size);
            } else {
                out += "⟨" + code_point_text(point.value) + "⟩";
            }
            at += point.size;
        }
        if (run.has_hidden) {
            out += "⟨" + code_point_text(run.hidden) + "⟩";
        }
    }
}

}  // namespace verbatim::disclose
