#include "core.h"

#include <jansson.h>

#include "arena.h"
#include "buf.h"
#include "crypto.h"
#include "es256.h"
#include "keys.h"
#include "token.h"
#include "user.h"

#define TYP		"at+jwt"
#define TYP_SERVICE	"service+jwt"
#define JSON_MAX	((size_t)TOKEN_MAX / 4 * 3)
#define TIME_MAX	((json_int_t)1 << 53)	/* exact in every JSON */

/* A retired key must outlive what it signed, and a late reread of the set. */
_Static_assert(KEYS_KEEP >= TOKEN_LIFETIME + TOKEN_LEEWAY + 60,
    "retired keys leave too early");

enum { HEADER, CLAIMS, SIGNATURE, PARTS };

struct part {
	const char	*s;
	size_t		 n;
};

/* Borrowed from the JSON that they were read from. */
struct claims {
	const char	*iss, *aud, *sub, *sid, *school_id, *jti;
	const char	*role, *user_type, *admin_role, *full_name, *email;
	json_int_t	 iat, nbf, exp;
};

static json_t *
claims_make(const struct token_realm *realm, const struct token_subject *who,
    int64_t now)
{
	const struct user *u = who->user;
	struct uuid jti = uuid7();
	json_t *c = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s,"
	    " s:s, s:I, s:I, s:I}", "iss", realm->iss, "aud", realm->aud,
	    "sub", u->id.s, "sid", u->session.s, "school_id", u->school_id.s,
	    "role", role_name(u->role), "user_type", role_name(u->role),
	    "email", who->email, "full_name", who->full_name, "jti", jti.s,
	    "iat", (json_int_t)now, "nbf", (json_int_t)now,
	    "exp", (json_int_t)now + TOKEN_LIFETIME);

	if (c != NULL && u->admin_role[0] != '\0')
		json_object_set_new(c, "admin_role",
		    json_string(u->admin_role));
	return c;
}

static void
add_part(struct buf *b, const void *p, size_t n)
{
	char text[B64URL_SIZE(JSON_MAX)];

	if (n <= JSON_MAX)
		buf_add(b, text, b64url_encode(text, p, n));
	else
		b->broken = true;
}

/* The claims are released. */
static char *
seal(struct arena *a, const struct keys *keys, const char *typ, json_t *claims)
{
	const char *kid;
	struct es256 *key = keys_signer(keys, &kid);
	char *text = claims == NULL ? NULL : json_dumps(claims,
	    JSON_COMPACT | JSON_PRESERVE_ORDER);
	uint8_t sig[ES256_SIG_LEN];
	struct buf head, out;

	json_decref(claims);
	if (key == NULL || text == NULL) {
		free(text);
		return NULL;
	}
	buf_init(&head, a, JSON_MAX);
	buf_printf(&head, "{\"alg\":\"ES256\",\"typ\":\"%s\","
	    "\"kid\":\"%s\"}", typ, kid);
	buf_init(&out, a, TOKEN_MAX);
	add_part(&out, buf_text(&head), head.n);
	buf_lit(&out, ".");
	add_part(&out, text, strlen(text));
	free(text);
	if (!es256_sign(key, out.s, out.n, sig))
		return NULL;
	buf_lit(&out, ".");
	add_part(&out, sig, sizeof(sig));
	return out.broken ? NULL : out.s;
}

char *
token_sign(struct arena *a, const struct keys *keys,
    const struct token_realm *realm, const struct token_subject *who,
    int64_t now)
{
	return seal(a, keys, TYP, claims_make(realm, who, now));
}

char *
token_service_sign(struct arena *a, const struct keys *keys,
    const struct token_realm *realm, const char *name, int64_t now,
    int64_t lifetime)
{
	struct uuid jti = uuid7();

	if (!grpc_service_valid(name) || lifetime < 1 ||
	    lifetime > TOKEN_SERVICE_MAX)
		return NULL;
	return seal(a, keys, TYP_SERVICE, json_pack("{s:s, s:s, s:s, s:s,"
	    " s:s, s:I, s:I, s:I}", "iss", realm->iss, "aud", realm->aud,
	    "sub", name, "role", "service", "jti", jti.s,
	    "iat", (json_int_t)now, "nbf", (json_int_t)now,
	    "exp", (json_int_t)now + lifetime));
}

