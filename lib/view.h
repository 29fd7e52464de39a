/*
 * view.h - JSON text as values of a template, without a copy of it.
 *
 * What a handler wrote for its answer is what its page shows.  A tree of a
 * large gradebook would cost more than all the rest of the page, so the text
 * is gone through once and its strings stay where they are; numbers are shown
 * as they were written, without zeros that say nothing.
 *
 * The text and the arena must outlive what is read of them.
 */
#ifndef VIEW_H
#define VIEW_H

#include "mustache.h"

#define VIEW_DEPTH	32

struct arena;
struct view;

/* NULL: this is no JSON, or deeper than VIEW_DEPTH. */
const struct view *view_read(struct arena *, const char *, size_t) MUST_CHECK;
struct val	 view_val(const struct view *);
/* False: a list or anything else; or NULL. */
bool		 view_is_object(const struct view *);
/* A member of the outermost object; false: it has none of that name. */
bool		 view_get(const struct view *, const char *name, size_t len,
		    struct val *out);

#endif
