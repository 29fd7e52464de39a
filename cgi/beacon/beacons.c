#include "core.h"
#include "crypto.h"
#include "db.h"
#include "devices.h"
#include "es256.h"
#include "gen/beacon.h"
#include "presence.h"
#include "req.h"
#include "rows.h"
#include "work.h"

#define POINT_LEN 65u   /* 04, x, y */
#define TAG_KEY_LEN 16u /* AES-128 */

struct beacons_in {
	const char *q;
};

SHAPE(beacons_shape, struct beacons_in,
    FIELD(struct beacons_in, q, .label = "Name or classroom",
	.max = 100));

struct beacon_in {
	const char *name, *kind, *firmware, *public_key, *tag_uid;
	struct uuid classroom_id;
	bool is_active, restart;
};

#define BEACON_FIELDS(needed)                                            \
	FIELD(struct beacon_in, name, .label = "Name", .min = 1,         \
	    .max = 100, .example = "Beacon of room 12",                  \
	    .flags = needed),                                            \
	    FIELD(struct beacon_in, classroom_id, .label = "Classroom"), \
	    FIELD(struct beacon_in, firmware, .label = "Firmware",       \
		.max = 50, .example = "1.4.0")

#define PUBLIC_KEY                                                    \
	FIELD(struct beacon_in, public_key, .label = "Public key",    \
	    .max = 88, .pattern = "^[A-Za-z0-9+/]{87}=$",             \
	    .hint = "65 bytes in base64: 04, x and y",                \
	    .doc = "P-256, uncompressed; without one a pair is made", \
	    .flags = F_RAW)

SHAPE(beacon_shape, struct beacon_in, BEACON_FIELDS(F_REQUIRED),
    FIELD(struct beacon_in, kind, .label = "Kind",
	.one_of = "beacon|nfc", .dflt = "beacon"),
    FIELD(struct beacon_in, tag_uid, .label = "UID of the tag",
	.max = 14, .pattern = "^[0-9a-f]{14}$",
	.hint = "14 digits from 0 to f, as on the tag",
	.example = "04de5f1eacc040"),
    PUBLIC_KEY);

SHAPE(beacon_change_shape, struct beacon_in, BEACON_FIELDS(0),
    FIELD(struct beacon_in, is_active, .label = "Active"));

SHAPE(beacon_key_shape, struct beacon_in,
    PUBLIC_KEY,
    FIELD(struct beacon_in, restart, .label = "Starts anew",
	.doc = "The device has lost its state: older keys are revoked, "
	    "its sequence begins again"));

/* ---- Secrets: made here, shown in one answer, kept where they are needed */

struct secrets {
	const char *public_hex, *totp_hex, *tag_hex; /* to keep */
	const char *private_pem, *totp, *tag;        /* to show */
};

static const char *
hex_of(struct req *r, const void *p, size_t n)
{
	char *hex = arena_alloc(r->arena, HEX_SIZE(n));

	hex_encode(hex, p, n);
	return hex;
}

static const char *
b64_of(struct req *r, const void *p, size_t n)
{
	char *text = arena_alloc(r->arena, B64_SIZE(n));

	b64_encode(text, p, n);
	return text;
}

/* The device's own key: a point of the curve, or it verifies nothing. */
static void
take_key(struct req *r, struct secrets *s, const char *text)
{
	uint8_t point[POINT_LEN];
	struct es256 *key;
	size_t n;

	if (!b64_decode(text, strlen(text), point, sizeof(point), &n) ||
	    n != POINT_LEN) {
		req_fault(r, "public_key", "is not base64 of 65 bytes");
		return;
	}
	s->public_hex = hex_of(r, point, n);
	key = beacon_key(s->public_hex);
	if (key == NULL)
		req_fault(r, "public_key", "is not a point of P-256");
	es256_free(key);
}

static void
make_key(struct req *r, struct secrets *s)
{
	struct es256 *key = es256_generate();
	char *pem = arena_alloc(r->arena, ES256_PEM_MAX);
	uint8_t point[POINT_LEN] = { 4 };

	if (key == NULL || es256_pem(key, pem) == 0 ||
	    !es256_xy(key, point + 1, point + 1 + ES256_XY_LEN))
		req_fail(r, ERR_BUSY, NULL);
	s->public_hex = hex_of(r, point, sizeof(point));
	s->private_pem = pem;
	es256_free(key);
}

