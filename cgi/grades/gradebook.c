#include "core.h"
#include "access.h"
#include "book.h"
#include "grades.h"
#include "rows.h"

/* Where the columns of a mark stand. */
struct mark_columns {
	int	id, score, version;
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
	size_t n = s == NULL ? 0 : strlen(s);

	if (s != NULL && memchr(s, '.', n) != NULL) {
		while (s[n - 1] == '0')
			n--;
		n -= s[n - 1] == '.';
	}
	if (s == NULL)
		buf_lit(o, "null");
	else
		buf_add(o, s, n);
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
	buf_lit(o, "}");
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
	buf_lit(o, "}");
}

static void
cell_json(const struct rows *marks, int row, const struct mark_columns *c,
    struct buf *o)
{
	if (row < 0) {
		buf_lit(o, "{\"grade_id\":null,\"score\":null,"
		    "\"version\":null}");
		return;
	}
	buf_lit(o, "{\"grade_id\":\"");
	buf_add(o, rows_at(marks, row, c->id), UUID_LEN);
	buf_lit(o, "\",\"score\":");
	buf_add(o, rows_at(marks, row, c->score), rows_len(marks, row,
	    c->score));
	buf_lit(o, ",\"version\":");
	buf_add(o, rows_at(marks, row, c->version), rows_len(marks, row,
	    c->version));
	buf_lit(o, "}");
}

static void
student_json(const struct book *b, size_t i, struct average *a,
    const struct mark_columns *c, struct buf *o)
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
	buf_lit(o, ",\"average\":");
	book_average(b, i, a);
	average_json(a, o);
	buf_lit(o, ",\"final\":");
	add_number(o, b->roster, s->row, "final");
	buf_lit(o, ",\"cells\":[");
	for (size_t k = 0; k < b->nassignments; k++) {
		if (k > 0)
			buf_lit(o, ",");
		cell_json(b->marks, book_mark(b, i, k), c, o);
	}
	buf_lit(o, "]}");
}

static void
students_json(struct req *r, const struct book *b, struct buf *o)
{
	const struct mark_columns c = { rows_column(b->marks, "id", 2),
	    rows_column(b->marks, "score", 5),
	    rows_column(b->marks, "version", 7) };
	struct average a;

	average_init(&a, r->arena);
	for (size_t i = 0; i < b->nstudents; i++) {
		if (i > 0)
			buf_lit(o, ",");
		student_json(b, i, &a, &c, o);
	}
}

/* The cells of a student are in the order of the assignments. */
enum err
gradebook(struct req *r)
{
	struct buf *o = &r->out;
	struct book b;

	if (!book_read(r, &b))
		return r->err;
	buf_lit(o, "{\"course\":");
	course_json(&b, o);
	buf_puts(o, may_edit(r) ? ",\"can_edit\":true" :
	    ",\"can_edit\":false");
	buf_lit(o, ",\"assignments\":[");
	for (size_t i = 0; i < b.nassignments; i++) {
		if (i > 0)
			buf_lit(o, ",");
		assignment_json(&b, &b.assignments[i], o);
	}
	buf_lit(o, "],\"students\":[");
	students_json(r, &b, o);
	buf_lit(o, "]}");
	if (!r->api)
		req_add_text(r, "title", arena_printf(r->arena,
		    "Gradebook: %s", rows_get(b.head, 0, "code")));
	return r->err;
}
