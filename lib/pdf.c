#include "core.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <time.h>

#include "buf.h"
#include "pdf.h"
#include "qr.h"

/* Points: 72 of them are an inch. */
#define PAGE_WIDTH 595.0
#define PAGE_HEIGHT 842.0
#define MARGIN 48.0
#define WIDTH (PAGE_WIDTH - 2 * MARGIN)
#define TOP 44.0 /* where a page's text begins */
#define BOTTOM (PAGE_HEIGHT - 56.0)
#define PAD 3.0 /* around the text of a cell */
#define QR_SIDE 92.0
#define COLUMNS_MAX 12u

struct pdf {
	const struct pdf_about *about;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoLayout *layout; /* used for one text at a time */
	struct buf *out;     /* NULL: pages are counted */
	double y;
	int page, pages;
	const struct pdf_column *columns;
	size_t ncolumns;
	double widths[COLUMNS_MAX];
};

struct place {
	double x, width;
	bool right;
};

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

/* Sets the text, and says how high it is. */
static double
set(struct pdf *p, enum pdf_style style, const struct place *at, const char *s)
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

static void
show(struct pdf *p, const struct place *at, double y, const char *tag)
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

static void
ink(struct pdf *p, double grey)
{
	cairo_set_source_rgb(p->cr, grey, grey, grey);
}

static void
rule(struct pdf *p, double y, double width, double grey)
{
	ink(p, grey);
	cairo_set_line_width(p->cr, width);
	cairo_move_to(p->cr, MARGIN, y);
	cairo_line_to(p->cr, PAGE_WIDTH - MARGIN, y);
	cairo_stroke(p->cr);
	ink(p, 0);
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
	set(p, PDF_TITLE, &at, p->about->banner);
	pango_layout_set_font_description(p->layout, d);
	pango_layout_set_alignment(p->layout, PANGO_ALIGN_CENTER);
	cairo_save(p->cr);
	cairo_translate(p->cr, PAGE_WIDTH / 2, PAGE_HEIGHT / 2);
	cairo_rotate(p->cr, -0.9);
	ink(p, 0.93);
	show(p, &at, -40, NULL);
	cairo_restore(p->cr);
	ink(p, 0);
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
	set(p, PDF_SMALL, &at, p->about->title);
	show(p, &at, TOP - 14, NULL);
	p->y += 6;
}

static void
page_end(struct pdf *p)
{
	const struct place left = { MARGIN, WIDTH - 80, false };
	const struct place right = { PAGE_WIDTH - MARGIN - 80, 80, true };
	char text[48];

	rule(p, BOTTOM + 12, 0.5, 0.7);
	if (p->about->footer != NULL) {
		set(p, PDF_SMALL, &left, p->about->footer);
		show(p, &left, BOTTOM + 17, NULL);
	}
	snprintf(text, sizeof(text), "Page %d of %d", p->page, p->pages);
	set(p, PDF_SMALL, &right, text);
	show(p, &right, BOTTOM + 17, NULL);
	if (p->out != NULL)
		cairo_show_page(p->cr);
}

static void head(struct pdf *);

