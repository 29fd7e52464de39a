#include "core.h"

#include "crypto.h"
#include "es256.h"
#include "forge.h"
#include "keys.h"
#include "suite.h"
#include "user.h"

const struct token_realm realm = { "https://lyceum.example", "api" };
struct arena arena;
struct keys *keys;
struct es256 *signer;
const char *kid;

/* Once the keys are read, nobody needs the folder. */
bool
forge_open(void)
{
	char *dir = suite_folder();
	const char *why = keys_create(dir, NOW);

	if (why == NULL)
		why = keys_open(&keys, dir, true);
	if (why == NULL)
		signer = keys_signer(keys, &kid);
	else
		fprintf(stderr, "%s\n", why);
	suite_folder_remove(dir);
	return why == NULL;
}

void
forge_close(void)
{
	keys_close(keys);
	arena_free(&arena);
}

const char *
encoded(const void *p, size_t n)
{
	char *text = arena_alloc(&arena, B64URL_SIZE(n));

	b64url_encode(text, p, n);
	return text;
}

char *
seal(struct es256 *key, const char *head, const char *claims)
{
	char *text = arena_printf(&arena, "%s.%s", head, claims);
	uint8_t sig[ES256_SIG_LEN];

	if (!es256_sign(key, text, strlen(text), sig))
		abort();
	return arena_printf(&arena, "%s.%s", text, encoded(sig, sizeof(sig)));
}

char *
forge(const char *head, const char *claims)
{
	return seal(signer, encoded(head, strlen(head)),
	    encoded(claims, strlen(claims)));
}

const char *
good_head(void)
{
	return arena_printf(&arena,
	    "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}", kid);
}

char *
claims_with(const char *name, json_t *value)
{
	json_t *c = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s,"
	    " s:s, s:I, s:I, s:I}", "iss", realm.iss, "aud", realm.aud, "sub",
	    UUID_1, "sid", UUID_2, "school_id", UUID_3, "jti", UUID_1, "role",
	    "student", "user_type", "student", "full_name", "John Doe",
	    "email", "student@example.com", "iat", (json_int_t)NOW, "nbf",
	    (json_int_t)NOW, "exp", (json_int_t)NOW + TOKEN_LIFETIME);
	char *text, *copy;

	if (value != NULL)
		json_object_set_new(c, name, value);
	else
		json_object_del(c, name);
	text = json_dumps(c, JSON_COMPACT);
	copy = arena_strdup(&arena, text);
	free(text);
	json_decref(c);
	return copy;
}

char *
good_claims(void)
{
	return claims_with("none", NULL);
}

const char *
verdict(const char *token, int64_t now)
{
	struct user u = { .known = true, .role = ROLE_ADMIN };
	const char *why = token_verify(keys, &realm, token, now, &u);

	T_EQ(u.known, why == NULL);
	T_EQ(u.role == ROLE_NONE, why != NULL);
	return why == NULL ? "accepted" : why;
}

void
head_is(const char *head, const char *want)
{
	T_SAME(verdict(forge(head, good_claims()), NOW), want);
}

void
claims_are(const char *claims, const char *want)
{
	T_SAME(verdict(forge(good_head(), claims), NOW), want);
}

void
claim_is(const char *name, json_t *value, const char *want)
{
	claims_are(claims_with(name, value), want);
}
