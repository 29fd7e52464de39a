/* Where and when the school is open: classrooms and holidays. */
#include "core.h"
#include <time.h>
#include "courses.h"
#include "db.h"
#include "inputs3.h"
#include "rows.h"
#include "work.h"

#define ONE_LINE	.pattern = "^[^\n\r\t]*$", .hint = "must be one line"

SHAPE(places_shape, struct places_in,
	FIELD(struct places_in, q, .label = "Search", .max = 200),
	FIELD(struct places_in, active, .label = "In use",
	    .doc = "true: those in use; false: those that are closed"));

#define CLASSROOM_FIELDS(needed)					\
	FIELD(struct classroom_in, name, .label = "Name", .min = 1,	\
	    .max = 50, ONE_LINE, .example = "A 101", .flags = needed),	\
	FIELD(struct classroom_in, building, .label = "Building",	\
	    .max = 100, ONE_LINE, .example = "Main building"),		\
	FIELD(struct classroom_in, seats, .label = "Seats", .min = 1,	\
	    .max = 5000, .example = "40")

SHAPE(classroom_shape, struct classroom_in, CLASSROOM_FIELDS(F_REQUIRED));
SHAPE(classroom_change_shape, struct classroom_in, CLASSROOM_FIELDS(0),
	FIELD(struct classroom_in, is_active, .label = "In use"));

#define DAY_FIELD(name, text, needed)					\
	FIELD(struct holiday_in, name, .label = text, .max = 10,	\
	    .pattern = "^20[0-9]{2}-[01][0-9]-[0-3][0-9]$",		\
	    .hint = "must be a day such as 2026-12-24",			\
	    .example = "2026-12-24", .flags = needed)

#define HOLIDAY_FIELDS(needed)						\
	FIELD(struct holiday_in, name, .label = "Name", .min = 2,	\
	    .max = 100, ONE_LINE, .example = "Winter break",		\
	    .flags = needed),						\
	DAY_FIELD(starts_on, "First day", needed),			\
	DAY_FIELD(ends_on, "Last day", 0)

SHAPE(holiday_shape, struct holiday_in, HOLIDAY_FIELDS(F_REQUIRED));
SHAPE(holiday_change_shape, struct holiday_in, HOLIDAY_FIELDS(0));

/* Nothing, or a day that there is: 2026-02-30 is none. */
static const char *
read_day(struct req *r, const char *field, const char *text)
{
	struct tm tm = { 0 }, same;

	if (text == NULL || *text == '\0')
		return NULL;
	if (strptime(text, "%Y-%m-%d", &tm) != NULL) {
		same = tm;
		timegm(&same); /* makes it the second of March */
		if (same.tm_mday == tm.tm_mday)
			return text;
	}
	req_fault(r, field, "is not a day of any calendar");
	return NULL;
}

/* An empty box is the same as none. */
enum err
holiday_write(struct req *r)
{
	const struct query *q = r->route->query;
	struct holiday_in *in = r->in.base;
	struct rows *rs;

	in->starts_on = read_day(r, "starts_on", in->starts_on);
	in->ends_on = read_day(r, "ends_on", in->ends_on);
	rs = r->method == M_POST ? work_create(r, q) :
	    db_rows(r, q, req_bind(r, q));
	if (r->err == OK && rows_count(rs) == 0)
		work_missing(r);
	req_add_one(r, "", rs);
	return r->err;
}
