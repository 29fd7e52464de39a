#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "import.h"
#include "rows.h"
#include "work.h"
#include "worker.h"

struct undo_in {
	const char *reason;
};

SHAPE(import_undo_shape, struct undo_in,
    FIELD(struct undo_in, reason, .label = "Reason", .max = 400,
	.doc = "For the history of every grade"));

/* What became of the grades of an import, as its row keeps it. */
enum { RESTORED, REMOVED, LEFT_CHANGED, LEFT_DELETED, LEFT_MAXIMUM, ENDS };

static const char *const ends[ENDS] = { "restored", "removed", "left_changed",
	"left_deleted", "left_maximum" };

static const char *
reason(struct req *r, const char *import)
{
	const char *said = req_value(r, "reason");

	return said == NULL || *said == '\0' ?
	    arena_printf(r->arena, "Undo: %s", import) :
	    arena_printf(r->arena, "Undo: %s. %s", import, said);
}

/* Statement after statement, for the time of each; all of it or nothing. */
static void
put_back(struct req *r, const char *why, int64_t n[ENDS])
{
	const char *p[] = { req_value(r, "id"), req_value(r, "me"), why, "0",
	    NULL };

	worker_more(IMPORT_SECONDS);
	while (r->err == OK && p[3] != NULL) {
		struct rows *rs = db_rows(r, &q_import_undo, p);

		if (rs == NULL)
			return;
		for (size_t i = 0; i < ENDS; i++)
			n[i] += rows_int(rs, 0, ends[i]);
		p[3] = rows_get(rs, 0, "last");
	}
}

static void
add_left(struct req *r, struct buf *o, int64_t n, const char *why)
{
	if (n > 0)
		buf_printf(o, " %" PRId64 " %s left alone: %s.", n, n == 1 ?
		    "was" : "were", why);
	if (o->broken)
		req_fail(r, ERR_BUG, "too many words");
}

static void
say(struct req *r, const int64_t n[ENDS])
{
	struct buf o;

	buf_init(&o, r->arena, 1000);
	buf_printf(&o, "Undone: %" PRId64 " put back, %" PRId64
	    " new taken away.", n[RESTORED], n[REMOVED]);
	add_left(r, &o, n[LEFT_CHANGED], "changed since");
	add_left(r, &o, n[LEFT_DELETED], "taken away since");
	add_left(r, &o, n[LEFT_MAXIMUM], "more points than the maximum is now");
	r->flash = buf_text(&o);
}

static void
keep(struct req *r, const char *why, const int64_t n[ENDS])
{
	const char *p[3 + ENDS + 1] = { req_value(r, "id"),
	    req_value(r, "me"), why };
	struct rows *rs;

	for (size_t i = 0; i < ENDS; i++)
		p[3 + i] = arena_printf(r->arena, "%" PRId64, n[i]);
	rs = db_rows(r, &q_import_undone, p);
	if (r->err == OK)
		req_add_one(r, "", rs);
}

/* What somebody changed since the import is theirs, and stays. */
enum err
import_undo(struct req *r)
{
	int64_t n[ENDS] = { 0 };
	struct rows *held = db_rows(r, &q_import_hold, req_bind(r,
	    &q_import_hold));
	const char *why;

	if (r->err == OK && rows_count(held) == 0)
		work_missing(r);
	if (r->err != OK)
		return r->err;
	why = reason(r, rows_get(held, 0, "reason"));
	put_back(r, why, n);
	if (r->err == OK && n[RESTORED] + n[REMOVED] == 0)
		return req_fail(r, ERR_CONFLICT, "There is nothing to put "
		    "back: every grade of it was changed since.");
	if (r->err == OK)
		keep(r, why, n);
	if (r->err == OK)
		say(r, n);
	return r->err;
}
