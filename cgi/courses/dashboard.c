#include "core.h"
#include <jansson.h>
#include "courses.h"
#include "db.h"
#include "gen/academics.h"
#include "markrows.h"
#include "rows.h"

/* One query of a home page, and the name of what it answers there. */
struct tile {
	const char		*name;
	const struct query	*q;
};

static const struct tile student_tiles[] = {
	{ "_day", &q_dash_day },
	{ "today", &q_dash_today },
	{ "newest_grades", &q_dash_newest_grades },
	{ "my_courses", &q_dash_student_courses },
	{ "numbers", &q_dash_student_numbers },
	{ "owed", &q_dash_owed },
};

static const struct tile teacher_tiles[] = {
	{ "_day", &q_dash_day },
	{ "today", &q_dash_today },
	{ "my_courses", &q_dash_teacher_courses },
	{ "numbers", &q_dash_teacher_numbers },
};

static const struct tile admin_tiles[] = {
	{ "_day", &q_dash_day },
	{ "numbers", &q_dash_admin_numbers },
	{ "full", &q_dash_full_courses },
	{ "newest", &q_dash_newest_people },
	{ "without_teacher", &q_dash_without_teacher },
	{ "takings", &q_dash_money },
};

/* All behind the second are gathered under each ward. */
static const struct tile parent_tiles[] = {
	{ "_day", &q_dash_day },
	{ "_wards", &q_dash_wards },
	{ "_today", &q_dash_wards_today },
	{ "_grades", &q_dash_wards_grades },
	{ "_courses", &q_dash_wards_courses },
	{ "_categories", &q_dash_wards_categories },
	{ "_marks", &q_dash_wards_marks },
	{ "_owed", &q_dash_wards_owed },
};

static void
run(struct req *r, const struct tile *t, size_t n, struct db_step *s)
{
	for (size_t i = 0; i < n; i++)
		s[i] = (struct db_step){ .q = t[i].q,
		    .params = req_bind(r, t[i].q) };
	if (!db_many(r, s, n))
		return;
	for (size_t i = 0; i < n; i++) {
		if (t[i].q->card == CARD_ONE)
			req_add_one(r, t[i].name, s[i].rows);
		else
			req_add(r, t[i].name, s[i].rows);
	}
}

/* The rows of one student, of rows that are sorted by student. */
static void
rows_of(const struct rows *rs, const char *student, const char *name,
    struct buf *b)
{
	const char *sep = "";

	buf_printf(b, ",\"%s\":[", name);
	for (int i = 0; i < rows_count(rs); i++) {
		const char *id = rows_get(rs, i, "student_id");

		if (id == NULL || strcmp(id, student) != 0)
			continue;
		buf_puts(b, sep);
		rows_json_row(rs, i, b);
		sep = ",";
	}
	buf_lit(b, "]");
}

/* Of most wards nothing is owed, and nothing is said. */
static void
owed_of(const struct rows *rs, const char *student, struct buf *b)
{
	bool has = false;

	for (int i = 0; i < rows_count(rs) && !has; i++)
		has = strcmp(rows_get(rs, i, "student_id"), student) == 0;
	buf_printf(b, ",\"has_owed\":%s", has ? "true" : "false");
	rows_of(rs, student, "owed", b);
}

static void
decref(void *json)
{
	json_decref(json);
}

static void
wards(struct req *r, const struct db_step *s)
{
	const struct rows *all = s[1].rows;
	int64_t *totals = courses_totals(r, s[4].rows, s[5].rows, s[6].rows);
	struct buf b;
	json_t *v;

	buf_init(&b, r->arena, REQ_OUT_MAX);
	buf_lit(&b, "[");
	for (int i = 0; i < rows_count(all); i++) {
		const char *id = rows_get(all, i, "id");

		buf_puts(&b, i > 0 ? ",{" : "{");
		rows_json_members(all, i, &b);
		rows_of(s[2].rows, id, "today", &b);
		rows_of(s[3].rows, id, "newest_grades", &b);
		owed_of(s[7].rows, id, &b);
		buf_lit(&b, ",\"average\":");
		total_json(courses_average(r, s[4].rows, totals, id), &b);
		buf_lit(&b, "}");
	}
	buf_lit(&b, "]");
	v = json_loads(b.s, 0, NULL);
	arena_defer(r->arena, decref, v);
	req_add_json(r, "wards", v);
}

enum err
dashboard(struct req *r)
{
	struct db_step s[8] = { 0 };

	switch (r->user.role) {
	case ROLE_STUDENT:
		run(r, student_tiles, NITEMS(student_tiles), s);
		if (rows_count(s[5].rows) > 0)
			req_add_text(r, "has_owed", "yes");
		break;
	case ROLE_TEACHER:
		run(r, teacher_tiles, NITEMS(teacher_tiles), s);
		break;
	case ROLE_ADMIN:
	case ROLE_DEV:
		run(r, admin_tiles, NITEMS(admin_tiles), s);
		break;
	case ROLE_PARENT:
		run(r, parent_tiles, NITEMS(parent_tiles), s);
		if (r->err == OK)
			wards(r, s);
		break;
	case ROLE_NONE:
	case ROLE_BEACON:
	case ROLE__MAX:
		return req_fail(r, ERR_FORBIDDEN, NULL);
	}
	return r->err;
}
