#include "core.h"
#include "arena.h"
#include "import.h"
#include "req.h"
#include "rows.h"

#define NOBODY SIZE_MAX
#define SHOWN 40          /* bytes of a cell in a message */

/* ---- Faults */

void
import_fault(struct import *m, struct import_faults *f, unsigned line,
    unsigned column, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	if (f->n++ >= IMPORT_FAULTS_MAX)
		return;
	if (f->at == NULL)
		f->at = arena_alloc(m->r->arena,
		    IMPORT_FAULTS_MAX * sizeof(*f->at));
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	f->at[f->n - 1] = (struct import_fault){ .line = line,
		.column = column,
		.message = arena_strdup(m->r->arena, text),
		.field = column > 0 && column <= m->ncolumns &&
			m->columns != NULL ?
		    m->columns[column - 1].title :
		    NULL };
}

#define fault(m, line, column, ...) \
	import_fault((m), &(m)->errors, (line), (column), __VA_ARGS__)

struct csv_cell
import_trim(struct csv_cell c)
{
	while (c.n > 0 && (*c.s == ' ' || *c.s == '\t' || *c.s == '\n')) {
		c.s++;
		c.n--;
	}
	while (c.n > 0 && (c.s[c.n - 1] == ' ' || c.s[c.n - 1] == '\t' ||
	    c.s[c.n - 1] == '\n'))
		c.n--;
	return c;
}

bool
import_is(const struct csv_cell *c, const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < n && i < c->n; i++)
		if ((c->s[i] | 0x20) != s[i])
			return false;
	return c->n == n;
}

/* The beginning of a cell, cut between two characters. */
const char *
import_shown(struct import *m, const struct csv_cell *c)
{
	size_t n = c->n < SHOWN ? c->n : SHOWN;

	while (n > 0 && n < c->n && ((unsigned char)c->s[n] & 0xc0) == 0x80)
		n--;
	return arena_printf(m->r->arena, "%.*s%s", (int)n, c->s,
	    n < c->n ? "..." : "");
}

/* ---- Who */

static const struct index *
index_of(const struct import *m, enum import_kind kind)
{
	return kind == COL_ENROLLMENT ? &m->ids :
	    kind == COL_NUMBER        ? &m->numbers :
	    kind == COL_EMAIL ?
				 &m->emails :
				 NULL;
}

/* Addresses are compared in small letters, as accounts have them. */
static int
look_up(struct import *m, const struct index *x, const struct csv_cell *c)
{
	char *s = arena_strndup(m->r->arena, c->s, c->n);

	for (size_t i = 0; x != &m->numbers && i < c->n; i++)
		if (s[i] >= 'A' && s[i] <= 'Z')
			s[i] = (char)(s[i] - 'A' + 'a');
	return index_get(x, s, c->n);
}

static size_t
find_student(struct import *m, const struct csv_row *row)
{
	size_t found = NOBODY;
	bool asked = false;

	for (size_t i = 0; i < m->ncolumns; i++) {
		const struct index *x = index_of(m, m->columns[i].kind);
		const struct csv_cell *c = &row->cells[i];
		int at;

		if (x == NULL || c->n == 0)
			continue;
		asked = true;
		at = look_up(m, x, c);
		if (at < 0) {
			fault(m, c->line, (unsigned)i + 1, "Nobody in this "
			    "course is \"%s\".",
			    import_shown(m, c));
			return NOBODY;
		}
		if (found != NOBODY && found != (size_t)at) {
			fault(m, c->line, (unsigned)i + 1, "This is %s, but "
			    "the line began with %s.",
			    m->book.students[at].name,
			    m->book.students[found].name);
			return NOBODY;
		}
		found = (size_t)at;
	}
	if (!asked)
		fault(m, row->line, 0, "The line does not say who it is.");
	return found;
}

