#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "index.h"
#include "req.h"
#include "rows.h"
#include "sheet.h"

#define COLUMN(rs, name) rows_column((rs), "" name, sizeof(name) - 1)
#define SCORE_DIGITS 9 /* before the point: more than any */

/* ---- Scores */

bool
score_read(const char *s, size_t n, bool comma, int64_t *out)
{
	int64_t v = 0;
	size_t i = 0, after = 0;

	for (; i < n && s[i] >= '0' && s[i] <= '9'; i++)
		v = i < SCORE_DIGITS ? v * 10 + (s[i] - '0') : v;
	if (i == 0 || i > SCORE_DIGITS)
		return false;
	if (i < n && (s[i] == '.' || (comma && s[i] == ','))) {
		for (i++; i < n && s[i] >= '0' && s[i] <= '9'; i++, after++) {
			if (after < 2)
				v = v * 10 + (s[i] - '0');
			else if (s[i] != '0')
				return false;
		}
	}
	for (; after < 2; after++)
		v *= 10;
	*out = v;
	return i == n;
}

void
score_print(int64_t v, char point, char *out, size_t size)
{
	int cents = (int)(v % 100);

	if (cents == 0)
		snprintf(out, size, "%" PRId64, v / 100);
	else if (cents % 10 == 0)
		snprintf(out, size, "%" PRId64 "%c%d", v / 100, point,
		    cents / 10);
	else
		snprintf(out, size, "%" PRId64 "%c%02d", v / 100, point,
		    cents);
}

/* ---- Reading */

static bool
ask(struct req *r, const struct query *head, struct sheet *s)
{
	const char *const course[] = { req_value(r, "course_id"), NULL };
	struct db_step q[] = {
		{ .q = head, .params = req_bind(r, head) },
		{ .q = &q_import_roster, .params = course },
		{ .q = &q_import_marks, .params = course },
	};

	if (!db_many(r, q, NITEMS(q)))
		return false;
	*s = (struct sheet){ .head = q[0].rows, .roster = q[1].rows,
	    .marks = q[2].rows };
	if (rows_count(s->head) == 0)
		req_fail(r, ERR_NOT_FOUND, NULL);
	return r->err == OK;
}

/* A course without assignments is one row whose assignment is null. */
static void
read_assignments(struct req *r, struct sheet *s)
{
	const struct rows *h = s->head;
	int n = rows_get(h, 0, "assignment_id") == NULL ? 0 : rows_count(h);

	s->nassignments = (size_t)n;
	s->assignments = arena_alloc(r->arena,
	    s->nassignments * sizeof(*s->assignments));
	for (int i = 0; i < n; i++) {
		struct sheet_assignment *a = &s->assignments[i];

		a->id = rows_get(h, i, "assignment_id");
		a->name = rows_get(h, i, "assignment_name");
		a->max = rows_get(h, i, "max_score");
		if (!score_read(a->max, strlen(a->max), false, &a->max_score))
			req_fail(r, ERR_BUG, "a maximum cannot be read");
	}
}

static void
read_students(struct req *r, struct sheet *s)
{
	int n = rows_count(s->roster);

	s->nstudents = (size_t)n;
	s->students = arena_alloc(r->arena,
	    s->nstudents * sizeof(*s->students));
	for (int i = 0; i < n; i++)
		s->students[i] = (struct sheet_student){
			.id = rows_get(s->roster, i, "id"),
			.name = rows_get(s->roster, i, "full_name"),
			.number = rows_get(s->roster, i, "student_number"),
			.email = rows_get(s->roster, i, "email")
		};
}

static void
read_marks(struct req *r, struct sheet *s)
{
	int enrollment = COLUMN(s->marks, "enrollment_id");
	int name = COLUMN(s->marks, "assignment_name");
	int n = rows_count(s->marks);
	struct index students, columns;

	index_init(&students, r->arena, s->nstudents);
	for (size_t i = 0; i < s->nstudents; i++)
		index_put(&students, s->students[i].id, UUID_LEN, (int)i);
	index_init(&columns, r->arena, s->nassignments);
	for (size_t i = 0; i < s->nassignments; i++)
		index_put(&columns, s->assignments[i].name,
		    strlen(s->assignments[i].name), (int)i);
	s->cells = arena_alloc(r->arena, s->nstudents * s->nassignments *
	    sizeof(*s->cells));
	for (int i = 0; i < n; i++) {
		int row = index_get(&students, rows_at(s->marks, i, enrollment),
		    UUID_LEN);
		int col = index_get(&columns, rows_at(s->marks, i, name),
		    rows_len(s->marks, i, name));

		if (row >= 0 && col >= 0)
			s->cells[(size_t)row * s->nassignments +
			    (size_t)col] = i + 1;
	}
}

bool
sheet_read(struct req *r, const struct query *head, struct sheet *s)
{
	if (!ask(r, head, s))
		return false;
	read_assignments(r, s);
	read_students(r, s);
	read_marks(r, s);
	return r->err == OK;
}

void
sheet_grade(const struct sheet *s, size_t student, size_t assignment,
    struct sheet_grade *g)
{
	int row = s->cells[student * s->nassignments + assignment] - 1;
	const char *score, *comments;

	*g = (struct sheet_grade){ .score = -1, .state = "graded",
	    .comments = "" };
	if (row < 0)
		return;
	score = rows_get(s->marks, row, "score");
	comments = rows_get(s->marks, row, "comments");
	g->state = rows_get(s->marks, row, "state");
	g->days_late = rows_int(s->marks, row, "days_late");
	g->version = rows_int(s->marks, row, "version");
	if (comments != NULL)
		g->comments = comments;
	if (score != NULL && !score_read(score, strlen(score), false,
	    &g->score))
		g->score = -1;
}
