#include "core.h"
#include <jansson.h>
#include <time.h>
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "pdf.h"
#include "rows.h"
#include "school.h"
#include "transcript.h"

/* What is drawn; code NULL: it was not issued. */
struct paper {
	struct req	*r;
	json_t		*document;
	const char	*zone, *code, *sha256, *revoked_at;
	int64_t		 at;		/* issued, or now */
};

/* ---- Texts of the document */

static const char *
text(const json_t *o, const char *name)
{
	return json_string_value(json_object_get(o, name));
}

static const char *
member(const struct paper *p, const char *object, const char *name)
{
	return text(json_object_get(p->document, object), name);
}

static const char *
number(const struct paper *p, const json_t *o, const char *name)
{
	return arena_printf(p->r->arena, "%" JSON_INTEGER_FORMAT,
	    json_integer_value(json_object_get(o, name)));
}

/* By the school's clock. */
static const char *
day(const struct paper *p, int64_t at)
{
	char *s = arena_alloc(p->r->arena, 40);
	struct tm tm;

	school_localtime(p->zone, (time_t)at, &tm);
	strftime(s, 40, "%-d %B %Y", &tm);
	return s;
}

/* ---- Terms */

static const struct pdf_column columns[] = {
	{ "Code", 14, false },
	{ "Course", 43, false },
	{ "Credits", 10, true },
	{ "Final", 14, true },
	{ "Letter", 9, true },
	{ "Points", 10, true },
};

static void
draw_course(struct pdf *pdf, const struct paper *p, const json_t *c)
{
	const char *name = text(c, "name"), *final = text(c, "final");
	bool repeated = json_is_true(json_object_get(c, "is_repeated"));
	const char *cells[NITEMS(columns)] = {
		text(c, "code"),
		repeated ? arena_printf(p->r->arena, "%s (repeated)", name) :
			   name,
		number(p, c, "credits"),
		final != NULL ? final : "\u2013",
		text(c, "letter"),
		text(c, "points"),
	};

	pdf_row(pdf, PDF_TEXT, cells);
}

static void
draw_term(struct pdf *pdf, const struct paper *p, const json_t *term)
{
	const char *sum[NITEMS(columns)] = { NULL };
	const char *gpa = text(term, "gpa");
	const json_t *c;
	size_t i;

	pdf_keep(pdf, 90);
	pdf_gap(pdf, 10);
	pdf_text(pdf, PDF_HEADING, text(term, "name"));
	pdf_table(pdf, columns, NITEMS(columns));
	json_array_foreach(json_object_get(term, "courses"), i, c)
		draw_course(pdf, p, c);
	if (json_integer_value(json_object_get(term, "credits_attempted")) ==
	    0)
		sum[1] = "In progress";
	else {
		sum[1] = arena_printf(p->r->arena, "Earned %s of %s credits",
		    number(p, term, "credits_earned"),
		    number(p, term, "credits_attempted"));
		sum[4] = "GPA";
		sum[5] = gpa != NULL ? gpa : "–";
	}
	pdf_row(pdf, PDF_STRONG, sum);
	pdf_table_end(pdf);
}

/* ---- The rest */

static const char *
standing(const struct paper *p)
{
	const char *s = member(p, "cumulative", "standing");

	if (s == NULL)
		return NULL;
	return strcmp(s, "honours") == 0 ? "Honours" :
	    strcmp(s, "good") == 0	 ? "Good" :
					   "Probation";
}

static void
draw_head(struct pdf *pdf, const struct paper *p)
{
	const json_t *all = json_object_get(p->document, "cumulative");
	const char *const pairs[] = {
		"Student", member(p, "student", "full_name"),
		"Student number", member(p, "student", "student_number"),
		"School", member(p, "school", "name"),
		p->code != NULL ? "Issued" : "As of", day(p, p->at),
		"GPA", text(all, "gpa"),
		"Standing", standing(p),
		"Credits earned", number(p, all, "credits_earned"),
		"Credits attempted", number(p, all, "credits_attempted"),
		NULL
	};

	pdf_text(pdf, PDF_TITLE, "Transcript");
	pdf_gap(pdf, 8);
	pdf_pairs(pdf, pairs);
}

