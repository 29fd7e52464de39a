#include "core.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "totp.h"

static const EVP_MD *
totp_md(enum totp_hash hash)
{
	switch (hash) {
	case TOTP_SHA256:
		return EVP_sha256();
	case TOTP_SHA512:
		return EVP_sha512();
	case TOTP_SHA1:
	default:
		return EVP_sha1();
	}
}

/* RFC 4226, section 5.3: four bytes from where the last half-byte points. */
uint32_t
hotp(const struct totp *t, uint64_t counter)
{
	uint8_t c[8], mac[EVP_MAX_MD_SIZE];
	uint32_t v = 0, limit = 1;
	unsigned n, at;

	for (unsigned i = 0; i < sizeof(c); i++)
		c[i] = (uint8_t)(counter >> (56 - 8 * i));
	if (HMAC(totp_md(t->hash), t->key, (int)t->key_len, c, sizeof(c), mac,
	    &n) == NULL)
		abort();
	at = mac[n - 1] & 15;
	for (unsigned i = 0; i < 4; i++)
		v = v << 8 | mac[at + i];
	for (unsigned i = 0; i < t->digits && i < 9; i++)
		limit *= 10;
	return (v & 0x7fffffff) % limit;
}

int64_t
totp_step(int64_t now)
{
	return now / TOTP_STEP;
}

/* Exactly the digits; no sign, no blanks. */
static bool
code_read(const char *s, unsigned digits, uint32_t *out)
{
	*out = 0;
	for (unsigned i = 0; i < digits; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out = *out * 10 + (uint32_t)(s[i] - '0');
	}
	return s[digits] == '\0';
}

/*
 * Every step of the window is computed, whichever matches.  The earliest
 * match wins, so that accepting one code uses up no later one.
 */
int64_t
totp_check(const struct totp *t, const char *code, int64_t now,
    int64_t last_step)
{
	int64_t mid = totp_step(now), found = -1;
	uint32_t given;

	if (now < 0 || !code_read(code, t->digits, &given))
		return -1;
	for (int64_t s = mid + TOTP_WINDOW; s >= mid - TOTP_WINDOW; s--)
		if (hotp(t, (uint64_t)s) == given && s > last_step)
			found = s;
	return found;
}
