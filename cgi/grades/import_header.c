#include "core.h"
#include "arena.h"
#include "buf.h"
#include "import.h"
#include "req.h"
#include "text.h"

/* Titles as they are compared: in small letters, with underscores. */
static const struct title {
	const char *name;
	enum import_kind kind;
} titles[] = {
	{ "enrollment_id", COL_ENROLLMENT },
	{ "enrollment", COL_ENROLLMENT },
	{ "student_number", COL_NUMBER },
	{ "number", COL_NUMBER },
	{ "student_no", COL_NUMBER },
	{ "email", COL_EMAIL },
	{ "e_mail", COL_EMAIL },
	{ "name", COL_NAME },
	{ "full_name", COL_NAME },
	{ "student", COL_NAME },
	{ "student_name", COL_NAME },
	{ "assignment", COL_ASSIGNMENT },
	{ "score", COL_SCORE },
	{ "points", COL_SCORE },
	{ "state", COL_STATE },
	{ "days_late", COL_DAYS },
	{ "comments", COL_COMMENTS },
	{ "comment", COL_COMMENTS },
};

static void
normalise(const struct csv_cell *cell, char *out, size_t size)
{
	size_t n = cell->n < size - 1 ? cell->n : size - 1;

	for (size_t i = 0; i < n; i++) {
		char c = cell->s[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		else if (c == ' ' || c == '-')
			c = '_';
		out[i] = c;
	}
	out[n] = '\0';
}

static enum import_kind
kind_of(const struct csv_cell *cell)
{
	char name[32];

	normalise(cell, name, sizeof(name));
	for (size_t i = 0; i < NITEMS(titles); i++)
		if (strcmp(titles[i].name, name) == 0)
			return titles[i].kind;
	return COL_GRADE;
}

/* ---- Assignments */

/* "Homework 1 [0193…]": NULL when there is no id in brackets at the end. */
static const char *
id_in_brackets(const struct csv_cell *cell)
{
	const char *s = cell->s + cell->n - UUID_LEN - 2;
	char id[UUID_LEN + 1] = "";

	if (cell->n < UUID_LEN + 2 || s[0] != '[' || s[UUID_LEN + 1] != ']')
		return NULL;
	memcpy(id, s + 1, UUID_LEN);
	return text_is_uuid(id) ? s + 1 : NULL;
}

static int
find_assignment(const struct import *m, const struct csv_cell *cell)
{
	const char *id = id_in_brackets(cell);
	char whole[UUID_LEN + 1] = "";

	if (id != NULL)
		return index_get(&m->assignment_ids, id, UUID_LEN);
	if (cell->n == UUID_LEN) {
		memcpy(whole, cell->s, UUID_LEN);
		if (text_is_uuid(whole))
			return index_get(&m->assignment_ids, whole, UUID_LEN);
	}
	return index_get(&m->names, cell->s, cell->n);
}

static bool
in_parentheses(const struct csv_cell *c)
{
	return c->n >= 2 && c->s[0] == '(' && c->s[c->n - 1] == ')';
}

/* ---- Columns */

static bool
has(const struct import *m, enum import_kind kind)
{
	for (size_t i = 0; i < m->ncolumns; i++)
		if (m->columns[i].kind == kind)
			return true;
	return false;
}

/* What a program computed stands in parentheses: "(total)". */
static void
read_column(struct import *m, const struct csv_cell *cell, size_t i)
{
	struct import_column *c = &m->columns[i];

	c->title = arena_strndup(m->r->arena, cell->s, id_in_brackets(cell) ==
	    NULL ? cell->n : cell->n - UUID_LEN - 2);
	if (cell->n == 0 || in_parentheses(cell))
		c->kind = COL_IGNORED;
	else
		c->kind = id_in_brackets(cell) != NULL ? COL_GRADE :
							 kind_of(cell);
}

static void
wide_column(struct import *m, const struct csv_cell *cell, size_t i)
{
	struct import_column *c = &m->columns[i];
	int a;

	if (c->kind < COL_GRADE)
		return;
	a = find_assignment(m, cell);
	c->kind = a < 0 ? COL_IGNORED : COL_GRADE;
	c->assignment = (size_t)a;
	if (a < 0)
		import_fault(m, &m->errors, cell->line, (unsigned)i + 1,
		    "The course has no assignment of this name or id. Add it "
		    "first, or put the column's title in parentheses.");
	for (size_t k = 0; a >= 0 && k < i; k++)
		if (m->columns[k].kind == COL_GRADE &&
		    m->columns[k].assignment == c->assignment)
			import_fault(m, &m->errors, cell->line,
			    (unsigned)i + 1, "Column %zu is the same "
			    "assignment.",
			    k + 1);
}

static void
long_column(struct import *m, const struct csv_cell *cell, size_t i)
{
	enum import_kind kind = m->columns[i].kind;

	if (kind == COL_GRADE)
		import_fault(m, &m->errors, cell->line, (unsigned)i + 1,
		    "This column is not known. Put its title in parentheses "
		    "to have it left out.");
	for (size_t k = 0; kind != COL_IGNORED && kind != COL_GRADE &&
	     k < i;
	     k++)
		if (m->columns[k].kind == kind)
			import_fault(m, &m->errors, cell->line,
			    (unsigned)i + 1, "Column %zu says the same.",
			    k + 1);
}

static void
check_header(struct import *m, unsigned line)
{
	if (!has(m, COL_ENROLLMENT) && !has(m, COL_NUMBER) &&
	    !has(m, COL_EMAIL))
		import_fault(m, &m->errors, line, 0, "No column says who it "
		    "is: there must be one named student_number, email or "
		    "enrollment_id.");
	if (!m->is_long && !has(m, COL_GRADE))
		import_fault(m, &m->errors, line, 0, "No column is an "
		    "assignment of this course.");
}

bool
import_header(struct import *m)
{
	struct csv_row row;

	if (!csv_next(&m->csv, &row)) {
		if (m->csv.why == NULL)
			import_fault(m, &m->errors, 1, 0,
			    "The file is empty.");
		return false;
	}
	m->ncolumns = row.n;
	m->columns = arena_alloc(m->r->arena, row.n * sizeof(*m->columns));
	for (size_t i = 0; i < row.n; i++) {
		csv_plain(&row.cells[i]);
		row.cells[i] = import_trim(row.cells[i]);
		read_column(m, &row.cells[i], i);
	}
	m->is_long = has(m, COL_ASSIGNMENT) && (has(m, COL_SCORE) || has(m,
	    COL_STATE));
	for (size_t i = 0; i < row.n; i++)
		if (m->is_long)
			long_column(m, &row.cells[i], i);
		else
			wide_column(m, &row.cells[i], i);
	check_header(m, row.line);
	return m->errors.n == 0;
}
