#include "core.h"
#include <time.h>
#include "api/fixtures.h"
#include "api/units.h"

uint64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void
must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "%s\n", what);
	exit(2);
}

static void
read_hex(const char *hex, uint8_t *out, size_t want)
{
	size_t n;

	must(hex_decode(hex, strlen(hex), out, want, &n) && n == want,
	    "the database gave no such bytes");
}

static void
point_of(struct es256 *key, uint8_t point[65])
{
	point[0] = 4;
	must(es256_xy(key, point + 1, point + 33), "no point");
}

const char *
key_text(struct es256 *key)
{
	uint8_t point[65];
	char text[B64_SIZE(65)];

	point_of(key, point);
	b64_encode(text, point, sizeof(point));
	return api_format("%s", text);
}

/* ---- Lessons */

struct lesson
lesson_at(const char *starts)
{
	struct lesson l = { .course = keep(course_made(
	    "{\"capacity\":500}")) };
	const char *school = my_school();

	l.classroom = keep(psql(api_format("insert into academics.classrooms "
	    "(school_id, name) values ('%s', 'Lesson %u') returning id",
	    school, unique())));
	l.session = keep(psql(api_format("insert into academics.sessions "
	    "(school_id, course_id, starts_at, ends_at, "
	    "closing_delay_minutes) select '%s', '%s', at, at + interval "
	    "'1 hour', 30 from (select now() + interval '%s' as at) t "
	    "returning id",
	    school, l.course, starts)));
	psql(api_format("insert into academics.session_classrooms values "
	    "('%s', '%s')",
	    l.session, l.classroom));
	read_hex(psql(api_format("insert into attendance.secrets "
	    "(session_id) values ('%s') returning encode(secret, 'hex')",
	    l.session)),
	    l.secret, sizeof(l.secret));
	/* Its teacher was there first. */
	psql(api_format("insert into attendance.signatures (school_id, "
	    "session_id, person_id, person_role, method, status) values "
	    "('%s', '%s', '%s', 'teacher', 'teacher', 'accepted')",
	    school,
	    l.session, my_id("teacher")));
	must(uuid_parse(l.session, l.raw_session), "no session");
	return l;
}

/* ---- Beacons */

struct unit
unit_made(const char *classroom)
{
	struct unit u = { .key_id = 1, .key = es256_generate() };
	struct reply *r = api_send(api_token("admin"), "POST", "/beacon",
	    api_format("{\"name\":\"Unit %u\",\"classroom_id\":\"%s\","
	    "\"public_key\":\"%s\"}",
	    unique(), classroom, key_text(u.key)));
	const char *room = reply_text(r, "totp_key");
	size_t n;

	must(r->status == 201 && b64_decode(room, strlen(room), u.room,
	    sizeof(u.room), &n), r->body);
	u.id = keep(reply_text(r, "id"));
	must(uuid_parse(u.id, u.raw_id), "no beacon");
	return u;
}

struct reply *
unit_auth(struct unit *u, uint64_t t_ms)
{
	uint8_t said[PRESENCE_AUTH_LEN], sig[ES256_SIG_LEN];
	char text[B64_SIZE(ES256_SIG_LEN)];
	struct reply *r;

	presence_auth_write(u->raw_id, u->key_id, t_ms, said);
	must(es256_sign(u->key, said, sizeof(said), sig), "no signature");
	b64_encode(text, sig, sizeof(sig));
	r = api_send(NULL, "POST", "/beacon/auth/token",
	    api_format("{\"beacon_id\":\"%s\",\"key_id\":%u,\"t_ms\":%" PRIu64
	    ",\"signature\":\"%s\"}", u->id, u->key_id, t_ms, text));
	if (r->status == 200)
		u->token = keep(reply_text(r, "access_token"));
	return r;
}

void
unit_sign_in(struct unit *u)
{
	struct reply *r = unit_auth(u, now_ms());

	must(r->status == 200, r->body);
}

/* ---- Phones */

struct phone
phone_of(const char *student)
{
	struct phone p = { .student = student, .key = es256_generate() };
	char point_hex[HEX_SIZE(65)], flash_hex[HEX_SIZE(32)];
	uint8_t point[65];

	point_of(p.key, point);
	crypto_random(p.flash_key, sizeof(p.flash_key));
	hex_encode(point_hex, point, sizeof(point));
	hex_encode(flash_hex, p.flash_key, sizeof(p.flash_key));
	p.device = keep(psql(api_format("insert into identity.devices "
	    "(school_id, user_id, name, public_key, flash_key, bound_by) "
	    "values ('%s', '%s', 'A phone', decode('%s', 'hex'), "
	    "decode('%s', 'hex'), '%s') returning id",
	    my_school(), student,
	    point_hex, flash_hex, student)));
	must(uuid_parse(p.device, p.raw_device) &&
		uuid_parse(student, p.raw_student),
		    "no device");
	return p;
}

struct phone
phone_made(const struct lesson *l)
{
	const char *student = keep(made_person("student").id);

	if (l != NULL)
		seat_made(l->course, student);
	return phone_of(student);
}

/* ---- Proofs */

void
proof_again(struct presence_proof *p, const struct unit *u,
    const struct lesson *l, const struct phone *ph)
{
	must(presence_proof_sign(p, l->raw_session, u->raw_id, ph->key),
	    "no signature");
}

