/* The record of a student: averages, standing, what is issued and verified. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "crypto.h"
#include "grades/tcode.h"
#include "unit/suite.h"

#define SEATS 4

struct pupil {
	struct somebody who;
	const char *seats[SEATS];
};

/* ---- What the tests need */

static void
final_is(const char *seat, const char *grade)
{
	psql(api_format("select academics_api.set_final_grade('%s', '%s', %s, "
	    "true)",
	    seat, my_school(), grade));
}

static const char *
seat_in(const char *student, const char *semester, int year, int credits,
    const char *subject, const char *final)
{
	const char *seat = seat_made(course_made(api_format("{\"semester\":"
	    "\"%s\",\"year\":%d,\"credits\":%d,\"subject_id\":\"%s\"}",
					 semester, year, credits, subject)),
	    student);

	final_is(seat, final);
	return seat;
}

/* One subject three times, D, A, and F; and once another, B. */
static struct pupil
pupil_made(void)
{
	struct pupil p = { .who = made_person("student") };
	const char *twice = subject_made(), *once = subject_made();

	p.seats[0] = seat_in(p.who.id, "fall", 2031, 3, twice, "65");
	p.seats[1] = seat_in(p.who.id, "fall", 2031, 4, once, "85");
	p.seats[2] = seat_in(p.who.id, "spring", 2032, 3, twice, "95");
	p.seats[3] = seat_in(p.who.id, "summer", 2032, 3, twice, "40.5");
	return p;
}

static void
rules_are(const char *repeats, const char *honours, const char *probation)
{
	psql(api_format("insert into grading.school_rules (school_id, scale_id,"
	    " repeats, honours_from, probation_below) values ('%s', "
	    "'00000000-0000-7000-8000-000000000001', '%s', %s, %s) on conflict "
	    "(school_id) do update set repeats = excluded.repeats, "
	    "honours_from = excluded.honours_from, probation_below = "
	    "excluded.probation_below, scale_id = excluded.scale_id",
	    my_school(), repeats, honours, probation));
}

/* As the demo has them. */
static void
rules_are_as_ever(void)
{
	psql(api_format("update grading.school_rules set repeats = 'best', "
	    "honours_from = 3.5, probation_below = 2, scale_id = (select id "
	    "from grading.scales where school_id = '%s' order by id limit 1) "
	    "where school_id = '%s'", my_school(), my_school()));
}

static struct reply *
record_of(const struct pupil *p)
{
	struct reply *r = api_get(p->who.token,
	    api_format("/students/%s/transcript", p->who.id));

	T_STATUS(r, 200);
	return r;
}

static struct reply *
issued_to(const struct pupil *p)
{
	struct reply *r = api_send(p->who.token, "POST",
	    api_format("/students/%s/transcripts", p->who.id), "{}");

	T_STATUS(r, 201);
	return r;
}

static struct reply *
verified(const char *code)
{
	return api_get(NULL, api_format("/verify/%s", code));
}

static struct reply *
revoked(const char *id, const char *version)
{
	return send_if(api_token("admin"), "POST",
	    api_format("/transcripts/%s/revoke", id),
	    "{\"reason\":\"A wrong name\"}",
	    version);
}

/* ---- Averages */

static void
repeats_follow_the_school(void)
{
	static const char *const rules[][3] = {
		{ "best", "3.43", "7" },   /* 24 / 7 */
		{ "latest", "1.71", "4" }, /* 12 / 7 */
		{ "all", "2.08", "7" },    /* 27 / 13 */
	};
	struct pupil p = pupil_made();

	for (size_t i = 0; i < NITEMS(rules); i++) {
		struct reply *r;

		rules_are(rules[i][0], "3.5", "2");
		r = record_of(&p);
		T_SAME(reply_text(r, "document.cumulative.gpa"), rules[i][1]);
		T_SAME(reply_text(r, "document.cumulative.credits_earned"),
		    rules[i][2]);
		T_EQ(reply_int(r, "document.cumulative.credits_attempted"),
		    13);
		T_SAME(reply_text(r, "document.terms.0.gpa"), "2.14");
		T_SAME(reply_text(r, "document.terms.1.gpa"), "4.00");
		T_SAME(reply_text(r, "document.terms.2.gpa"), "0.00");
		T_SAME(reply_text(r, "document.terms.2.name"), "Summer 2032");
		T_SAME(reply_text(r, "document.terms.2.courses.0.final"),
		    "40.5");
		T_SAME(reply_text(r, "document.terms.2.courses.0.passed"),
		    "false");
	}
	rules_are_as_ever();
	api_free();
}

