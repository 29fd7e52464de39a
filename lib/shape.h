/*
 * shape.h - what a struct looks like from outside.
 *
 * One table of fields reads a struct from JSON, a form, a query string or a
 * database row, checks it, binds it to a query, and describes it as a JSON
 * Schema.  The kind of a field is taken from the C type of the member, so
 * the two cannot disagree.  Past a shape a text is valid UTF-8, free of NUL
 * and control characters (but newlines and tabs), trimmed and bounded.
 *
 * Every fault of an input is collected, so that a client hears of all of
 * them at once.  Faults and texts live in the arena of the faults.
 */
#ifndef SHAPE_H
#define SHAPE_H

struct arena;
struct buf;
struct json_t;

/* A decimal number, kept as its text: exact, plain ("-12.50"), bounded. */
struct decimal {
	const char	*s;
};

enum kind { K_BOOL, K_INT, K_TEXT, K_UUID, K_DECIMAL, K_JSON };

#define F_REQUIRED	0x01u
#define F_EMAIL		0x02u	/* an address, lower-cased (RFC 5321 limits) */
#define F_RAW		0x04u	/* not trimmed: passwords */
#define F_SECRET	0x08u	/* never echoed, logged or given back */
#define F_QUERY		0x10u	/* read from the query string, also of POST */
#define F_FORM		0x20u	/* a box of a form, no part of the API */
#define F_BLANK		0x40u	/* may be empty though it has a minimum */

/* min and max: value of K_INT and K_DECIMAL, characters of K_TEXT. */
struct field {
	const char	*name, *label, *doc;
	const char	*one_of;	/* "fall|spring|summer" */
	const char	*pattern;	/* POSIX extended and ECMA-262 */
	const char	*hint;		/* for what does not match */
	const char	*example;	/* that is valid: for docs and tests */
	const char	*dflt;		/* bound when not given */
	size_t		 offset;
	int64_t		 min, max;
	enum kind	 kind;
	unsigned	 flags, scale;	/* digits after the point */
};

struct shape {
	const char		*name;
	const struct field	*fields;
	size_t			 n, size;	/* n <= 64 */
};

#define KIND_OF(lv) _Generic((lv),					\
	bool: K_BOOL, int64_t: K_INT, const char *: K_TEXT,		\
	struct uuid: K_UUID, struct decimal: K_DECIMAL,			\
	struct json_t *: K_JSON)

#define FIELD(S, m, ...) {						\
	.name = #m, .offset = offsetof(S, m),				\
	.kind = KIND_OF(((S *)0)->m), __VA_ARGS__ }

#define SHAPE(id, S, ...)						\
	static const struct field id##_fields[] = { __VA_ARGS__ };	\
	const struct shape id = {					\
		#id, id##_fields, NITEMS(id##_fields), sizeof(S) }

struct fault {
	struct fault	*next;
	const char	*field, *label, *message;
};

struct faults {
	struct arena	*arena;
	struct fault	*first, *last;
	size_t		 n;
};

/* A struct being read, and which of its fields were given. */
struct input {
	const struct shape	*shape;
	void			*base;
	uint64_t		 given;
	uint64_t		 cleared;	/* given, but as nothing */
};

/* One name and value of a form, a query string or a path. */
struct param {
	const char	*name, *value;
};

void	fault_add(struct faults *, const char *field, const char *label,
	    const char *fmt, ...) PRINTF(4, 5);

void	input_init(struct input *, const struct shape *, struct arena *);
void	input_json(struct input *, struct json_t *object, struct faults *);
void	input_params(struct input *, const struct param *, size_t,
	    struct faults *);
void	input_text(struct input *, const struct field *, const char *,
	    struct faults *);
void	input_required(struct input *, struct faults *);
/* What a handler found out itself; the value stays the caller's. */
void	input_give(struct input *, const char *name, struct json_t *);
bool	input_given(const struct input *, const char *name);
/* A JSON null, or an empty box: what is there is to be taken away. */
bool	input_cleared(const struct input *, const struct field *);

/* Text to bind or to show; the default, or NULL, when it was not given. */
const char *input_value(const struct input *, const struct field *,
	    struct arena *);

const struct field *shape_field(const struct shape *, const char *name);
/* As JSON Schema. */
void	shape_schema(const struct shape *, struct buf *);
void	schema_field(const struct field *, struct buf *);

#endif
