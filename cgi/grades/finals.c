#include "core.h"
#include "book.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "marks.h"
#include "rows.h"

/* ---- Of one enrollment */

static bool
may_set(struct req *r)
{
	struct rows *rs = db_rows(r, &q_enrollment_head, req_bind(r,
	    &q_enrollment_head));
	const char *status = rows_get(rs, 0, "status");

	if (status == NULL)
		req_fail(r, ERR_NOT_FOUND, NULL);
	else if (strcmp(status, "enrolled") != 0 &&
	    strcmp(status, "completed") != 0)
		req_fail(r, ERR_NOT_ENROLLED, "This enrollment is %s.",
		    status);
	else if (!rows_is(rs, 0, "_can_edit"))
		req_fail(r, ERR_FORBIDDEN, NULL);
	return r->err == OK;
}

static enum err
set(struct req *r, const char *grade)
{
	struct rows *rs = sql_final_grade_set(r,
	    req_value(r, "enrollment_id"), req_value(r, "school_id"),
	    req_value(r, "me"), req_value(r, "my_role"), grade,
	    req_value(r, "complete"));

	if (r->err == OK && !rows_is(rs, 0, "_done"))
		req_fail(r, ERR_NOT_ENROLLED, NULL);
	req_add_one(r, "", rs);
	return r->err;
}

enum err
final_set(struct req *r)
{
	const struct final_in *in = req_in(r);
	char text[AVERAGE_SIZE];
	struct average a;

	if (!may_set(r))
		return r->err;
	if (input_given(&r->in, "final"))
		return set(r, in->final.s);
	marks_of(r, req_value(r, "enrollment_id"), &a);
	if (r->err == OK && !average_text(&a, text))
		return req_fail(r, ERR_CONFLICT,
		    "Nothing is graded yet, so there is no average.");
	return set(r, text);
}

enum err
final_clear(struct req *r)
{
	return may_set(r) ? set(r, NULL) : r->err;
}

/* ---- Of a course: for every student who has an average */

/* [{"id": enrollment, "final": grade}]; how many there are. */
static int
finals_json(struct req *r, const struct book *b, struct buf *o)
{
	char text[AVERAGE_SIZE];
	struct average a;
	int n = 0;

	average_init(&a, r->arena);
	buf_lit(o, "[");
	for (size_t i = 0; i < b->nstudents; i++) {
		book_average(b, i, &a);
		if (!average_text(&a, text))
			continue;
		buf_printf(o, "%s{\"id\":\"%s\",\"final\":%s}",
		    n++ > 0 ? "," : "", b->students[i].id, text);
	}
	buf_lit(o, "]");
	return n;
}

enum err
finals_set(struct req *r)
{
	struct rows *rs;
	struct book b;
	struct buf o;
	int n;

	if (!book_read(r, &b))
		return r->err;
	if (!may_edit(r))
		return req_fail(r, ERR_FORBIDDEN, NULL);
	buf_init(&o, r->arena, REQ_OUT_MAX);
	n = finals_json(r, &b, &o);
	rs = sql_finals_set(r, req_value(r, "course_id"),
	    req_value(r, "school_id"), buf_text(&o),
	    req_value(r, "complete"));
	if (r->err != OK)
		return r->err;
	r->flash = arena_printf(r->arena, "%d final grades are set.", n);
	if (r->api)
		buf_printf(&r->out, "{\"course_id\":\"%s\",\"set\":%" PRId64
		    ",\"without_average\":%zu}", req_value(r, "course_id"),
		    rows_int(rs, 0, "set"), b.nstudents - (size_t)n);
	return r->err;
}
