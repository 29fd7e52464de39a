#include "core.h"
#include "attend.h"
#include "db.h"
#include "gen/attendance.h"
#include "req.h"
#include "route.h"
#include "rows.h"
#include "work.h"

#define STATUSES	"present|absent|late|excused"

struct mark_in {
	struct uuid	 enrollment_id, session_id, student_id;
	const char	*date, *status, *notes;
};

#define DAY(S)								\
	FIELD(S, date, .label = "Date", .max = 10,			\
	    .pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",			\
	    .hint = "is a date as 2026-11-24", .example = "2026-11-24",	\
	    .doc = "By the school's clock; today if not given")
#define STATUS(needed)							\
	FIELD(struct mark_in, status, .label = "Status",		\
	    .one_of = STATUSES, .flags = needed)
#define NOTES	FIELD(struct mark_in, notes, .label = "Notes", .max = 2000)

SHAPE(mark_shape, struct mark_in,
	FIELD(struct mark_in, enrollment_id, .label = "Enrollment",
	    .doc = "Or session_id and student_id"),
	FIELD(struct mark_in, session_id, .label = "Session"),
	FIELD(struct mark_in, student_id, .label = "Student"),
	DAY(struct mark_in), STATUS(F_REQUIRED), NOTES);
SHAPE(mark_change_shape, struct mark_in, STATUS(0), NOTES);

struct marks_in {
	struct uuid	 session_id, course_id;
	const char	*date;
	struct json_t	*records;
};

SHAPE(marks_shape, struct marks_in,
	FIELD(struct marks_in, session_id, .label = "Session",
	    .doc = "Or course_id and date"),
	FIELD(struct marks_in, course_id, .label = "Course"),
	DAY(struct marks_in),
	FIELD(struct marks_in, records, .label = "Records",
	    .flags = F_REQUIRED, .example = "[{\"student_id\":"
	    "\"00000000-0000-7000-8000-000000000000\","
	    "\"status\":\"present\"}]",
	    .doc = "1 to 500: student_id or enrollment_id, status, notes"));

/* JSON is a list of records, the page what can be seen at a glance. */
static enum err
list_or_page(struct req *r, const struct query *page)
{
	struct rows *rs;

	if (r->api) {
		work_list(r, r->route->query);
		return r->err;
	}
	rs = db_rows(r, page, req_bind(r, page));
	if (r->err == OK && rows_count(rs) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	req_add_one(r, "", rs);
	return r->err;
}

enum err
course_attendance(struct req *r)
{
	return list_or_page(r, &q_page_grid);
}

enum err
person_attendance(struct req *r)
{
	return list_or_page(r, &q_page_person);
}
