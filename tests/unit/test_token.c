/*
 * Access tokens: each reason for which one is refused, by a token that is
 * right in all else and, where that can be, rightly signed.  This file: the
 * header, the signature, the text.  test_claims.c: the claims.
 */
#include "core.h"

#include <openssl/ecdsa.h>

#include "crypto.h"
#include "es256.h"
#include "forge.h"
#include "keys.h"
#include "suite.h"
#include "user.h"

static void
round_trip(void)
{
	struct user u = { .known = true, .role = ROLE_ADMIN, .id = { UUID_1 },
	    .school_id = { UUID_3 }, .session = { UUID_2 },
	    .admin_role = "registrar" }, v;
	struct token_subject who = { &u, "a@example.com", "Ada \"L\" Żó" };
	char *token = token_sign(&arena, keys, &realm, &who, NOW);

	T_TRUE(token != NULL);
	T_TRUE(token_verify(keys, &realm, token, NOW, &v) == NULL);
	T_TRUE(v.known && v.role == ROLE_ADMIN);
	T_EQ(v.expires, NOW + TOKEN_LIFETIME);
	T_SAME(v.id.s, UUID_1);
	T_SAME(v.session.s, UUID_2);
	T_SAME(v.school_id.s, UUID_3);
	T_SAME(v.admin_role, "registrar");
	T_SAME(v.name, "Ada \"L\" Żó");
	T_SAME(verdict(forge(good_head(), good_claims()), NOW), "accepted");
}

static void
what_cannot_be_signed(void)
{
	struct user u = { .known = true, .role = ROLE_STUDENT,
	    .id = { UUID_1 }, .school_id = { UUID_3 }, .session = { UUID_2 } };
	char *big = arena_alloc(&arena, 4000);

	memset(big, 'x', 3999);
	T_EQ(token_sign(&arena, keys, &realm, &(struct token_subject){ &u,
	    "a@example.com", "\xff" }, NOW), NULL);
	T_EQ(token_sign(&arena, keys, &realm, &(struct token_subject){ &u,
	    "a@example.com", big }, NOW), NULL);
	big[2600] = '\0';
	T_EQ(token_sign(&arena, keys, &realm, &(struct token_subject){ &u,
	    "a@example.com", big }, NOW), NULL);
	big[1000] = '\0';
	T_TRUE(token_sign(&arena, keys, &realm, &(struct token_subject){ &u,
	    "a@example.com", big }, NOW) != NULL);
}

/* RFC 7515, appendix A.3: the key, the input, the signature. */
static void
rfc_7515(void)
{
	static const char xs[] = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
	    ys[] = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
	    input[] = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEz"
	    "MDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
	    sigs[] = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5dj"
	    "xLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
	uint8_t x[32], y[32], sig[64];
	struct es256 *k;
	size_t n;

	T_TRUE(b64url_decode(xs, strlen(xs), x, 32, &n) && n == 32);
	T_TRUE(b64url_decode(ys, strlen(ys), y, 32, &n) && n == 32);
	T_TRUE(b64url_decode(sigs, strlen(sigs), sig, 64, &n) && n == 64);
	k = es256_public(x, y);
	T_TRUE(k != NULL && es256_verify(k, input, strlen(input), sig));
	T_FALSE(es256_verify(k, input, strlen(input) - 1, sig));
	T_FALSE(es256_sign(k, input, 1, sig));	/* no private half */
	sig[63] ^= 1;
	T_FALSE(es256_verify(k, input, strlen(input), sig));
	memset(sig, 0, sizeof(sig));		/* r = s = 0 */
	T_FALSE(es256_verify(k, input, strlen(input), sig));
	es256_free(k);
	y[0] ^= 1;
	T_EQ(es256_public(x, y), NULL);		/* off the curve */
}

/* ---- The header */

static void
algorithm(void)
{
	static const char *const algs[] = {
		"\"none\"", "\"HS256\"", "\"RS256\"", "\"ES384\"", "\"es256\"",
		"\"\"", "256", "null", "[\"ES256\"]",
	};

	for (size_t i = 0; i < NITEMS(algs); i++)
		head_is(arena_printf(&arena, "{\"alg\":%s,\"typ\":\"at+jwt\","
		    "\"kid\":\"%s\"}", algs[i], kid), "alg is not ES256");
	head_is(arena_printf(&arena, "{\"typ\":\"at+jwt\",\"kid\":\"%s\"}",
	    kid), "alg is not ES256");
}

