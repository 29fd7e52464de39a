#include "core.h"
#include <libpq-fe.h>
#include "arena.h"
#include "buf.h"
#include "crypto.h"
#include "db.h"
#include "rows.h"
#include "shape.h"

/* Types by OID, from PostgreSQL's catalogue (pg_type.dat): they never move. */
enum {
	OID_BOOL = 16, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23,
	OID_JSON = 114, OID_FLOAT8 = 701, OID_TIMESTAMPTZ = 1184,
	OID_NUMERIC = 1700, OID_JSONB = 3802,
};

/* How to write one column: its name as it stands in JSON, and its kind. */
struct column {
	char		*prefix;	/* ,"name": */
	size_t		 prefix_len;
	enum rows_kind	 kind;
	bool		 hidden;
};

struct plan {
	int		 n;
	struct column	 at[];
};

struct rows {
	PGresult		*res;
	const struct plan	*plan;
	int			 n;
	bool			 more;
};

static enum rows_kind
kind_of(Oid type)
{
	switch (type) {
	case OID_BOOL:
		return ROWS_BOOL;
	case OID_INT8:
	case OID_INT2:
	case OID_INT4:
	case OID_FLOAT8:
	case OID_NUMERIC:
		return ROWS_RAW;
	case OID_JSON:
	case OID_JSONB:
		return ROWS_JSON;
	case OID_TIMESTAMPTZ:
		return ROWS_TIME;
	default:
		return ROWS_TEXT;
	}
}

static bool
plan_column(struct column *c, const PGresult *res, int i)
{
	struct arena a = { 0 };
	struct buf b;

	buf_init(&b, &a, 1024);
	buf_lit(&b, ",");
	buf_json(&b, PQfname(res, i));
	buf_lit(&b, ":");
	c->prefix = b.broken ? NULL : strdup(b.s);
	c->prefix_len = b.n;
	c->kind = kind_of(PQftype(res, i));
	c->hidden = PQfname(res, i)[0] == '_';
	arena_free(&a);
	return c->prefix != NULL;
}

/* Made once per query and kept: the columns of a statement do not change. */
static const struct plan *
plan_of(const struct query *q, const PGresult *res)
{
	int n = PQnfields(res);
	struct plan *p = q->state->plan;

	if (p != NULL && p->n == n)
		return p;
	p = calloc(1, sizeof(*p) + (size_t)n * sizeof(p->at[0]));
	if (p == NULL)
		abort();
	p->n = n;
	for (int i = 0; i < n; i++)
		if (!plan_column(&p->at[i], res, i))
			abort();
	q->state->plan = p;	/* an older one is leaked: tests only */
	return p;
}

static void
clear(void *res)
{
	PQclear(res);
}

struct rows *
rows_new(struct arena *a, void *res, const struct query *q)
{
	struct rows *rs = arena_alloc(a, sizeof(*rs));

	arena_defer(a, clear, res);
	rs->res = res;
	rs->n = PQntuples(res);
	rs->plan = plan_of(q, res);
	return rs;
}

int
rows_count(const struct rows *rs)
{
	return rs == NULL ? 0 : rs->n;
}

int
rows_column(const struct rows *rs, const char *name, size_t len)
{
	for (int i = 0; i < rs->plan->n; i++) {
		const struct column *c = &rs->plan->at[i];

		if (c->prefix_len == len + 4 &&
		    memcmp(c->prefix + 2, name, len) == 0)
			return i;
	}
	return -1;
}

const char *
rows_at(const struct rows *rs, int row, int col)
{
	if (row < 0 || row >= rs->n || col < 0 ||
	    PQgetisnull(rs->res, row, col))
		return NULL;
	return PQgetvalue(rs->res, row, col);
}

size_t
rows_len(const struct rows *rs, int row, int col)
{
	return (size_t)PQgetlength(rs->res, row, col);
}

const char *
rows_get(const struct rows *rs, int row, const char *column)
{
	if (rs == NULL)
		return NULL;
	return rows_at(rs, row, rows_column(rs, column, strlen(column)));
}

int64_t
rows_int(const struct rows *rs, int row, const char *column)
{
	const char *s = rows_get(rs, row, column);

	return s == NULL ? 0 : strtoll(s, NULL, 10);
}

