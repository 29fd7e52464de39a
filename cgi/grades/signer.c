#include "core.h"
#include "arena.h"
#include "buf.h"
#include "crypto.h"
#include "es256.h"
#include "signer.h"

#define JWS_MAX ((size_t)256 * 1024)

static const char *
jwk_of(struct arena *a, const struct es256 *key)
{
	uint8_t x[ES256_XY_LEN], y[ES256_XY_LEN];
	char tx[B64URL_SIZE(ES256_XY_LEN)], ty[B64URL_SIZE(ES256_XY_LEN)];

	if (!es256_xy(key, x, y))
		return NULL;
	b64url_encode(tx, x, sizeof(x));
	b64url_encode(ty, y, sizeof(y));
	return arena_printf(a, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":"
	    "\"sig\",\"alg\":\"ES256\",\"x\":\"%s\",\"y\":\"%s\"}", tx, ty);
}

bool
signer_make(struct arena *a, struct signer *s)
{
	struct es256 *key = es256_generate();
	char *pem = arena_alloc(a, ES256_PEM_MAX);
	char *kid = arena_alloc(a, HEX_SIZE(8));
	uint8_t bytes[8];

	if (key == NULL)
		return false;
	crypto_random(bytes, sizeof(bytes));
	hex_encode(kid, bytes, sizeof(bytes));
	*s = (struct signer){ .kid = kid, .pem = pem, .jwk = jwk_of(a, key) };
	if (es256_pem(key, pem) == 0)
		s->jwk = NULL;
	es256_free(key);
	return s->jwk != NULL;
}

static void
add_part(struct buf *b, const void *p, size_t n)
{
	char *text = arena_alloc(b->arena, B64URL_SIZE(n));

	buf_add(b, text, b64url_encode(text, p, n));
}

const char *
signer_jws(struct arena *a, const char *pem, const char *header,
    const char *payload)
{
	struct es256 *key = es256_from_pem(pem, strlen(pem));
	uint8_t sig[ES256_SIG_LEN];
	struct buf b;
	bool ok;

	buf_init(&b, a, JWS_MAX);
	add_part(&b, header, strlen(header));
	buf_lit(&b, ".");
	add_part(&b, payload, strlen(payload));
	ok = key != NULL && !b.broken && es256_sign(key, b.s, b.n, sig);
	es256_free(key);
	if (!ok)
		return NULL;
	buf_lit(&b, ".");
	add_part(&b, sig, sizeof(sig));
	return b.broken ? NULL : buf_text(&b);
}