/* What openssl would write as the public key's PEM file. */
static const char *
public_pem(void)
{
	static const uint8_t prefix[27] = "\x30\x59\x30\x13\x06\x07\x2a\x86\x48"
	    "\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42"
	    "\x00\x04";
	uint8_t der[sizeof(prefix) + 64];
	char text[B64_SIZE(sizeof(der))];

	memcpy(der, prefix, sizeof(prefix));
	if (!es256_xy(signer, der + sizeof(prefix), der + sizeof(prefix) + 32))
		abort();
	b64_encode(text, der, sizeof(der));
	return arena_printf(&arena, "-----BEGIN PUBLIC KEY-----\n%.64s\n%s\n"
	    "-----END PUBLIC KEY-----\n", text, text + 64);
}

/* The classic: our public key, which all know, taken for an HMAC secret. */
static char *
hmac_token(const char *alg)
{
	const char *pem = public_pem();
	const char *head = arena_printf(&arena, "{\"alg\":\"%s\","
	    "\"typ\":\"at+jwt\",\"kid\":\"%s\"}", alg, kid);
	char *text = arena_printf(&arena, "%s.%s", encoded(head, strlen(head)),
	    encoded(good_claims(), strlen(good_claims())));
	uint8_t mac[SHA256_LEN];

	crypto_hmac(pem, strlen(pem), text, strlen(text), mac);
	return arena_printf(&arena, "%s.%s", text, encoded(mac, sizeof(mac)));
}

static void
hmac_with_the_public_key(void)
{
	T_SAME(verdict(hmac_token("HS256"), NOW), "alg is not ES256");
	T_SAME(verdict(hmac_token("ES256"), NOW),
	    "the signature is not 64 bytes");
}

static void
no_algorithm_no_signature(void)
{
	const char *head = arena_printf(&arena, "{\"alg\":\"none\","
	    "\"typ\":\"at+jwt\",\"kid\":\"%s\"}", kid);
	const char *claims = encoded(good_claims(), strlen(good_claims()));

	T_SAME(verdict(arena_printf(&arena, "%s.%s.", encoded(head,
	    strlen(head)), claims), NOW), "alg is not ES256");
	T_SAME(verdict(arena_printf(&arena, "%s.%s.", encoded(good_head(),
	    strlen(good_head())), claims), NOW),
	    "the signature is not 64 bytes");
}

static void
type(void)
{
	static const char *const typs[] = {
		"\"JWT\"", "\"AT+JWT\"", "\"application/at+jwt\"", "\"\"",
		"null", "1",
	};

	for (size_t i = 0; i < NITEMS(typs); i++)
		head_is(arena_printf(&arena, "{\"alg\":\"ES256\",\"typ\":%s,"
		    "\"kid\":\"%s\"}", typs[i], kid), "typ is not at+jwt");
	head_is(arena_printf(&arena, "{\"alg\":\"ES256\",\"kid\":\"%s\"}",
	    kid), "typ is not at+jwt");
}

static void
key_id(void)
{
	static const char *const kids[][2] = {
		{ "\"\"", "kid is malformed" },
		{ "null", "kid is malformed" },
		{ "7", "kid is malformed" },
		{ "\"../../etc/passwd\"", "kid is malformed" },
		{ "\"a b\"", "kid is malformed" },
		{ "\"012345678901234567890123456789012\"",
		    "kid is malformed" },
		{ "\"01234567890123456789012345678901\"", "kid is unknown" },
		{ "\"0000000000000000\"", "kid is unknown" },
	};

	for (size_t i = 0; i < NITEMS(kids); i++)
		head_is(arena_printf(&arena, "{\"alg\":\"ES256\",\"typ\":"
		    "\"at+jwt\",\"kid\":%s}", kids[i][0]), kids[i][1]);
	head_is("{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", "kid is malformed");
	head_is(arena_printf(&arena, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\","
	    "\"kid\":\"%sx\"}", kid), "kid is unknown");
}

/* A header may not bring its own key, nor ask for what we do not know. */
static void
other_members(void)
{
	static const char *const more[] = {
		"\"jku\":\"https://evil.example/jwks.json\"",
		"\"x5u\":\"https://evil.example/cert.pem\"",
		"\"x5c\":[\"MIIB\"]", "\"x5t\":\"AA\"", "\"x5t#S256\":\"AA\"",
		"\"crit\":[\"exp\"]", "\"b64\":false", "\"zip\":\"DEF\"",
		"\"cty\":\"JWT\"", "\"other\":1",
	};

	for (size_t i = 0; i < NITEMS(more); i++)
		head_is(arena_printf(&arena, "{\"alg\":\"ES256\",\"typ\":"
		    "\"at+jwt\",\"kid\":\"%s\",%s}", kid, more[i]),
		    "the header has other members");
}

