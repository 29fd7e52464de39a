#include "core.h"
#include <jansson.h>
#include <time.h>
#include "conf.h"
#include "crypto.h"
#include "db.h"
#include "gen/grading.h"
#include "gpa.h"
#include "req.h"
#include "rows.h"
#include "site.h"
#include "transcript.h"

/* What was read of one student; attempts are the rows of courses. */
struct reading {
	struct req		*r;
	const struct rows	*head, *courses;
	struct gpa_attempt	*at;
	size_t			 n;
};

static void
decref(void *json)
{
	json_decref(json);
}

/* ---- Attempts */

static int
units(const struct rows *rs, int row, const char *column)
{
	if (rows_get(rs, row, column) == NULL)
		return GPA_NONE;
	return (int)rows_int(rs, row, column);
}

static int
term_of(const struct rows *rs, int row)
{
	return (int)rows_int(rs, row, "year") * 256 +
	    (unsigned char)rows_get(rs, row, "semester")[1];
}

static void
read_attempts(struct reading *x)
{
	x->n = (size_t)rows_count(x->courses);
	x->at = arena_alloc(x->r->arena, (x->n + 1) * sizeof(*x->at));
	for (size_t i = 0; i < x->n; i++) {
		int row = (int)i;

		x->at[i] = (struct gpa_attempt){
			.subject = rows_get(x->courses, row, "subject"),
			.term = term_of(x->courses, row),
			.credits = (int)rows_int(x->courses, row, "credits"),
			.points = units(x->courses, row, "point_units"),
			.final = units(x->courses, row, "final_units"),
			.passed = rows_is(x->courses, row, "passed"),
		};
	}
	gpa_choose(x->at, x->n, gpa_repeats(rows_get(x->head, 0,
	    "_repeats")));
}

/* ---- The document */

static json_t *
hundredths(int v)
{
	char text[24];

	if (v == GPA_NONE)
		return json_null();
	snprintf(text, sizeof(text), "%d.%02d", v / 100, v % 100);
	return json_string(text);
}

static json_t *
course_json(const struct reading *x, size_t i)
{
	const struct rows *rs = x->courses;
	const struct gpa_attempt *at = &x->at[i];
	int row = (int)i;
	bool graded = at->final != GPA_NONE;

	return json_pack("{s:s, s:s, s:i, s:s, s:s?, s:s?, s:o, s:o, s:b, s:b}",
	    "code", rows_get(rs, row, "code"),
	    "name", rows_get(rs, row, "name"),
	    "credits", at->credits,
	    "status", rows_get(rs, row, "status"),
	    "final", rows_get(rs, row, "final"),
	    "letter", rows_get(rs, row, "letter"),
	    "points", hundredths(at->points),
	    "passed", graded ? json_boolean(at->passed) : json_null(),
	    "counts", at->counts, "is_repeated", graded && !at->counts);
}

static const char *
term_name(struct req *r, const char *semester, int64_t year)
{
	return arena_printf(r->arena, "%s %" PRId64, semester[0] == 'f' ?
	    "Fall" : semester[1] == 'p' ? "Spring" : "Summer", year);
}

/* The term that begins with this row; i becomes the row behind it. */
static json_t *
term_json(const struct reading *x, size_t *i)
{
	const char *semester = rows_get(x->courses, (int)*i, "semester");
	int64_t year = rows_int(x->courses, (int)*i, "year");
	int term = x->at[*i].term;
	struct gpa g = gpa_term(x->at, x->n, term);
	json_t *courses = json_array();

	for (; *i < x->n && x->at[*i].term == term; (*i)++)
		json_array_append_new(courses, course_json(x, *i));
	return json_pack("{s:s, s:I, s:s, s:o, s:i, s:i, s:o}",
	    "semester", semester, "year", (json_int_t)year,
	    "name", term_name(x->r, semester, year), "courses", courses,
	    "credits_attempted", g.attempted, "credits_earned", g.earned,
	    "gpa", hundredths(g.average));
}

static json_t *
cumulative_json(const struct reading *x)
{
	struct gpa g = gpa_cumulative(x->at, x->n);

	return json_pack("{s:i, s:i, s:o, s:s?}",
	    "credits_attempted", g.attempted, "credits_earned", g.earned,
	    "gpa", hundredths(g.average), "standing",
	    gpa_standing(g.average,
		(int)rows_int(x->head, 0, "_honours_units"),
		(int)rows_int(x->head, 0, "_probation_units")));
}

static json_t *
document_of(const struct reading *x)
{
	const struct rows *h = x->head;
	json_t *terms = json_array();

	for (size_t i = 0; i < x->n;)
		json_array_append_new(terms, term_json(x, &i));
	return json_pack("{s:{s:s, s:s, s:s}, s:{s:s, s:s, s:s?},"
			 " s:{s:s, s:s, s:s}, s:o, s:o}",
	    "school", "id", rows_get(h, 0, "_school_id"),
	    "code", rows_get(h, 0, "_school_code"),
	    "name", rows_get(h, 0, "_school_name"),
	    "student", "id", rows_get(h, 0, "student_id"),
	    "full_name", rows_get(h, 0, "full_name"),
	    "student_number", rows_get(h, 0, "student_number"),
	    "rules", "repeats", rows_get(h, 0, "_repeats"),
	    "honours_from", rows_get(h, 0, "_honours_from"),
	    "probation_below", rows_get(h, 0, "_probation_below"),
	    "terms", terms, "cumulative", cumulative_json(x));
}

bool
transcript_read(struct req *r, const char *student, struct record *out)
{
	const char *const p[] = { student, req_value(r, "school_id"),
		req_value(r, "me"), req_value(r, "my_role"), NULL };
	struct db_step s[] = { { .q = &q_transcript_head, .params = p },
		{ .q = &q_transcript_courses, .params = p } };
	struct reading x = { .r = r };

	if (!db_many(r, s, NITEMS(s)))
		return false;
	if (rows_count(s[0].rows) == 0) {
		req_fail(r, ERR_NOT_FOUND, NULL);
		return false;
	}
	x.head = s[0].rows;
	x.courses = s[1].rows;
	read_attempts(&x);
	*out = (struct record){ .document = document_of(&x), .head = s[0].rows,
		.timezone = rows_get(x.head, 0, "_timezone") };
	if (out->document == NULL) {
		req_fail(r, ERR_BUG, "The transcript cannot be written.");
		return false;
	}
	arena_defer(r->arena, decref, out->document);
	return true;
}

/* ---- As text */

const char *
transcript_text(struct req *r, const json_t *document)
{
	char *s = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS), *text;

	text = s == NULL ? NULL : arena_strdup(r->arena, s);
	free(s);
	if (text == NULL)
		req_fail(r, ERR_BUG, "The transcript cannot be written.");
	return text;
}

const char *
transcript_sha256(struct req *r, const char *text)
{
	char *hex = arena_alloc(r->arena, HEX_SIZE(SHA256_LEN));
	uint8_t sha[SHA256_LEN];

	crypto_sha256(text, strlen(text), sha);
	hex_encode(hex, sha, sizeof(sha));
	return hex;
}

const char *
transcript_url(struct req *r, const char *code)
{
	return arena_printf(r->arena, "%s/verify/%s", site.conf->base_url,
	    code);
}

const char *
transcript_instant(struct req *r, int64_t at)
{
	char *text = arena_alloc(r->arena, 32);
	time_t t = (time_t)at;
	struct tm tm;

	strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &tm));
	return text;
}