static const char *
repeats(const struct paper *p)
{
	const char *s = member(p, "rules", "repeats");

	return strcmp(s, "all") == 0	? "every attempt counts" :
	    strcmp(s, "latest") == 0 ? "the latest attempt counts" :
					  "the best attempt counts";
}

static void
draw_rules(struct pdf *pdf, const struct paper *p)
{
	pdf_gap(pdf, 12);
	pdf_text(pdf, PDF_SMALL, arena_printf(p->r->arena,
	    "GPA: points by credits, two digits. Of repeated subjects %s. "
	    "Honours from %s, probation below %s.", repeats(p),
	    member(p, "rules", "honours_from"),
	    member(p, "rules", "probation_below")));
}

static void
draw_code(struct pdf *pdf, const struct paper *p)
{
	const char *url = transcript_url(p->r, p->code);
	const char *const lines[] = {
		p->revoked_at != NULL ? "This transcript was revoked." :
					"Whoever reads this can verify it.",
		url,
		arena_printf(p->r->arena, "Code %s", p->code),
		arena_printf(p->r->arena, "SHA-256 %.32s", p->sha256),
		arena_printf(p->r->arena, "%s", p->sha256 + 32),
		NULL
	};

	pdf_gap(pdf, 12);
	pdf_qr(pdf, url, lines);
}

static void
draw(struct pdf *pdf, void *arg)
{
	const struct paper *p = arg;
	const json_t *term;
	size_t i;

	draw_head(pdf, p);
	json_array_foreach(json_object_get(p->document, "terms"), i, term)
		draw_term(pdf, p, term);
	if (json_array_size(json_object_get(p->document, "terms")) == 0)
		pdf_text(pdf, PDF_TEXT, "No courses yet.");
	draw_rules(pdf, p);
	if (p->code != NULL)
		draw_code(pdf, p);
}

static enum err
send(struct paper *p)
{
	struct req *r = p->r;
	const struct pdf_about about = {
		.title = arena_printf(r->arena, "Transcript of %s",
		    member(p, "student", "full_name")),
		.author = member(p, "school", "name"),
		.footer = p->code != NULL ? transcript_url(r, p->code) :
		    "Not issued: nobody can verify it.",
		.banner = p->revoked_at != NULL ? "REVOKED" :
		    p->code == NULL		? "UNOFFICIAL" :
						  NULL,
		.made = p->at,
	};

	if (!pdf_write(&about, draw, p, &r->out))
		return req_fail(r, ERR_BUG, "The document cannot be drawn.");
	r->status = 200;
	req_header(r, "Content-Disposition", p->code == NULL ?
	    "inline; filename=\"transcript.pdf\"" :
	    arena_printf(r->arena, "inline; filename=\"transcript-%s.pdf\"",
	    p->code));
	return r->err;
}

/* ---- GET */

enum err
transcript_pdf(struct req *r)
{
	struct paper p = { .r = r, .at = r->now };
	struct record x;

	if (!transcript_read(r, req_var(r, "id"), &x))
		return r->err;
	p.document = x.document;
	p.zone = x.timezone;
	return send(&p);
}

static void
decref(void *json)
{
	json_decref(json);
}

static int64_t
instant_of(const json_t *document)
{
	struct tm tm = { 0 };
	const char *s = text(document, "issued_at");

	return s == NULL || strptime(s, "%Y-%m-%dT%H:%M:%SZ", &tm) == NULL ?
	    0 : (int64_t)timegm(&tm);
}

enum err
transcript_file(struct req *r)
{
	struct rows *rs = db_rows(r, &q_transcript_get, req_bind(r,
	    &q_transcript_get));
	struct paper p = { .r = r, .zone = rows_get(rs, 0, "_timezone"),
		.code = rows_get(rs, 0, "code"),
		.sha256 = rows_get(rs, 0, "sha256"),
		.revoked_at = rows_get(rs, 0, "revoked_at") };
	const char *document = rows_get(rs, 0, "document");

	if (r->err != OK)
		return r->err;
	if (document == NULL)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	p.document = json_loads(document, 0, NULL);
	if (p.document == NULL)
		return req_fail(r, ERR_BUG, "The document cannot be read.");
	arena_defer(r->arena, decref, p.document);
	p.at = instant_of(p.document);
	return send(&p);
}