static bool
split(const char *token, struct part part[PARTS])
{
	for (unsigned i = 0; i < PARTS; i++) {
		part[i].s = token;
		part[i].n = strcspn(token, ".");
		token += part[i].n;
		if (*token != (i < SIGNATURE ? '.' : '\0'))
			return false;
		token++;
	}
	return true;
}

/* An object, no member of which is named twice, at any depth; or NULL. */
static json_t *
part_json(const struct part *part)
{
	char text[JSON_MAX];
	json_t *v;
	size_t n;

	if (!b64url_decode(part->s, part->n, text, sizeof(text), &n))
		return NULL;
	v = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(v))
		return v;
	json_decref(v);
	return NULL;
}

static const char *
header_check(const json_t *h, const char *our_typ, const struct keys *keys,
    int64_t now, struct es256 **key)
{
	const char *alg = json_string_value(json_object_get(h, "alg"));
	const char *typ = json_string_value(json_object_get(h, "typ"));
	const char *kid = json_string_value(json_object_get(h, "kid"));

	if (alg == NULL || strcmp(alg, "ES256") != 0)
		return "alg is not ES256";
	if (typ == NULL || strcmp(typ, our_typ) != 0)
		return strcmp(our_typ, TYP) == 0 ? "typ is not " TYP :
		    "typ is not " TYP_SERVICE;
	if (kid == NULL || !kid_valid(kid))
		return "kid is malformed";
	if (json_object_size(h) != 3)
		return "the header has other members";
	*key = keys_find(keys, kid, now);
	return *key == NULL ? "kid is unknown" : NULL;
}

/* The signature covers the token up to its second dot. */
static const char *
signature_check(const struct part part[PARTS], struct es256 *key)
{
	uint8_t sig[ES256_SIG_LEN] = { 0 };
	const char *from = part[HEADER].s;
	size_t n;

	if (!b64url_decode(part[SIGNATURE].s, part[SIGNATURE].n, sig,
	    sizeof(sig), &n))
		return "the signature is not 64 bytes of base64url";
	if (n != sizeof(sig))
		return "the signature is not 64 bytes";
	n = (size_t)(part[SIGNATURE].s - 1 - from);
	return es256_verify(key, from, n, sig) ? NULL :
	    "the signature is not the key's";
}

/* Each comparison allows for a clock that is TOKEN_LEEWAY off. */
static const char *
times_check(const struct claims *c, int64_t now, int64_t lifetime)
{
	if (c->iat < 0 || c->nbf < 0 || c->exp < 0 || c->iat > TIME_MAX ||
	    c->nbf > TIME_MAX || c->exp > TIME_MAX)
		return "a time is out of range";
	if (now >= c->exp + TOKEN_LEEWAY)
		return "expired";
	if (now < c->nbf - TOKEN_LEEWAY)
		return "not valid yet";
	if (now < c->iat - TOKEN_LEEWAY)
		return "issued in the future";
	if (c->exp - c->iat > lifetime)
		return "lives too long";
	return NULL;
}

static const char *
user_fill(const struct claims *c, struct user *u)
{
	struct uuid jti;

	if (!uuid_read(c->sub, &u->id))
		return "sub is not a UUID";
	if (!uuid_read(c->sid, &u->session))
		return "sid is not a UUID";
	if (!uuid_read(c->school_id, &u->school_id))
		return "school_id is not a UUID";
	if (!uuid_read(c->jti, &jti))
		return "jti is not a UUID";
	u->role = role_by_name(c->role);
	if (u->role == ROLE_NONE)
		return "the role is unknown";
	if (strcmp(c->role, c->user_type) != 0)
		return "role and user_type differ";
	if (strlen(c->admin_role) >= sizeof(u->admin_role))
		return "admin_role is too long";
	memcpy(u->admin_role, c->admin_role, strlen(c->admin_role) + 1);
	user_set_name(u, c->full_name);
	u->expires = c->exp;
	u->known = true;
	return NULL;
}