/* One column sorted without the others shows in the names. */
static void
compare_name(struct import *m, const struct csv_row *row, size_t student)
{
	const char *name = m->book.students[student].name;

	for (size_t i = 0; i < m->ncolumns; i++) {
		const struct csv_cell *c = &row->cells[i];

		if (m->columns[i].kind != COL_NAME || c->n == 0 ||
		    (c->n == strlen(name) && memcmp(c->s, name, c->n) == 0))
			continue;
		import_fault(m, &m->warnings, c->line, (unsigned)i + 1,
		    "The file says \"%s\", the student is %s.", import_shown(m,
		    c),
		    name);
	}
}

/* False: it stood in an earlier line. */
static bool
first_time(struct import *m, const struct csv_row *row, size_t at)
{
	if (m->seen[at] == 0) {
		m->seen[at] = row->line;
		return true;
	}
	fault(m, row->line, 0, m->is_long ? "Line %u is the same grade." :
	    "Line %u is the same student.", m->seen[at]);
	return false;
}

/* ---- Changes */

static bool
is_same(const struct book_grade *a, const struct book_grade *b)
{
	return a->version > 0 && a->score == b->score &&
	    a->days_late == b->days_late && strcmp(a->state, b->state) == 0 &&
	    strcmp(a->comments, b->comments) == 0;
}

/* ---- Growing lists */

static void *
room_for_one(struct import *m, void *at, size_t n, size_t *room, size_t size)
{
	void *more;

	if (n < *room)
		return at;
	*room = *room == 0 ? 1024 : *room * 2;
	more = arena_alloc(m->r->arena, *room * size);
	if (n > 0)
		memcpy(more, at, n * size);
	return more;
}

static void
take_grade(struct import *m, size_t student, size_t assignment,
    const struct import_said *said)
{
	struct import_change c = { .student = student,
	    .assignment = assignment,
	    .column = import_column_of(said, said->score) };

	book_grade(&m->book, student, assignment, &c.old);
	c.new = c.old;
	if (!import_grade(m, said, assignment, &c.new))
		return;
	if (is_same(&c.old, &c.new)) {
		m->lines[m->nlines].same++;
		m->same++;
		return;
	}
	m->added += c.old.version == 0;
	m->changed += c.old.version > 0;
	m->changes = room_for_one(m, m->changes, m->nchanges,
	    &m->changes_room, sizeof(*m->changes));
	m->changes[m->nchanges++] = c;
	m->lines[m->nlines].n++;
}

/* ---- Lines */

static void
wide_line(struct import *m, const struct csv_row *row, size_t student)
{
	if (!first_time(m, row, student))
		return;
	for (size_t i = 0; i < m->ncolumns; i++) {
		const struct csv_cell *c = &row->cells[i];

		if (m->columns[i].kind == COL_GRADE && c->n > 0)
			take_grade(m, student, m->columns[i].assignment,
			    &(struct import_said){ .row = row, .score = c });
	}
}

static int
assignment_of(struct import *m, const struct csv_cell *c, unsigned column)
{
	int a = index_get(&m->assignment_ids, c->s, c->n);

	if (a < 0 && c->n > UUID_LEN + 1 && c->s[c->n - 1] == ']')
		a = index_get(&m->assignment_ids, c->s + c->n - UUID_LEN - 1,
		    UUID_LEN);
	if (a < 0)
		a = index_get(&m->names, c->s, c->n);
	if (a < 0)
		fault(m, c->line, column, "The course has no assignment "
		    "\"%s\".",
		    import_shown(m, c));
	return a;
}

