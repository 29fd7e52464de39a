#include "core.h"

#include <sys/random.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <time.h>

#include "crypto.h"

#define SHA256_BLOCK	64u

static const char hex_digits[] = "0123456789abcdef";
static const char std_alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void
crypto_random(void *out, size_t n)
{
	uint8_t *p = out;

	while (n > 0) {
		ssize_t got = getrandom(p, n < 256 ? n : 256, 0);

		if (got <= 0)
			abort();
		p += got;
		n -= (size_t)got;
	}
}

/* Looking the digest up costs more than hashing a token: do it once. */
static EVP_MD_CTX *
sha256_begin(void)
{
	static EVP_MD *md;
	static EVP_MD_CTX *ctx;

	if (ctx == NULL) {
		md = EVP_MD_fetch(NULL, "SHA256", NULL);
		ctx = EVP_MD_CTX_new();
	}
	if (md == NULL || ctx == NULL ||
	    EVP_DigestInit_ex2(ctx, md, NULL) != 1)
		abort();
	return ctx;
}

static void
sha256_add(EVP_MD_CTX *ctx, const void *p, size_t n)
{
	if (n > 0 && EVP_DigestUpdate(ctx, p, n) != 1)
		abort();
}

static void
sha256_end(EVP_MD_CTX *ctx, uint8_t out[SHA256_LEN])
{
	if (EVP_DigestFinal_ex(ctx, out, NULL) != 1)
		abort();
}

void
crypto_sha256(const void *p, size_t n, uint8_t out[SHA256_LEN])
{
	EVP_MD_CTX *ctx = sha256_begin();

	sha256_add(ctx, p, n);
	sha256_end(ctx, out);
}

/*
 * RFC 2104, over the kept context: OpenSSL's own HMAC() looks the digest up
 * and allocates at each call.
 */
void
crypto_hmac_parts(const void *key, size_t kn, const struct bytes *part,
    size_t parts, uint8_t out[SHA256_LEN])
{
	uint8_t pad[SHA256_BLOCK] = { 0 };
	EVP_MD_CTX *ctx;

	if (kn > sizeof(pad))
		crypto_sha256(key, kn, pad);
	else if (kn > 0)
		memcpy(pad, key, kn);
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36;
	ctx = sha256_begin();
	sha256_add(ctx, pad, sizeof(pad));
	for (size_t i = 0; i < parts; i++)
		sha256_add(ctx, part[i].p, part[i].n);
	sha256_end(ctx, out);
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36 ^ 0x5c;
	ctx = sha256_begin();
	sha256_add(ctx, pad, sizeof(pad));
	sha256_add(ctx, out, SHA256_LEN);
	sha256_end(ctx, out);
	OPENSSL_cleanse(pad, sizeof(pad));
}

void
crypto_hmac(const void *key, size_t kn, const void *p, size_t n,
    uint8_t out[SHA256_LEN])
{
	crypto_hmac_parts(key, kn, &(struct bytes){ p, n }, 1, out);
}

bool
crypto_same(const void *a, const void *b, size_t n)
{
	return CRYPTO_memcmp(a, b, n) == 0;
}

size_t
hex_encode(char *out, const void *from, size_t n)
{
	const uint8_t *p = from;

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = hex_digits[p[i] >> 4];
		out[2 * i + 1] = hex_digits[p[i] & 15];
	}
	out[2 * n] = '\0';
	return 2 * n;
}