static struct secrets
secrets_of_beacon(struct req *r, const char *public_key)
{
	struct secrets s = { .public_hex = NULL };
	uint8_t room[PRESENCE_KEY_LEN];

	crypto_random(room, sizeof(room));
	s.totp_hex = hex_of(r, room, sizeof(room));
	s.totp = b64_of(r, room, sizeof(room));
	if (public_key != NULL && *public_key != '\0')
		take_key(r, &s, public_key);
	else
		make_key(r, &s);
	return s;
}

static struct secrets
secrets_of_tag(struct req *r)
{
	struct secrets s = { .public_hex = NULL };
	uint8_t key[TAG_KEY_LEN];

	crypto_random(key, sizeof(key));
	s.tag_hex = s.tag = hex_of(r, key, sizeof(key));
	return s;
}

/* A page answers with what it made, too: nothing could show it later. */
static void
show_here(struct req *r)
{
	r->status = 201;
	r->location = NULL;
}

static void
show(struct req *r, const struct secrets *s)
{
	if (r->err != OK)
		return;
	if (s->private_pem != NULL)
		req_add_text(r, "private_key", s->private_pem);
	if (s->totp != NULL)
		req_add_text(r, "totp_key", s->totp);
	if (s->tag != NULL)
		req_add_text(r, "tag_key", s->tag);
	if (!r->api)
		r->after = show_here;
}

/* ---- POST /beacon */

static bool
is_given(const char *s)
{
	return s != NULL && *s != '\0';
}

static void
check_kind(struct req *r, const struct beacon_in *in, bool tag)
{
	if (tag && !is_given(in->tag_uid))
		req_fault(r, "tag_uid", "is required of a tag");
	if (tag && is_given(in->public_key))
		req_fault(r, "public_key", "is for beacons; a tag has none");
	if (!tag && is_given(in->tag_uid))
		req_fault(r, "tag_uid", "is for tags; a beacon has none");
}

enum err
beacon_create(struct req *r)
{
	const struct beacon_in *in = req_in(r);
	bool tag = is_given(in->kind) && strcmp(in->kind, "nfc") == 0;
	const char *room = *in->classroom_id.s == '\0' ? NULL :
	    in->classroom_id.s;
	struct secrets s;

	check_kind(r, in, tag);
	s = tag ? secrets_of_tag(r) : secrets_of_beacon(r, in->public_key);
	req_add_one(r, "", sql_beacon_create(r, r->user.school_id.s,
	    r->user.id.s, in->name, tag ? "nfc" : "beacon", room, in->firmware,
	    tag ? in->tag_uid : NULL, s.public_hex, s.totp_hex, s.tag_hex));
	show(r, &s);
	return r->err;
}

/* ---- POST /beacon/{id}/keys */

static void
add_key(struct req *r, const char *public_key, bool restart)
{
	const char *id = req_var(r, "id");
	struct rows *rs = sql_beacon_get(r, id, r->user.school_id.s), *made;
	struct secrets s = { .public_hex = NULL };

	if (r->err == OK && rows_count(rs) == 0)
		req_fail(r, ERR_NOT_FOUND, NULL);
	if (r->err == OK && !rows_is(rs, 0, "is_active"))
		req_fail(r, ERR_CONFLICT, "The beacon is not active.");
	if (r->err != OK)
		return;
	if (!rows_is(rs, 0, "_is_tag"))
		s = secrets_of_beacon(r, public_key);
	else if (is_given(public_key))
		req_fault(r, "public_key", "is for beacons; a tag has none");
	else
		s = secrets_of_tag(r);
	if (r->err != OK)
		return;
	made = sql_beacon_key_add(r, id, r->user.school_id.s, r->user.id.s,
	    s.public_hex, s.totp_hex, s.tag_hex, restart ? "true" : "false");
	if (r->err == OK && rows_count(made) == 0)
		req_fail(r, ERR_CONFLICT, "Somebody makes another key now.");
	req_add_one(r, "", made);
	req_add_text(r, "name", rows_get(rs, 0, "name"));
	show(r, &s);
}

enum err
beacon_rotate(struct req *r)
{
	const struct beacon_in *in = req_in(r);

	add_key(r, in->public_key, in->restart);
	return r->err;
}

/* ---- POST /dev/beacon/{id}/rotate: as if the device had been replaced */

enum err
dev_rotate(struct req *r)
{
	if (dev_only(r))
		add_key(r, NULL, true);
	return r->err;
}