static void
page_turn(struct pdf *p)
{
	page_end(p);
	page_begin(p);
	if (p->ncolumns > 0)
		head(p);
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
	double height = set(p, style, &at, s);
	PangoLayout *own;
	int n;

	if (p->y + height <= BOTTOM) {
		show(p, &at, p->y, tag_of(style));
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

/* ---- Tables */

static struct place
cell_at(const struct pdf *p, size_t i)
{
	double x = MARGIN;

	for (size_t k = 0; k < i; k++)
		x += p->widths[k];
	return (struct place){ x + PAD, p->widths[i] - 2 * PAD,
		p->columns[i].number };
}

static double
row_height(struct pdf *p, enum pdf_style style, const char *const *cells)
{
	double most = 0;

	for (size_t i = 0; i < p->ncolumns; i++) {
		struct place at = cell_at(p, i);
		double h = cells[i] == NULL ? 0 : set(p, style, &at, cells[i]);

		most = h > most ? h : most;
	}
	return most + 2 * PAD;
}

static void
row(struct pdf *p, enum pdf_style style, const char *const *cells,
    const char *tag, double height)
{
	double y = p->y + PAD;

	p->y += height;
	if (p->out == NULL)
		return;
	cairo_tag_begin(p->cr, "TR", NULL);
	for (size_t i = 0; i < p->ncolumns; i++) {
		struct place at = cell_at(p, i);

		if (cells[i] == NULL)
			continue;
		set(p, style, &at, cells[i]);
		show(p, &at, y, tag);
	}
	cairo_tag_end(p->cr, "TR");
}

static void
head(struct pdf *p)
{
	const char *labels[COLUMNS_MAX];

	for (size_t i = 0; i < p->ncolumns; i++)
		labels[i] = p->columns[i].label;
	ink(p, 0.35);
	row(p, PDF_SMALL, labels, "TH", row_height(p, PDF_SMALL, labels));
	rule(p, p->y, 0.8, 0);
}

/* A head never stands alone at the foot of a page. */
void
pdf_table(struct pdf *p, const struct pdf_column *columns, size_t n)
{
	unsigned sum = 0;

	pdf_keep(p, 60);
	p->columns = columns;
	p->ncolumns = n < COLUMNS_MAX ? n : COLUMNS_MAX;
	for (size_t i = 0; i < p->ncolumns; i++)
		sum += columns[i].share;
	for (size_t i = 0; i < p->ncolumns; i++)
		p->widths[i] = WIDTH * columns[i].share / sum;
	if (p->out != NULL)
		cairo_tag_begin(p->cr, "Table", NULL);
	head(p);
}

void
pdf_row(struct pdf *p, enum pdf_style style, const char *const *cells)
{
	double height = row_height(p, style, cells);

	pdf_keep(p, height);
	row(p, style, cells, "TD", height);
	rule(p, p->y, 0.3, 0.8);
}

void
pdf_table_end(struct pdf *p)
{
	p->ncolumns = 0;
	if (p->out != NULL)
		cairo_tag_end(p->cr, "Table");
}

/* ---- Pairs */

static double
pair(struct pdf *p, const char *label, const char *value, double x)
{
	const struct place left = { x, WIDTH / 2 * 0.38, false };
	const struct place right = { x + left.width + PAD,
		WIDTH / 2 - left.width - 3 * PAD, false };
	double a = set(p, PDF_SMALL, &left, label), b;

	ink(p, 0.35);
	show(p, &left, p->y + 1.5, "P");
	ink(p, 0);
	b = set(p, PDF_TEXT, &right, value == NULL ? "–" : value);
	show(p, &right, p->y, "P");
	return a > b ? a : b;
}

void
pdf_pairs(struct pdf *p, const char *const *s)
{
	while (s[0] != NULL) {
		double a, b = 0;

		pdf_keep(p, 16);
		a = pair(p, s[0], s[1], MARGIN);
		s += 2;
		if (s[0] != NULL) {
			b = pair(p, s[0], s[1], MARGIN + WIDTH / 2);
			s += 2;
		}
		p->y += (a > b ? a : b) + 3;
	}
}

/* ---- The code */

/* A run of dark modules is one box: no seams between them. */
static void
modules(struct pdf *p, const unsigned char *dark, int width)
{
	double side = QR_SIDE / (width + 2 * QR_QUIET);

	for (int y = 0; y < width; y++)
		for (int x = 0, end; x < width; x = end + 1) {
			for (end = x; end < width && dark[y * width + end];
			     end++)
				;
			if (end > x)
				cairo_rectangle(p->cr,
				    MARGIN + side * (x + QR_QUIET),
				    p->y + side * (y + QR_QUIET),
				    side * (end - x), side);
		}
	cairo_fill(p->cr);
}

/* A blank or a quote would end the attribute: such a text is no link. */
static bool
link_begin(struct pdf *p, const char *url)
{
	char attributes[512];

	if (p->out == NULL || strpbrk(url, "'\\ \n") != NULL ||
	    strlen(url) > 400)
		return false;
	snprintf(attributes, sizeof(attributes), "uri='%s'", url);
	cairo_tag_begin(p->cr, CAIRO_TAG_LINK, attributes);
	return true;
}

static void
beside(struct pdf *p, const char *const *lines)
{
	const struct place at = { MARGIN + QR_SIDE + 8, WIDTH - QR_SIDE - 8,
		false };
	double y = p->y + 10;

	for (size_t i = 0; lines[i] != NULL; i++) {
		double height = set(p, i == 0 ? PDF_STRONG : PDF_TEXT, &at,
		    lines[i]);

		show(p, &at, y, "P");
		y += height + 3;
	}
}

void
pdf_qr(struct pdf *p, const char *url, const char *const *lines)
{
	unsigned char dark[QR_MODULES_MAX];
	int width = qr_modules(url, dark);
	bool link;

	pdf_keep(p, QR_SIDE + 4);
	ink(p, 0);
	if (width > 0)
		modules(p, dark, width);
	link = link_begin(p, url);
	beside(p, lines);
	if (link)
		cairo_tag_end(p->cr, CAIRO_TAG_LINK);
	p->y += QR_SIDE;
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
