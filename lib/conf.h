/*
 * conf.h - the settings of one pool: file, then environment.
 *
 * The file has lines `key = value`; # starts a comment, "quotes" keep blanks
 * and #.  After a line `[name]` settings hold for the pool of that name only.
 * LYCEUM_<KEY> in the environment wins over the file.  An unknown key, or a
 * value of the wrong kind, is an error that names file and line.  Settings
 * are declared in conf.def and nowhere else.  Text belongs to the arena given
 * to conf_load(), is never NULL, and lives as long as that arena.
 */
#ifndef CONF_H
#define CONF_H

struct arena;

#define CONF_TEXT	const char *
#define CONF_INT	int
#define CONF_BOOL	bool

struct config {
	const char	*pool;		/* from the command line */
#define CONF(kind, name, value, help)	CONF_##kind name;
#include "conf.def"
#undef CONF
};

/* `file` NULL: defaults and environment.  `why` says what is wrong. */
bool	conf_load(struct config *, struct arena *, const char *file,
	    const char *pool, char *why, size_t) MUST_CHECK;
void	conf_print_help(FILE *);
const char *conf_version(void);		/* of this build */

#endif
