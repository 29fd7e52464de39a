#include "core.h"

#include <unistd.h>

#include "crypto.h"
#include "es256.h"
#include "keyset.h"

static const char *const states[KEY__MAX] = {
	[KEY_NEXT] = "next",
	[KEY_CURRENT] = "current",
	[KEY_RETIRED] = "retired",
};

const char *
key_state_name(enum key_state state)
{
	return states[state];
}

bool
kid_valid(const char *kid)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789_-";
	size_t n = strspn(kid, allowed);

	return n > 0 && n <= KID_MAX && kid[n] == '\0';
}

void
pem_name(const char *kid, char out[PEM_NAME_SIZE])
{
	snprintf(out, PEM_NAME_SIZE, "%.*s.pem", (int)KID_MAX, kid);
}

void
keyset_release(struct keyset *set)
{
	for (size_t i = 0; i < set->n; i++)
		es256_free(set->key[i].es256);
	*set = (struct keyset){ .n = 0 };
}

static bool
state_by_name(const char *name, enum key_state *out)
{
	for (unsigned i = 0; i < KEY__MAX; i++)
		if (strcmp(states[i], name) == 0) {
			*out = (enum key_state)i;
			return true;
		}
	return false;
}

/* The point, if both coordinates are 32 bytes and lie on the curve. */
static struct es256 *
key_point(const char *x, const char *y)
{
	uint8_t xb[ES256_XY_LEN] = { 0 }, yb[ES256_XY_LEN] = { 0 };
	size_t xn, yn;

	if (!b64url_decode(x, strlen(x), xb, sizeof(xb), &xn) ||
	    !b64url_decode(y, strlen(y), yb, sizeof(yb), &yn) ||
	    xn != sizeof(xb) || yn != sizeof(yb))
		return NULL;
	return es256_public(xb, yb);
}

static const char *
key_parse(struct key *k, json_t *v)
{
	const char *kty, *crv, *use, *alg, *kid, *x, *y, *state;
	json_int_t from, until = 0;

	if (json_unpack(v, "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s?I}",
	    "kty", &kty, "crv", &crv, "use", &use, "alg", &alg, "kid", &kid,
	    "x", &x, "y", &y, "lyceum:state", &state, "lyceum:from", &from,
	    "lyceum:until", &until) != 0)
		return "a key lacks a member";
	if (strcmp(kty, "EC") != 0 || strcmp(crv, "P-256") != 0 ||
	    strcmp(use, "sig") != 0 || strcmp(alg, "ES256") != 0)
		return "a key is not for ES256 signatures";
	if (!kid_valid(kid) || !state_by_name(state, &k->state))
		return "a key has a bad kid or state";
	k->es256 = key_point(x, y);
	if (k->es256 == NULL)
		return "a key is no point of the curve";
	snprintf(k->kid, sizeof(k->kid), "%s", kid);
	snprintf(k->x, sizeof(k->x), "%s", x);
	snprintf(k->y, sizeof(k->y), "%s", y);
	k->from = from;
	k->until = until;
	return NULL;
}

/* One current key, at most one next, no kid twice. */
static const char *
keyset_check(struct keyset *set)
{
	unsigned count[KEY__MAX] = { 0 };

	for (size_t i = 0; i < set->n; i++) {
		count[set->key[i].state]++;
		if (set->key[i].state == KEY_CURRENT)
			set->current = i;
		for (size_t j = 0; j < i; j++)
			if (strcmp(set->key[i].kid, set->key[j].kid) == 0)
				return "two keys share a kid";
	}
	if (count[KEY_CURRENT] != 1 || count[KEY_NEXT] > 1)
		return "not exactly one current key, or two next ones";
	return NULL;
}

const char *
keyset_parse(struct keyset *set, const json_t *doc)
{
	const json_t *keys = json_object_get(doc, "keys");
	const char *why = NULL;
	size_t n = json_array_size(keys);

	*set = (struct keyset){ .n = 0 };
	if (n == 0 || n > KEYS_MAX)
		return "no array of 1 to 8 keys";
	for (size_t i = 0; i < n && why == NULL; i++) {
		why = key_parse(&set->key[i], json_array_get(keys, i));
		set->n = i + 1;
	}
	if (why == NULL)
		why = keyset_check(set);
	if (why != NULL)
		keyset_release(set);
	return why;
}

const char *
keyset_read(int fd, json_t **doc)
{
	char *text = malloc(JWKS_MAX);
	size_t n = 0;
	ssize_t got = 1;

	*doc = NULL;
	while (text != NULL && got > 0 && n < JWKS_MAX) {
		got = read(fd, text + n, JWKS_MAX - n);
		n += got > 0 ? (size_t)got : 0;
	}
	if (got == 0)
		*doc = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	return *doc == NULL ? JWKS_FILE " cannot be read" : NULL;
}
