// SPDX-License-Identifier: Apache-2.0
// The fonts of report.pdf: a fixed list of files of three Debian packages, never what a machine happens to have, so
// that the same messages give the same pages.
//
// open() loads them into a font map of their own (not_found names the package if one is missing). can_show() says if
// any of them has a character; others are spelled out instead of becoming an empty box. One thread.
#pragma once

#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace verbatim::disclose {

class PdfFonts {
  public:
    static Result<PdfFonts> open();
    PangoFontMap* map() const { return map_.get(); }
    bool can_show(char32_t point) const;
    // Hidden characters and those that no font has as "⟨U+202E⟩".
    void append_printable(std::string_view text, std::string& out) const;

  private:
    struct Free {
        void operator()(PangoFontMap* map) const { g_object_unref(map); }
    };
    struct Characters;
    PdfFonts() = default;
    std::unique_ptr<PangoFontMap, Free> map_;
    std::shared_ptr<const Characters> characters_;
};

}  // namespace verbatim::disclose
