/* err.h - the one error type; see err.def. */
#ifndef ERR_H
#define ERR_H

enum err {
	OK,
#define ERR(name, status, slug, title)	ERR_##name,
#include "err.def"
#undef ERR
	ERR__MAX
};

struct err_info {
	int		 status;	/* of HTTP */
	const char	*slug, *title;
};

const struct err_info	*err_info(enum err);
enum err		 err_by_slug(const char *);	/* ERR_BUG if none */

#endif