static const char *
standing_of(const struct pupil *p, const char *honours, const char *probation)
{
	rules_are("best", honours, probation);
	return reply_text(record_of(p), "document.cumulative.standing");
}

static void
standing_has_its_edges(void)
{
	struct pupil p = pupil_made(); /* 3.43 */
	struct pupil none = { .who = made_person("student") };

	T_SAME(standing_of(&p, "3.43", "2"), "honours");
	T_SAME(standing_of(&p, "3.431", "2"), "good");
	T_SAME(standing_of(&p, "3.44", "3.43"), "good");
	T_SAME(standing_of(&p, "4", "3.431"), "probation");
	T_SAME(standing_of(&p, "4", "3.44"), "probation");
	T_SAME(standing_of(&none, "4", "3.44"), "null");
	rules_are_as_ever();
	api_free();
}

/* A letter that was given stands; a bare grade has the scale's. */
static void
letters_are_those_given(void)
{
	struct pupil p = pupil_made();
	struct reply *r;

	psql(api_format("insert into grading.finals (enrollment_id, school_id,"
	    " course_id, student_id, final, letter, points, passed) select "
	    "id, school_id, course_id, student_id, 95, 'Z+', 2.5, false from "
	    "academics.enrollments where id = '%s'",
	    p.seats[2]));
	r = record_of(&p);
	T_SAME(reply_text(r, "document.terms.1.courses.0.letter"), "Z+");
	T_SAME(reply_text(r, "document.terms.1.courses.0.points"), "2.50");
	T_SAME(reply_text(r, "document.terms.1.courses.0.passed"), "false");
	T_SAME(reply_text(r, "document.terms.1.credits_earned"), "0");
	T_SAME(reply_text(r, "document.terms.0.courses.0.is_repeated"),
	    strcmp(reply_text(r, "document.terms.0.courses.0.letter"), "D") ==
		    0 ?
	    "true" :
		"false");
	psql(api_format("delete from grading.finals where enrollment_id = "
	    "'%s'",
	    p.seats[2]));
	seat_made(course_made("{}"), p.who.id);
	r = record_of(&p);
	T_EQ(json_array_size(reply_at(r, "document.terms.2.courses")), 2);
	T_EQ(reply_int(r, "document.cumulative.credits_attempted"), 13);
	api_free();
}

/* ---- Issued */

/* By our own hands: sorted, without blanks, as RFC 8785 has it. */
static const char *
digest_of(json_t *document)
{
	static char hex[HEX_SIZE(SHA256_LEN)];
	char *text = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS);
	uint8_t sha[SHA256_LEN];

	crypto_sha256(text, strlen(text), sha);
	hex_encode(hex, sha, sizeof(sha));
	free(text);
	return hex;
}

static void
what_is_issued_stays(void)
{
	struct pupil p = pupil_made();
	struct reply *r = issued_to(&p), *v;
	const char *id = reply_text(r, "id"), *code = reply_text(r, "code");
	const char *path = api_format("/transcripts/%s", id);

	T_TRUE(strstr(reply_header(r, "Location"), path) != NULL);
	T_TRUE(strstr(reply_text(r, "verify_url"), code) != NULL);
	final_is(p.seats[0], "100");
	T_SAME(reply_text(record_of(&p), "document.terms.0.gpa"), "3.43");
	r = api_get(p.who.token, path);
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "document.terms.0.gpa"), "2.14");
	T_SAME(reply_text(r, "document.code"), code);
	T_SAME(reply_text(r, "sha256"), digest_of(reply_at(r, "document")));
	T_SAME(reply_text(r, "status"), "valid");
	v = verified(code);
	T_STATUS(v, 200);
	T_SAME(reply_text(v, "status"), "valid");
	T_SAME(reply_text(v, "full_name"), "Made Person");
	T_SAME(reply_text(v, "gpa"), "3.43");
	T_SAME(reply_text(v, "sha256"), reply_text(r, "sha256"));
	v = api_get(p.who.token, api_format("/students/%s/transcripts",
	    p.who.id));
	T_EQ(json_array_size(reply_at(v, "items")), 1);
	T_SAME(reply_text(v, "items.0.id"), id);
	api_free();
}

