#include "core.h"

#include <time.h>

#include "buf.h"
#include "pdf_draw.h"

/* What fontconfig keeps until a process ends is no leak of ours. */
#ifdef __SANITIZE_ADDRESS__
const char	*__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void) /* NOLINT(bugprone-reserved-identifier) */
{
	return "leak:libfontconfig";
}
#endif

/* ---- Text */

/* Read once: the families that cover most come first, any other may help. */
static const PangoFontDescription *
font(enum pdf_style style)
{
	static const char *const names[PDF__STYLES] = {
		[PDF_TITLE] = "DejaVu Sans,Noto Sans,sans-serif Bold 18",
		[PDF_HEADING] = "DejaVu Sans,Noto Sans,sans-serif Bold 11",
		[PDF_TEXT] = "DejaVu Sans,Noto Sans,sans-serif 9",
		[PDF_STRONG] = "DejaVu Sans,Noto Sans,sans-serif Bold 9",
		[PDF_SMALL] = "DejaVu Sans,Noto Sans,sans-serif 7.5",
	};
	static PangoFontDescription *fonts[PDF__STYLES];

	if (fonts[style] == NULL)
		fonts[style] = pango_font_description_from_string(
		    names[style]);
	return fonts[style];
}

double
pdf_set(struct pdf *p, enum pdf_style style, const struct place *at,
    const char *s)
{
	PangoRectangle r;

	pango_layout_set_font_description(p->layout, font(style));
	pango_layout_set_width(p->layout, (int)(at->width * PANGO_SCALE));
	pango_layout_set_alignment(p->layout,
	    at->right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
	pango_layout_set_text(p->layout, s, -1);
	pango_layout_get_extents(p->layout, NULL, &r);
	return (double)r.height / PANGO_SCALE;
}

void
pdf_show(struct pdf *p, const struct place *at, double y, const char *tag)
{
	if (p->out == NULL)
		return;
	if (tag != NULL)
		cairo_tag_begin(p->cr, tag, NULL);
	cairo_move_to(p->cr, at->x, y);
	pango_cairo_show_layout(p->cr, p->layout);
	if (tag != NULL)
		cairo_tag_end(p->cr, tag);
}

void
pdf_ink(struct pdf *p, double grey)
{
	cairo_set_source_rgb(p->cr, grey, grey, grey);
}

void
pdf_rule(struct pdf *p, double y, double width, double grey)
{
	pdf_ink(p, grey);
	cairo_set_line_width(p->cr, width);
	cairo_move_to(p->cr, MARGIN, y);
	cairo_line_to(p->cr, PAGE_WIDTH - MARGIN, y);
	cairo_stroke(p->cr);
	pdf_ink(p, 0);
}

/* ---- Pages */

/* Behind what is read: pale, and from corner to corner. */
static void
banner(struct pdf *p)
{
	const struct place at = { -PAGE_WIDTH / 2, PAGE_WIDTH, false };
	PangoFontDescription *d;

	if (p->about->banner == NULL || p->out == NULL)
		return;
	d = pango_font_description_copy(font(PDF_TITLE));
	pango_font_description_set_size(d, 64 * PANGO_SCALE);
	pdf_set(p, PDF_TITLE, &at, p->about->banner);
	pango_layout_set_font_description(p->layout, d);
	pango_layout_set_alignment(p->layout, PANGO_ALIGN_CENTER);
	cairo_save(p->cr);
	cairo_translate(p->cr, PAGE_WIDTH / 2, PAGE_HEIGHT / 2);
	cairo_rotate(p->cr, -0.9);
	pdf_ink(p, 0.93);
	pdf_show(p, &at, -40, NULL);
	cairo_restore(p->cr);
	pdf_ink(p, 0);
	pango_font_description_free(d);
}

static void
page_begin(struct pdf *p)
{
	const struct place at = { MARGIN, WIDTH, false };

	p->page++;
	p->y = TOP;
	banner(p);
	if (p->page == 1)
		return;
	pdf_set(p, PDF_SMALL, &at, p->about->title);
	pdf_show(p, &at, TOP - 14, NULL);
	p->y += 6;
}

static void
page_end(struct pdf *p)
{
	const struct place left = { MARGIN, WIDTH - 80, false };
	const struct place right = { PAGE_WIDTH - MARGIN - 80, 80, true };
	char text[48];

	pdf_rule(p, BOTTOM + 12, 0.5, 0.7);
	if (p->about->footer != NULL) {
		pdf_set(p, PDF_SMALL, &left, p->about->footer);
		pdf_show(p, &left, BOTTOM + 17, NULL);
	}
	snprintf(text, sizeof(text), "Page %d of %d", p->page, p->pages);
	pdf_set(p, PDF_SMALL, &right, text);
	pdf_show(p, &right, BOTTOM + 17, NULL);
	if (p->out != NULL)
		cairo_show_page(p->cr);
}

static void
page_turn(struct pdf *p)
{
	page_end(p);
	page_begin(p);
	if (p->ncolumns > 0)
		pdf_head(p);
}

void
pdf_keep(struct pdf *p, double points)
{
	if (p->y + points > BOTTOM && p->y > TOP + 20)
		page_turn(p);
}

void
pdf_gap(struct pdf *p, double points)
{
	p->y += points;
}

static const char *
tag_of(enum pdf_style style)
{
	return style == PDF_TITLE ? "H1" : style == PDF_HEADING ? "H2" :
								  "P";
}

/* One line after another, so that a long text may cross to the next page. */
void
pdf_text(struct pdf *p, enum pdf_style style, const char *s)
{
	const struct place at = { MARGIN, WIDTH, false };
	double height = pdf_set(p, style, &at, s);
	PangoLayout *own;
	int n;

	if (p->y + height <= BOTTOM) {
		pdf_show(p, &at, p->y, tag_of(style));
		p->y += height;
		return;
	}
	own = pango_layout_copy(p->layout); /* page_turn() sets others */
	n = pango_layout_get_line_count(own);
	for (int i = 0; i < n; i++) {
		PangoLayoutLine *line = pango_layout_get_line_readonly(own, i);
		PangoRectangle r;

		pango_layout_line_get_extents(line, NULL, &r);
		height = (double)r.height / PANGO_SCALE;
		pdf_keep(p, height);
		cairo_move_to(p->cr, MARGIN, p->y - (double)r.y / PANGO_SCALE);
		if (p->out != NULL)
			pango_cairo_show_layout_line(p->cr, line);
		p->y += height;
	}
	g_object_unref(own);
}

/* ---- The whole */

static cairo_status_t
take(void *closure, const unsigned char *data, unsigned length)
{
	struct buf *out = closure;

	if (out == NULL)
		return CAIRO_STATUS_SUCCESS;
	buf_add(out, data, length);
	return out->broken ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void
about(struct pdf *p)
{
	time_t t = (time_t)p->about->made;
	struct tm tm;
	char at[32];

	gmtime_r(&t, &tm);
	strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", &tm);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE,
	    p->about->title);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR,
	    p->about->author);
	cairo_pdf_surface_set_metadata(p->surface,
	    CAIRO_PDF_METADATA_CREATE_DATE, at);
	cairo_pdf_surface_set_metadata(p->surface,
	    CAIRO_PDF_METADATA_MOD_DATE, at);
}

/* How many pages there were; 0: it failed. */
static int
pass(const struct pdf_about *a, void (*draw)(struct pdf *, void *), void *arg,
    struct buf *out, int pages)
{
	struct pdf p = { .about = a, .out = out, .pages = pages };
	cairo_status_t status;

	p.surface = cairo_pdf_surface_create_for_stream(take, out, PAGE_WIDTH,
	    PAGE_HEIGHT);
	p.cr = cairo_create(p.surface);
	p.layout = pango_cairo_create_layout(p.cr);
	pango_layout_set_wrap(p.layout, PANGO_WRAP_WORD_CHAR);
	about(&p);
	page_begin(&p);
	draw(&p, arg);
	page_end(&p);
	g_object_unref(p.layout);
	status = cairo_status(p.cr);
	cairo_destroy(p.cr);
	cairo_surface_finish(p.surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(p.surface);
	cairo_surface_destroy(p.surface);
	return status == CAIRO_STATUS_SUCCESS ? p.page : 0;
}

bool
pdf_write(const struct pdf_about *a, void (*draw)(struct pdf *, void *),
    void *arg, struct buf *out)
{
	int pages = pass(a, draw, arg, NULL, 0);

	return pages > 0 && pass(a, draw, arg, out, pages) == pages;
}
