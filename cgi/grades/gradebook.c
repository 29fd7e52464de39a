#include "core.h"
#include "access.h"
#include "book.h"
#include "grades.h"
#include "num.h"
#include "rows.h"

/* Where the columns of a cell stand; a page asks whether there is more. */
struct cell_columns {
	int	id, score, version;
	bool	page;
};

bool
may_edit(const struct req *r)
{
	return (r->user.role == ROLE_ADMIN || r->user.role == ROLE_TEACHER) &&
	    access_may(&r->user, "grades.update");
}

static void
add_text(struct buf *o, const struct rows *rs, int row, const char *column)
{
	const char *s = rows_get(rs, row, column);

	if (s == NULL)
		buf_lit(o, "null");
	else
		buf_json(o, s);
}

/* A number as it stands, without zeros behind its point. */
static void
add_number(struct buf *o, const struct rows *rs, int row, const char *column)
{
	const char *s = rows_get(rs, row, column);

	if (s == NULL)
		buf_lit(o, "null");
	else
		buf_add(o, s, num_short(s, strlen(s)));
}

static void
course_json(const struct book *b, struct buf *o)
{
	buf_lit(o, "{\"id\":");
	add_text(o, b->head, 0, "id");
	buf_lit(o, ",\"code\":");
	add_text(o, b->head, 0, "code");
	buf_lit(o, ",\"name\":");
	add_text(o, b->head, 0, "name");
	buf_lit(o, ",\"semester\":");
	add_text(o, b->head, 0, "semester");
	buf_lit(o, ",\"year\":");
	add_number(o, b->head, 0, "year");
	buf_lit(o, "},\"rules\":{\"weigh_by\":");
	add_text(o, b->head, 0, "weigh_by");
	buf_lit(o, ",\"pass_mark\":");
	add_number(o, b->head, 0, "pass_mark");
	buf_lit(o, ",\"scale_id\":");
	add_text(o, b->head, 0, "scale_id");
	buf_lit(o, ",\"scale_name\":");
	add_text(o, b->head, 0, "scale_name");
	buf_lit(o, ",\"version\":");
	add_number(o, b->head, 0, "rules_version");
	buf_lit(o, "}");
}

/* Where there are categories, an assignment outside them counts nowhere. */
static void
categories_json(const struct book *b, struct buf *o)
{
	size_t outside = 0;

	for (size_t i = 0; i < b->nassignments; i++)
		outside += rows_get(b->head, (int)i, "category_id") == NULL;
	if (rows_count(b->categories) == 0)
		outside = 0;
	buf_lit(o, ",\"uncategorised\":");
	buf_int(o, (int64_t)outside);
	buf_lit(o, ",\"categories\":");
	rows_json_array(b->categories, o);
}

static void
add_flag(struct buf *o, const struct rows *rs, int row, const char *column,
    const char *name)
{
	buf_puts(o, name);
	buf_puts(o, rows_is(rs, row, column) ? "true" : "false");
}

static void
assignment_rules_json(const struct book *b, int row, struct buf *o)
{
	const char *due = rows_get(b->head, row, "due_at");

	buf_lit(o, ",\"due_at\":");
	if (due == NULL)
		buf_lit(o, "null");
	else {
		buf_lit(o, "\"");
		rows_time(due, strlen(due), o);
		buf_lit(o, "\"");
	}
	buf_lit(o, ",\"late_per_day\":");
	add_number(o, b->head, row, "late_per_day");
	buf_lit(o, ",\"late_max\":");
	add_number(o, b->head, row, "late_max");
	buf_lit(o, ",\"curve\":");
	add_text(o, b->head, row, "curve");
	buf_lit(o, ",\"curve_value\":");
	add_number(o, b->head, row, "curve_value");
}