static void
nothing_is_no_transcript(void)
{
	struct pupil p = { .who = made_person("student") };

	T_PROBLEM(api_send(p.who.token, "POST",
	    api_format("/students/%s/transcripts", p.who.id), "{}"), 409,
	    "conflict");
	T_EQ(json_array_size(reply_at(record_of(&p), "document.terms")), 0);
	api_free();
}

static void
revoked_is_said(void)
{
	struct pupil p = pupil_made();
	struct reply *r = issued_to(&p), *v;
	const char *id = reply_text(r, "id"), *code = reply_text(r, "code");

	T_PROBLEM(revoked(id, "7"), 412, "stale");
	T_STATUS(api_send(p.who.token, "POST",
	    api_format("/transcripts/%s/revoke", id), "{\"reason\":\"Mine\"}"),
	    403);
	T_STATUS(revoked(id, "1"), 200);
	T_PROBLEM(revoked(id, "2"), 409, "conflict");
	v = verified(code);
	T_STATUS(v, 200);
	T_SAME(reply_text(v, "status"), "revoked");
	T_TRUE(strstr(v->body, "wrong name") == NULL);
	v = api_get(p.who.token, api_format("/transcripts/%s", id));
	T_SAME(reply_text(v, "revoked_reason"), "A wrong name");
	T_SAME(reply_text(v, "status"), "revoked");
	T_STATUS(api_get(p.who.token, api_format("/transcripts/%s/pdf", id)),
	    200);
	api_free();
}

/* ---- Forged */

static void
forged_codes_are_unknown(void)
{
	struct pupil p = pupil_made();
	const char *code = reply_text(issued_to(&p), "code");
	char wrong[TCODE_SIZE], shown[TCODE_SHOWN];
	struct reply *r;

	T_STATUS(verified(api_format("%.4s%.4s%.4s%.4s", code, code + 5,
		     code + 10, code + 15)),
	    200);
	for (size_t i = 0; i < 19; i++) {
		snprintf(shown, sizeof(shown), "%s", code);
		if (shown[i] == '-')
			continue;
		shown[i] = shown[i] == '7' ? '8' : '7';
		r = verified(shown);
		T_STATUS(r, 404);
		T_SAME(reply_text(r, "status"), "unknown");
		T_SAME(reply_text(r, "reason"), "mistyped");
	}
	tcode_make(wrong);
	r = verified(wrong);
	T_STATUS(r, 404);
	T_SAME(reply_text(r, "status"), "unknown");
	T_SAME(reply_text(r, "reason"), "not_issued");
	T_STATUS(verified("x"), 404);
	T_STATUS(verified("%27%20or%201"), 404);
	api_free();
}

/* ---- Who */

static const char *const reads[] = {
	"/students/%s/transcript",
	"/students/%s/transcript.pdf",
	"/students/%s/transcripts",
};
static const char *const reads_issued[] = {
	"/transcripts/%s",
	"/transcripts/%s/pdf",
	"/transcripts/%s/credential",
};

static void
all_are(const char *token, const char *student, const char *id, long status)
{
	for (size_t i = 0; i < NITEMS(reads); i++) {
		char path[128];

		snprintf(path, sizeof(path), "%.*s%s%s", 10, reads[i], student,
		    reads[i] + 12);
		T_STATUS(api_get(token, path), status);
		snprintf(path, sizeof(path), "%.*s%s%s", 13, reads_issued[i],
		    id, reads_issued[i] + 15);
		T_STATUS(api_get(token, path), status);
	}
}

