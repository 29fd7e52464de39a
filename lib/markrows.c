#include "core.h"
#include "index.h"
#include "markrows.h"
#include "req.h"
#include "rows.h"

#define COLUMN(rs, name)	rows_column((rs), "" name, sizeof(name) - 1)
#define SHOWN_UNITS		(TOTAL_UNIT / 100)

struct span
span_all(const struct rows *rs)
{
	return (struct span){ rs, 0, rows_count(rs) };
}

/* ---- Rules */

/* A decimal that the database holds; none is nothing. */
static int64_t
units_at(struct req *r, const struct rows *rs, int row, int col)
{
	const char *s = rows_at(rs, row, col);
	int64_t v = 0;

	if (s != NULL && !total_units(s, rows_len(rs, row, col), &v))
		req_fail(r, ERR_BUG, "a decimal cannot be read");
	return v;
}

static bool
true_at(const struct rows *rs, int row, int col)
{
	const char *s = rows_at(rs, row, col);

	return s != NULL && *s == 't';
}

static enum total_curve
curve_of(const char *s)
{
	if (s != NULL && strcmp(s, "add") == 0)
		return TOTAL_CURVE_ADD;
	if (s != NULL && strcmp(s, "best") == 0)
		return TOTAL_CURVE_BEST;
	return TOTAL_NO_CURVE;
}

static void
read_categories(struct req *r, struct span s, struct total_rules *out,
    struct index *x)
{
	struct total_category *k = arena_alloc(r->arena, (size_t)s.n *
	    sizeof(*k));
	int id = COLUMN(s.rows, "id"), weight = COLUMN(s.rows, "weight");
	int extra = COLUMN(s.rows, "is_extra");

	index_init(x, r->arena, (size_t)s.n);
	for (int i = 0; i < s.n; i++) {
		int row = s.first + i;

		k[i] = (struct total_category){
		    .weight = units_at(r, s.rows, row, weight),
		    .drop = (int)rows_int(s.rows, row, "drop_lowest"),
		    .is_extra = true_at(s.rows, row, extra) };
		index_put(x, rows_at(s.rows, row, id), UUID_LEN, i);
	}
	out->categories = k;
	out->ncategories = (size_t)s.n;
}

static void
read_assignments(struct req *r, struct span s, struct total_rules *out,
    const struct index *categories)
{
	struct total_assignment *a = arena_alloc(r->arena, (size_t)s.n *
	    sizeof(*a));
	const struct rows *rs = s.rows;
	int max = COLUMN(rs, "max_score"), weight = COLUMN(rs, "weight");
	int category = COLUMN(rs, "category_id");
	int extra = COLUMN(rs, "is_extra"), curve = COLUMN(rs, "curve");
	int value = COLUMN(rs, "curve_value"), most = COLUMN(rs, "late_max");
	int per_day = COLUMN(rs, "late_per_day");

	for (int i = 0, row = s.first; i < s.n; i++, row++) {
		const char *k = rows_at(rs, row, category);

		a[i] = (struct total_assignment){
		    .max = units_at(r, rs, row, max),
		    .weight = units_at(r, rs, row, weight),
		    .late_per_day = units_at(r, rs, row, per_day),
		    .late_max = units_at(r, rs, row, most),
		    .curve = curve_of(rows_at(rs, row, curve)),
		    .curve_value = units_at(r, rs, row, value),
		    .category = k == NULL ? -1 : index_get(categories, k,
		    UUID_LEN),
		    .is_extra = true_at(rs, row, extra) };
	}
	out->assignments = a;
	out->nassignments = (size_t)s.n;
}

struct total_plan *
marks_plan(struct req *r, struct span assignments, struct span categories,
    const char *weigh_by)
{
	struct total_rules *rules = arena_alloc(r->arena, sizeof(*rules));
	struct index x;

	rules->by_points = weigh_by != NULL && strcmp(weigh_by, "points") == 0;
	if (assignments.n > 0 && rows_get(assignments.rows, assignments.first,
	    "assignment_id") == NULL)
		assignments.n = 0;
	read_categories(r, categories, rules, &x);
	read_assignments(r, assignments, rules, &x);
	return total_plan(r->arena, rules);
}

/* ---- Marks */

struct mark_columns
mark_columns(const struct rows *rs)
{
	return (struct mark_columns){ COLUMN(rs, "score"), COLUMN(rs, "state"),
	    COLUMN(rs, "days_late") };
}

static enum total_state
state_of(const char *state, const char *score)
{
	if (state == NULL)
		return score == NULL ? TOTAL_UNGRADED : TOTAL_GRADED;
	return *state == 'm' ? TOTAL_MISSING : *state == 'e' ?
	    TOTAL_EXCUSED : TOTAL_GRADED;
}

/* A score that cannot be read is out of range, and so makes no total. */
struct total_mark
mark_at(const struct rows *rs, int row, const struct mark_columns *c)
{
	struct total_mark m = { .state = TOTAL_UNGRADED };
	const char *score, *late;

	if (row < 0)
		return m;
	score = rows_at(rs, row, c->score);
	m.state = state_of(rows_at(rs, row, c->state), score);
	if (m.state == TOTAL_UNGRADED)
		return m;
	if (m.state == TOTAL_GRADED && (score == NULL || !total_units(score,
	    rows_len(rs, row, c->score), &m.score)))
		m.score = -1;
	late = rows_at(rs, row, c->days_late);
	if (late != NULL)
		m.days_late = (int)strtol(late, NULL, 10);
	return m;
}