static void
assignment_json(const struct book *b, const struct book_assignment *a,
    struct buf *o)
{
	buf_lit(o, "{\"id\":\"");
	buf_add(o, a->id, UUID_LEN);
	buf_lit(o, "\",\"name\":");
	buf_jsonn(o, a->name, a->name_len);
	buf_lit(o, ",\"type\":");
	add_text(o, b->head, a->row, "type");
	buf_lit(o, ",\"max_score\":");
	add_number(o, b->head, a->row, "max_score");
	buf_lit(o, ",\"weight\":");
	add_number(o, b->head, a->row, "weight");
	buf_lit(o, ",\"weight_percent\":");
	add_number(o, b->head, a->row, "weight_percent");
	buf_lit(o, ",\"version\":");
	add_number(o, b->head, a->row, "version");
	buf_lit(o, ",\"category_id\":");
	add_text(o, b->head, a->row, "category_id");
	add_flag(o, b->head, a->row, "is_extra", ",\"is_extra\":");
	assignment_rules_json(b, a->row, o);
	add_flag(o, b->head, a->row, "has_exam", ",\"has_exam\":");
	buf_lit(o, "}");
}

/* What is as usual is not said.  A page looks for a word that is missing in
 * everything around it, so one word says whether there are others. */
static void
cell_more(const struct total_mark *m, bool dropped, bool page, struct buf *o)
{
	bool usual = m->state != TOTAL_MISSING && m->state != TOTAL_EXCUSED &&
	    m->days_late == 0 && !dropped;

	if (page)
		buf_puts(o, usual ? ",\"more\":false" : ",\"more\":true");
	if (m->state == TOTAL_MISSING)
		buf_lit(o, ",\"state\":\"missing\"");
	else if (m->state == TOTAL_EXCUSED)
		buf_lit(o, ",\"state\":\"excused\"");
	if (m->days_late > 0) {
		buf_lit(o, ",\"days_late\":");
		buf_int(o, m->days_late);
	}
	if (dropped)
		buf_lit(o, ",\"dropped\":true");
}

static void
cell_json(const struct rows *marks, int row, const struct cell_columns *c,
    const struct total_mark *m, struct buf *o)
{
	buf_lit(o, "{\"grade_id\":\"");
	buf_add(o, rows_at(marks, row, c->id), UUID_LEN);
	buf_lit(o, "\",\"score\":");
	if (m->state == TOTAL_EXCUSED)
		buf_lit(o, "null");
	else
		buf_add(o, rows_at(marks, row, c->score), rows_len(marks,
		    row, c->score));
	buf_lit(o, ",\"version\":");
	buf_add(o, rows_at(marks, row, c->version), rows_len(marks, row,
	    c->version));
}

static void
cells_json(const struct book *b, size_t student, const struct total *t,
    const struct cell_columns *c, struct buf *o)
{
	for (size_t k = 0; k < b->nassignments; k++) {
		int row = book_mark(b, student, k);

		if (k > 0)
			buf_lit(o, ",");
		if (row < 0) {
			buf_lit(o, "{\"grade_id\":null,\"score\":null,"
				   "\"version\":null}");
			continue;
		}
		cell_json(b->marks, row, c, &b->work[k], o);
		cell_more(&b->work[k], t->dropped[k], c->page, o);
		buf_lit(o, "}");
	}
}

/* A final grade that academics alone knows has the letter of the scale. */
static void
final_json(const struct book *b, int row, struct buf *o)
{
	const char *final = rows_get(b->roster, row, "final");
	const char *letter = rows_get(b->roster, row, "final_letter");

	if (letter == NULL)
		letter = scale_letter(&b->scale, final);
	buf_lit(o, ",\"final\":");
	add_number(o, b->roster, row, "final");
	buf_lit(o, ",\"final_letter\":");
	if (letter == NULL)
		buf_lit(o, "null");
	else
		buf_json(o, letter);
	add_flag(o, b->roster, row, "is_override", ",\"is_override\":");
}