static void
embedded_key(void)
{
	struct es256 *own = es256_generate();
	uint8_t x[32], y[32];
	const char *head;

	T_TRUE(es256_xy(own, x, y));
	head = arena_printf(&arena, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\","
	    "\"kid\":\"%s\",\"jwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
	    "\"%s\",\"y\":\"%s\"}}", kid, encoded(x, 32), encoded(y, 32));
	head_is(head, "the header has other members");
	T_SAME(verdict(seal(own, encoded(head, strlen(head)),
	    encoded(good_claims(), strlen(good_claims()))), NOW),
	    "the header has other members");
	T_SAME(verdict(seal(own, encoded(good_head(), strlen(good_head())),
	    encoded(good_claims(), strlen(good_claims()))), NOW),
	    "the signature is not the key's");
	es256_free(own);
}

#define BAD_HEAD	"the header is not base64url of a JSON object"
#define BAD_CLAIMS	"the claims are not base64url of a JSON object"

static void
duplicate_members(void)
{
	head_is(arena_printf(&arena, "{\"alg\":\"none\",\"alg\":\"ES256\","
	    "\"typ\":\"at+jwt\",\"kid\":\"%s\"}", kid), BAD_HEAD);
	claims_are(arena_printf(&arena, "{\"role\":\"admin\",%s",
	    good_claims() + 1), BAD_CLAIMS);
	claims_are(arena_printf(&arena, "{\"x\":{\"a\":1,\"a\":1},%s",
	    good_claims() + 1), BAD_CLAIMS);
}

static void
not_an_object(void)
{
	head_is("[]", BAD_HEAD);
	head_is("", BAD_HEAD);
	head_is(arena_printf(&arena, "%s x", good_head()), BAD_HEAD);
	claims_are("[]", BAD_CLAIMS);
	claims_are("\"sub\"", BAD_CLAIMS);
	claims_are("", BAD_CLAIMS);
	claims_are("{", BAD_CLAIMS);
	claims_are(arena_printf(&arena, "%s{}", good_claims()), BAD_CLAIMS);
	claims_are("{\"sub\":\"\xff\"}", BAD_CLAIMS);
	claims_are("{\"sub\":\"a\\u0000b\"}", BAD_CLAIMS);
}

/* ---- The parts */

static void
parts(void)
{
	char *good = forge(good_head(), good_claims());

	T_SAME(verdict("", NOW), "not three parts");
	T_SAME(verdict("a.b", NOW), "not three parts");
	T_SAME(verdict(arena_printf(&arena, "%s.", good), NOW),
	    "not three parts");
	T_SAME(verdict(arena_printf(&arena, "%s.AAAA.BBBB", good), NOW),
	    "not three parts");
	T_SAME(verdict("..", NOW), BAD_HEAD);
	T_SAME(verdict(arena_printf(&arena, " %s", good), NOW), BAD_HEAD);
	T_SAME(verdict(arena_printf(&arena, "%s ", good), NOW),
	    "the signature is not 64 bytes of base64url");
}

/* Claims of which the last group is two digits, four bits of them spare. */
static char *
loose_claims(void)
{
	char *c = good_claims();

	while (strlen(c) % 3 != 1)
		c = arena_printf(&arena, "%s ", c);
	return c;
}

/* Each is signed as it stands, so that nothing but the text is wrong. */
static void
canonical_base64(void)
{
	const char *h = encoded(good_head(), strlen(good_head()));
	char *c = loose_claims(), *e;

	T_SAME(verdict(seal(signer, h, encoded(c, strlen(c))), NOW),
	    "accepted");
	e = arena_strdup(&arena, encoded(c, strlen(c)));
	e[strlen(e) - 1]++;			/* spare bits */
	T_SAME(verdict(seal(signer, h, e), NOW), BAD_CLAIMS);
	e = arena_printf(&arena, "%s==", encoded(c, strlen(c)));
	T_SAME(verdict(seal(signer, h, e), NOW), BAD_CLAIMS);
	e = arena_printf(&arena, "%s\n", encoded(c, strlen(c)));
	T_SAME(verdict(seal(signer, h, e), NOW), BAD_CLAIMS);
	e = arena_printf(&arena, "%s=", h);
	T_SAME(verdict(seal(signer, e, encoded(c, strlen(c))), NOW), BAD_HEAD);
}

