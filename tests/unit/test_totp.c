/* One-time codes: the tables of RFC 4226 and RFC 6238, and single use. */
#include "core.h"

#include <jansson.h>

#include "crypto.h"
#include "suite.h"
#include "totp.h"

#define KEY	((const uint8_t *)"12345678901234567890")

static const struct totp phone = { TOTP_SHA1, KEY, 20, TOTP_DIGITS };

static enum totp_hash
hash_by_name(const char *name)
{
	return strcmp(name, "sha512") == 0 ? TOTP_SHA512 :
	    strcmp(name, "sha256") == 0 ? TOTP_SHA256 : TOTP_SHA1;
}

static void
one_vector(json_t *v)
{
	const char *hash, *key, *want;
	json_int_t counter = -1, at = -1, digits;
	uint8_t bytes[64];
	char text[16];
	struct totp t = { .key = bytes };

	if (json_unpack(v, "{s:s, s:s, s:s, s:I, s?I, s?I}", "hash", &hash,
	    "key_hex", &key, "code", &want, "digits", &digits, "counter",
	    &counter, "time", &at) != 0 || !hex_decode(key, strlen(key), bytes,
	    sizeof(bytes), &t.key_len)) {
		CU_FAIL("a vector cannot be read");
		return;
	}
	t.hash = hash_by_name(hash);
	t.digits = (unsigned)digits;
	snprintf(text, sizeof(text), "%0*u", (int)digits,
	    hotp(&t, (uint64_t)(at >= 0 ? totp_step(at) : counter)));
	T_SAME(text, want);
	if (at >= 0)
		T_EQ(totp_check(&t, want, at, -1), totp_step(at));
}

static void
vectors(void)
{
	const char *dir = secure_getenv("LYCEUM_SRCDIR");
	char path[512];
	json_t *all;

	snprintf(path, sizeof(path), "%s/tests/spec/otp.json",
	    dir != NULL ? dir : ".");
	all = json_load_file(path, 0, NULL);
	T_EQ(json_array_size(all), 28);
	for (size_t i = 0; i < json_array_size(all); i++)
		one_vector(json_array_get(all, i));
	json_decref(all);
}

/* Code of a step, as text. */
static const char *
code_of(const struct totp *t, int64_t step)
{
	static char text[16];

	snprintf(text, sizeof(text), "%0*u", (int)t->digits,
	    hotp(t, (uint64_t)step));
	return text;
}

static const char *
code(int64_t step)
{
	return code_of(&phone, step);
}

static void
once(void)
{
	T_EQ(totp_check(&phone, code(100), 3000, -1), 100);
	T_EQ(totp_check(&phone, code(100), 3000, 99), 100);
	T_EQ(totp_check(&phone, code(100), 3000, 100), -1);
	T_EQ(totp_check(&phone, code(100), 3000, 101), -1);
	T_EQ(totp_check(&phone, code(101), 3000, 100), 101);
}

static void
window(void)
{
	T_EQ(totp_check(&phone, code(100), 2970, -1), 100);
	T_EQ(totp_check(&phone, code(100), 2969, -1), -1);
	T_EQ(totp_check(&phone, code(100), 3059, -1), 100);
	T_EQ(totp_check(&phone, code(100), 3060, -1), -1);
	T_EQ(totp_check(&phone, code(0), 5, -1), 0);
	T_EQ(totp_check(&phone, code(0), -5, -1), -1);
}

static void
malformed(void)
{
	static const char *const bad[] = {
		"", "12345", "1234567", " 55224", "+55224", "75522 ", "75522a",
		"-75522", "7 5 5 2 2 4", "7552240", "75521>",
	};

	T_EQ(totp_check(&phone, "755224", 0, -1), 0);
	for (size_t i = 0; i < NITEMS(bad); i++)
		T_EQ(totp_check(&phone, bad[i], 0, -1), -1);
}

/* Where two steps share a code, the earlier is used up first. */
static void
twins(void)
{
	const struct totp t = { TOTP_SHA1, KEY, 20, 3 };
	int64_t s = 0;

	while (s < 100000 && hotp(&t, (uint64_t)s) != hotp(&t, (uint64_t)s + 1))
		s++;
	T_TRUE(s < 100000);
	T_EQ(totp_check(&t, code_of(&t, s), s * TOTP_STEP, -1), s);
	T_EQ(totp_check(&t, code_of(&t, s), s * TOTP_STEP, s), s + 1);
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "RFC 4226 and 6238", vectors },
		{ "a code is good once", once },
		{ "one step either way", window },
		{ "malformed codes", malformed },
		{ "steps with the same code", twins },
		CU_TEST_INFO_NULL,
	};

	return suite_run("totp", tests);
}
