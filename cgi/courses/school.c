#include "core.h"
#include "courses.h"
#include "db.h"
#include "inputs3.h"
#include "rows.h"
#include "work.h"

SHAPE(school_shape, struct school_in,
	FIELD(struct school_in, name, .label = "Name", .min = 2, .max = 100,
	    .pattern = "^[^\n\r\t]*$", .hint = "must be one line",
	    .example = "University of Alcalá"),
	FIELD(struct school_in, timezone, .label = "Time zone", .min = 2,
	    .max = 60, .pattern = "^[A-Za-z][A-Za-z0-9_+/-]*$",
	    .hint = "must be a time zone such as Europe/Madrid",
	    .example = "Europe/Madrid",
	    .doc = "A name of the IANA time zone database"),
	FIELD(struct school_in, self_registration,
	    .label = "People register themselves"));

#define PREFERENCE(name, ...)						\
	FIELD(struct preferences_in, name, __VA_ARGS__)

SHAPE(preferences_shape, struct preferences_in,
	PREFERENCE(default_signature_closing_delay_minutes,
	    .label = "Minutes to sign in time", .max = 1440, .example = "15",
	    .doc = "From a session's start until a signature counts as late"),
	PREFERENCE(teacher_can_modify_closing_delay,
	    .label = "Teachers change these minutes for a session"),
	PREFERENCE(students_can_sign_before_teacher,
	    .label = "Students sign before the teacher"),
	PREFERENCE(enable_flash, .label = "Sign by flashlight"),
	PREFERENCE(disable_course_modification_from_ui,
	    .label = "Pages only show courses and sessions",
	    .doc = "Courses and sessions are changed by the API alone"),
	PREFERENCE(enable_nfc, .label = "Sign by NFC tag"));

/* A box of a form that is not ticked says nothing: it means no. */
static void
read_unticked(struct req *r)
{
	const struct shape *sh = r->route->in;

	for (size_t i = 0; !r->api && i < sh->n; i++)
		if (sh->fields[i].kind == K_BOOL &&
		    !input_given(&r->in, sh->fields[i].name))
			input_text(&r->in, &sh->fields[i], "false", &r->faults);
}

enum err
school_write(struct req *r)
{
	const struct query *q = r->route->query;
	struct rows *rs;

	read_unticked(r);
	rs = db_rows(r, q, req_bind(r, q));
	if (rows_count(rs) == 0)
		work_missing(r);
	req_add_one(r, "", rs);
	return r->err;
}
