// SPDX-License-Identifier: Apache-2.0
#include "disclose/pdf_canvas.h"

#include <algorithm>

namespace verbatim::disclose {
namespace {

// A4 in points.
constexpr double kWidth = 595.276;
constexpr double kHeight = 841.89;
constexpr double kMargin = 51;
constexpr double kTop = 51;
constexpr double kBottom = kHeight - 62;
constexpr double kTextWidth = kWidth - 2 * kMargin;
constexpr double kCellGap = 8;

double points(int pango_units) {
    return static_cast<double>(pango_units) / PANGO_SCALE;
}

void set_ink(cairo_t* cairo, Ink ink) {
    const double grey = ink == Ink::black ? 0.1 : 0.36;
    cairo_set_source_rgb(cairo, grey, grey, grey);
}

PangoAttribute* over(PangoAttribute* attribute, const BlackSpan& span) {
    attribute->start_index = static_cast<guint>(span.begin);
    attribute->end_index = static_cast<guint>(span.end);
    return attribute;
}

void blacken(PangoLayout* layout, const std::vector<BlackSpan>& black) {
    PangoAttrList* list = pango_attr_list_new();
    for (const BlackSpan& span : black) {
        pango_attr_list_insert(list, over(pango_attr_background_new(0, 0, 0), span));
        pango_attr_list_insert(list, over(pango_attr_foreground_new(0xFFFF, 0xFFFF, 0xFFFF), span));
    }
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
}

struct FreeIter {
    void operator()(PangoLayoutIter* iter) const { pango_layout_iter_free(iter); }
};
using LineIter = std::unique_ptr<PangoLayoutIter, FreeIter>;

// The lines of one layout, handed out until none is left.
struct Lines {
    LineIter iter;
    bool more = true;
    double x = 0;

    double height() const {
        PangoRectangle logical;
        pango_layout_iter_get_line_extents(iter.get(), nullptr, &logical);
        return points(logical.height);
    }
};

}  // namespace

Result<std::unique_ptr<PdfCanvas>> PdfCanvas::begin(ByteSink sink, std::string footer) {
    VB_TRY_ASSIGN(PdfFonts fonts, PdfFonts::open());
    std::string shown;
    fonts.append_printable(footer, shown);
    return std::unique_ptr<PdfCanvas>(new PdfCanvas(std::move(sink), std::move(shown), std::move(fonts)));
}

PdfCanvas::PdfCanvas(ByteSink sink, std::string footer, PdfFonts fonts)
    : sink_(std::move(sink)), footer_(std::move(footer)), fonts_(std::move(fonts)), y_(kTop) {
    surface_ = cairo_pdf_surface_create_for_stream(&PdfCanvas::write, this, kWidth, kHeight);
    cairo_pdf_surface_restrict_to_version(surface_, CAIRO_PDF_VERSION_1_5);
    // Else the clock of the machine stands in the file, in the information dictionary that PdfArchive leaves behind.
    cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATE_DATE, "1980-01-01T00:00:00Z");
    cairo_ = cairo_create(surface_);
    context_ = pango_font_map_create_context(fonts_.map());
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context_, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(context_, 72);
    pango_context_set_language(context_, pango_language_from_string("en"));
    pango_context_set_round_glyph_positions(context_, FALSE);
}

PdfCanvas::~PdfCanvas() {
    for (PangoLayout* layout : layouts_) {
        g_object_unref(layout);
    }
    g_object_unref(context_);
    cairo_destroy(cairo_);
    cairo_surface_destroy(surface_);
}

