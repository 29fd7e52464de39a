#include "core.h"

#include <qrencode.h>

#include "buf.h"
#include "qr.h"

/* A run of dark modules is one stroke: a tenth of the text of squares. */
static void
qr_row(const QRcode *qr, int y, struct buf *b)
{
	const unsigned char *row = qr->data + (ptrdiff_t)y * qr->width;
	int x = 0;

	while (x < qr->width) {
		int from = x;

		while (x < qr->width && (row[x] & 1) != 0)
			x++;
		if (x > from)
			buf_printf(b, "M%d %dh%dv1h-%dz", from + QR_QUIET,
			    y + QR_QUIET, x - from, x - from);
		else
			x++;
	}
}

bool
qr_svg(const char *text, struct buf *b)
{
	QRcode *qr = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	int side = qr == NULL ? 0 : qr->width + 2 * QR_QUIET;

	if (qr == NULL)
		return false;
	buf_printf(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		      "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
		      "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
	    side, side, side, side);
	for (int y = 0; y < qr->width; y++)
		qr_row(qr, y, b);
	buf_lit(b, "\"/></svg>");
	QRcode_free(qr);
	return !b->broken;
}

int
qr_modules(const char *text, unsigned char dark[QR_MODULES_MAX])
{
	QRcode *qr = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	int width = qr == NULL ? 0 : qr->width;

	for (int i = 0; i < width * width; i++)
		dark[i] = qr->data[i] & 1;
	QRcode_free(qr);
	return width;
}
