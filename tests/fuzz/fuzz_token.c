/*
 * Whatever stands in the headers that say who a caller is: tokens, cookies
 * and form tokens.  The first byte chooses: a token as it is; one with this
 * header, or with these claims, rightly signed, so that what is looked at
 * after the signature is reached; a Cookie header; an encoded text.
 */
#include "core.h"

#include "arena.h"
#include "buf.h"
#include "cookie.h"
#include "crypto.h"
#include "csrf.h"
#include "password.h"
#include "unit/forge.h"
#include "user.h"

int LLVMFuzzerInitialize(int *, char ***);
int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	if (!forge_open())
		abort();
	return 0;
}

/* An accepted token makes a known user with all that one has; no other. */
static void
verify(const char *token)
{
	struct user u;
	const char *why = token_verify(keys, &realm, token, NOW, &u);
	uint8_t id[16];

	if (u.known != (why == NULL))
		abort();
	if (u.known && (u.role == ROLE_NONE || u.role >= ROLE__MAX ||
	    !uuid_parse(u.id.s, id) || !uuid_parse(u.session.s, id) ||
	    !uuid_parse(u.school_id.s, id) ||
	    u.expires + TOKEN_LEEWAY <= NOW ||
	    strnlen(u.name, sizeof(u.name)) == sizeof(u.name)))
		abort();
}

/* What is found can be written, and found again. */
static void
cookies(const char *header)
{
	const char *v;
	struct buf b;
	size_t n;

	if (!cookie_find(header, "sid", false, &v, &n))
		return;
	v = arena_strndup(&arena, v, n);
	buf_init(&b, &arena, 1 << 20);
	if (!cookie_write(&b, &(struct cookie){ "sid", v, 1, SAME_SITE_LAX },
	    false) || !cookie_find(buf_text(&b), "sid", false, &header, &n) ||
	    n != strlen(v) || memcmp(header, v, n) != 0)
		abort();
}

/* What is decoded has no other text. */
static void
codecs(const char *s, size_t n)
{
	static const uint8_t key[CSRF_KEY_LEN];
	char *out = arena_alloc(&arena, n + 1), *text;
	size_t len;

	if (b64url_decode(s, n, out, n, &len)) {
		text = arena_alloc(&arena, B64URL_SIZE(len));
		if (b64url_encode(text, out, len) != n ||
		    memcmp(text, s, n) != 0)
			abort();
	}
	if (b64_decode(s, n, out, n, &len)) {
		text = arena_alloc(&arena, B64_SIZE(len));
		if (b64_encode(text, out, len) != n || memcmp(text, s, n) != 0)
			abort();
	}
	if (hex_decode(s, n, out, n, &len)) {
		text = arena_alloc(&arena, HEX_SIZE(len));
		if (hex_encode(text, out, len) != n || memcmp(text, s, n) != 0)
			abort();
	}
	if (csrf_api_ok(key, s))
		abort();	/* 128 bits: nobody guesses that */
	if (password_check(s, s, s) == NULL)
		abort();	/* it is the address */
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text;

	if (n == 0)
		return 0;
	text = arena_strndup(&arena, (const char *)data + 1, n - 1);
	switch (data[0] % 5) {
	case 0:
		verify(text);
		break;
	case 1:
		verify(forge(text, "{}"));
		break;
	case 2:
		verify(forge(good_head(), text));
		break;
	case 3:
		cookies(text);
		break;
	default:
		codecs(text, strlen(text));
	}
	arena_reset(&arena);
	return 0;
}
