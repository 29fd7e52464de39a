/* qr.h - a text as a QR code (ISO/IEC 18004), drawn as SVG. */
#ifndef QR_H
#define QR_H

struct buf;

/* False: the text is too long for any code, or the buffer too small. */
bool	qr_svg(const char *text, struct buf *) MUST_CHECK;

#define QR_QUIET	4	/* modules of margin, as the standard wants */
#define QR_MODULES_MAX	(177u * 177u)

/*
 * The same for whoever draws it elsewhere: row by row, one byte a module, not
 * 0 where it is dark.  How many modules a side has; 0: it is too long.
 */
int	qr_modules(const char *text, unsigned char dark[QR_MODULES_MAX])
	    MUST_CHECK;

#endif
