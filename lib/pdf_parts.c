#include "core.h"

#include "pdf_draw.h"
#include "qr.h"

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
		double h = cells[i] == NULL ? 0 : pdf_set(p, style, &at,
		    cells[i]);

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
		pdf_set(p, style, &at, cells[i]);
		pdf_show(p, &at, y, tag);
	}
	cairo_tag_end(p->cr, "TR");
}

void
pdf_head(struct pdf *p)
{
	const char *labels[COLUMNS_MAX];

	for (size_t i = 0; i < p->ncolumns; i++)
		labels[i] = p->columns[i].label;
	pdf_ink(p, 0.35);
	row(p, PDF_SMALL, labels, "TH", row_height(p, PDF_SMALL, labels));
	pdf_rule(p, p->y, 0.8, 0);
}

/* A head never stands alone at the foot of a page. */
void
pdf_table(struct pdf *p, const struct pdf_column *columns, size_t n)
{
	unsigned sum = 0;

	pdf_keep(p, 60);
	p->columns = columns;
	if (n > COLUMNS_MAX)
		n = COLUMNS_MAX;
	p->ncolumns = n;
	for (size_t i = 0; i < n; i++)
		sum += columns[i].share;
	for (size_t i = 0; i < n; i++)
		p->widths[i] = WIDTH * columns[i].share / sum;
	if (p->out != NULL)
		cairo_tag_begin(p->cr, "Table", NULL);
	pdf_head(p);
}

void
pdf_row(struct pdf *p, enum pdf_style style, const char *const *cells)
{
	double height = row_height(p, style, cells);

	pdf_keep(p, height);
	row(p, style, cells, "TD", height);
	pdf_rule(p, p->y, 0.3, 0.8);
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
	double a = pdf_set(p, PDF_SMALL, &left, label), b;

	pdf_ink(p, 0.35);
	pdf_show(p, &left, p->y + 1.5, "P");
	pdf_ink(p, 0);
	b = pdf_set(p, PDF_TEXT, &right, value == NULL ? "–" : value);
	pdf_show(p, &right, p->y, "P");
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
		double height = pdf_set(p, i == 0 ? PDF_STRONG : PDF_TEXT, &at,
		    lines[i]);

		pdf_show(p, &at, y, "P");
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
	pdf_ink(p, 0);
	if (width > 0)
		modules(p, dark, width);
	link = link_begin(p, url);
	beside(p, lines);
	if (link)
		cairo_tag_end(p->cr, CAIRO_TAG_LINK);
	p->y += QR_SIDE;
}