static const char *
claims_check(json_t *v, const struct token_realm *realm, int64_t now,
    struct user *u)
{
	struct claims c = { .admin_role = "" };
	const char *why;

	if (json_unpack(v, "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s,"
	    " s:I, s:I, s:I, s?s}", "iss", &c.iss, "aud", &c.aud,
	    "sub", &c.sub, "sid", &c.sid, "school_id", &c.school_id,
	    "jti", &c.jti, "role", &c.role, "user_type", &c.user_type,
	    "full_name", &c.full_name, "email", &c.email, "iat", &c.iat,
	    "nbf", &c.nbf, "exp", &c.exp, "admin_role", &c.admin_role) != 0)
		return "a claim is missing or of another type";
	if (strcmp(c.iss, realm->iss) != 0)
		return "iss is another";
	if (strcmp(c.aud, realm->aud) != 0)
		return "aud is another";
	why = times_check(&c, now, TOKEN_LIFETIME);
	return why != NULL ? why : user_fill(&c, u);
}

/* The claims are not even parsed before the signature has been verified. */
static const char *
unseal(const struct keys *keys, const char *token, const char *typ,
    int64_t now, json_t **claims)
{
	struct part part[PARTS];
	struct es256 *key = NULL;
	const char *why;
	json_t *v;

	if (strnlen(token, TOKEN_MAX + 1) > TOKEN_MAX)
		return "longer than 4 kB";
	if (!split(token, part))
		return "not three parts";
	v = part_json(&part[HEADER]);
	why = v == NULL ? "the header is not base64url of a JSON object" :
	    header_check(v, typ, keys, now, &key);
	json_decref(v);
	if (why == NULL)
		why = signature_check(part, key);
	if (why != NULL)
		return why;
	*claims = part_json(&part[CLAIMS]);
	return *claims == NULL ?
	    "the claims are not base64url of a JSON object" : NULL;
}

const char *
token_verify(const struct keys *keys, const struct token_realm *realm,
    const char *token, int64_t now, struct user *u)
{
	const char *why;
	json_t *claims = NULL;

	*u = (struct user){ .known = false };
	why = unseal(keys, token, TYP, now, &claims);
	if (why == NULL)
		why = claims_check(claims, realm, now, u);
	json_decref(claims);
	if (why != NULL)
		*u = (struct user){ .known = false };
	return why;
}

static const char *
service_check(json_t *v, const struct token_realm *realm, int64_t now,
    char name[GRPC_SERVICE_MAX + 1])
{
	struct claims c = { .admin_role = "" };
	const char *why;

	if (json_unpack(v, "{s:s, s:s, s:s, s:s, s:I, s:I, s:I}",
	    "iss", &c.iss, "aud", &c.aud, "sub", &c.sub, "role", &c.role,
	    "iat", &c.iat, "nbf", &c.nbf, "exp", &c.exp) != 0)
		return "a claim is missing or of another type";
	if (strcmp(c.iss, realm->iss) != 0)
		return "iss is another";
	if (strcmp(c.aud, realm->aud) != 0)
		return "aud is another";
	if (strcmp(c.role, "service") != 0)
		return "the role is not service";
	why = times_check(&c, now, TOKEN_SERVICE_MAX);
	if (why != NULL)
		return why;
	if (!grpc_service_valid(c.sub))
		return "sub is not the name of a service";
	memcpy(name, c.sub, strlen(c.sub) + 1);
	return NULL;
}

const char *
token_service_verify(const struct keys *keys, const struct token_realm *realm,
    const char *token, int64_t now, char name[GRPC_SERVICE_MAX + 1])
{
	json_t *claims = NULL;
	const char *why = unseal(keys, token, TYP_SERVICE, now, &claims);

	name[0] = '\0';
	if (why == NULL)
		why = service_check(claims, realm, now, name);
	json_decref(claims);
	return why;
}
