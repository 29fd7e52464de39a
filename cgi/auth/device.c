#include "core.h"
#include "auth.h"
#include "crypto.h"
#include "db.h"
#include "es256.h"
#include "gen/identity.h"
#include "log.h"
#include "rows.h"
#include "work.h"

#define POINT_LEN (1 + 2 * ES256_XY_LEN) /* 04, x, y */
#define FLASH_KEY_LEN 32u

struct device_in {
	const char *name, *public_key;
};

SHAPE(device_shape, struct device_in,
    FIELD(struct device_in, name, .label = "Name of the device", .min = 1,
	.max = 100, .pattern = "^[^\n\r\t]*$", .hint = "must stand on one line",
	.example = "My phone", .flags = F_REQUIRED),
    FIELD(struct device_in, public_key, .label = "Key of the device", .min = 87,
	.max = 88, .pattern = "^([A-Za-z0-9+/]{87}=|[A-Za-z0-9_-]{87})$",
	.hint = "must be the 65 bytes of a P-256 point in base64 or "
		"base64url",
	.doc = "P-256, uncompressed: 04, x, y",
	.example = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5"
		   "uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
	.flags = F_REQUIRED));

static const char *
hex_of(struct req *r, const void *p, size_t n)
{
	char *hex = arena_alloc(r->arena, HEX_SIZE(n));

	hex_encode(hex, p, n);
	return hex;
}

/* The point in hex; what is none verifies nothing, so it is refused here. */
static const char *
read_point(struct req *r, const char *text)
{
	uint8_t point[POINT_LEN];
	struct es256 *key = NULL;
	size_t n, len = strlen(text);
	bool ok = (text[len - 1] == '=' ?
			  b64_decode(text, len, point, sizeof(point), &n) :
			  b64url_decode(text, len, point, sizeof(point), &n)) &&
	    n == POINT_LEN && point[0] == 4;

	if (ok)
		key = es256_public(point + 1, point + 1 + ES256_XY_LEN);
	if (key == NULL)
		req_fault(r, "public_key",
		    "is no key of a device: copy it again, whole");
	es256_free(key);
	return hex_of(r, point, sizeof(point));
}

static void
bound(struct req *r)
{
	log_info("device_bound", "Device bound", KV("user", req_var(r, "id")));
	/* A page answers with the secret, too: nothing could show it later. */
	if (!r->api) {
		r->status = 201;
		r->location = NULL;
	}
}

enum err
auth_device_bind(struct req *r)
{
	const struct device_in *in = req_in(r);
	uint8_t secret[FLASH_KEY_LEN];
	const char *point = read_point(r, in->public_key);
	char *text = arena_alloc(r->arena, B64_SIZE(FLASH_KEY_LEN));
	struct rows *rs;

	crypto_random(secret, sizeof(secret));
	b64_encode(text, secret, sizeof(secret));
	rs = sql_device_bind(r, req_var(r, "id"), r->user.school_id.s,
	    r->user.id.s, req_value(r, "my_role"), in->name, point,
	    hex_of(r, secret, sizeof(secret)));
	if (r->err == OK && rows_count(rs) == 0)
		req_fail(r, ERR_NOT_FOUND, NULL);
	if (r->err != OK)
		return r->err;
	req_add_one(r, "", rs);
	req_add_text(r, "flash_key", text);
	r->after = bound;
	return r->err;
}

static void
taken(struct req *r)
{
	log_info("device_removed", "Device taken away",
	    KV("user", req_var(r, "id")));
}

enum err
auth_device_take(struct req *r)
{
	if (sql_device_take(r, req_var(r, "device_id"), req_var(r, "id"),
		r->user.school_id.s, r->user.id.s,
		req_value(r, "my_role")) == 0)
		work_missing(r);
	r->after = taken;
	return r->err;
}
