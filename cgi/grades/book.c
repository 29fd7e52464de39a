#include "core.h"
#include "book.h"
#include "db.h"
#include "gen/grading.h"
#include "index.h"
#include "req.h"
#include "rows.h"

#define COLUMN(rs, name)	rows_column((rs), "" name, sizeof(name) - 1)

enum { HEAD, CATEGORIES, STEPS, ROSTER, MARKS, GATE, ASKED };

/* The same columns for all uses, and some have more. */
static const struct query *const now[][ASKED] = {
	[BOOK_PAGE] = { &q_gradebook_head, &q_gradebook_categories,
	    &q_gradebook_steps, &q_gradebook_roster, &q_gradebook_marks },
	[BOOK_FILE] = { &q_gradebook_head, &q_gradebook_categories,
	    &q_gradebook_steps, &q_import_roster, &q_import_marks },
	[BOOK_IMPORT] = { &q_gradebook_head, &q_gradebook_categories,
	    &q_gradebook_steps, &q_import_roster, &q_import_marks,
	    &q_import_course },
};
static const struct query *const then[ASKED] = { &q_gradebook_head_at,
	&q_gradebook_categories_at, &q_gradebook_steps_at,
	&q_gradebook_roster_at, &q_gradebook_marks_at };

static bool
ask(struct req *r, enum book_use use, struct book *b)
{
	const char *as_of = req_value(r, "as_of");
	bool past = as_of != NULL && *as_of != '\0';
	const struct query *const *q = past ? then : now[use];
	struct db_step s[ASKED];
	size_t n = q[GATE] == NULL ? GATE : ASKED;

	for (size_t i = 0; i < n; i++)
		s[i] = (struct db_step){ .q = q[i],
		    .params = req_bind(r, q[i]) };
	if (!db_many(r, s, n))
		return false;
	*b = (struct book){ .head = s[HEAD].rows,
	    .categories = s[CATEGORIES].rows, .steps = s[STEPS].rows,
	    .roster = s[ROSTER].rows, .marks = s[MARKS].rows,
	    .is_past = past };
	if (rows_count(b->head) == 0 || (n == ASKED && rows_count(
	    s[GATE].rows) == 0))
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
	int name = COLUMN(h, "assignment_name"), max = COLUMN(h, "max_score");

	b->nassignments = rows_at(h, 0, id) == NULL ? 0 :
	    (size_t)rows_count(h);
	b->assignments = arena_alloc(r->arena, b->nassignments *
	    sizeof(*b->assignments));
	for (int i = 0; i < (int)b->nassignments; i++) {
		struct book_assignment *a = &b->assignments[i];

		*a = (struct book_assignment){ .id = rows_at(h, i, id),
		    .name = rows_at(h, i, name),
		    .name_len = rows_len(h, i, name), .row = i };
		if (total_units(rows_at(h, i, max), rows_len(h, i, max),
		    &a->max))
			a->max /= HUNDREDTH;
	}
}

static void
read_rules(struct req *r, struct book *b)
{
	b->plan = marks_plan(r, span_all(b->head), span_all(b->categories),
	    rows_get(b->head, 0, "weigh_by"));
	scale_read(r, span_all(b->steps), rows_get(b->head, 0, "pass_mark"),
	    &b->scale);
	b->columns = mark_columns(b->marks);
	b->comments = COLUMN(b->marks, "comments");
	b->version = COLUMN(b->marks, "version");
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

/* A roster for files comes sorted, as the database sorts names. */
static void
read_students(struct req *r, enum book_use use, struct book *b)
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
	if (use == BOOK_PAGE)
		qsort(b->students, b->nstudents, sizeof(*b->students),
		    by_name);
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
book_read(struct req *r, enum book_use use, struct book *b)
{
	if (!ask(r, use, b))
		return false;
	read_assignments(r, b);
	read_rules(r, b);
	read_students(r, use, b);
	read_marks(r, b);
	return r->err == OK;
}

int
book_mark(const struct book *b, size_t student, size_t assignment)
{
	return b->cells[student * b->nassignments + assignment] - 1;
}

void
book_grade(const struct book *b, size_t student, size_t assignment,
    struct book_grade *g)
{
	static const char *const states[] = { [TOTAL_UNGRADED] = "graded",
	    [TOTAL_GRADED] = "graded", [TOTAL_MISSING] = "missing",
	    [TOTAL_EXCUSED] = "excused" };
	int row = book_mark(b, student, assignment);
	struct total_mark m = mark_at(b->marks, row, &b->columns);
	const char *comments, *version;

	*g = (struct book_grade){ .score = -1, .state = states[m.state],
	    .comments = "", .days_late = m.days_late };
	if (row < 0)
		return;
	if (m.state != TOTAL_EXCUSED && m.score >= 0)
		g->score = m.score / HUNDREDTH;
	comments = rows_at(b->marks, row, b->comments);
	if (comments != NULL)
		g->comments = comments;
	version = rows_at(b->marks, row, b->version);
	g->version = version == NULL ? 0 : strtoll(version, NULL, 10);
}

void
book_total(const struct book *b, size_t student, struct total *t)
{
	for (size_t i = 0; i < b->nassignments; i++)
		b->work[i] = mark_at(b->marks, book_mark(b, student, i),
		    &b->columns);
	total_of(b->plan, b->work, t);
}
