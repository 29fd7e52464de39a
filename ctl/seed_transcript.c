#include "core.h"

#include <jansson.h>

#include "arena.h"
#include "copy.h"
#include "crypto.h"
#include "ctl.h"
#include "grades/signer.h"
#include "grades/tcode.h"
#include "seed.h"

/*
 * The document as the service writes it, of a student who has taken no subject
 * twice; a test compares the two.
 */
static const char document_sql[] =
    "with a as (select c.code, c.name, c.semester, c.year, c.credits,"
    "  e.status, f.final, f.letter, f.points, f.passed"
    "  from seed_want w join academics.enrollments e"
    "   on e.student_id = w.student_id and e.status in"
    "    ('enrolled', 'completed')"
    "  join academics.courses c on c.id = e.course_id"
    "  left join grading.finals f on f.enrollment_id = e.id"
    "), sums as (select semester, year, grouping(year) = 1 as is_all,"
    "  coalesce(sum(credits) filter (where final is not null), 0) as tried,"
    "  coalesce(sum(credits) filter (where passed), 0) as earned,"
    "  round(sum(credits * points) / sum(credits) filter (where points is not"
    "   null), 2) as gpa"
    "  from a group by grouping sets ((semester, year), ())"
    "), term as (select t.year, array_position(array['spring', 'summer',"
    "   'fall'], t.semester::text) as nth, jsonb_build_object("
    "  'semester', t.semester, 'year', t.year, 'name',"
    "  initcap(t.semester) || ' ' || t.year, 'credits_attempted', t.tried,"
    "  'credits_earned', t.earned, 'gpa', to_char(t.gpa, 'FM990.00'),"
    "  'courses', (select jsonb_agg(jsonb_build_object('code', a.code,"
    "   'name', a.name, 'credits', a.credits, 'status', a.status,"
    "   'final', trim_scale(a.final)::text, 'letter', a.letter,"
    "   'points', to_char(a.points, 'FM990.00'), 'passed', a.passed,"
    "   'counts', a.final is not null, 'is_repeated', false) order by a.code)"
    "   from a where a.semester = t.semester and a.year = t.year)) as j"
    "  from sums t where not t.is_all"
    ") select jsonb_build_object("
    " 'school', jsonb_build_object('id', s.id, 'code', s.code, 'name', s.name),"
    " 'student', jsonb_build_object('id', u.id, 'full_name', u.full_name,"
    "  'student_number', u.student_number),"
    " 'rules', jsonb_build_object('repeats', r.repeats, 'honours_from',"
    "  trim_scale(r.honours_from)::text, 'probation_below',"
    "  trim_scale(r.probation_below)::text),"
    " 'terms', (select jsonb_agg(t.j order by t.year, t.nth) from term t),"
    " 'cumulative', jsonb_build_object('credits_attempted', g.tried,"
    "  'credits_earned', g.earned, 'gpa', to_char(g.gpa, 'FM990.00'),"
    "  'standing', case when g.gpa >= r.honours_from then 'honours'"
    "   when g.gpa < r.probation_below then 'probation'"
    "   when g.gpa is not null then 'good' end))"
    "  from seed_want w join academics.schools s on s.id = w.school_id"
    "  join identity.users u on u.id = w.student_id"
    "  join grading.school_rules r on r.school_id = s.id"
    "  join sums g on g.is_all";

/* What was computed, with its code, in the form that its digest is of. */
static const char *
written(const struct seed *s, const char *document, const char *code,
    const char *at)
{
	json_t *j = json_loads(document, 0, NULL);
	const char *text;
	char *dump;

	if (j == NULL)
		abort();
	json_object_set_new(j, "code", json_string(code));
	json_object_set_new(j, "issued_at", json_string(at));
	dump = json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS);
	text = arena_strdup(s->arena, dump);
	free(dump);
	json_decref(j);
	return text;
}

/* The first transcript of a school makes its first key. */
static bool
load_key(const struct seed *s, struct copy *db)
{
	struct uuid school = seed_school_id(s);
	const char *params[4] = { school.s };
	struct signer key;

	if (!signer_make(s->arena, &key))
		abort();
	params[1] = key.kid;
	params[2] = key.pem;
	params[3] = key.jwk;
	return copy_ask(db, "insert into grading.signing_keys (school_id, kid, "
	    "private_key, public_jwk) values ($1, $2, $3, $4)", params, 4);
}

static const char *
digest(const struct seed *s, const char *text)
{
	uint8_t sha[SHA256_LEN];
	char hex[HEX_SIZE(SHA256_LEN)];

	crypto_sha256(text, strlen(text), sha);
	hex_encode(hex, sha, sizeof(sha));
	return arena_strdup(s->arena, hex);
}

/* Issued on the morning of the day before. */
bool
seed_transcript(const struct seed *s, struct copy *db)
{
	int64_t at = (s->want.day - 1) * DAY_MS + 9 * INT64_C(3600000);
	const struct uuid id = seed_id(s, ID_TRANSCRIPT, 0, at),
	    admin = seed_person_id(s, 0);
	const char *params[] = { id.s, NULL, NULL, NULL,
		arena_printf(s->arena, "%sT09:00:00Z",
		seed_date_text(s, s->want.day - 1)), admin.s };
	char code[TCODE_SIZE], shown[TCODE_SHOWN];

	ctl_step("a transcript");
	if (!load_key(s, db) || !copy_ask(db, document_sql, NULL, 0))
		return false;
	tcode_make(code);
	tcode_show(code, shown);
	params[1] = code;
	params[2] = written(s, copy_at(db, 0, 0), shown, params[4]);
	params[3] = digest(s, params[2]);
	return copy_ask(db, "insert into grading.transcripts (id, school_id, "
	    "student_id, code, document, sha256, issued_at, issued_by) select "
	    "$1, w.school_id, w.student_id, $2, $3::jsonb, decode($4, 'hex'), "
	    "$5::timestamptz, $6 from seed_want w", params, NITEMS(params));
}