struct total_mark *
marks_of_rows(struct req *r, struct span s)
{
	struct total_mark *m = arena_alloc(r->arena, (size_t)s.n *
	    sizeof(*m));
	struct mark_columns c = mark_columns(s.rows);

	for (int i = 0; i < s.n; i++)
		m[i] = mark_at(s.rows, s.first + i, &c);
	return m;
}

/* ---- Scales */

void
scale_read(struct req *r, struct span s, const char *pass_mark,
    struct scale *out)
{
	struct total_step *steps = arena_alloc(r->arena, (size_t)s.n *
	    sizeof(*steps));
	int at_least = COLUMN(s.rows, "at_least");
	int64_t pass = 0;

	for (int i = 0; i < s.n; i++)
		steps[i] = (struct total_step){
		    .at_least = units_at(r, s.rows, s.first + i, at_least) /
		    SHOWN_UNITS,
		    .letter = rows_get(s.rows, s.first + i, "letter"),
		    .points = rows_get(s.rows, s.first + i, "points") };
	if (pass_mark != NULL && !total_units(pass_mark, strlen(pass_mark),
	    &pass))
		req_fail(r, ERR_BUG, "a decimal cannot be read");
	*out = (struct scale){ .steps = steps, .n = (size_t)s.n,
	    .pass_mark = pass / SHOWN_UNITS };
}

const char *
scale_letter(const struct scale *s, const char *percent)
{
	const struct total_step *step = NULL;
	int64_t v;

	if (percent != NULL && total_units(percent, strlen(percent), &v))
		step = total_step(s->steps, s->n, v / SHOWN_UNITS);
	return step == NULL ? NULL : step->letter;
}

void
standing_json(int64_t shown, const struct scale *s, struct buf *o)
{
	const struct total_step *step = total_step(s->steps, s->n, shown);

	buf_lit(o, "\"average\":");
	total_json(shown, o);
	if (shown == TOTAL_NONE || step == NULL)
		buf_lit(o, ",\"letter\":null");
	else {
		buf_lit(o, ",\"letter\":");
		buf_json(o, step->letter);
	}
	buf_puts(o, shown == TOTAL_NONE ? ",\"passed\":null" :
	    shown >= s->pass_mark ? ",\"passed\":true" : ",\"passed\":false");
}

/* ---- Several courses */

/* Rows of one enrollment stand together; one without rows has none. */
struct span *
spans_of(struct req *r, const struct rows *courses, const struct rows *rs)
{
	int n = rows_count(courses);
	struct span *at = arena_alloc(r->arena, (size_t)n * sizeof(*at));
	struct index x;

	index_init(&x, r->arena, (size_t)n);
	for (int i = 0; i < n; i++) {
		at[i].rows = rs;
		index_put(&x, rows_get(courses, i, "enrollment_id"),
		    UUID_LEN, i);
	}
	for (int i = 0; i < rows_count(rs); i++) {
		int k = index_get(&x, rows_get(rs, i, "enrollment_id"),
		    UUID_LEN);

		if (k >= 0 && at[k].n++ == 0)
			at[k].first = i;
	}
	return at;
}

struct total
course_total(struct req *r, const struct rows *courses, int row,
    struct span marks, struct span categories)
{
	struct total_plan *plan = marks_plan(r, marks, categories,
	    rows_get(courses, row, "_weigh_by"));
	struct total t;

	total_init(&t, plan, r->arena);
	total_of(plan, marks_of_rows(r, marks), &t);
	return t;
}

int64_t
courses_average(struct req *r, const struct rows *courses,
    const int64_t *totals, const char *student)
{
	size_t n = (size_t)rows_count(courses);
	struct total_rules rules = { 0 };
	struct total_assignment *a = arena_alloc(r->arena, n * sizeof(*a));
	struct total_mark *m = arena_alloc(r->arena, n * sizeof(*m));
	struct total_plan *plan;
	struct total t;

	for (size_t i = 0; i < n; i++) {
		size_t k = rules.nassignments;

		if (totals[i] == TOTAL_NONE || strcmp(student,
		    rows_get(courses, (int)i, "_student_id")) != 0)
			continue;
		a[k] = (struct total_assignment){ .max = 100 * TOTAL_UNIT,
		    .category = -1, .weight = TOTAL_UNIT *
		    rows_int(courses, (int)i, "_credits") };
		m[k] = (struct total_mark){ .state = TOTAL_GRADED,
		    .score = totals[i] * (TOTAL_UNIT / 100) };
		rules.nassignments++;
	}
	rules.assignments = a;
	plan = total_plan(r->arena, &rules);
	total_init(&t, plan, r->arena);
	total_of(plan, m, &t);
	return t.shown;
}

int64_t *
courses_totals(struct req *r, const struct rows *courses,
    const struct rows *categories, const struct rows *marks)
{
	int n = rows_count(courses);
	int64_t *totals = arena_alloc(r->arena, (size_t)n * sizeof(*totals));
	struct span *k = spans_of(r, courses, categories);
	struct span *m = spans_of(r, courses, marks);

	for (int i = 0; i < n; i++)
		totals[i] = course_total(r, courses, i, m[i], k[i]).shown;
	return totals;
}
