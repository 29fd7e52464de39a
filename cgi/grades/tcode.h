/*
 * tcode.h - the codes by which a reader verifies a transcript.
 *
 * Sixteen symbols of Crockford's base32: fifteen random ones (75 bits) and a
 * check.  Symbols are elements of GF(32), x^5 + x^2 + 1; the sum of c[i]*x^i,
 * check included, is zero.  No two places have the same factor and none has
 * zero, so that every single symbol that is wrong is found, and every two
 * that are exchanged.
 *
 * Read with or without hyphens and blanks, in either case, O as 0, I and L as
 * 1; shown in groups of four.
 */
#ifndef TCODE_H
#define TCODE_H

#define TCODE_LEN	16u
#define TCODE_SIZE	(TCODE_LEN + 1)		/* with the NUL */
#define TCODE_SHOWN	(TCODE_LEN + 4)		/* XXXX-XXXX-XXXX-XXXX */

void	tcode_make(char out[TCODE_SIZE]);
/* False: nobody can have been given this. */
bool	tcode_read(const char *, char out[TCODE_SIZE]) MUST_CHECK;
void	tcode_show(const char code[TCODE_SIZE], char out[TCODE_SHOWN]);

#endif