cairo_status_t PdfCanvas::write(void* self, const unsigned char* data, unsigned size) {
    auto& canvas = *static_cast<PdfCanvas*>(self);
    if (!canvas.problem_) {
        return CAIRO_STATUS_WRITE_ERROR;
    }
    canvas.problem_ = canvas.sink_(as_text({data, size}));
    return canvas.problem_ ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

PangoLayout* PdfCanvas::layout_for(std::string_view text, const TextStyle& style, double width) {
    if (used_layouts_ == layouts_.size()) {
        layouts_.push_back(pango_layout_new(context_));
    }
    PangoLayout* layout = layouts_[used_layouts_++];
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family(font, "Noto Sans");
    pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_size(font, static_cast<int>(style.size * PANGO_SCALE));
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_attributes(layout, nullptr);
    pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_auto_dir(layout, style.auto_direction ? TRUE : FALSE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout, 1.1F);
    pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
    return layout;
}

void PdfCanvas::draw_line(PangoLayoutIter* iter, double x, double y) {
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(iter, nullptr, &logical);
    const double baseline = points(pango_layout_iter_get_baseline(iter) - logical.y);
    cairo_move_to(cairo_, x + points(logical.x), y + baseline);
    pango_cairo_show_layout_line(cairo_, pango_layout_iter_get_line_readonly(iter));
    page_has_text_ = true;
}

void PdfCanvas::need(double height) {
    if (y_ + height > kBottom && page_has_text_) {
        end_page();
    }
}

void PdfCanvas::text(std::string_view text, const TextStyle& style, const std::vector<BlackSpan>& black) {
    used_layouts_ = 0;
    PangoLayout* layout = layout_for(text, style, kTextWidth - style.indent);
    if (!black.empty()) {
        blacken(layout, black);
    }
    y_ += page_has_text_ ? style.before : 0;
    Lines lines{LineIter(pango_layout_get_iter(layout))};
    need(lines.height() + style.keep_below);
    while (lines.more) {
        const double height = lines.height();
        need(height);
        set_ink(cairo_, style.ink);
        draw_line(lines.iter.get(), kMargin + style.indent, y_);
        y_ += height;
        lines.more = pango_layout_iter_next_line(lines.iter.get()) != FALSE;
    }
    y_ += style.after;
}

void PdfCanvas::cells(const std::vector<Cell>& cells, const TextStyle& style) {
    used_layouts_ = 0;
    std::vector<Lines> columns;
    double x = kMargin;
    for (const Cell& cell : cells) {
        const double width = cell.width * kTextWidth;
        columns.push_back({LineIter(pango_layout_get_iter(layout_for(cell.text, style, width - kCellGap))), true, x});
        x += width;
    }
    y_ += page_has_text_ ? style.before : 0;
    bool more = true;
    while (more) {
        double height = 0;
        for (const Lines& column : columns) {
            height = std::max(height, column.more ? column.height() : 0);
        }
        need(height);
        set_ink(cairo_, style.ink);
        more = false;
        for (Lines& column : columns) {
            if (column.more) {
                draw_line(column.iter.get(), column.x, y_);
                column.more = pango_layout_iter_next_line(column.iter.get()) != FALSE;
                more = more || column.more;
            }
        }
        y_ += height;
    }
    y_ += style.after;
}

void PdfCanvas::rule(double space) {
    y_ += space;
    need(1);
    if (!page_has_text_) {
        return;
    }
    cairo_set_source_rgb(cairo_, 0.78, 0.78, 0.78);
    cairo_set_line_width(cairo_, 0.5);
    cairo_move_to(cairo_, kMargin, y_);
    cairo_line_to(cairo_, kWidth - kMargin, y_);
    cairo_stroke(cairo_);
    y_ += space;
}

void PdfCanvas::page_break() {
    if (page_has_text_) {
        end_page();
    }
}

void PdfCanvas::bookmark(std::string_view title) {
    const std::string name(title);
    const std::string target =
        "page=" + std::to_string(page_) + " pos=[0 " + std::to_string(static_cast<int>(y_)) + "]";
    cairo_pdf_surface_add_outline(surface_, CAIRO_PDF_OUTLINE_ROOT, name.c_str(), target.c_str(),
                                  static_cast<cairo_pdf_outline_flags_t>(0));
}

void PdfCanvas::draw_footer(std::string_view text, double side) {
    PangoLayout* layout = layout_for(text, {.size = 7.5}, kTextWidth);
    const LineIter iter(pango_layout_get_iter(layout));
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(iter.get(), nullptr, &logical);
    draw_line(iter.get(), kMargin + side * (kTextWidth - points(logical.width)) - points(logical.x), kBottom + 18);
}

void PdfCanvas::end_page() {
    const size_t used = used_layouts_;
    set_ink(cairo_, Ink::soft);
    draw_footer(footer_, 0);
    draw_footer("Page " + std::to_string(page_), 1);
    used_layouts_ = used;
    cairo_show_page(cairo_);
    ++page_;
    y_ = kTop;
    page_has_text_ = false;
}

Result<void> PdfCanvas::status() const {
    VB_TRY(problem_);
    const cairo_status_t status = cairo_status(cairo_);
    if (status != CAIRO_STATUS_SUCCESS) {
        return Error{Code::internal, std::string("cannot draw: ") + cairo_status_to_string(status), {"PDF", {}}, {}};
    }
    return {};
}

Result<void> PdfCanvas::finish() {
    page_break();
    VB_TRY(status());
    cairo_surface_finish(surface_);
    VB_TRY(problem_);
    const cairo_status_t status = cairo_surface_status(surface_);
    if (status != CAIRO_STATUS_SUCCESS) {
        return Error{Code::internal, std::string("cannot finish: ") + cairo_status_to_string(status), {"PDF", {}}, {}};
    }
    return {};
}

}  // namespace verbatim::disclose
