#include "core.h"
#include "buf.h"
#include "import.h"
#include "import_answer.h"
#include "rows.h"

static void
add_text(struct buf *o, const char *name, const char *s)
{
	buf_printf(o, ",\"%s\":", name);
	if (s == NULL)
		buf_lit(o, "null");
	else
		buf_json(o, s);
}

static void
add_count(struct buf *o, const char *name, size_t n)
{
	buf_printf(o, ",\"%s\":%zu", name, n);
}

static void
add_flag(struct buf *o, const char *name, bool on)
{
	buf_printf(o, ",\"%s\":%s", name, on ? "true" : "false");
}

static void
add_score(struct buf *o, const char *name, int64_t score)
{
	buf_printf(o, ",\"%s\":", name);
	total_json(score, o);
}

/* ---- Faults */

static void
faults_json(struct buf *o, const char *name, const struct import_faults *f)
{
	buf_printf(o, ",\"%s\":[", name);
	for (size_t i = 0; i < f->n && i < IMPORT_FAULTS_MAX; i++) {
		const struct import_fault *x = &f->at[i];

		buf_printf(o, "%s{\"line\":%u", i > 0 ? "," : "", x->line);
		if (x->column > 0)
			add_count(o, "column", x->column);
		else
			buf_lit(o, ",\"column\":null");
		add_text(o, "field", x->field);
		add_text(o, "message", x->message);
		buf_lit(o, "}");
	}
	buf_lit(o, "]");
}

void
import_answer_faults(const struct import *m, struct buf *o)
{
	add_count(o, "faults", m->errors.n);
	faults_json(o, "errors", &m->errors);
	faults_json(o, "warnings", &m->warnings);
}

/* ---- Changes */

static void
grade_json(struct buf *o, const struct import_change *c)
{
	bool commented = strcmp(c->old.comments, c->new.comments) != 0;

	add_flag(o, "is_new", c->old.version == 0);
	add_score(o, "old", c->old.score);
	if (c->old.version > 0 && strcmp(c->old.state, "graded") != 0)
		add_text(o, "old_state", c->old.state);
	add_score(o, "score", c->new.score);
	if (strcmp(c->new.state, "graded") != 0)
		add_text(o, "state", c->new.state);
	if (c->old.days_late != c->new.days_late)
		add_count(o, "days_late", (size_t)c->new.days_late);
	if (commented)
		add_text(o, "comments", c->new.comments);
}

static void
change_json(const struct import *m, const struct import_change *c,
    struct buf *o)
{
	const struct book_assignment *a =
	    &m->book.assignments[c->assignment];

	buf_printf(o, "{\"column\":%u", c->column);
	add_text(o, "assignment_id", a->id);
	add_text(o, "assignment", a->name);
	add_score(o, "max_score", a->max);
	grade_json(o, c);
	buf_lit(o, "}");
}

static void
line_json(const struct import *m, const struct import_line *l, struct buf *o)
{
	const struct book_student *s = &m->book.students[l->student];

	buf_printf(o, "{\"line\":%u", l->line);
	add_text(o, "enrollment_id", s->id);
	add_text(o, "student_number", rows_get(m->book.roster, s->row,
	    "student_number"));
	add_text(o, "full_name", s->name);
	add_count(o, "same", l->same);
	buf_lit(o, ",\"cells\":[");
	for (size_t i = 0; i < l->n; i++) {
		buf_puts(o, i > 0 ? "," : "");
		change_json(m, &m->changes[l->first + i], o);
	}
	buf_lit(o, "]}");
}

static void
course_json(const struct import *m, struct buf *o)
{
	const struct rows *h = m->book.head;

	buf_lit(o, "{\"id\":");
	buf_json(o, rows_get(h, 0, "id"));
	add_text(o, "code", rows_get(h, 0, "code"));
	add_text(o, "name", rows_get(h, 0, "name"));
	buf_lit(o, "}");
}

static const char *
separator_name(char c)
{
	return c == '\t' ? "tab" : c == ';' ? ";" :
	    ",";
}

void
import_answer(const struct import *m, const char *digest, size_t cells,
    struct buf *o)
{
	size_t said = 0;
	const char *comma = "";

	buf_lit(o, "{\"course\":");
	course_json(m, o);
	add_flag(o, "dry_run", true);
	add_text(o, "digest", digest);
	add_text(o, "layout", m->is_long ? "long" : "wide");
	add_text(o, "separator", separator_name(m->csv.separator));
	add_count(o, "lines", m->nlines);
	add_count(o, "new", m->added);
	add_count(o, "changed", m->changed);
	add_count(o, "same", m->same);
	add_flag(o, "can_apply", m->errors.n == 0 && m->nchanges > 0);
	import_answer_faults(m, o);
	buf_lit(o, ",\"items\":[");
	for (size_t i = 0; i < m->nlines && said < cells; i++) {
		buf_puts(o, comma);
		line_json(m, &m->lines[i], o);
		said += m->lines[i].n;
		comma = ",";
	}
	buf_lit(o, "]");
	add_count(o, "unsaid", m->nchanges - said);
	buf_lit(o, "}");
}

/* ---- For the database */

void
import_changes(const struct import *m, size_t from, size_t n, struct buf *o)
{
	buf_lit(o, "[");
	for (size_t i = from; i < from + n && i < m->nchanges; i++) {
		const struct import_change *c = &m->changes[i];

		buf_puts(o, i > from ? ",{\"e\":\"" : "{\"e\":\"");
		buf_add(o, m->book.students[c->student].id, UUID_LEN);
		buf_lit(o, "\",\"a\":\"");
		buf_add(o, m->book.assignments[c->assignment].id, UUID_LEN);
		buf_lit(o, "\"");
		if (c->old.version > 0)
			add_count(o, "v", (size_t)c->old.version);
		if (c->new.score >= 0)
			add_score(o, "s", c->new.score);
		add_text(o, "t", c->new.state);
		if (c->new.days_late > 0)
			add_count(o, "d", (size_t)c->new.days_late);
		if (*c->new.comments != '\0')
			add_text(o, "c", c->new.comments);
		buf_lit(o, "}");
	}
	buf_lit(o, "]");
}