/* The same 64 bytes in another text would pass caches and logs as new. */
static void
canonical_signature(void)
{
	char *t = forge(good_head(), good_claims());

	t[strlen(t) - 1]++;
	T_SAME(verdict(t, NOW), "the signature is not 64 bytes of base64url");
	t[strlen(t) - 1]--;
	T_SAME(verdict(t, NOW), "accepted");
	T_SAME(verdict(arena_printf(&arena, "%s==", t), NOW),
	    "the signature is not 64 bytes of base64url");
}

static char *
with_signature(const char *token, const void *sig, size_t n)
{
	size_t head = (size_t)(strrchr(token, '.') - token);

	return arena_printf(&arena, "%.*s.%s", (int)head, token,
	    encoded(sig, n));
}

/* Zeros at the end or the start tempt to be taken as there or not there. */
static void
signature_length(void)
{
	uint8_t sig[65], der[80], *at = der;
	const uint8_t *raw = sig;
	char *t;
	ECDSA_SIG *rs;
	size_t n;

	do {
		t = forge(good_head(), good_claims());
		T_TRUE(b64url_decode(strrchr(t, '.') + 1, 86, sig, 64, &n));
	} while (sig[63] != 0);
	sig[64] = 0;
	T_SAME(verdict(with_signature(t, sig, 64), NOW), "accepted");
	T_SAME(verdict(with_signature(t, sig, 63), NOW),
	    "the signature is not 64 bytes");
	T_SAME(verdict(with_signature(t, sig, 65), NOW),
	    "the signature is not 64 bytes of base64url");
	T_SAME(verdict(with_signature(t, sig, 0), NOW),
	    "the signature is not 64 bytes");
	rs = ECDSA_SIG_new();
	ECDSA_SIG_set0(rs, BN_bin2bn(raw, 32, NULL), BN_bin2bn(raw + 32, 32,
	    NULL));
	n = (size_t)i2d_ECDSA_SIG(rs, &at);
	ECDSA_SIG_free(rs);
	T_SAME(verdict(with_signature(t, der, n), NOW),
	    "the signature is not 64 bytes of base64url");
}

static void
signature_is_of_this_text(void)
{
	char *t = forge(good_head(), good_claims());
	const char *admin = claims_with("role", json_string("admin"));

	t[strlen(t) - 10] = t[strlen(t) - 10] == 'A' ? 'B' : 'A';
	T_SAME(verdict(t, NOW), "the signature is not the key's");
	t = forge(good_head(), good_claims());
	T_SAME(verdict(arena_printf(&arena, "%s.%s%s", encoded(good_head(),
	    strlen(good_head())), encoded(admin, strlen(admin)),
	    strrchr(t, '.')), NOW), "the signature is not the key's");
}

static void
oversized(void)
{
	char *pad = arena_alloc(&arena, 4096), *t = pad;

	for (size_t n = 2300; n < 2700; n++) {
		memset(pad, 'x', n);
		pad[n] = '\0';
		t = forge(good_head(), claims_with("pad", json_string(pad)));
		if (strlen(t) >= TOKEN_MAX - 1)
			break;
		if (n % 50 == 0)
			T_SAME(verdict(t, NOW), "accepted");
	}
	T_TRUE(strlen(t) <= TOKEN_MAX);
	T_SAME(verdict(t, NOW), "accepted");
	t = forge(good_head(), claims_with("pad", json_string(arena_printf(
	    &arena, "%sxxx", pad))));
	T_TRUE(strlen(t) > TOKEN_MAX && strlen(t) < TOKEN_MAX + 8);
	T_SAME(verdict(t, NOW), "longer than 4 kB");
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "round trip", round_trip },
		{ "what cannot be signed", what_cannot_be_signed },
		{ "RFC 7515, A.3", rfc_7515 },
		{ "algorithm", algorithm },
		{ "HMAC with the public key", hmac_with_the_public_key },
		{ "no algorithm, no signature", no_algorithm_no_signature },
		{ "type", type },
		{ "key id", key_id },
		{ "other header members", other_members },
		{ "embedded key", embedded_key },
		{ "duplicate members", duplicate_members },
		{ "not an object", not_an_object },
		{ "parts", parts },
		{ "canonical base64url", canonical_base64 },
		{ "canonical signature", canonical_signature },
		{ "length of the signature", signature_length },
		{ "signature of this text", signature_is_of_this_text },
		{ "oversized", oversized },
		CU_TEST_INFO_NULL,
	};
	int status = forge_open() ? suite_run("token", tests) : 2;

	forge_close();
	return status;
}
