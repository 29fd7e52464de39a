#include "core.h"
#include "crypto.h"
#include "db.h"
#include "gen/attendance.h"
#include "pages.h"
#include "req.h"
#include "rows.h"
#include "shape.h"

#define DATE_HINT	"a date as 2026-11-24"
#define DATE_PATTERN	"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#define CODE_SESSION	16	/* a code begins with the session it is of */

struct code_in {
	const char	*code;
};

SHAPE(code_shape, struct code_in,
	FIELD(struct code_in, code, .label = "Code", .max = 200,
	    .doc = "What the picture on the screen says"));

struct range_in {
	const char	*from, *to;
};

SHAPE(range_shape, struct range_in,
	FIELD(struct range_in, from, .label = "From", .max = 10,
	    .pattern = DATE_PATTERN, .hint = DATE_HINT,
	    .example = "2026-09-01"),
	FIELD(struct range_in, to, .label = "To", .max = 10,
	    .pattern = DATE_PATTERN, .hint = DATE_HINT,
	    .example = "2026-11-24"));

/* Which session a code names; whether it is a good one is asked when it is
 * sent.  NULL: it is none at all. */
static const char *
session_of(struct req *r, const char *code)
{
	struct uuid *id = arena_alloc(r->arena, sizeof(*id));
	uint8_t bytes[160];
	size_t n;

	if (!b64url_decode(code, strlen(code), bytes, sizeof(bytes), &n) ||
	    n < CODE_SESSION)
		return NULL;
	uuid_format(bytes, id);
	return id->s;
}

static enum err
one(struct req *r, const char *id)
{
	const char *const p[] = { id, req_value(r, "me"),
	    req_value(r, "school_id"), NULL };
	struct rows *rs = db_rows(r, &q_page_sign_one, p);

	if (rows_count(rs) == 0 && r->nvars > 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	if (rows_count(rs) == 0)
		req_add_text(r, "unknown", "yes");
	else
		req_add_one(r, "session", rs);
	return r->err;
}

static enum err
all(struct req *r)
{
	struct db_step s[] = {
		{ .q = &q_page_sign, .params = req_bind(r, &q_page_sign) },
		{ .q = &q_page_sign_next,
		    .params = req_bind(r, &q_page_sign_next) },
	};

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	req_add(r, "sessions", s[0].rows);
	req_add(r, "coming", s[1].rows);
	if (rows_count(s[1].rows) > 0)
		req_add_text(r, "has_coming", "yes");
	req_add_text(r, "list", "yes");
	return r->err;
}

enum err
sign_page(struct req *r)
{
	const struct code_in *in = r->in.base;
	const char *id = req_var(r, "id");

	if (in->code != NULL && id == NULL)
		id = session_of(r, in->code);
	if (id != NULL)
		return one(r, id);
	if (in->code == NULL)
		return all(r);
	req_add_text(r, "unknown", "yes");
	return r->err;
}