static void
records_are_ones_own(void)
{
	struct pupil p = pupil_made();
	struct somebody parent = made_person("parent");
	struct somebody other = made_person("student");
	const char *id = reply_text(issued_to(&p), "id"), *s = p.who.id;
	const char *issue = api_format("/students/%s/transcripts", s);

	all_are(p.who.token, s, id, 200);
	all_are(api_token("admin"), s, id, 200);
	all_are(other.token, s, id, 404);
	all_are(parent.token, s, id, 404);
	all_are(api_token("admin@other.example"), s, id, 404);
	all_are(made_person("teacher").token, s, id, 403);
	psql(api_format("insert into identity.relations (person_id, "
	    "relative_id, kind) values ('%s', '%s', 'parent')",
	    parent.id, s));
	all_are(parent.token, s, id, 200);
	T_STATUS(api_send(parent.token, "POST", issue, "{}"), 403);
	T_STATUS(api_send(other.token, "POST", issue, "{}"), 404);
	T_STATUS(api_send(api_token("admin@other.example"), "POST",
		     api_format("/transcripts/%s/revoke", id),
	    "{\"reason\":\"x\"}"),
	    404);
	T_STATUS(api_send(api_token("admin"), "POST", issue, "{}"), 201);
	api_free();
}

/* ---- PDF */

/* What a command prints of the document. */
static const char *
said(const struct reply *r, const char *command)
{
	char path[] = "/tmp/lyceum-transcript.XXXXXX", text[20000];
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "we"), *out;

	if (f == NULL || fwrite(r->body, 1, r->len, f) != r->len ||
	    fclose(f) != 0)
		abort();
	out = popen(api_format("f=%s; %s; rm -f $f*", path, command), "re");
	text[out == NULL ? 0 : fread(text, 1, sizeof(text) - 1, out)] = '\0';
	if (out != NULL)
		pclose(out);
	return api_format("%s", text);
}

static void
papers_say_the_same(void)
{
	struct pupil p = pupil_made();
	struct reply *r = issued_to(&p), *pdf;
	const char *code = reply_text(r, "code"), *text;

	pdf = api_get(p.who.token, api_format("/transcripts/%s/pdf",
	    reply_text(r, "id")));
	T_STATUS(pdf, 200);
	T_SAME(reply_header(pdf, "Content-Type"), "application/pdf");
	T_TRUE(pdf->len > 1000 && memcmp(pdf->body, "%PDF-", 5) == 0);
	text = said(pdf, "pdftotext -layout $f -");
	T_TRUE(strstr(text, "Made Person") != NULL);
	T_TRUE(strstr(text, "3.43") != NULL);
	T_TRUE(strstr(text, "Spring 2032") != NULL);
	T_TRUE(strstr(text, "(repeated)") != NULL);
	T_TRUE(strstr(text, code) != NULL);
	text = said(pdf, "pdftoppm -r 150 -png $f $f && for p in $f*.png; do "
	    "zbarimg -q --raw -Sdisable -Sqrcode.enable $p; done 2> /dev/null");
	T_TRUE(strncmp(text, reply_text(r, "verify_url"),
		   strlen(reply_text(r, "verify_url"))) == 0);
	pdf = api_get(p.who.token, api_format("/students/%s/transcript.pdf",
	    p.who.id));
	T_TRUE(strstr(said(pdf, "pdftotext $f -"), "Not issued") != NULL);
	api_free();
}

/* ---- Too often: from an address that nobody else has */

static void
guessing_is_limited(void)
{
	unsigned n = unique();
	FILE *f = popen(api_format("curl -s -o /dev/null -w '%%{http_code}\\n' "
	    "--interface 127.%u.%u.%u \"%s/api/v1/verify/[1-70]\"",
			    1 + n % 250, 1 + n / 250 % 250, 1 + n / 62500 % 250,
			    getenv("LYCEUM_URL")),
	    "re");
	int ok = 0, limited = 0, status;

	while (f != NULL && fscanf(f, "%d", &status) == 1) {
		ok += status == 404;
		limited += status == 429;
	}
	if (f != NULL)
		pclose(f);
	T_EQ(ok, 60);
	T_EQ(limited, 10);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "repeats", repeats_follow_the_school },
		{ "standing", standing_has_its_edges },
		{ "letters", letters_are_those_given },
		{ "issued", what_is_issued_stays },
		{ "nothing", nothing_is_no_transcript },
		{ "revoked", revoked_is_said },
		{ "forged", forged_codes_are_unknown },
		{ "who", records_are_ones_own },
		{ "papers", papers_say_the_same },
		{ "limit", guessing_is_limited },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("transcripts", tests);
}
