#include "core.h"
#include "book.h"
#include "csv.h"
#include "gen/grading.h"
#include "grades.h"
#include "index.h"
#include "rows.h"
#include "sheet.h"

struct export_in {
	const char *separator, *decimal, *layout;
};

SHAPE(export_shape, struct export_in,
    FIELD(struct export_in, separator, .label = "Separator",
	.one_of = ",|;|tab", .dflt = ",", .doc = "Between cells"),
    FIELD(struct export_in, decimal, .label = "Decimal sign",
	.one_of = ".|,", .dflt = ".",
	.doc = "A comma needs another separator"),
    FIELD(struct export_in, layout, .label = "Layout",
	.one_of = "wide|long", .dflt = "wide", .doc = "A line for each "
	    "student, or for each grade with all that is said of it"));

struct writer {
	struct buf *out;
	char separator, point;
};

static void
next_cell(const struct writer *w)
{
	buf_add(w->out, &w->separator, 1);
}

static void
add_text(const struct writer *w, const char *s)
{
	next_cell(w);
	if (s != NULL)
		csv_text(w->out, s, w->separator);
}

static void
add_score(const struct writer *w, int64_t score)
{
	char s[24] = "";

	next_cell(w);
	if (score >= 0)
		score_print(score, w->point, s, sizeof(s));
	csv_raw(w->out, s, w->separator);
}

static void
end_line(const struct writer *w)
{
	buf_lit(w->out, "\r\n");
}

/* The id holds when the name changes, or two courses have the same. */
static void
add_title(struct req *r, const struct writer *w,
    const struct sheet_assignment *a)
{
	add_text(w, arena_printf(r->arena, "%s [%s]", a->name, a->id));
}

static void
add_student(const struct writer *w, const struct sheet_student *s)
{
	buf_puts(w->out, s->id);
	add_text(w, s->number);
	add_text(w, s->name);
}

/* ---- Totals: in parentheses, so that an import leaves them out */

struct totals {
	struct book	book;
	struct index	rows;		/* of the book, by enrollment */
	struct total	total;
};

static bool
totals_read(struct req *r, struct totals *t)
{
	if (!book_read(r, &t->book))
		return false;
	index_init(&t->rows, r->arena, t->book.nstudents);
	for (size_t i = 0; i < t->book.nstudents; i++)
		index_put(&t->rows, t->book.students[i].id, UUID_LEN, (int)i);
	total_init(&t->total, t->book.plan, r->arena);
	return true;
}

static void
add_total(const struct writer *w, struct totals *t, const char *enrollment_id)
{
	char text[TOTAL_SIZE] = "", *point;
	const char *letter = NULL;
	int row = index_get(&t->rows, enrollment_id, UUID_LEN);

	if (row >= 0) {
		book_total(&t->book, (size_t)row, &t->total);
		if (total_text(t->total.shown, text))
			letter = scale_letter(&t->book.scale, text);
	}
	point = strchr(text, '.');
	if (point != NULL)
		*point = w->point;
	next_cell(w);
	csv_raw(w->out, text, w->separator);
	add_text(w, letter);
}

static void
write_wide(struct req *r, const struct writer *w, const struct sheet *s)
{
	struct sheet_grade g;
	struct totals t;

	if (!totals_read(r, &t))
		return;
	for (size_t i = 0; i < s->nassignments; i++)
		add_title(r, w, &s->assignments[i]);
	add_text(w, "(total)");
	add_text(w, "(letter)");
	end_line(w);
	for (size_t i = 0; i < s->nstudents; i++) {
		add_student(w, &s->students[i]);
		for (size_t k = 0; k < s->nassignments; k++) {
			sheet_grade(s, i, k, &g);
			if (strcmp(g.state, "graded") == 0)
				add_score(w, g.score);
			else
				add_text(w, g.state);
		}
		add_total(w, &t, s->students[i].id);
		end_line(w);
	}
}

static void
write_grade(struct req *r, const struct writer *w, const struct sheet *s,
    size_t student, size_t assignment)
{
	struct sheet_grade g;

	sheet_grade(s, student, assignment, &g);
	if (g.version == 0)
		return;
	add_student(w, &s->students[student]);
	add_title(r, w, &s->assignments[assignment]);
	add_score(w, g.score);
	add_text(w, g.state);
	next_cell(w);
	buf_int(w->out, g.days_late);
	add_text(w, g.comments);
	end_line(w);
}

static void
write_long(struct req *r, const struct writer *w, const struct sheet *s)
{
	add_text(w, "assignment");
	add_text(w, "score");
	add_text(w, "state");
	add_text(w, "days_late");
	add_text(w, "comments");
	end_line(w);
	for (size_t i = 0; i < s->nstudents; i++)
		for (size_t k = 0; k < s->nassignments; k++)
			write_grade(r, w, s, i, k);
}

/* "MATH101-grades.csv": what a header and any file system take. */
static const char *
file_name(struct req *r, const char *code)
{
	char *s = arena_strdup(r->arena, code);

	for (char *p = s; *p != '\0'; p++)
		if (!((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') ||
			(*p >= '0' && *p <= '9')))
			*p = '-';
	return arena_printf(r->arena,
	    "attachment; filename=\"%s-grades.csv\"", s);
}

/* With the mark by which spreadsheets know UTF-8. */
enum err
grades_export(struct req *r)
{
	const char *separator = req_value(r, "separator");
	struct writer w = { .out = &r->out,
		.separator = separator[0],
		.point = req_value(r, "decimal")[0] };
	struct sheet s;

	if (w.separator == 't')
		w.separator = '\t';
	if (w.point == ',' && w.separator == ',')
		return req_fault(r, "decimal", "needs a separator that is "
		    "not a comma, too");
	if (!sheet_read(r, &q_export_head, &s))
		return r->err;
	buf_lit(w.out, "\xef\xbb\xbf"
	    "enrollment_id");
	add_text(&w, "student_number");
	add_text(&w, "name");
	if (strcmp(req_value(r, "layout"), "long") == 0)
		write_long(r, &w, &s);
	else
		write_wide(r, &w, &s);
	r->type = "text/csv; charset=utf-8";
	req_header(r, "Content-Disposition", file_name(r, rows_get(s.head, 0,
	    "code")));
	return r->err;
}
