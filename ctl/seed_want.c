#include "core.h"

#include <time.h>

#include "arena.h"
#include "copy.h"
#include "ctl.h"
#include "seed.h"

/*
 * How many days back there are sessions, and how many of these were signed by
 * phone: before that teachers marked by hand.  A load for measurements has
 * fewer, which are as many rows.
 */
#define LOAD_FROM 5000 /* students */
#define DAYS_KEPT 21
#define DAYS_SIGNED 14
#define LOAD_KEPT 7
#define LOAD_SIGNED 3

/*
 * What the statements ask for stands in one row of one table.  Rows are told
 * apart by a hash of what they are, so that the same university has the same
 * ones, ids included; ids grow with time, as everywhere.
 */
static const char prepare_sql[] =
    "create temporary table seed_want (school_id uuid, teacher_id uuid,"
    " student_id uuid, hash text, until timestamptz, made timestamptz,"
    " semester text, year int, since date, signed_since date, live boolean)"
    " on commit drop;"
    "create function pg_temp.seed_id(what text, key text, at timestamptz)"
    " returns uuid language sql immutable return (lpad(to_hex("
    " (extract(epoch from at) * 1000)::bigint), 12, '0') || '7' ||"
    " substr(md5(what || key), 1, 3) || '8' || substr(md5(what || key), 4,"
    " 15))::uuid;"
    "create function pg_temp.chance(key text) returns int language sql"
    " immutable return ('x' || substr(md5(key), 1, 6))::bit(24)::int % 1000;";

const char *
seed_demo_person(const struct seed *s, const char *role)
{
	for (int i = 0; i < s->npeople; i++)
		if (s->people[i].demo && strcmp(s->people[i].role, role) == 0)
			return arena_strdup(s->arena, seed_person_id(s, i).s);
	return NULL;
}

const char *
seed_date_text(const struct seed *s, int64_t day)
{
	char date[16];

	seed_date(day, date);
	return arena_strdup(s->arena, date);
}

/* Of a day that is past, what had come by its morning; of today, by now. */
bool
seed_want(const struct seed *s, struct copy *db, const char *demo_hash)
{
	const struct term *now = &s->term[TERM_NOW];
	int64_t day = s->want.day, today = (int64_t)time(NULL) / 86400;
	bool load = s->students > LOAD_FROM;
	struct uuid school = seed_school_id(s);
	const char *const params[] = {
		school.s,
		seed_demo_person(s, "teacher"),
		seed_demo_person(s, "student"),
		demo_hash,
		seed_date_text(s, day),
		seed_date_text(s, s->term[TERM_BEFORE].starts - 10),
		now->semester,
		arena_printf(s->arena, "%d", now->year),
		seed_date_text(s, day - (load ? LOAD_KEPT : DAYS_KEPT)),
		seed_date_text(s, day - (load ? LOAD_SIGNED : DAYS_SIGNED)),
		day == today ? "true" : "false",
	};

	return copy_run(db, prepare_sql) &&
	    copy_ask(db,
		"insert into seed_want select $1::uuid, $2::uuid, $3::uuid, $4,"
		" case when $11::boolean then now() else $5::date::timestamp"
		"  at time zone 'UTC' end, $6::date::timestamp at time zone "
		"'UTC',"
		" $7, $8::int, $9::date, $10::date, $11::boolean",
		params, NITEMS(params));
}

bool
seed_steps(struct copy *db, const struct seed_step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		ctl_step("%s ...", steps[i].words);
		if (!copy_run(db, steps[i].sql))
			return false;
	}
	return true;
}

bool
seed_wanted(struct copy *db)
{
	return copy_run(db,
	    "drop function pg_temp.seed_id(text, text, timestamptz);"
	    "drop function pg_temp.chance(text);"
	    "drop table seed_want");
}
