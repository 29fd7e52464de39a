#include "core.h"
#include "crypto.h"
#include "csrf.h"

static void
make(const uint8_t key[CSRF_KEY_LEN], const struct bytes *part, size_t parts,
    char out[CSRF_TOKEN_LEN + 1])
{
	uint8_t mac[SHA256_LEN];

	crypto_hmac_parts(key, CSRF_KEY_LEN, part, parts, mac);
	b64url_encode(out, mac, 16);
}

static bool
same(const char *want, const char *given)
{
	return given != NULL && strlen(given) == CSRF_TOKEN_LEN &&
	    crypto_same(want, given, CSRF_TOKEN_LEN);
}

void
csrf_form(const uint8_t key[CSRF_KEY_LEN], const char *method,
    const char *path, char out[CSRF_TOKEN_LEN + 1])
{
	const struct bytes text[] = {
		{ method, strlen(method) }, { " ", 1 }, { path, strlen(path) }
	};

	make(key, text, NITEMS(text), out);
}

void
csrf_api(const uint8_t key[CSRF_KEY_LEN], char out[CSRF_TOKEN_LEN + 1])
{
	make(key, &(struct bytes){ "api", 3 }, 1, out);
}

bool
csrf_form_ok(const uint8_t key[CSRF_KEY_LEN], const char *method,
    const char *path, const char *given)
{
	char want[CSRF_TOKEN_LEN + 1];

	csrf_form(key, method, path, want);
	return same(want, given);
}

bool
csrf_api_ok(const uint8_t key[CSRF_KEY_LEN], const char *given)
{
	char want[CSRF_TOKEN_LEN + 1];

	csrf_api(key, want);
	return same(want, given);
}
