#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "marks.h"
#include "rows.h"

static void
sheet_json(struct req *r, const struct rows *head, const struct rows *sheet)
{
	struct buf *o = &r->out;
	struct average a;

	average_init(&a, r->arena);
	for (int i = 0; i < rows_count(sheet); i++)
		marks_add(&a, sheet, i);
	buf_lit(o, "{");
	rows_json_members(head, 0, o);
	buf_lit(o, ",\"average\":");
	average_json(&a, o);
	buf_puts(o, rows_is(head, 0, "_can_edit") && may_edit(r) ?
	    ",\"can_edit\":true" : ",\"can_edit\":false");
	buf_lit(o, ",\"items\":");
	rows_json_array(sheet, o);
	buf_lit(o, "}");
}

/* Every assignment of the course, with this student's grade or without. */
enum err
enrollment_grades(struct req *r)
{
	struct db_step s[] = {
		{ .q = &q_enrollment_head,
		    .params = req_bind(r, &q_enrollment_head) },
		{ .q = &q_enrollment_sheet,
		    .params = req_bind(r, &q_enrollment_sheet) },
	};

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	if (rows_count(s[0].rows) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	sheet_json(r, s[0].rows, s[1].rows);
	if (!r->api)
		req_add_text(r, "title", arena_printf(r->arena, "%s, %s",
		    rows_get(s[0].rows, 0, "full_name"),
		    rows_get(s[0].rows, 0, "code")));
	return r->err;
}
