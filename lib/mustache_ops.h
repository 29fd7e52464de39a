/*
 * mustache_ops.h - what a compiled template is made of; only mustache*.c
 * include this.  Everything lives in the arena of its set.
 */
#ifndef MUSTACHE_OPS_H
#define MUSTACHE_OPS_H

#include "arena.h"
#include "mustache.h"

/* One part of a dotted name; each is there once in a set. */
struct name {
	const char	*s;		/* NUL-terminated */
	size_t		 n;
	unsigned	 id;		/* from 1 */
	struct name	*next;
};

enum op_kind {
	OP_TEXT,
	OP_ESCAPED,
	OP_RAW,
	OP_SECTION,
	OP_INVERTED,
	OP_HELPER,
	OP_PARTIAL,
	OP_CONTENT
};

struct op {
	enum op_kind	 kind;
	bool		 line_start;	/* TEXT: at the start of a line */
	bool		 alone;		/* PARTIAL: on a line of its own */
	unsigned	 line;		/* in the file, from 1 */
	uint32_t	 skip;		/* blocks: ops to the one behind them */
	const char	*s;		/* the text, or the name as written */
	size_t		 n;
	const struct name *const *path;	/* parts, then NULL; "." has none */
	const char	*indent;	/* PARTIAL, if alone */
	size_t		 indent_n;
	union {
		const struct template	*partial;
		const struct helper	*helper;
	};
};

struct template {
	const char	*name;
	struct op	*ops;
	uint32_t	 n;
};

struct templates {
	struct arena		  mem;
	struct template		**v;	/* sorted by name once linked */
	size_t			  n, cap;
	struct name		 *names;	/* newest first */
	const struct helper	 *helpers;
};

bool	template_compile(struct templates *, struct template *,
	    const char *text, size_t n, char *why, size_t whysize) MUST_CHECK;

#endif