static struct presence_proof
proof_of(const struct phone *ph)
{
	struct presence_proof p = { .kind = 0 };

	memcpy(p.student, ph->raw_student, sizeof(p.student));
	memcpy(p.device, ph->raw_device, sizeof(p.device));
	crypto_random(p.nonce, sizeof(p.nonce));
	return p;
}

struct presence_proof
proof_timestamp(const struct unit *u, const struct lesson *l,
    const struct phone *ph)
{
	struct presence_proof p = proof_of(ph);

	p.kind = PRESENCE_TIMESTAMP;
	p.t_ms = now_ms();
	p.round = presence_round(p.t_ms);
	p.totp = presence_totp(u->room, p.t_ms);
	proof_again(&p, u, l, ph);
	return p;
}

struct presence_proof
proof_flash(const struct unit *u, const struct lesson *l,
    const struct phone *ph)
{
	struct presence_proof p = proof_of(ph);

	p.kind = PRESENCE_FLASH;
	p.round = presence_round(now_ms()) - 1;
	p.slot = presence_slot(l->secret, l->raw_session, p.round, p.student);
	p.t_ms = presence_slot_start(p.round, p.slot) + 200;
	presence_flash(ph->flash_key, l->raw_session, u->raw_id, &p, p.flash);
	proof_again(&p, u, l, ph);
	return p;
}

/* ---- Frames */

struct presence_frame
unit_frame(const struct unit *u, const struct lesson *l)
{
	struct presence_frame f = { .key_id = u->key_id, .seq = u->seq + 1,
	    .t_ms = now_ms() };

	memcpy(f.beacon, u->raw_id, sizeof(f.beacon));
	memcpy(f.session, l->raw_session, sizeof(f.session));
	memcpy(f.prev, u->prev, sizeof(f.prev));
	f.totp = presence_totp(u->room, f.t_ms);
	return f;
}

void
frame_add(struct presence_frame *f, const struct presence_proof *p)
{
	f->proofs[f->n++] = *p;
}

static size_t
sign(struct unit *u, struct presence_frame *f, uint8_t *bytes)
{
	must(presence_frame_sign(f, u->key), "no signature");
	return presence_frame_write(f, bytes);
}

static void
move_on(struct unit *u, const struct presence_frame *f, const uint8_t *bytes,
    size_t n)
{
	u->seq = f->seq;
	presence_frame_hash(bytes, n, u->prev);
}

const char *
frame_body(struct unit *u, struct presence_frame *f, bool moves)
{
	uint8_t bytes[PRESENCE_FRAME_MAX];
	size_t n = sign(u, f, bytes);
	char text[B64_SIZE(PRESENCE_FRAME_MAX)];
	char body[sizeof(text) + 16];

	if (moves)
		move_on(u, f, bytes, n);
	b64_encode(text, bytes, n);
	snprintf(body, sizeof(body), "{\"frame\":\"%s\"}", text);
	return keep(body); /* longer than what api_format() makes */
}

struct reply *
unit_post(const struct unit *u, const char *body)
{
	return api_send(u->token, "POST", "/beacon/proofs", body);
}

struct reply *
unit_send(struct unit *u, struct presence_frame *f)
{
	struct unit was = *u;
	struct reply *r = unit_post(u, frame_body(u, f, true));

	if (r->status != 200) {
		u->seq = was.seq;
		memcpy(u->prev, was.prev, sizeof(u->prev));
	}
	return r;
}

struct reply *
unit_prove(struct unit *u, const struct lesson *l,
    const struct presence_proof *p)
{
	struct presence_frame f = unit_frame(u, l);

	frame_add(&f, p);
	return unit_send(u, &f);
}

/* ---- What became of it */

bool
proof_kept(const struct phone *p, const char *reason)
{
	return strcmp(psql(api_format("select count(*) > 0 from "
	    "attendance.signatures s join platform.audit a on a.object = "
	    "s.id::text where s.person_id = '%s' and s.status = 'refused' and "
	    "s.reason = '%s' and s.message <> '' and a.detail ->> 'reason' = "
	    "'%s'",
	    p->student, reason, reason)),
	    "t") == 0;
}

bool
unit_alarmed(const struct unit *u, const char *kind)
{
	return strcmp(psql(api_format("select count(*) > 0 from beacon.alarms "
	    "x join platform.audit a on a.object = x.beacon_id::text and "
	    "a.detail ->> 'reason' = x.kind where x.beacon_id = '%s' and "
	    "x.kind = '%s'",
	    u->id, kind)),
	    "t") == 0;
}

const char *
records_of(const struct phone *p)
{
	return psql(api_format("select count(*) from attendance.records where "
	    "student_id = '%s' and status in ('present', 'late')",
	    p->student));
}

void
proof_result(const struct reply *r, const char *status, const char *reason,
    const char *file, int line)
{
	const char *why = *reason == '\0' ? "null" : reason;

	api_check(r->status == 200 && strcmp(reply_text(r, "results.0.status"),
	    status) == 0 && strcmp(reply_text(r, "results.0.reason"), why) == 0,
	    file, line,
	    "wanted %s %s: %ld %.300s", status, reason, r->status, r->body);
}
