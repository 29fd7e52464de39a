/* Signatures of Stripe's events, without a server. */
#include "core.h"
#include <unistd.h>
#include "arena.h"
#include "crypto.h"
#include "payments/signature.h"
#include "unit/suite.h"

#define NOW 1700000000

static const char body[] = "{\"id\":\"evt_1\"}";
static struct arena arena;

static const char *
mac(const char *secret, const char *t, const char *text)
{
	const char *all = arena_printf(&arena, "%s.%s", t, text);
	char *hex = arena_alloc(&arena, HEX_SIZE(SHA256_LEN));
	uint8_t sha[SHA256_LEN];

	crypto_hmac(secret, strlen(secret), all, strlen(all), sha);
	hex_encode(hex, sha, sizeof(sha));
	return hex;
}

static enum signature
check(const char *header)
{
	static const struct secrets two = { 2, { "whsec_new", "whsec_old" } };

	return signature_check(&two, header, body, sizeof(body) - 1, NOW);
}

static const char *
header(const char *secret, const char *t)
{
	return arena_printf(&arena, "t=%s,v1=%s", t, mac(secret, t, body));
}

static void
either_secret_is_good(void)
{
	T_EQ(check(header("whsec_new", "1700000000")), SIGNATURE_GOOD);
	T_EQ(check(header("whsec_old", "1700000000")), SIGNATURE_GOOD);
	T_EQ(check(header("whsec_gone", "1700000000")), SIGNATURE_BAD);
	T_EQ(check(header("", "1700000000")), SIGNATURE_BAD);
}

static void
both_sides_of_the_time(void)
{
	T_EQ(check(header("whsec_new", "1699999700")), SIGNATURE_GOOD);
	T_EQ(check(header("whsec_new", "1699999699")), SIGNATURE_OLD);
	T_EQ(check(header("whsec_new", "1700000300")), SIGNATURE_GOOD);
	T_EQ(check(header("whsec_new", "1700000301")), SIGNATURE_OLD);
	T_EQ(check(header("whsec_new", "99999999999999999999")),
	    SIGNATURE_BAD);
	T_EQ(check(header("whsec_new", "-1")), SIGNATURE_BAD);
	T_EQ(check(header("whsec_new", "")), SIGNATURE_BAD);
	T_EQ(check(header("whsec_new", "17e8")), SIGNATURE_BAD);
}

static void
several_are_looked_at(void)
{
	const char *m = mac("whsec_old", "1700000000", body);
	const char *no = mac("whsec_no", "1700000000", body);
	const char *fifteen = "";

	T_EQ(check(arena_printf(&arena, "v1=%s,v1=%s,t=1700000000,v0=%s", no,
		 m, no)),
	    SIGNATURE_GOOD);
	T_EQ(check(arena_printf(&arena, "t=1700000000,v1=short,v1=%s", m)),
	    SIGNATURE_GOOD);
	T_EQ(check(arena_printf(&arena, "t=1700000000,v0=%s", m)),
	    SIGNATURE_BAD);
	for (int i = 0; i < 15; i++)
		fifteen = arena_printf(&arena, "%s,v1=%s", fifteen, no);
	T_EQ(check(arena_printf(&arena, "t=1700000000%s,v1=%s", fifteen, m)),
	    SIGNATURE_GOOD);
	T_EQ(check(arena_printf(&arena, "t=1700000000%s,v1=%s,v1=%s", fifteen,
		 no, m)),
	    SIGNATURE_BAD);
}

static void
what_is_no_header(void)
{
	const char *m = mac("whsec_new", "1700000000", body);
	char *upper = arena_strdup(&arena, m);

	T_EQ(check(NULL), SIGNATURE_BAD);
	T_EQ(check(""), SIGNATURE_BAD);
	T_EQ(check(","), SIGNATURE_BAD);
	T_EQ(check("t=1700000000"), SIGNATURE_BAD);
	T_EQ(check("t=1700000000,v1="), SIGNATURE_BAD);
	T_EQ(check(arena_printf(&arena, "v1=%s", m)), SIGNATURE_BAD);
	T_EQ(check(arena_printf(&arena, "t=1700000000,t=1700000000,v1=%s", m)),
	    SIGNATURE_BAD);
	T_EQ(check(arena_printf(&arena, "t=1700000001,v1=%s", m)),
	    SIGNATURE_BAD);
	T_EQ(check(arena_printf(&arena, "t=1700000000,v1=%s0", m)),
	    SIGNATURE_BAD);
	T_EQ(check(arena_printf(&arena, "t=1700000000,v1=%.63s", m)),
	    SIGNATURE_BAD);
	for (char *p = upper; *p != '\0'; p++)
		if (*p >= 'a')
			*p = (char)(*p - 'a' + 'A');
	T_EQ(check(arena_printf(&arena, "t=1700000000,v1=%s", upper)),
	    SIGNATURE_BAD);
}

/* Every byte of the body, and every one of the signature. */
static void
one_bit_is_enough(void)
{
	static const struct secrets one = { 1, { "whsec_new" } };
	char text[sizeof(body)];
	char *h = arena_strdup(&arena, header("whsec_new", "1700000000"));

	for (size_t i = 0; i < sizeof(body) - 1; i++) {
		memcpy(text, body, sizeof(body));
		text[i] ^= 1;
		T_EQ(signature_check(&one, h, text, sizeof(body) - 1, NOW),
		    SIGNATURE_BAD);
	}
	T_EQ(signature_check(&one, h, body, sizeof(body) - 2, NOW),
	    SIGNATURE_BAD);
	for (char *p = strstr(h, "v1=") + 3; *p != '\0'; p++) {
		char was = *p;

		*p = was == '0' ? '1' : '0';
		T_EQ(check(h), SIGNATURE_BAD);
		*p = was;
	}
	T_EQ(check(h), SIGNATURE_GOOD);
}

/* ---- The file */

static void
put(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

static void
secrets_are_read_again(void)
{
	char *dir = suite_folder();
	const char *path = arena_printf(&arena, "%s/webhook_secrets", dir);
	const char *next = arena_printf(&arena, "%s/next", dir);

	T_EQ(secrets_of(dir)->n, 0);
	put(path, "# of the endpoint\n\nwhsec_a\r\n  \nwhsec_b # old\n");
	T_EQ(secrets_of(dir)->n, 2);
	T_SAME(secrets_of(dir)->at[0], "whsec_a");
	T_SAME(secrets_of(dir)->at[1], "whsec_b");
	put(next, "whsec_c\n");
	T_EQ(rename(next, path), 0);
	T_EQ(secrets_of(dir)->n, 1);
	T_SAME(secrets_of(dir)->at[0], "whsec_c");
	T_EQ(unlink(path), 0);
	T_EQ(secrets_of(dir)->n, 0);
	suite_folder_remove(dir);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "secrets", either_secret_is_good },
		{ "time", both_sides_of_the_time },
		{ "several", several_are_looked_at },
		{ "no header", what_is_no_header },
		{ "one bit", one_bit_is_enough },
		{ "file", secrets_are_read_again },
		CU_TEST_INFO_NULL,
	};
	int rc = suite_run("signature", tests);

	arena_free(&arena);
	return rc;
}
