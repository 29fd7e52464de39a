#include "core.h"
#include "book.h"
#include "csv.h"
#include "grades.h"
#include "rows.h"

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
	.one_of = "wide|long", .dflt = "wide",
	.doc = "A line for each student, or for each grade with all that "
	       "is said of it"));

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
	char text[TOTAL_SIZE] = "", *point;

	next_cell(w);
	if (total_text(score, text) && (point = strchr(text, '.')) != NULL)
		*point = w->point;
	csv_raw(w->out, text, w->separator);
}

static void
end_line(const struct writer *w)
{
	buf_lit(w->out, "\r\n");
}

/* The id holds when the name changes, or two courses have the same. */
static void
add_title(struct req *r, const struct writer *w,
    const char *name, const char *id)
{
	add_text(w, arena_printf(r->arena, "%s [%s]", name, id));
}

static void
add_student(const struct writer *w, const struct book *b, size_t student)
{
	const struct book_student *s = &b->students[student];

	buf_puts(w->out, s->id);
	add_text(w, rows_get(b->roster, s->row, "student_number"));
	add_text(w, s->name);
}

/* ---- A line for each student, with totals as the gradebook shows them */

static void
add_mark(const struct writer *w, const struct book *b, size_t student,
    size_t assignment)
{
	struct book_grade g;

	book_grade(b, student, assignment, &g);
	if (strcmp(g.state, "graded") == 0)
		add_score(w, g.score);
	else
		add_text(w, g.state);
}

static void
add_total(const struct writer *w, const struct book *b, size_t student,
    struct total *t)
{
	char text[TOTAL_SIZE];
	const char *letter = NULL;

	book_total(b, student, t);
	if (total_text(t->shown, text))
		letter = scale_letter(&b->scale, text);
	add_score(w, t->shown);
	add_text(w, letter);
}

/* An import leaves out what is in parentheses. */
static void
write_wide(struct req *r, const struct writer *w, const struct book *b)
{
	struct total total;

	total_init(&total, b->plan, r->arena);
	for (size_t i = 0; i < b->nassignments; i++)
		add_title(r, w, b->assignments[i].name, b->assignments[i].id);
	add_text(w, "(total)");
	add_text(w, "(letter)");
	end_line(w);
	for (size_t i = 0; i < b->nstudents; i++) {
		add_student(w, b, i);
		for (size_t k = 0; k < b->nassignments; k++)
			add_mark(w, b, i, k);
		add_total(w, b, i, &total);
		end_line(w);
	}
}

/* ---- A line for each grade, with all that is said of it */

static void
write_grade(struct req *r, const struct writer *w, const struct book *b,
    size_t student, size_t assignment)
{
	const struct book_assignment *what = &b->assignments[assignment];
	struct book_grade g;

	book_grade(b, student, assignment, &g);
	if (g.version == 0)
		return;
	add_student(w, b, student);
	add_title(r, w, what->name, what->id);
	add_score(w, g.score);
	add_text(w, g.state);
	next_cell(w);
	buf_int(w->out, g.days_late);
	add_text(w, g.comments);
	end_line(w);
}

static void
write_long(struct req *r, const struct writer *w, const struct book *b)
{
	add_text(w, "assignment");
	add_text(w, "score");
	add_text(w, "state");
	add_text(w, "days_late");
	add_text(w, "comments");
	end_line(w);
	for (size_t i = 0; i < b->nstudents; i++)
		for (size_t k = 0; k < b->nassignments; k++)
			write_grade(r, w, b, i, k);
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
static void
begin_file(struct req *r, const struct writer *w, const struct rows *head)
{
	buf_lit(w->out, "\xef\xbb\xbf"
			"enrollment_id");
	add_text(w, "student_number");
	add_text(w, "name");
	req_header(r, "Content-Disposition",
		   file_name(r, rows_get(head, 0, "code")));
}

enum err
grades_export(struct req *r)
{
	const char *separator = req_value(r, "separator");
	struct writer w = { .out = &r->out,
		.separator = separator[0],
		.point = req_value(r, "decimal")[0] };
	bool is_long = strcmp(req_value(r, "layout"), "long") == 0;
	struct book b;

	if (w.separator == 't')
		w.separator = '\t';
	if (w.point == ',' && w.separator == ',')
		return req_fault(r, "decimal", "needs a separator that is "
					       "not a comma, too");
	if (!book_read(r, is_long ? BOOK_FILE : BOOK_PAGE, &b))
		return r->err;
	begin_file(r, &w, b.head);
	if (is_long)
		write_long(r, &w, &b);
	else
		write_wide(r, &w, &b);
	return r->err;
}
