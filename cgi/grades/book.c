#include "core.h"
#include "book.h"
#include "db.h"
#include "gen/grading.h"
#include "index.h"
#include "req.h"
#include "rows.h"

#define COLUMN(rs, name)	rows_column((rs), "" name, sizeof(name) - 1)

/* The same columns, as they are and as they were. */
static const struct query *const now[] = { &q_gradebook_head,
	&q_gradebook_categories, &q_gradebook_steps, &q_gradebook_roster,
	&q_gradebook_marks };
static const struct query *const then[] = { &q_gradebook_head_at,
	&q_gradebook_categories_at, &q_gradebook_steps_at,
	&q_gradebook_roster_at, &q_gradebook_marks_at };

static bool
ask(struct req *r, struct book *b)
{
	const char *as_of = req_value(r, "as_of");
	bool past = as_of != NULL && *as_of != '\0';
	const struct query *const *q = past ? then : now;
	struct db_step s[NITEMS(now)];

	for (size_t i = 0; i < NITEMS(s); i++)
		s[i] = (struct db_step){ .q = q[i],
		    .params = req_bind(r, q[i]) };
	if (!db_many(r, s, NITEMS(s)))
		return false;
	*b = (struct book){ .head = s[0].rows, .categories = s[1].rows,
	    .steps = s[2].rows, .roster = s[3].rows, .marks = s[4].rows,
	    .is_past = past };
	if (rows_count(b->head) == 0)
		req_fail(r, ERR_NOT_FOUND, NULL);
	return r->err == OK;
}

/* ---- Assignments: the columns */

/* A course without assignments is one row whose assignment is null. */
static void
read_assignments(struct req *r, struct book *b)
{
	const struct rows *h = b->head;
	int id = COLUMN(h, "assignment_id");
	int name = COLUMN(h, "assignment_name");

	b->nassignments = rows_at(h, 0, id) == NULL ? 0 :
	    (size_t)rows_count(h);
	b->assignments = arena_alloc(r->arena, b->nassignments *
	    sizeof(*b->assignments));
	for (size_t i = 0; i < b->nassignments; i++)
		b->assignments[i] = (struct book_assignment){
		    .id = rows_at(h, (int)i, id),
		    .name = rows_at(h, (int)i, name),
		    .name_len = rows_len(h, (int)i, name), .row = (int)i };
}

static void
read_rules(struct req *r, struct book *b)
{
	b->plan = marks_plan(r, span_all(b->head), span_all(b->categories),
	    rows_get(b->head, 0, "weigh_by"));
	scale_read(r, span_all(b->steps), rows_get(b->head, 0, "pass_mark"),
	    &b->scale);
	b->columns = mark_columns(b->marks);
	b->work = arena_alloc(r->arena, b->nassignments * sizeof(*b->work));
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

/* Rows that follow each other are often of one student or one assignment. */
struct seek {
	struct index	 index;
	const char	*key;		/* what was looked for last */
	size_t		 len;
	int		 row;
};

static int
seek(struct seek *k, const char *s, size_t n)
{
	if (k->key == NULL || k->len != n || memcmp(k->key, s, n) != 0) {
		k->row = index_get(&k->index, s, n);
		k->key = s;
		k->len = n;
	}
	return k->row;
}

static void
place_marks(struct book *b, struct seek *students, struct seek *columns)
{
	int enrollment = COLUMN(b->marks, "enrollment_id");
	int name = COLUMN(b->marks, "assignment_name");
	int n = rows_count(b->marks);

	for (int i = 0; i < n; i++) {
		int row = seek(students, rows_at(b->marks, i, enrollment),
		    UUID_LEN);
		int col = seek(columns, rows_at(b->marks, i, name),
		    rows_len(b->marks, i, name));

		if (row >= 0 && col >= 0)
			b->cells[(size_t)row * b->nassignments +
			    (size_t)col] = i + 1;
	}
}

static void
read_marks(struct req *r, struct book *b)
{
	struct seek students = { .row = -1 }, columns = { .row = -1 };

	index_init(&students.index, r->arena, b->nstudents);
	for (size_t i = 0; i < b->nstudents; i++)
		index_put(&students.index, b->students[i].id, UUID_LEN,
		    (int)i);
	index_init(&columns.index, r->arena, b->nassignments);
	for (size_t i = 0; i < b->nassignments; i++)
		index_put(&columns.index, b->assignments[i].name,
		    b->assignments[i].name_len, (int)i);
	b->cells = arena_alloc(r->arena, b->nstudents * b->nassignments *
	    sizeof(*b->cells));
	place_marks(b, &students, &columns);
}

bool
book_read(struct req *r, struct book *b)
{
	if (!ask(r, b))
		return false;
	read_assignments(r, b);
	read_rules(r, b);
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
book_total(const struct book *b, size_t student, struct total *t)
{
	for (size_t i = 0; i < b->nassignments; i++)
		b->work[i] = mark_at(b->marks, book_mark(b, student, i),
		    &b->columns);
	total_of(b->plan, b->work, t);
}
