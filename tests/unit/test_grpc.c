/* What gRPC puts around a message, and the tokens of services. */
#include "core.h"

#include <zlib.h>

#include "buf.h"
#include "forge.h"
#include "grpc.h"
#include "grpc_wire.h"
#include "suite.h"
#include "user.h"

static const struct token_realm services = { "https://uems.example",
	TOKEN_SERVICE_AUD };

/* ---- Frames */

static enum grpc_status
unframe(const void *body, size_t n, const char *encoding,
    struct grpc_bytes *out)
{
	const char *why = NULL;
	enum grpc_status s = grpc_unframe(&arena, body, n, encoding, out,
	    &why);

	T_EQ(s == GRPC_OK, why == NULL);
	return s;
}

static void
frames(void)
{
	static const char one[] = "\0\0\0\0\3abc";
	struct grpc_bytes m;
	struct buf b;
	uint8_t *to;

	T_EQ(unframe(one, 8, NULL, &m), GRPC_OK);
	T_EQ(m.n, 3);
	T_EQ(memcmp(m.p, "abc", 3), 0);
	T_EQ(unframe(one, 8, "gzip", &m), GRPC_OK);
	T_EQ(unframe("\0\0\0\0\0", 5, NULL, &m), GRPC_OK);
	T_EQ(m.n, 0);
	for (size_t n = 0; n < 8; n++)
		T_EQ(unframe(one, n, NULL, &m), GRPC_INTERNAL);
	T_EQ(unframe(one, 9, NULL, &m), GRPC_INTERNAL);
	T_EQ(unframe("\2\0\0\0\0", 5, NULL, &m), GRPC_INTERNAL);
	T_EQ(unframe("\0\xff\xff\xff\xff", 5, NULL, &m),
	    GRPC_RESOURCE_EXHAUSTED);
	T_EQ(unframe("\0\0\x10\0\1", 5, NULL, &m), GRPC_RESOURCE_EXHAUSTED);

	buf_init(&b, &arena, 100);
	to = grpc_frame(&b, 3);
	T_TRUE(to != NULL);
	memcpy(to, "abc", 3);
	T_EQ(b.n, 8);
	T_EQ(memcmp(b.s, one, 8), 0);
	T_TRUE(grpc_frame(&b, 100) == NULL);
}

