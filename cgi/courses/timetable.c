#include "core.h"
#include <time.h>
#include "courses.h"
#include "db.h"
#include "gen/academics.h"
#include "rows.h"
#include "school.h"

static const char *const day_names[] = {
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
	"Sunday",
};

/* 1 is Monday (ISO 8601), in the school's zone. */
static int
today(const struct req *r)
{
	struct tm tm;

	school_localtime(school_zone(r), (time_t)r->now, &tm);
	return tm.tm_wday == 0 ? 7 : tm.tm_wday;
}

static void
day_json(struct req *r, const struct rows *rs, int day, int *row)
{
	const char *sep = "";

	buf_printf(&r->out, "{\"name\":\"%s\",\"day\":%d,\"today\":%s,"
	    "\"meetings\":[", day_names[day - 1], day,
	    day == today(r) ? "true" : "false");
	for (; *row < rows_count(rs) &&
	    rows_int(rs, *row, "day_number") == day; ++*row) {
		buf_puts(&r->out, sep);
		rows_json_row(rs, *row, &r->out);
		sep = ",";
	}
	buf_lit(&r->out, "]}");
}

/* A weekend without classes is left out. */
static void
days_json(struct req *r, const struct rows *rs)
{
	int row = 0;

	buf_lit(&r->out, ",\"days\":[");
	for (int day = 1; day <= 7; day++) {
		if (day > 5 && (row == rows_count(rs) ||
		    rows_int(rs, row, "day_number") != day))
			continue;
		if (day > 1)
			buf_lit(&r->out, ",");
		day_json(r, rs, day, &row);
	}
	buf_lit(&r->out, "]");
}

enum err
timetable(struct req *r)
{
	struct db_step s[] = {
		{ .q = &q_timetable_head,
		    .params = req_bind(r, &q_timetable_head) },
		{ .q = &q_timetable, .params = req_bind(r, &q_timetable) },
	};

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	if (rows_count(s[0].rows) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	school_refresh(r);
	buf_lit(&r->out, "{");
	rows_json_members(s[0].rows, 0, &r->out);
	buf_printf(&r->out, ",\"has_meetings\":%s",
	    rows_count(s[1].rows) > 0 ? "true" : "false");
	days_json(r, s[1].rows);
	buf_lit(&r->out, ",\"items\":");
	rows_json_array(s[1].rows, &r->out);
	buf_lit(&r->out, "}");
	return r->err;
}
