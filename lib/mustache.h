/*
 * mustache.h - compiled Mustache templates over any kind of data.
 *
 * All templates of a folder are compiled once, before the workers fork, and
 * never change again: rendering only reads them.  The language is the core
 * of https://github.com/mustache/spec (comments, delimiters, interpolation,
 * inverted, partials, sections), with these rules of our own:
 *
 * - False are: a missing name, empty text, a false flag, an empty list, JSON
 *   null and false.  All else is true, the number 0 included.
 * - {{>content}} is the template in render.content: what a layout surrounds.
 *   It is put in as it is, never indented.
 * - {{#helper}}...{{/helper}} renders what is inside without escaping and
 *   hands that text to a C function.  A helper's name wins over the data;
 *   {{^helper}} is an error.
 * - A partial that does not exist is an error when the set is linked.
 *
 * {{name}} escapes for HTML text and quoted attributes.  Text that must not
 * be escaped is {{{name}}}, which template_names() shows, for a test to ban.
 *
 * Memory: a set owns its texts; values, frames and what helpers write belong
 * to the arena of the render.  Bounds: TEMPLATE_MAX bytes a file, sections
 * SECTIONS_MAX deep in one template, partials PARTIALS_MAX deep and
 * STEPS_MAX list items and partials in one render.
 */
#ifndef MUSTACHE_H
#define MUSTACHE_H

#define TEMPLATE_MAX	((size_t)1024 * 1024)
#define SECTIONS_MAX	16
#define PARTIALS_MAX	32
#define STEPS_MAX	1000000

struct arena;
struct buf;
struct json_t;
struct known;
struct render;
struct source;
struct template;
struct templates;

/* Data. */

enum val_kind { VAL_NONE, VAL_TEXT, VAL_FLAG, VAL_OBJECT, VAL_LIST };

/* Only the members of its kind are set. */
struct val {
	enum val_kind		 kind;
	bool			 flag;	/* FLAG */
	const char		*s;	/* TEXT; NUL-terminated or not */
	size_t			 n;	/* TEXT: bytes; LIST: items */
	const struct source	*src;	/* OBJECT, LIST */
	const void		*data;	/* OBJECT, LIST: the source's own */
	size_t			 at;	/* OBJECT: the row; the source's own */
};

/*
 * Where objects and lists get their values from.  A source of rows, whose
 * names are the same in every row, gives `column` and `value`: each name is
 * then looked for once per render, for each pair of source and data, which
 * must stay where they are until it ends.  Any other source gives `get`.
 *
 * `out` arrives as VAL_NONE; set its kind and the members of that kind.
 * Whether a name exists (column >= 0, get true) is another question than
 * whether it has a value: a column that is null ends the search and renders
 * nothing, a name that does not exist is looked for in the objects around.
 * What is made up on the way (a number as text) goes into render.arena.
 *
 * For struct rows: column is rows_column(); value gives VAL_TEXT from
 * rows_at(data, row->at, column), VAL_FLAG for a boolean and val_json() for
 * json; item is NULL; a list of all rows is val_list(&src, rows, count), a
 * single row val_object(&src, rows, 0).
 */
struct source {
	/*
	 * -1: no such name.  Depends on nothing but `data` and the name,
	 * which is NUL-terminated, as it is for get.
	 */
	int	(*column)(const void *data, const char *name, size_t len);
	void	(*value)(struct render *, const struct val *row, int column,
		    struct val *out);
	/* Used if column is NULL. */
	bool	(*get)(struct render *, const struct val *object,
		    const char *name, size_t len, struct val *out);
	/* NULL: item i is the object of the same src and data at i. */
	void	(*item)(struct render *, const struct val *list, size_t i,
		    struct val *out);
};

/*
 * Ends with a NULL name.  Dots in names make objects: "me.id" and "me.name"
 * are {{me.id}}, {{#me}}{{name}}{{/me}}.  A NULL text is VAL_NONE.
 */
struct pair {
	const char *name, *text;
};

/* Ends with a NULL name; no dots in names. */
struct member {
	const char	*name;
	struct val	 val;
};

struct val	val_pairs(const struct pair *);
struct val	val_members(const struct member *);
struct val	val_json(struct arena *, const struct json_t *);
bool		val_true(const struct val *);

static inline struct val
val_text(const char *s)
{
	if (s == NULL)
		return (struct val){ .kind = VAL_NONE };
	return (struct val){ .kind = VAL_TEXT, .s = s, .n = strlen(s) };
}

static inline struct val
val_flag(bool flag)
{
	return (struct val){ .kind = VAL_FLAG, .flag = flag };
}

static inline struct val
val_object(const struct source *src, const void *data, size_t at)
{
	return (struct val){ .kind = VAL_OBJECT, .src = src, .data = data,
	    .at = at };
}

static inline struct val
val_list(const struct source *src, const void *data, size_t n)
{
	return (struct val){ .kind = VAL_LIST, .src = src, .data = data,
	    .n = n };
}

/* Templates. */

/* Ends with a NULL name.  `inner` is NUL-terminated; write HTML to out. */
struct helper {
	const char	*name;
	void		(*run)(struct render *, const char *inner, size_t n,
			    struct buf *out);
};

/*
 * Every *.html below dir, named by its path without .html: "courses/course",
 * "_partials/field".  NULL on failure, with "file:line: what" in why.  The
 * helpers must outlive the set.
 */
struct templates *templates_load(const char *dir, const struct helper *,
		    char *why, size_t whysize) MUST_CHECK;

/*
 * The same by hand: new, add each, link, in this order.  A set that did not
 * link may be rendered all the same: what it lacks is empty.
 */
struct templates *templates_new(const struct helper *);
bool	templates_add(struct templates *, const char *name, const char *text,
	    size_t n, char *why, size_t whysize) MUST_CHECK;
bool	templates_link(struct templates *, char *why, size_t whysize);
void	templates_free(struct templates *);

/* NULL: no such template.  Of a linked set only. */
const struct template *templates_find(const struct templates *,
		    const char *name);
const struct template *templates_at(const struct templates *, size_t i);
const char	*template_name(const struct template *);

enum use_kind { USE_ESCAPED, USE_RAW, USE_SECTION, USE_INVERTED };

/* One name in a template or in a partial it includes. */
struct use {
	enum use_kind	 kind;
	const char	*name;		/* "course.code", "." */
	const char	*within;	/* "items/teachers"; "" outermost */
	const char	*file;		/* name of the template it stands in */
	unsigned	 line;
};

/*
 * Calls fn for each name, in order; `use` lives as long as the call.  Helper
 * and inverted sections are not part of `within`, as they change no context.
 */
void	template_names(const struct template *,
	    void (*fn)(void *arg, const struct use *use), void *arg);

/* Rendering. */

/* The caller sets the first three; `error` says why a render failed. */
struct render {
	struct arena		*arena;
	void			*user;		/* for helpers and sources */
	const struct template	*content;	/* or NULL */
	const char		*error;

	/* The renderer's own. */
	struct buf		*out;
	struct known		*known;		/* columns found so far */
	struct buf		*spare;		/* for the next helper */
	const char		*indent;
	size_t			 indent_n;
	unsigned		 depth;		/* of partials */
	unsigned		 raw;		/* inside how many helpers */
	unsigned		 steps;
};

/*
 * Appends to out.  The contexts go from the outermost to the innermost, n of
 * them; {{.}} is the last.  False if it failed (too deep, too long, out is
 * full): what was written then is of no use.
 */
bool	mustache_render(const struct template *, struct render *,
	    const struct val *contexts, size_t n, struct buf *out) MUST_CHECK;

#endif
