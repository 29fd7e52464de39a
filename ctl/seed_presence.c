#include "core.h"

#include "arena.h"
#include "copy.h"
#include "es256.h"
#include "crypto.h"
#include "seed.h"

/* clang-format off */
static const struct seed_step steps[] = {
	{ "classrooms",
	  "insert into academics.classrooms (id, school_id, name, building,"
	  " seats, created_at, updated_at)"
	  " select pg_temp.seed_id('room', w.school_id || c.room, w.made),"
	  "  w.school_id, c.room, regexp_replace(c.room, ' [0-9]+$', ''),"
	  "  greatest(20, (ceil(max(c.capacity) / 10.0) * 10)::int), w.made, w.made"
	  "  from seed_want w join academics.courses c"
	  "   on c.school_id = w.school_id and c.room is not null"
	  " group by w.school_id, w.made, c.room" },
	{ "groups",
	  "insert into academics.groups (id, school_id, name, description,"
	  " created_at, updated_at)"
	  " select pg_temp.seed_id('group', w.school_id || g.name, w.made),"
	  "  w.school_id, g.name, g.words, w.made, w.made"
	  "  from seed_want w, (values"
	  "   ('Working students', 'Work beside their studies'),"
	  "   ('Visiting students', 'Here for a term, from other universities'),"
	  "   ('Exam candidates', 'Take an examination again'),"
	  "   ('Student council', 'Elected every autumn')) g (name, words)" },
	{ "members of groups",
	  "insert into academics.group_members (group_id, student_id, added_at)"
	  " select g.id, u.id, w.made + interval '1 day'"
	  "  from seed_want w join academics.groups g on g.school_id = w.school_id"
	  "  join identity.users u on u.school_id = w.school_id"
	  "   and u.role = 'student' and u.is_active"
	  " where pg_temp.chance(g.id::text || u.id) < 40" },
	{ "holidays",
	  "insert into academics.holidays (id, school_id, name, starts_on,"
	  " ends_on, created_at, updated_at)"
	  " select pg_temp.seed_id('holiday', w.school_id || h.name || x.day, w.made),"
	  "  w.school_id, h.name, x.day, x.day + h.days - 1, w.made, w.made"
	  "  from seed_want w join academics.terms t on t.school_id = w.school_id"
	  " cross join (values (1, 1, 6, 'New Year'), (4, 6, 5, 'Spring break'),"
	  "  (5, 1, 1, 'Labour Day'), (7, 25, 1, 'Founders'' Day'),"
	  "  (8, 15, 1, 'Assumption'), (10, 12, 1, 'National Day'),"
	  "  (12, 8, 1, 'Immaculate Conception'), (12, 22, 10, 'Winter break'))"
	  "   h (month, day, days, name)"
	  " cross join lateral (select make_date(t.year, h.month, h.day)) x (day)"
	  " where x.day between t.starts_on and t.ends_on" },
	{ "sessions of the term",
	  "insert into academics.sessions (id, school_id, course_id, starts_at,"
	  " ends_at, slot_on, slot_start, closed_at, created_at, updated_at)"
	  " select pg_temp.seed_id('session', c.id::text || d || m.starts, x.starts_at),"
	  "  w.school_id, c.id, x.starts_at, x.ends_at, d, m.starts,"
	  "  case when x.ends_at <= w.until then x.ends_at end, w.made, w.made"
	  "  from seed_want w join academics.schools h on h.id = w.school_id"
	  "  join academics.terms t on t.school_id = w.school_id"
	  "   and t.semester = w.semester and t.year = w.year"
	  "  join academics.courses c on c.school_id = w.school_id"
	  "   and c.semester = t.semester and c.year = t.year and c.is_active"
	  "  join academics.meetings m on m.course_id = c.id"
	  " cross join lateral (select greatest(t.starts_on, w.since)) f (day)"
	  " cross join lateral (select g::date from generate_series((f.day +"
	  "  (m.day - extract(isodow from f.day)::int + 7) % 7)::timestamp,"
	  "  t.ends_on::timestamp, interval '7 days') g) s (d)"
	  " cross join lateral (select"
	  "  (d + make_interval(mins => m.starts)) at time zone h.timezone,"
	  "  (d + make_interval(mins => m.ends)) at time zone h.timezone)"
	  "   x (starts_at, ends_at)"
	  " where not exists (select from academics.holidays o"
	  "  where o.school_id = w.school_id"
	  "   and s.d between o.starts_on and o.ends_on)" },
	{ "rooms of sessions",
	  "insert into academics.session_classrooms (session_id, classroom_id)"
	  " select s.id, k.id from seed_want w"
	  "  join academics.sessions s on s.school_id = w.school_id"
	  "  join academics.courses c on c.id = s.course_id"
	  "  join academics.classrooms k on k.school_id = w.school_id"
	  "   and k.name = c.room" },
	{ "beacons",
	  "insert into beacon.beacons (id, school_id, name, kind, classroom_id,"
	  " tag_uid, firmware, last_seen_at, created_at, updated_at)"
	  " select pg_temp.seed_id('beacon', w.school_id::text || k.n, w.made),"
	  "  w.school_id, case k.n when 3 then 'Tag of ' else 'Beacon of ' end"
	  "   || k.name, case k.n when 3 then 'nfc' else 'beacon' end, k.id,"
	  "  case k.n when 3 then substr(sha256(uuid_send(w.school_id)), 1, 7) end,"
	  "  case k.n when 1 then '1.4.0' when 2 then '1.3.2' end,"
	  "  w.until - interval '2 minutes' * k.n, w.made, w.made"
	  "  from seed_want w, lateral (select r.id, r.name, row_number() over"
	  "   (order by exists (select from academics.courses c"
	  "     join academics.course_teachers t on t.course_id = c.id"
	  "    where c.school_id = w.school_id and c.room = r.name"
	  "     and c.semester = w.semester and c.year = w.year"
	  "     and t.teacher_id = w.teacher_id) desc, r.name)"
	  "   from academics.classrooms r where r.school_id = w.school_id) k (id, name, n)"
	  " where k.n <= 3" },
	{ "what beacons remember",
	  "insert into beacon.state (beacon_id, battery, heartbeat_at)"
	  " select b.id, case when b.kind = 'beacon' then"
	  "   10 + pg_temp.chance(b.id::text) % 90 end,"
	  "  case when b.kind = 'beacon' then b.last_seen_at end"
	  "  from seed_want w join beacon.beacons b on b.school_id = w.school_id" },
	{ "who came",
	  "create temporary table seed_marks on commit drop as"
	  " select s.id as session_id, s.course_id, e.id as enrollment_id,"
	  "  e.student_id, s.slot_on as date, s.starts_at, s.ends_at,"
	  "  case when y.roll < 20 + pg_temp.chance(e.student_id::text) % 130"
	  "    then case when y.roll % 6 = 0 then 'excused' else 'absent' end"
	  "   when y.roll >= 940 then 'late' else 'present' end as status,"
	  "  y.roll, y.second, s.slot_on >= w.signed_since as by_phone,"
	  "  c.teacher_id, b.id as beacon_id, b.kind, b.classroom_id"
	  "  from seed_want w join academics.sessions s on s.school_id = w.school_id"
	  "   and s.closed_at is not null"
	  "  join academics.courses c on c.id = s.course_id"
	  "  join academics.enrollments e on e.course_id = s.course_id"
	  "   and e.status in ('enrolled', 'completed')"
	  "   and e.enrolled_at <= s.starts_at"
	  "  left join academics.session_classrooms x on x.session_id = s.id"
	  "  left join beacon.beacons b on b.classroom_id = x.classroom_id"
	  " cross join lateral (select pg_temp.chance(s.id::text || e.student_id),"
	  "  pg_temp.chance(e.student_id::text || s.id)) y (roll, second)" },
	{ "signatures",
	  "insert into attendance.signatures (id, school_id, session_id,"
	  " person_id, method, status, signed_at, beacon_id, classroom_id,"
	  " decided_by, decided_at)"
	  " select pg_temp.seed_id('sign', m.session_id::text || m.student_id, t.at),"
	  "  w.school_id, m.session_id, m.student_id, k.method,"
	  "  case m.status when 'late' then 'late' else 'accepted' end, t.at,"
	  "  case when k.method in ('beacon', 'flashlight', 'nfc') then m.beacon_id end,"
	  "  case when k.method in ('beacon', 'flashlight', 'nfc') then m.classroom_id end,"
	  "  case k.method when 'teacher' then m.teacher_id end,"
	  "  case k.method when 'teacher' then t.at end"
	  "  from seed_want w cross join seed_marks m"
	  " cross join lateral (select case"
	  "  when m.kind = 'beacon' and m.second % 10 < 6 then 'flashlight'"
	  "  when m.kind = 'beacon' and m.second % 10 < 8 then 'beacon'"
	  "  when m.kind = 'nfc' and m.second % 10 < 7 then 'nfc'"
	  "  when m.second % 20 = 19 then 'teacher' else 'qr' end) k (method)"
	  " cross join lateral (select m.starts_at + case m.status"
	  "  when 'late' then interval '15 minutes' + interval '1 second' * m.second"
	  "  else interval '1 second' * (m.second * 3 / 4 - 120) end) t (at)"
	  " where m.by_phone and m.status in ('present', 'late')" },
	{ "signatures of teachers",
	  "insert into attendance.signatures (id, school_id, session_id,"
	  " person_id, person_role, method, status, signed_at)"
	  " select pg_temp.seed_id('opens', s.id::text, s.starts_at), w.school_id,"
	  "  s.id, c.teacher_id, 'teacher', 'teacher', 'accepted',"
	  "  s.starts_at - interval '3 minutes'"
	  "  from seed_want w join academics.sessions s on s.school_id = w.school_id"
	  "   and s.closed_at is not null and s.slot_on >= w.signed_since"
	  "  join academics.courses c on c.id = s.course_id" },
	{ "signatures that were refused",
	  "insert into attendance.signatures (id, school_id, session_id,"
	  " person_id, method, status, reason, message, signed_at)"
	  " select pg_temp.seed_id('refused', m.session_id::text || m.student_id,"
	  "  m.starts_at), w.school_id, m.session_id, m.student_id, 'qr',"
	  "  'refused', 'expired_code', attendance.words('expired_code'),"
	  "  m.starts_at + interval '1 second' * (m.second * 3 / 4 - 140)"
	  "  from seed_want w cross join seed_marks m"
	  " where m.by_phone and m.status = 'present' and m.roll % 50 = 0" },
	{ "attendance records",
	  "insert into attendance.records (id, school_id, course_id,"
	  " enrollment_id, student_id, date, status, session_id, signature_id,"
	  " marked_at, marked_by)"
	  " select pg_temp.seed_id('mark', m.session_id::text || m.student_id,"
	  "  m.ends_at), w.school_id, m.course_id, m.enrollment_id, m.student_id,"
	  "  m.date, m.status, m.session_id, g.id, coalesce(g.signed_at, m.ends_at),"
	  "  case when not m.by_phone or m.status = 'excused' then m.teacher_id"
	  "   when g.id is null then null"
	  "   else coalesce(g.decided_by, g.beacon_id, m.student_id) end"
	  "  from seed_want w cross join seed_marks m"
	  "  left join attendance.signatures g on g.session_id = m.session_id"
	  "   and g.person_id = m.student_id and g.status <> 'refused'" },
	{ "the session that is on",
	  "with s as (insert into academics.sessions (school_id, course_id,"
	  "  starts_at, ends_at, closing_delay_minutes, is_fixed)"
	  " select w.school_id, c.id, now() - interval '5 minutes',"
	  "  now() + interval '85 minutes', 80, true"
	  "  from seed_want w join academics.courses c on c.school_id = w.school_id"
	  "   and c.semester = w.semester and c.year = w.year"
	  "   and c.teacher_id = w.teacher_id"
	  "  join academics.enrollments e on e.course_id = c.id"
	  "   and e.student_id = w.student_id and e.status = 'enrolled'"
	  " where w.live order by c.code limit 1 returning id, course_id"
	  "), r as (insert into academics.session_classrooms (session_id, classroom_id)"
	  " select s.id, b.classroom_id from s, seed_want w join beacon.beacons b"
	  "   on b.school_id = w.school_id and b.kind = 'beacon'"
	  "  order by b.id limit 1)"
	  " update identity.users u set password_hash = w.hash"
	  "  from s, seed_want w, academics.enrollments e"
	  " where e.course_id = s.course_id and e.status = 'enrolled'"
	  "  and u.id = e.student_id" },
};
/* clang-format on */

