/*
 * form.h - application/x-www-form-urlencoded (WHATWG URL, section 5.1): the
 * body of a form, or a query string, as names and values in an arena.
 */
#ifndef FORM_H
#define FORM_H

#include "shape.h"

#define FORM_FIELDS_MAX	2000u

struct arena;

struct form {
	struct param	*at;
	size_t		 n;
};

/* False: more than FORM_FIELDS_MAX, bad %XX, not UTF-8, or a NUL. */
bool	form_parse(struct form *, const char *, size_t, struct arena *)
	    MUST_CHECK;
const char *form_get(const struct form *, const char *name);	/* or NULL */

#endif