static void
long_line(struct import *m, const struct csv_row *row, size_t student)
{
	struct import_said said = { .row = row };
	int a = -1;

	for (size_t i = 0; i < m->ncolumns; i++) {
		enum import_kind kind = m->columns[i].kind;
		const struct csv_cell *c = &row->cells[i];

		if (kind == COL_ASSIGNMENT) {
			a = assignment_of(m, c, (unsigned)i + 1);
			if (a < 0)
				return;
		} else if (kind == COL_COMMENTS && c->n > 0)
			said.comments = c;
		else if (kind == COL_SCORE && c->n > 0)
			said.score = c;
		else if (kind == COL_STATE && c->n > 0)
			said.state = c;
		else if (kind == COL_DAYS && c->n > 0)
			said.days = c;
	}
	/* A line of nothing but names says nothing, as an empty cell does. */
	if (said.score == NULL && said.state == NULL && said.days == NULL &&
	    said.comments == NULL)
		return;
	if (first_time(m, row, student * m->book.nassignments + (size_t)a))
		take_grade(m, student, (size_t)a, &said);
}

static bool
is_empty(const struct csv_row *row, size_t from)
{
	for (size_t i = from; i < row->n; i++)
		if (row->cells[i].n > 0)
			return false;
	return true;
}

/* Fewer cells than titles, or more, is how a column comes to be shifted. */
static bool
is_straight(struct import *m, const struct csv_row *row)
{
	if (row->n < m->ncolumns)
		fault(m, row->line, 0, "The line has %zu cells, the first "
		    "one has %zu.",
		    row->n, m->ncolumns);
	else if (!is_empty(row, m->ncolumns))
		fault(m, row->line, 0, "The line has more cells than the "
		    "first one, which has %zu.",
		    m->ncolumns);
	else
		return true;
	return false;
}

static void
read_line(struct import *m, struct csv_row *row)
{
	struct import_line *line;
	size_t student;

	for (size_t i = 0; i < row->n; i++) {
		row->cells[i] = import_trim(row->cells[i]);
		csv_plain(&row->cells[i]);
	}
	if (is_empty(row, 0) || !is_straight(m, row))
		return;
	student = find_student(m, row);
	if (student == NOBODY)
		return;
	compare_name(m, row, student);
	m->lines = room_for_one(m, m->lines, m->nlines, &m->lines_room,
	    sizeof(*m->lines));
	line = &m->lines[m->nlines];
	*line = (struct import_line){ .line = row->line, .student = student,
	    .first = m->nchanges };
	if (m->is_long)
		long_line(m, row, student);
	else
		wide_line(m, row, student);
	m->nlines++;
}

static void
put(struct index *x, const char *s, size_t row)
{
	if (s != NULL && *s != '\0')
		index_put(x, s, strlen(s), (int)row);
}

static void
make_indexes(struct import *m)
{
	const struct book *b = &m->book;
	int number = rows_column(b->roster, "student_number", 14);
	int email = rows_column(b->roster, "email", 5);
	struct arena *a = m->r->arena;

	index_init(&m->ids, a, b->nstudents);
	index_init(&m->numbers, a, b->nstudents);
	index_init(&m->emails, a, b->nstudents);
	for (size_t i = 0; i < b->nstudents; i++) {
		int row = b->students[i].row;

		put(&m->ids, b->students[i].id, i);
		put(&m->numbers, rows_at(b->roster, row, number), i);
		put(&m->emails, rows_at(b->roster, row, email), i);
	}
	index_init(&m->names, a, b->nassignments);
	index_init(&m->assignment_ids, a, b->nassignments);
	for (size_t i = 0; i < b->nassignments; i++) {
		put(&m->names, b->assignments[i].name, i);
		put(&m->assignment_ids, b->assignments[i].id, i);
	}
	m->seen = arena_alloc(a, b->nstudents * (b->nassignments + 1) *
	    sizeof(*m->seen));
}

void
import_read(struct import *m, const char *s, size_t n)
{
	struct csv_row row;

	csv_open(&m->csv, m->r->arena, s, n);
	make_indexes(m);
	if (import_header(m))
		while (csv_next(&m->csv, &row))
			read_line(m, &row);
	if (m->csv.why != NULL)
		fault(m, m->csv.line, m->csv.column, "%s", m->csv.why);
}