/* ---- Keys: chance, so these alone are not the same each time */

static const char *
hex_of(const struct seed *s, const void *p, size_t n)
{
	char *hex = arena_alloc(s->arena, HEX_SIZE(n));

	hex_encode(hex, p, n);
	return hex;
}

/* A public key whose private half nobody has. */
static const char *
any_point(const struct seed *s)
{
	uint8_t point[1 + 2 * ES256_XY_LEN] = { 4 };
	struct es256 *key = es256_generate();

	if (key == NULL || !es256_xy(key, point + 1, point + 1 + ES256_XY_LEN))
		abort();
	es256_free(key);
	return hex_of(s, point, sizeof(point));
}

static const char *
any_bytes(const struct seed *s, size_t n)
{
	uint8_t bytes[32];

	crypto_random(bytes, sizeof(bytes));
	return hex_of(s, bytes, n);
}

static bool
load_keys(const struct seed *s, struct copy *db)
{
	const char *const beacons[] = { any_point(s), any_point(s),
		any_bytes(s, 32), any_bytes(s, 16) };
	const char *const device[] = { any_point(s), any_bytes(s, 32) };

	return copy_ask(db,
		   "insert into beacon.keys (beacon_id, key_id, public_key,"
		   " totp_key, tag_key, created_at)"
		   " select b.id, 1, case b.n when 1 then decode($1, 'hex')"
		   "   when 2 then decode($2, 'hex') end,"
		   "  case when b.kind = 'beacon' then"
		   "   sha256(uuid_send(b.id) || decode($3, 'hex')) end,"
		   "  case when b.kind = 'nfc' then decode($4, 'hex') end, "
		   "b.created_at"
		   "  from (select x.*, row_number() over (order by x.kind, "
		   "x.id) as n"
		   "   from beacon.beacons x join seed_want w"
		   "    on w.school_id = x.school_id) b",
		   beacons, NITEMS(beacons)) &&
	    copy_ask(db,
		"insert into identity.devices (id, school_id, user_id, name,"
		" public_key, flash_key, bound_at, bound_by, active_from)"
		" select pg_temp.seed_id('device', w.student_id::text, w.made),"
		"  w.school_id, w.student_id, 'My phone', decode($1, 'hex'),"
		"  decode($2, 'hex'), w.made, w.student_id, w.made from "
		"seed_want w",
		device, NITEMS(device));
}

bool
seed_presence(const struct seed *s, struct copy *db)
{
	return seed_steps(db, steps, NITEMS(steps)) && load_keys(s, db) &&
	    copy_run(db, "drop table seed_marks");
}
