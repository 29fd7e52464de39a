/*
 * multipart.h - multipart/form-data (RFC 7578): what a browser sends for a
 * form with a file.
 *
 * Strict where leniency would let two readers see two different forms: one
 * boundary, CR LF line ends, a Content-Disposition with a name in every part,
 * and the closing delimiter.  Of names and file names %22, %0D and %0A are
 * decoded, as browsers encode them (WHATWG HTML, 4.10.21.8).  Contents are
 * the body's own bytes, whatever they are; names are the arena's.
 */
#ifndef MULTIPART_H
#define MULTIPART_H

#define MULTIPART_MAX	100u	/* parts */

struct arena;

struct part {
	const char	*name;
	const char	*filename;	/* NULL: a field, not a file */
	const char	*s;		/* not NUL-terminated */
	size_t		 n;
};

struct multipart {
	struct part	*at;
	size_t		 n;
};

/* False: not such a body.  type is the whole Content-Type. */
bool	multipart_parse(struct multipart *, const char *type, const char *,
	    size_t, struct arena *) MUST_CHECK;
const struct part *multipart_get(const struct multipart *, const char *name);

#endif
