/* qr.h - a text as a QR code (ISO/IEC 18004), drawn as SVG. */
#ifndef QR_H
#define QR_H

struct buf;

/* False: the text is too long for any code, or the buffer too small. */
bool	qr_svg(const char *text, struct buf *) MUST_CHECK;

#endif