static uint8_t *
zipped(const void *p, size_t n, size_t *out)
{
	size_t room = n + 1000;
	uint8_t *z = arena_alloc(&arena, room);
	z_stream s = { .next_in = (uint8_t *)(uintptr_t)p,
		.avail_in = (uInt)n, .next_out = z + 5,
		.avail_out = (uInt)room - 5 };

	T_EQ(deflateInit2(&s, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
	    Z_OK);
	T_EQ(deflate(&s, Z_FINISH), Z_STREAM_END);
	deflateEnd(&s);
	z[0] = 1;
	for (unsigned i = 0; i < 4; i++)
		z[1 + i] = (uint8_t)(s.total_out >> (24 - 8 * i));
	*out = s.total_out + 5;
	return z;
}

static void
compression(void)
{
	char *big = arena_alloc(&arena, 9 * GRPC_MESSAGE_MAX);
	struct grpc_bytes m;
	uint8_t *z;
	size_t n;

	z = zipped("hello, hello, hello", 19, &n);
	T_EQ(unframe(z, n, "gzip", &m), GRPC_OK);
	T_EQ(m.n, 19);
	T_EQ(memcmp(m.p, "hello, hello, hello", 19), 0);
	T_EQ(unframe(z, n, NULL, &m), GRPC_INTERNAL);
	T_EQ(unframe(z, n, "identity", &m), GRPC_INTERNAL);
	T_EQ(unframe(z, n, "deflate", &m), GRPC_UNIMPLEMENTED);
	T_EQ(unframe(z, n, "", &m), GRPC_UNIMPLEMENTED);
	z[n - 5] ^= 1;		/* of the length that gzip says */
	T_EQ(unframe(z, n, "gzip", &m), GRPC_INTERNAL);
	z = zipped(big, GRPC_MESSAGE_MAX, &n);
	T_EQ(unframe(z, n, "gzip", &m), GRPC_OK);
	T_EQ(m.n, GRPC_MESSAGE_MAX);
	z = zipped(big, GRPC_MESSAGE_MAX + 1, &n);
	T_EQ(unframe(z, n, "gzip", &m), GRPC_RESOURCE_EXHAUSTED);
	z = zipped(big, 9 * GRPC_MESSAGE_MAX, &n);
	T_EQ(unframe(z, n, "gzip", &m), GRPC_RESOURCE_EXHAUSTED);
}

/* ---- Headers */

static void
timeouts(void)
{
	static const char *const none[] = { "", "S", "1", "1s", "x1S", "1SS",
		"123456789S", "-1S", "+1S", " 1S", "1 S", "1.0S", "1h" };

	T_EQ(grpc_timeout_us("1H"), INT64_C(3600000000));
	T_EQ(grpc_timeout_us("2M"), INT64_C(120000000));
	T_EQ(grpc_timeout_us("3S"), 3000000);
	T_EQ(grpc_timeout_us("250m"), 250000);
	T_EQ(grpc_timeout_us("7u"), 7);
	T_EQ(grpc_timeout_us("1999n"), 1);
	T_EQ(grpc_timeout_us("00000001S"), 1000000);
	T_EQ(grpc_timeout_us("99999999H"), INT64_C(359999996400000000));
	for (size_t i = 0; i < NITEMS(none); i++)
		T_EQ(grpc_timeout_us(none[i]), GRPC_NO_TIMEOUT);
}

static const char *
percent(const char *s)
{
	struct buf b;

	buf_init(&b, &arena, 1000);
	grpc_percent(&b, s);
	return buf_text(&b);
}

static void
words(void)
{
	T_SAME(percent(""), "");
	T_SAME(percent("no such thing"), "no such thing");
	T_SAME(percent("100% \xc3\xbc\r\n\x7f~"), "100%25 %C3%BC%0D%0A%7F~");
}

static bool
named(const char *subject, const char *want)
{
	char name[GRPC_SERVICE_MAX + 1];

	return grpc_service_of(subject, name) && strcmp(name, want) == 0;
}

static void
subjects(void)
{
	static const char *const none[] = { "", "O=Lyceum", "CN=", "CN=,O=x",
		"CN=a b", "CN=a,CN=b", "CN=a+O=b", "O=x\\,CN=a", "O=\"CN=a\"",
		"CN=#0401", "XCN=a", "O=CN=a", "CN=a/b", "cn=a",
		"CN=0123456789012345678901234567890123456789012345678" };
	char name[GRPC_SERVICE_MAX + 1];

	T_TRUE(named("CN=rooms,O=Lyceum", "rooms"));
	T_TRUE(named("O=Lyceum,CN=a.b-c_1", "a.b-c_1"));
	T_TRUE(named("CN=012345678901234567890123456789012345678901234567",
	    "012345678901234567890123456789012345678901234567"));
	for (size_t i = 0; i < NITEMS(none); i++)
		T_FALSE(grpc_service_of(none[i], name));
}

/* ---- Errors */

static void
every_error_has_its_status(void)
{
	for (unsigned e = OK + 1; e < ERR__MAX; e++) {
		T_TRUE(grpc_status_of((enum err)e) != GRPC_OK);
		T_EQ(grpc_status_of((enum err)e) == GRPC_INTERNAL,
		    e == ERR_BUG);
	}
	T_EQ(grpc_status_of(ERR_NOT_FOUND), GRPC_NOT_FOUND);
	T_EQ(grpc_status_of(ERR_CODE_TAKEN), GRPC_ALREADY_EXISTS);
	T_EQ(grpc_status_of(ERR_ALREADY_SIGNED), GRPC_ALREADY_EXISTS);
	T_EQ(grpc_status_of(ERR_SESSION_CLOSED), GRPC_FAILED_PRECONDITION);
	T_EQ(grpc_status_of(ERR_IN_PROGRESS), GRPC_ABORTED);
	T_EQ(grpc_status_of(ERR_STALE), GRPC_ABORTED);
	T_EQ(grpc_status_of(ERR_DB), GRPC_UNAVAILABLE);
}

/* ---- Service tokens */

static const char *
judged(const char *token, int64_t now)
{
	char name[GRPC_SERVICE_MAX + 1];
	const char *why = token_service_verify(keys, &services, token, now,
	    name);

	T_TRUE(why == NULL || name[0] == '\0');
	return why == NULL ? name[0] == 'r' ? "rooms" : "another" : why;
}

static const char *
sealed(const char *typ, const char *claims)
{
	return forge(arena_printf(&arena, "{\"alg\":\"ES256\","
	    "\"typ\":\"%s\",\"kid\":\"%s\"}", typ, kid), claims);
}

static const char *
claims_of(const char *aud, const char *sub, const char *role, int64_t lives)
{
	return arena_printf(&arena, "{\"iss\":\"%s\",\"aud\":\"%s\","
	    "\"sub\":\"%s\",\"role\":\"%s\",\"iat\":%" PRId64 ",\"nbf\":%"
	    PRId64 ",\"exp\":%" PRId64 "}", services.iss, aud, sub, role, NOW,
	    NOW, NOW + lives);
}

static void
service_tokens(void)
{
	static const char typ[] = "service+jwt", aud[] = "lyceum-service";
	char *token = token_service_sign(&arena, keys, &services, "rooms",
	    NOW, 3600);
	char bad[] = "x", *at;

	T_SAME(judged(token, NOW), "rooms");
	T_SAME(judged(token, NOW + 3600), "rooms");	/* the leeway */
	T_SAME(judged(token, NOW + 3605), "expired");
	T_SAME(judged(token, NOW - 6), "not valid yet");
	T_SAME(judged(bad, NOW), "not three parts");
	at = strrchr(token, '.') + 10;
	*at = *at == 'A' ? 'B' : 'A';
	T_SAME(judged(token, NOW), "the signature is not the key's");

	T_SAME(judged(sealed(typ, claims_of(aud, "rooms", "service", 9)), NOW),
	    "rooms");
	T_SAME(judged(sealed("at+jwt", claims_of(aud, "rooms", "service", 9)),
	    NOW), "typ is not service+jwt");
	T_SAME(judged(sealed(typ, claims_of("lyceum", "rooms", "service", 9)),
	    NOW), "aud is another");
	T_SAME(judged(sealed(typ, claims_of(aud, "rooms", "admin", 9)), NOW),
	    "the role is not service");
	T_SAME(judged(sealed(typ, claims_of(aud, "a b", "service", 9)), NOW),
	    "sub is not the name of a service");
	T_SAME(judged(sealed(typ, claims_of(aud, "rooms", "service",
	    TOKEN_SERVICE_MAX + 1)), NOW), "lives too long");
	T_SAME(judged(sealed(typ, "{}"), NOW),
	    "a claim is missing or of another type");
}

static void
what_no_service_token_is_made_of(void)
{
	T_TRUE(token_service_sign(&arena, keys, &services, "", NOW, 1) ==
	    NULL);
	T_TRUE(token_service_sign(&arena, keys, &services, "a b", NOW, 1) ==
	    NULL);
	T_TRUE(token_service_sign(&arena, keys, &services, "a", NOW, 0) ==
	    NULL);
	T_TRUE(token_service_sign(&arena, keys, &services, "a", NOW,
	    TOKEN_SERVICE_MAX + 1) == NULL);
}

/* Neither kind is the other. */
static void
kinds_of_tokens(void)
{
	struct user u;

	T_SAME(token_verify(keys, &realm, token_service_sign(&arena, keys,
	    &services, "rooms", NOW, 60), NOW, &u), "typ is not at+jwt");
	T_FALSE(u.known);
	T_SAME(judged(forge(good_head(), good_claims()), NOW),
	    "typ is not service+jwt");
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "frames", frames },
		{ "compression", compression },
		{ "timeouts", timeouts },
		{ "words", words },
		{ "subjects", subjects },
		{ "errors", every_error_has_its_status },
		{ "service tokens", service_tokens },
		{ "what none is made of", what_no_service_token_is_made_of },
		{ "kinds of tokens", kinds_of_tokens },
		CU_TEST_INFO_NULL,
	};
	int rc;

	if (!forge_open())
		return 2;
	rc = suite_run("grpc", tests);
	forge_close();
	return rc;
}