/* The value of a digit, lower case only unless `upper`; or -1. */
static int
hex_value(char c, bool upper)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (upper && c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool
hex_pair(const char *s, bool upper, uint8_t *out)
{
	int hi = hex_value(s[0], upper), lo;

	if (hi < 0 || (lo = hex_value(s[1], upper)) < 0)
		return false;
	*out = (uint8_t)(hi << 4 | lo);
	return true;
}

bool
hex_decode(const char *s, size_t n, void *out, size_t cap, size_t *len)
{
	uint8_t *p = out;

	if (n % 2 != 0 || n / 2 > cap)
		return false;
	for (size_t i = 0; i < n / 2; i++)
		if (!hex_pair(s + 2 * i, false, p + i))
			return false;
	*len = n / 2;
	return true;
}

static size_t
encode64(char *out, const uint8_t *p, size_t n, const char *alphabet)
{
	size_t o = 0, i;

	for (i = 0; i + 3 <= n; i += 3) {
		uint32_t v = (uint32_t)p[i] << 16 | (uint32_t)p[i + 1] << 8 |
		    p[i + 2];

		out[o++] = alphabet[v >> 18];
		out[o++] = alphabet[v >> 12 & 63];
		out[o++] = alphabet[v >> 6 & 63];
		out[o++] = alphabet[v & 63];
	}
	if (i < n) {
		uint32_t v = (uint32_t)p[i] << 8 | (i + 1 < n ? p[i + 1] : 0u);

		out[o++] = alphabet[v >> 10];
		out[o++] = alphabet[v >> 4 & 63];
		if (i + 1 < n)
			out[o++] = alphabet[v << 2 & 63];
	}
	out[o] = '\0';
	return o;
}

size_t
b64url_encode(char *out, const void *p, size_t n)
{
	return encode64(out, p, n, url_alphabet);
}

size_t
b64_encode(char *out, const void *p, size_t n)
{
	size_t o = encode64(out, p, n, std_alphabet);

	while (o % 4 != 0)
		out[o++] = '=';
	out[o] = '\0';
	return o;
}

/* The value of a digit, where `last` are the two digits 62 and 63; or -1. */
static int
value64(char c, const char last[2])
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == last[0])
		return 62;
	return c == last[1] ? 63 : -1;
}

/* Text without its padding.  Bits left over at the end must be zero. */
static bool
decode64(const char *s, size_t n, uint8_t *out, size_t cap, size_t *len,
    const char *alphabet)
{
	uint32_t v = 0;
	unsigned bits = 0;
	size_t o = 0;

	if (n % 4 == 1 || n / 4 * 3 + (n % 4 > 0 ? n % 4 - 1 : 0) > cap)
		return false;
	for (size_t i = 0; i < n; i++) {
		int d = value64(s[i], alphabet + 62);

		if (d < 0)
			return false;
		v = (v << 6 | (uint32_t)d) & 0xfff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[o++] = (uint8_t)(v >> bits);
		}
	}
	*len = o;
	return (v & ((1u << bits) - 1)) == 0;
}

bool
b64url_decode(const char *s, size_t n, void *out, size_t cap, size_t *len)
{
	return decode64(s, n, out, cap, len, url_alphabet);
}

bool
b64_decode(const char *s, size_t n, void *out, size_t cap, size_t *len)
{
	if (n % 4 != 0)
		return false;
	if (n > 0 && s[n - 1] == '=')
		n -= s[n - 2] == '=' ? 2 : 1;
	return decode64(s, n, out, cap, len, std_alphabet);
}

/* RFC 9562, section 5.7 and method 1 of section 6.2. */
struct uuid
uuid7_next(struct uuid7_clock *clock, uint64_t now_ms)
{
	struct uuid text = { "" };
	uint8_t b[16];

	crypto_random(b + 6, sizeof(b) - 6);
	if (now_ms > clock->ms) {
		clock->ms = now_ms;
		clock->count = ((unsigned)b[6] << 8 | b[7]) & 0x7ff;
	} else if (++clock->count > 0xfff) {
		clock->ms++;
		clock->count = ((unsigned)b[6] << 8 | b[7]) & 0x7ff;
	}
	for (unsigned i = 0; i < 6; i++)
		b[i] = (uint8_t)(clock->ms >> (40 - 8 * i));
	b[6] = (uint8_t)(0x70 | clock->count >> 8);
	b[7] = (uint8_t)clock->count;
	b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
	uuid_format(b, &text);
	return text;
}

struct uuid
uuid7(void)
{
	static struct uuid7_clock clock;
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return uuid7_next(&clock,
	    (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000);
}

bool
uuid_parse(const char *s, uint8_t out[16])
{
	unsigned o = 0;

	for (unsigned i = 0; i < UUID_LEN; ) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (s[i++] != '-')
				return false;
			continue;
		}
		if (!hex_pair(s + i, true, out + o++))
			return false;
		i += 2;
	}
	return s[UUID_LEN] == '\0';
}

void
uuid_format(const uint8_t b[16], struct uuid *out)
{
	char *p = out->s;

	for (unsigned i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*p++ = '-';
		*p++ = hex_digits[b[i] >> 4];
		*p++ = hex_digits[b[i] & 15];
	}
	*p = '\0';
}

bool
uuid_read(const char *s, struct uuid *out)
{
	uint8_t b[16];

	if (!uuid_parse(s, b))
		return false;
	uuid_format(b, out);
	return true;
}
