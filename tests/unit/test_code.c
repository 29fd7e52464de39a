/* Codes of a session, the MACs of tags, and QR codes as SVG. */
#include "core.h"

#include "arena.h"
#include "buf.h"
#include "cmac.h"
#include "code.h"
#include "crypto.h"
#include "qr.h"
#include "suite.h"

/* ---- CMAC */

static void
bytes_of(const char *hex, uint8_t *out, size_t n)
{
	size_t got = 0;

	CU_ASSERT_TRUE(hex_decode(hex, strlen(hex), out, n, &got));
	CU_ASSERT_EQUAL(got, n);
}

static void
same_as(const char *hex, const uint8_t *got, size_t n)
{
	char text[HEX_SIZE(32)];

	hex_encode(text, got, n);
	CU_ASSERT_STRING_EQUAL(text, hex);
}

/* RFC 4493, section 4. */
static void
cmac_examples(void)
{
	static const struct {
		size_t n;
		const char *mac;
	} is[] = {
		{ 0, "bb1d6929e95937287fa37d129b756746" },
		{ 16, "070a16b46b4d4144f79bdd9dd04a287c" },
		{ 40, "dfa66747de9ae63030ca32611497c827" },
		{ 64, "51f0bebf7e3b9d92fc49741779363cfe" },
	};
	uint8_t key[16], m[64], mac[CMAC_LEN];

	bytes_of("2b7e151628aed2a6abf7158809cf4f3c", key, 16);
	bytes_of("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8"
	    "e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c371"
	    "0", m, 64);
	for (size_t i = 0; i < NITEMS(is); i++) {
		cmac_aes128(key, m, is[i].n, mac);
		same_as(is[i].mac, mac, sizeof(mac));
	}
}

/* AN12196, section 3.4.2.1: number 04DE5F1EACC040, count 3D0000, key 0. */
static void
tag_example(void)
{
	uint8_t key[TAG_KEY_LEN] = { 0 }, uid[TAG_UID_LEN], mac[TAG_MAC_LEN];

	bytes_of("04de5f1eacc040", uid, sizeof(uid));
	cmac_tag(key, uid, 0x3d, mac);
	same_as("94eed9ee65337086", mac, sizeof(mac));
	cmac_tag(key, uid, 0x3e, mac);
	CU_ASSERT_FALSE(mac[0] == 0x94 && mac[1] == 0xee);
	key[15] ^= 1;
	cmac_tag(key, uid, 0x3d, mac);
	CU_ASSERT_FALSE(mac[0] == 0x94 && mac[1] == 0xee);
}

/* ---- Codes */

#define NOW 1800000003

static const uint8_t session[16] = { 1, 2, 3 }, other[16] = { 9 };
static const uint8_t secret[CODE_SECRET_LEN] = { 7 }, wrong[CODE_SECRET_LEN];

static void
a_code_is_good_for_two_steps(void)
{
	for (int kind = CODE_QR; kind <= CODE_NFC; kind++) {
		enum code_kind k = (enum code_kind)kind;
		int64_t step = code_seconds(k), from = NOW / step * step;
		char text[CODE_SIZE];

		code_write(k, session, secret, code_step(k, NOW), text);
		for (int64_t t = from - 3600; t < from + 3600; t++)
		    CU_ASSERT_EQUAL(code_check(k, text, session, secret, t), t
		    >= from && t < from + 2 * step ? CODE_GOOD :
							       CODE_OLD);
	}
}

static void
a_code_is_of_one_session(void)
{
	char text[CODE_SIZE];
	uint8_t named[16];

	code_write(CODE_QR, session, secret, code_step(CODE_QR, NOW), text);
	CU_ASSERT_EQUAL(strlen(text), CODE_SIZE - 1);
	CU_ASSERT_TRUE(code_session(text, named));
	CU_ASSERT_EQUAL(memcmp(named, session, 16), 0);
	CU_ASSERT_EQUAL(code_check(CODE_QR, text, other, secret, NOW),
	    CODE_BAD);
	CU_ASSERT_EQUAL(code_check(CODE_QR, text, session, wrong, NOW),
	    CODE_BAD);
	CU_ASSERT_EQUAL(code_check(CODE_NFC, text, session, secret, NOW),
	    CODE_BAD);
}

/* Every bit of a code counts. */
static void
a_changed_code_is_bad(void)
{
	char text[CODE_SIZE], changed[CODE_SIZE];
	uint8_t bytes[CODE_LEN], named[16];
	size_t n;

	code_write(CODE_QR, session, secret, code_step(CODE_QR, NOW), text);
	CU_ASSERT_TRUE(b64url_decode(text, strlen(text), bytes, sizeof(bytes),
	    &n));
	for (unsigned i = 0; i < CODE_LEN * 8; i++) {
		bytes[i / 8] ^= (uint8_t)(1u << i % 8);
		b64url_encode(changed, bytes, sizeof(bytes));
		CU_ASSERT_EQUAL(code_check(CODE_QR, changed, session, secret,
		    NOW), CODE_BAD);
		bytes[i / 8] ^= (uint8_t)(1u << i % 8);
	}
	CU_ASSERT_EQUAL(code_check(CODE_QR, "", session, secret, NOW),
	    CODE_BAD);
	text[42] = '\0';
	CU_ASSERT_FALSE(code_session(text, named));
	CU_ASSERT_FALSE(code_session("not a code!", named));
}

/* ---- QR codes */

static void
a_code_is_drawn(void)
{
	struct arena a = { 0 };
	struct buf b, small;
	char longest[4000];

	buf_init(&b, &a, 100000);
	CU_ASSERT_TRUE(qr_svg("https://lyceum.example/sign?code=abc", &b));
	CU_ASSERT_EQUAL(strncmp(b.s, "<svg ", 5), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(b.s, "viewBox=\"0 0 37 37\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(b.s, "M4 4h7v1h-7z")); /* a finder */
	CU_ASSERT_STRING_EQUAL(b.s + b.n - 6, "</svg>");
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	CU_ASSERT_FALSE(qr_svg(longest, &b));
	buf_init(&small, &a, 100);
	CU_ASSERT_FALSE(qr_svg("a", &small));
	arena_free(&a);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "CMAC of RFC 4493", cmac_examples },
		{ "a tag of AN12196", tag_example },
		{ "two steps of time", a_code_is_good_for_two_steps },
		{ "one session", a_code_is_of_one_session },
		{ "every bit", a_changed_code_is_bad },
		{ "SVG", a_code_is_drawn },
		CU_TEST_INFO_NULL, };

	return suite_run("code", tests);
}
