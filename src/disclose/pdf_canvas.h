// SPDX-License-Identifier: Apache-2.0
// PdfCanvas: text flowing down A4 pages, line by line, into a stream. Fonts are embedded; a footer and a number stand
// on every page. Used by pdf_document.cc alone; the bytes are plain PDF until pdf_archive.h makes PDF/A of them.
//
// Only the page at work is kept in memory. Texts must be printable (PdfFonts::append_printable). One thread.
#pragma once

#include <cairo/cairo-pdf.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "disclose/pdf_fonts.h"
#include "disclose/writer.h"

namespace verbatim::disclose {

enum class Ink : uint8_t { black, soft };

struct TextStyle {
    double size = 9.5;
    bool bold = false;
    Ink ink = Ink::black;
    double before = 0;  // space above, points
    double after = 2;
    double indent = 0;
    bool auto_direction = true;  // by the text's first letter; else left to right
    // Kept on one page with this much of what follows.
    double keep_below = 0;
};

// [begin, end) of a text shown white on black.
struct BlackSpan {
    size_t begin = 0;
    size_t end = 0;
};

struct Cell {
    std::string text;
    double width = 0;  // share of the page's width
};

class PdfCanvas {
  public:
    static Result<std::unique_ptr<PdfCanvas>> begin(ByteSink sink, std::string footer);
    ~PdfCanvas();
    PdfCanvas(const PdfCanvas&) = delete;
    PdfCanvas& operator=(const PdfCanvas&) = delete;

    const PdfFonts& fonts() const { return fonts_; }
    void text(std::string_view text, const TextStyle& style, const std::vector<BlackSpan>& black = {});
    // Cells side by side, as high as the highest, divided between pages where they are long.
    void cells(const std::vector<Cell>& cells, const TextStyle& style);
    void rule(double space);
    void page_break();
    void bookmark(std::string_view title);
    // The first error of the sink or of the library.
    Result<void> status() const;
    Result<void> finish();

  private:
    PdfCanvas(ByteSink sink, std::string footer, PdfFonts fonts);
    static cairo_status_t write(void* self, const unsigned char* data, unsigned size);
    PangoLayout* layout_for(std::string_view text, const TextStyle& style, double width);
    void draw_line(PangoLayoutIter* iter, double x, double y);
    void need(double height);
    void draw_footer(std::string_view text, double side);
    void end_page();

    ByteSink sink_;
    std::string footer_;
    PdfFonts fonts_;
    Result<void> problem_;
    cairo_surface_t* surface_ = nullptr;
    cairo_t* cairo_ = nullptr;
    PangoContext* context_ = nullptr;
    std::vector<PangoLayout*> layouts_;
    size_t used_layouts_ = 0;
    double y_ = 0;
    bool page_has_text_ = false;
    uint64_t page_ = 1;
};

}  // namespace verbatim::disclose