static void
totals_json(const struct book *b, const struct total *t, struct buf *o)
{
	size_t n = (size_t)rows_count(b->categories);

	buf_lit(o, ",");
	standing_json(t->shown, &b->scale, o);
	buf_lit(o, ",\"categories\":[");
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_lit(o, ",");
		total_json(t->categories[i], o);
	}
	buf_lit(o, "]");
}

static void
student_json(const struct book *b, size_t i, struct total *t,
    const struct cell_columns *c, struct buf *o)
{
	const struct book_student *s = &b->students[i];

	buf_lit(o, "{\"enrollment_id\":\"");
	buf_add(o, s->id, UUID_LEN);
	buf_lit(o, "\",\"student_id\":");
	add_text(o, b->roster, s->row, "student_id");
	buf_lit(o, ",\"full_name\":");
	buf_json(o, s->name);
	buf_lit(o, ",\"student_number\":");
	add_text(o, b->roster, s->row, "student_number");
	book_total(b, i, t);
	totals_json(b, t, o);
	final_json(b, s->row, o);
	buf_lit(o, ",\"cells\":[");
	cells_json(b, i, t, c, o);
	buf_lit(o, "]}");
}

/* A page is of so many students; a program that asks for none has them all. */
#define PAGE 500

struct slice {
	size_t	from, to, page, pages;
};

static struct slice
slice_of(struct req *r, const struct book *b)
{
	const char *said = req_value(r, "page");
	size_t pages = b->nstudents == 0 ? 1 : (b->nstudents + PAGE - 1) / PAGE;
	size_t page = said == NULL ? 1 : strtoul(said, NULL, 10);

	if (said == NULL && r->api)
		return (struct slice){ 0, b->nstudents, 1, 1 };
	if (page >= pages)
		return (struct slice){ (pages - 1) * PAGE, b->nstudents, pages,
		    pages };
	return (struct slice){ (page - 1) * PAGE, page * PAGE, page, pages };
}

static void
slice_json(const struct slice *s, struct buf *o)
{
	buf_printf(o, ",\"page\":%zu,\"pages\":%zu", s->page, s->pages);
	if (s->page > 1)
		buf_printf(o, ",\"page_before\":%zu", s->page - 1);
	if (s->page < s->pages)
		buf_printf(o, ",\"page_after\":%zu", s->page + 1);
}

static void
students_json(struct req *r, const struct book *b, const struct slice *s,
    struct buf *o)
{
	const struct cell_columns c = { rows_column(b->marks, "id", 2),
		b->columns.score, rows_column(b->marks, "version", 7),
		!r->api };
	struct total t;

	total_init(&t, b->plan, r->arena);
	for (size_t i = s->from; i < s->to; i++) {
		if (i > s->from)
			buf_lit(o, ",");
		student_json(b, i, &t, &c, o);
	}
}

/* The cells of a student are in the order of the assignments. */
enum err
gradebook(struct req *r)
{
	struct buf *o = &r->out;
	struct slice s;
	struct book b;

	if (!book_read(r, BOOK_PAGE, &b))
		return r->err;
	s = slice_of(r, &b);
	buf_lit(o, "{\"course\":");
	course_json(&b, o);
	buf_puts(o, may_edit(r) && !b.is_past ? ",\"can_edit\":true" :
	    ",\"can_edit\":false");
	categories_json(&b, o);
	buf_lit(o, ",\"assignments\":[");
	for (size_t i = 0; i < b.nassignments; i++) {
		if (i > 0)
			buf_lit(o, ",");
		assignment_json(&b, &b.assignments[i], o);
	}
	buf_lit(o, "]");
	if (s.pages > 1)
		slice_json(&s, o);
	buf_lit(o, ",\"students\":[");
	students_json(r, &b, &s, o);
	buf_lit(o, "]}");
	if (!r->api)
		req_add_text(r, "title", arena_printf(r->arena,
		    "Gradebook: %s", rows_get(b.head, 0, "code")));
	return r->err;
}