bool
rows_is(const struct rows *rs, int row, const char *column)
{
	const char *s = rows_get(rs, row, column);

	return s != NULL && s[0] == 't';
}

enum rows_kind
rows_kind(const struct rows *rs, int col)
{
	return rs->plan->at[col].kind;
}

const void *
rows_identity(const struct rows *rs)
{
	return rs->plan;
}

void
rows_trim(struct rows *rs, int wanted)
{
	if (rs == NULL || rs->n <= wanted)
		return;
	rs->n = wanted;
	rs->more = true;
}

bool
rows_more(const struct rows *rs)
{
	return rs != NULL && rs->more;
}

const char *
rows_cursor(const struct rows *rs, struct arena *a)
{
	const char *key, *id, *text;
	char *out;

	if (!rows_more(rs) || rs->n == 0)
		return NULL;
	key = rows_get(rs, rs->n - 1, "_key");
	id = rows_get(rs, rs->n - 1, "id");
	if (key == NULL || id == NULL)
		return NULL;
	text = arena_printf(a, "%s|%s", key, id);
	out = arena_alloc(a, B64URL_SIZE(strlen(text)));
	b64url_encode(out, text, strlen(text));
	return out;
}

/* "2026-11-21 10:11:51.123+00" becomes "2026-11-21T10:11:51.123Z". */
void
rows_time(const char *s, size_t n, struct buf *b)
{
	if (n > 13 && s[10] == ' ' && memcmp(s + n - 3, "+00", 3) == 0) {
		buf_add(b, s, 10);
		buf_lit(b, "T");
		buf_add(b, s + 11, n - 14);
		buf_lit(b, "Z");
	} else
		buf_add(b, s, n);
}

static void
write_value(enum rows_kind kind, const char *s, size_t n, struct buf *b)
{
	switch (kind) {
	case ROWS_TEXT:
		buf_jsonn(b, s, n);
		break;
	case ROWS_RAW:
		if (*s == 'N' || *s == 'I' || s[1] == 'I')
			buf_lit(b, "null");	/* NaN, Infinity */
		else
			buf_add(b, s, n);
		break;
	case ROWS_JSON:
		buf_add(b, s, n);
		break;
	case ROWS_BOOL:
		buf_puts(b, *s == 't' ? "true" : "false");
		break;
	case ROWS_TIME:
		buf_lit(b, "\"");
		rows_time(s, n, b);
		buf_lit(b, "\"");
		break;
	}
}

void
rows_json_members(const struct rows *rs, int row, struct buf *b)
{
	size_t skip = 1;	/* the comma before the first */

	for (int i = 0; i < rs->plan->n; i++) {
		const struct column *c = &rs->plan->at[i];

		if (c->hidden)
			continue;
		buf_add(b, c->prefix + skip, c->prefix_len - skip);
		skip = 0;
		if (PQgetisnull(rs->res, row, i))
			buf_lit(b, "null");
		else
			write_value(c->kind, PQgetvalue(rs->res, row, i),
			    rows_len(rs, row, i), b);
	}
}

void
rows_json_row(const struct rows *rs, int row, struct buf *b)
{
	buf_lit(b, "{");
	rows_json_members(rs, row, b);
	buf_lit(b, "}");
}

void
rows_json_array(const struct rows *rs, struct buf *b)
{
	buf_lit(b, "[");
	for (int i = 0; i < rows_count(rs); i++) {
		if (i > 0)
			buf_lit(b, ",");
		rows_json_row(rs, i, b);
	}
	buf_lit(b, "]");
}

void *
rows_struct(const struct rows *rs, int row, const struct shape *sh,
    struct arena *a)
{
	struct faults fs = { .arena = a };
	struct input in;

	if (row >= rows_count(rs))
		return NULL;
	input_init(&in, sh, a);
	for (int i = 0; i < rs->plan->n; i++) {
		const char *s = rows_at(rs, row, i);
		const struct field *f = shape_field(sh, PQfname(rs->res, i));

		if (f == NULL)
			return NULL;
		if (s != NULL)
			input_text(&in, f, s, &fs);
	}
	return fs.n == 0 ? in.base : NULL;
}
