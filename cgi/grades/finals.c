#include "core.h"
#include "book.h"
#include "db.h"
#include "enrollment.h"
#include "gen/grading.h"
#include "grades.h"
#include "rows.h"
#include "work.h"

/* A final grade with what the scale says of it. */
struct final {
	const char	*grade, *computed, *letter, *points, *passed;
};

static const char *
text_of(struct req *r, int64_t shown)
{
	char text[TOTAL_SIZE];

	return total_text(shown, text) ? arena_strdup(r->arena, text) : NULL;
}

static struct final
final_of(struct req *r, const struct scale *s, int64_t shown, int64_t computed)
{
	const struct total_step *step = total_step(s->steps, s->n, shown);

	return (struct final){ .grade = text_of(r, shown),
	    .computed = text_of(r, computed),
	    .letter = step == NULL ? NULL : step->letter,
	    .points = step == NULL ? NULL : step->points,
	    .passed = shown >= s->pass_mark ? "true" : "false" };
}

/* ---- Of one enrollment */

static bool
may_set(struct req *r, struct report *s)
{
	const char *status;

	if (!report_read(r, s))
		return false;
	status = rows_get(s->head, 0, "status");
	if (strcmp(status, "enrolled") != 0 && strcmp(status, "completed") != 0)
		req_fail(r, ERR_NOT_ENROLLED, "This enrollment is %s.",
		    status);
	else if (!rows_is(s->head, 0, "_can_edit"))
		req_fail(r, ERR_FORBIDDEN, NULL);
	return r->err == OK;
}

static enum err
set(struct req *r, const struct final *f)
{
	struct rows *rs = sql_final_set(r, req_value(r, "enrollment_id"),
	    req_value(r, "school_id"), req_value(r, "me"),
	    req_value(r, "my_role"), r->if_match, f->grade, f->computed,
	    f->letter, f->points, f->passed, req_value(r, "reason"),
	    req_value(r, "complete"));

	if (r->err == OK && (rows_count(rs) == 0 ||
	    rows_get(rs, 0, "version") == NULL))
		work_missing(r);
	req_add_one(r, "", rs);
	return r->err;
}

/* Another grade than the average needs a reason, which its history keeps. */
enum err
final_set(struct req *r)
{
	const struct final_in *in = req_in(r);
	int64_t computed, shown;
	struct final f;
	struct report s;

	if (!may_set(r, &s))
		return r->err;
	shown = computed = report_total(r, &s);
	if (input_given(&r->in, "final") && total_units(in->final.s,
	    strlen(in->final.s), &shown))
		shown /= HUNDREDTH;
	if (shown == TOTAL_NONE)
		return req_fail(r, ERR_CONFLICT,
		    "Nothing is graded yet, so there is no average.");
	f = final_of(r, &s.scale, shown, computed);
	if (shown != computed && (in->reason == NULL || *in->reason == '\0'))
		return req_fault(r, "reason", f.computed == NULL ?
		    "is needed: there is no average" :
		    "is needed: the average is %s", f.computed);
	return set(r, &f);
}

enum err
final_clear(struct req *r)
{
	const struct final none = { 0 };
	struct report s;

	return may_set(r, &s) ? set(r, &none) : r->err;
}

/* ---- Of a course: for every student who has an average */

static void
final_json(const char *id, const struct final *f, struct buf *o)
{
	buf_printf(o, "{\"id\":\"%s\",\"final\":%s,\"letter\":", id, f->grade);
	if (f->letter == NULL)
		buf_lit(o, "null");
	else
		buf_json(o, f->letter);
	buf_printf(o, ",\"points\":%s,\"passed\":%s}",
	    f->points == NULL ? "null" : f->points, f->passed);
}

/* An array for finals_of_course.sql; how many there are. */
static int
finals_json(struct req *r, const struct book *b, struct buf *o)
{
	struct total t;
	int n = 0;

	total_init(&t, b->plan, r->arena);
	buf_lit(o, "[");
	for (size_t i = 0; i < b->nstudents; i++) {
		struct final f;

		book_total(b, i, &t);
		if (t.shown == TOTAL_NONE)
			continue;
		f = final_of(r, &b->scale, t.shown, t.shown);
		if (n++ > 0)
			buf_lit(o, ",");
		final_json(b->students[i].id, &f, o);
	}
	buf_lit(o, "]");
	return n;
}

static void
say(struct req *r, const struct rows *rs, size_t without)
{
	int64_t given = rows_int(rs, 0, "set");
	int64_t kept = rows_int(rs, 0, "overrides");

	r->flash = kept == 0 ? arena_printf(r->arena, "%" PRId64
	    " final grades are set.", given) : arena_printf(r->arena, "%" PRId64
	    " final grades are set; %" PRId64 " that somebody gave with a "
	    "reason are as they were.", given, kept);
	if (r->api)
		buf_printf(&r->out, "{\"course_id\":\"%s\",\"set\":%" PRId64
		    ",\"overrides\":%" PRId64 ",\"without_average\":%zu}",
		    req_value(r, "course_id"), given, kept, without);
}

enum err
finals_set(struct req *r)
{
	struct rows *rs;
	struct book b;
	struct buf o;
	int n;

	if (!book_read(r, BOOK_PAGE, &b))
		return r->err;
	if (!may_edit(r))
		return req_fail(r, ERR_FORBIDDEN, NULL);
	buf_init(&o, r->arena, REQ_OUT_MAX);
	n = finals_json(r, &b, &o);
	rs = sql_finals_of_course(r, req_value(r, "course_id"),
	    req_value(r, "school_id"), req_value(r, "me"), buf_text(&o),
	    req_value(r, "complete"));
	if (r->err == OK)
		say(r, rs, b.nstudents - (size_t)n);
	return r->err;
}
