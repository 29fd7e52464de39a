#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "rows.h"
#include "tcode.h"

struct verify_in {
	const char	*code;
};

SHAPE(verify_shape, struct verify_in,
    FIELD(struct verify_in, code, .label = "Code", .max = 64,
	.doc = "As it stands on the transcript", .flags = F_QUERY));

/* The form leads to the page of the code. */
enum err
verify_form(struct req *r)
{
	const char *code = req_value(r, "code");
	struct buf b;

	if (code == NULL || *code == '\0')
		return r->err;
	buf_init(&b, r->arena, 1024);
	buf_lit(&b, "/verify/");
	buf_url(&b, code);
	r->location = buf_text(&b);
	return r->err;
}

/* Nobody was given this code: mistyped, or made up. */
static enum err
unknown(struct req *r, const char *why)
{
	r->status = 404;
	req_add_text(r, "status", "unknown");
	req_add_text(r, "reason", why);
	req_add_text(r, "code", req_var(r, "code"));
	return r->err;
}

enum err
verify(struct req *r)
{
	char code[TCODE_SIZE];
	struct rows *rs;

	if (!tcode_read(req_var(r, "code"), code))
		return unknown(r, "mistyped");
	rs = sql_verify_code(r, code);
	if (r->err == OK && rows_count(rs) == 0)
		return unknown(r, "not_issued");
	req_add_one(r, "", rs);
	return r->err;
}
