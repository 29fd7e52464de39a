#include "core.h"
#include "book.h"
#include "db.h"
#include "gen/grading.h"
#include "index.h"
#include "req.h"
#include "rows.h"

#define COLUMN(rs, name)	rows_column((rs), "" name, sizeof(name) - 1)

static bool
ask(struct req *r, struct book *b)
{
	const char *const course[] = { req_value(r, "course_id"), NULL };
	struct db_step s[] = {
		{ .q = &q_gradebook_head,
		    .params = req_bind(r, &q_gradebook_head) },
		{ .q = &q_gradebook_roster, .params = course },
		{ .q = &q_gradebook_marks, .params = course },
	};

	if (!db_many(r, s, NITEMS(s)))
		return false;
	*b = (struct book){ .head = s[0].rows, .roster = s[1].rows,
	    .marks = s[2].rows };
	if (rows_count(b->head) == 0)
		req_fail(r, ERR_NOT_FOUND, NULL);
	return r->err == OK;
}

/* ---- Assignments: the columns */

static int
by_position(const void *a, const void *b)
{
	const struct book_assignment *x = a, *y = b;

	if (x->position != y->position)
		return x->position < y->position ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int64_t
units_at(struct req *r, const struct rows *rs, int row, int col)
{
	const char *s = rows_at(rs, row, col);
	int64_t v = 0;

	if (s == NULL || !average_units(s, rows_len(rs, row, col), &v))
		req_fail(r, ERR_BUG, "a decimal cannot be read");
	return v;
}

/* A course without assignments is one row whose assignment is null. */
static void
read_assignments(struct req *r, struct book *b)
{
	const struct rows *h = b->head;
	int id = COLUMN(h, "assignment_id");
	int name = COLUMN(h, "assignment_name");
	int max = COLUMN(h, "max_score"), weight = COLUMN(h, "weight");

	b->nassignments = rows_at(h, 0, id) == NULL ? 0 :
	    (size_t)rows_count(h);
	b->assignments = arena_alloc(r->arena, b->nassignments *
	    sizeof(*b->assignments));
	for (size_t i = 0; i < b->nassignments; i++) {
		int row = (int)i;

		b->assignments[i] = (struct book_assignment){
		    .id = rows_at(h, row, id), .name = rows_at(h, row, name),
		    .name_len = rows_len(h, row, name),
		    .max = units_at(r, h, row, max),
		    .weight = units_at(r, h, row, weight), .row = row,
		    .position = (int)rows_int(h, row, "position") };
	}
	qsort(b->assignments, b->nassignments, sizeof(*b->assignments),
	    by_position);
}

/* ---- Students: the rows */

static int
by_name(const void *a, const void *b)
{
	const struct book_student *x = a, *y = b;
	int c = strcmp(x->name, y->name);

	return c != 0 ? c : strcmp(x->id, y->id);
}

static void
read_students(struct req *r, struct book *b)
{
	int id = COLUMN(b->roster, "id");
	int name = COLUMN(b->roster, "full_name");

	b->nstudents = (size_t)rows_count(b->roster);
	b->students = arena_alloc(r->arena, b->nstudents *
	    sizeof(*b->students));
	for (size_t i = 0; i < b->nstudents; i++)
		b->students[i] = (struct book_student){ .row = (int)i,
		    .name = rows_at(b->roster, (int)i, name),
		    .id = rows_at(b->roster, (int)i, id) };
	qsort(b->students, b->nstudents, sizeof(*b->students), by_name);
}

/* ---- Marks: the cells */

static void
read_marks(struct req *r, struct book *b)
{
	int enrollment = COLUMN(b->marks, "enrollment_id");
	int name = COLUMN(b->marks, "assignment_name");
	int n = rows_count(b->marks);
	struct index students, columns;

	index_init(&students, r->arena, b->nstudents);
	for (size_t i = 0; i < b->nstudents; i++)
		index_put(&students, b->students[i].id, UUID_LEN, (int)i);
	index_init(&columns, r->arena, b->nassignments);
	for (size_t i = 0; i < b->nassignments; i++)
		index_put(&columns, b->assignments[i].name,
		    b->assignments[i].name_len, (int)i);
	b->cells = arena_alloc(r->arena, b->nstudents * b->nassignments *
	    sizeof(*b->cells));
	for (int i = 0; i < n; i++) {
		int row = index_get(&students, rows_at(b->marks, i,
		    enrollment), UUID_LEN);
		int col = index_get(&columns, rows_at(b->marks, i, name),
		    rows_len(b->marks, i, name));

		if (row >= 0 && col >= 0)
			b->cells[(size_t)row * b->nassignments +
			    (size_t)col] = i + 1;
	}
}

bool
book_read(struct req *r, struct book *b)
{
	if (!ask(r, b))
		return false;
	read_assignments(r, b);
	read_students(r, b);
	read_marks(r, b);
	return r->err == OK;
}

int
book_mark(const struct book *b, size_t student, size_t assignment)
{
	return b->cells[student * b->nassignments + assignment] - 1;
}

void
book_average(const struct book *b, size_t student, struct average *a)
{
	int score = COLUMN(b->marks, "score");

	average_reset(a);
	for (size_t i = 0; i < b->nassignments; i++) {
		const struct book_assignment *as = &b->assignments[i];
		int row = book_mark(b, student, i);
		int64_t v = -1;		/* what cannot be read is wrong */

		if (row < 0)
			continue;
		if (!average_units(rows_at(b->marks, row, score),
		    rows_len(b->marks, row, score), &v))
			v = -1;
		average_add(a, v, as->max, as->weight);
	}
}
