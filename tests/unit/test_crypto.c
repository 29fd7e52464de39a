/* Digests, encodings and identifiers, against the vectors of their papers. */
#include "core.h"

#include <unistd.h>

#include "crypto.h"
#include "suite.h"

static const char *
hex(const void *p, size_t n)
{
	static char text[HEX_SIZE(64)];

	hex_encode(text, p, n);
	return text;
}

static const char *
sha256(const void *p, size_t n)
{
	uint8_t md[SHA256_LEN];

	crypto_sha256(p, n, md);
	return hex(md, sizeof(md));
}

/* FIPS 180-4, by the examples that NIST gives. */
static void
sha256_examples(void)
{
	static const char two[] =
	    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	char *million = malloc(1000000);

	T_SAME(sha256("abc", 3), "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
	T_SAME(sha256(NULL, 0), "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
	T_SAME(sha256(two, strlen(two)), "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1");
	memset(million, 'a', 1000000);
	T_SAME(sha256(million, 1000000), "cdc76e5c9914fb9281a1c7e284d73e67"
	    "f1809a48a497200e046d39ccc7112cd0");
	free(million);
}

/* RFC 4231, section 4; the fifth case is cut to 128 bits there. */
static const struct {
	size_t		 key_len;
	int		 key_byte;	/* -1: the key is `key` */
	const char	*key, *text;
	size_t		 text_len;
	const char	*mac;
} hmacs[] = {
	{ 20, 0x0b, NULL, "Hi There", 8, "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7" },
	{ 4, -1, "Jefe", "what do ya want for nothing?", 28,
	    "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843" },
	{ 20, 0xaa, NULL, "\xdd", 50, "773ea91e36800e46854db8ebd09181a7"
	    "2959098b3ef8c122d9635514ced565fe" },
	{ 25, -1, "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e"
	    "\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19", "\xcd", 50,
	    "82558a389a443c0ea4cc819899f2083a"
	    "85f0faa3e578f8077a2e3ff46729665b" },
	{ 20, 0x0c, NULL, "Test With Truncation", 20,
	    "a3b6167473100ee06e0c796c2955552b" },
	{ 131, 0xaa, NULL,
	    "Test Using Larger Than Block-Size Key - Hash Key First", 54,
	    "60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54" },
	{ 131, 0xaa, NULL, "This is a test using a larger than block-size key "
	    "and a larger than block-size data. The key needs to be hashed "
	    "before being used by the HMAC algorithm.", 152,
	    "9b09ffa71b942fcb27635fbcd5b0e944"
	    "bfdc63644f0713938a7f51535c3a35e2" },
};

static void
hmac_examples(void)
{
	char key[131], text[152];
	uint8_t mac[SHA256_LEN];

	for (size_t i = 0; i < NITEMS(hmacs); i++) {
		size_t n = hmacs[i].text_len, half = n / 2;
		struct bytes parts[] = {
			{ text, half }, { NULL, 0 }, { text + half, n - half }
		};

		if (hmacs[i].key_byte >= 0)
			memset(key, hmacs[i].key_byte, hmacs[i].key_len);
		else
			memcpy(key, hmacs[i].key, hmacs[i].key_len);
		if (strlen(hmacs[i].text) == 1)
			memset(text, hmacs[i].text[0], n);
		else
			memcpy(text, hmacs[i].text, n);
		crypto_hmac(key, hmacs[i].key_len, text, n, mac);
		T_SAME(hex(mac, strlen(hmacs[i].mac) / 2), hmacs[i].mac);
		crypto_hmac_parts(key, hmacs[i].key_len, parts, 3, mac);
		T_SAME(hex(mac, strlen(hmacs[i].mac) / 2), hmacs[i].mac);
	}
}

static void
compare(void)
{
	T_TRUE(crypto_same("abc", "abc", 3));
	T_TRUE(crypto_same("abc", "abd", 2));
	T_FALSE(crypto_same("abc", "abd", 3));
	T_FALSE(crypto_same("xbc", "abc", 3));
}

static void
random_bytes(void)
{
	uint8_t a[1000] = { 0 }, b[1000] = { 0 };
	size_t zero = 0;

	crypto_random(a, sizeof(a));
	crypto_random(b, sizeof(b));
	T_FALSE(crypto_same(a, b, sizeof(a)));
	for (size_t i = 0; i < sizeof(a); i++)
		zero += a[i] == 0;
	T_TRUE(zero < 40);	/* about 4; all of them were filled */
}

/* RFC 4648, section 10, and the same without padding. */
static void
base64_examples(void)
{
	static const char *const texts[][3] = {
		{ "", "", "" }, { "f", "Zg==", "Zg" }, { "fo", "Zm8=", "Zm8" },
		{ "foo", "Zm9v", "Zm9v" }, { "foob", "Zm9vYg==", "Zm9vYg" },
		{ "fooba", "Zm9vYmE=", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
		{ "\xfb\xff\xfe", "+//+", "-__-" },
	};
	char out[B64_SIZE(6)];
	uint8_t back[6];
	size_t n;

	for (size_t i = 0; i < NITEMS(texts); i++) {
		const char *s = texts[i][0];

		T_EQ(b64_encode(out, s, strlen(s)), strlen(texts[i][1]));
		T_SAME(out, texts[i][1]);
		T_TRUE(b64_decode(out, strlen(out), back, sizeof(back), &n));
		T_TRUE(n == strlen(s) && memcmp(back, s, n) == 0);
		T_EQ(b64url_encode(out, s, strlen(s)), strlen(texts[i][2]));
		T_SAME(out, texts[i][2]);
		T_TRUE(b64url_decode(out, strlen(out), back, sizeof(back),
		    &n));
		T_TRUE(n == strlen(s) && memcmp(back, s, n) == 0);
	}
}

static bool
url_takes(const char *s, size_t cap)
{
	uint8_t out[8];
	size_t n;

	return b64url_decode(s, strlen(s), out, cap, &n);
}

static bool
std_takes(const char *s, size_t cap)
{
	uint8_t out[8];
	size_t n;

	return b64_decode(s, strlen(s), out, cap, &n);
}

/* One value, one text. */
static void
base64_canonical(void)
{
	T_TRUE(url_takes("Zg", 1));
	T_FALSE(url_takes("Zg", 0));		/* no room */
	T_FALSE(url_takes("Zm9v", 2));
	T_FALSE(url_takes("Zg==", 8));		/* padding */
	T_FALSE(url_takes("Zh", 8));		/* spare bits */
	T_FALSE(url_takes("Zm9", 8));
	T_FALSE(url_takes("Z", 8));		/* six bits are no byte */
	T_FALSE(url_takes("A", 8));
	T_FALSE(url_takes("Zm9vA", 8));
	T_FALSE(url_takes("+//+", 8));		/* the other alphabet */
	T_FALSE(url_takes("Zm 9", 8));
	T_FALSE(url_takes("Zm9v\n", 8));
	T_FALSE(url_takes("Zm9\xc3", 8));
	T_TRUE(std_takes("Zg==", 1));
	T_FALSE(std_takes("Zg", 8));
	T_FALSE(std_takes("Zg=", 8));
	T_FALSE(std_takes("Zh==", 8));
	T_FALSE(std_takes("Zm9=", 8));
	T_FALSE(std_takes("Z===", 8));
	T_FALSE(std_takes("====", 8));
	T_FALSE(std_takes("Zg==Zg==", 8));
	T_FALSE(std_takes("-__-", 8));
	T_FALSE(std_takes("Zm9v", 2));
}

static void
hexadecimal(void)
{
	uint8_t out[4];
	size_t n;

	T_TRUE(hex_decode("00ff7f80", 8, out, sizeof(out), &n));
	T_TRUE(n == 4 && memcmp(out, "\x00\xff\x7f\x80", 4) == 0);
	T_SAME(hex(out, 4), "00ff7f80");
	T_TRUE(hex_decode("", 0, out, sizeof(out), &n) && n == 0);
	T_FALSE(hex_decode("00F", 3, out, sizeof(out), &n));
	T_FALSE(hex_decode("0FFF", 4, out, sizeof(out), &n));
	T_FALSE(hex_decode("0g", 2, out, sizeof(out), &n));
	T_FALSE(hex_decode("0011223344", 10, out, sizeof(out), &n));
}

static void
uuid_texts(void)
{
	static const char *const bad[] = {
		"", "017f22e2", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
		"017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
		"017f22e2x79b0-7cc3-98c4-dc0c0c07398f",
		"017f22e279b0-7cc3-98c4-dc0c0c07398ff",
		"017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
		"{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
		" 17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
	};
	struct uuid u = { "" };
	uint8_t b[16];

	T_TRUE(uuid_read("017F22E2-79B0-7CC3-98C4-DC0C0C07398F", &u));
	T_SAME(u.s, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
	T_TRUE(uuid_parse(u.s, b));
	T_SAME(hex(b, 16), "017f22e279b07cc398c4dc0c0c07398f");
	for (size_t i = 0; i < NITEMS(bad); i++)
		T_FALSE(uuid_parse(bad[i], b));
}

/* The time of RFC 9562, appendix A.6: 22 February 2022, 19:22:22 UTC. */
static void
uuid7_layout(void)
{
	struct uuid7_clock clock = { 0, 0 };
	struct uuid a, b;

	for (unsigned i = 0; i < 30; i++, clock.ms = 0) {
		a = uuid7_next(&clock, 0x017f22e279b0);
		T_EQ(strncmp(a.s, "017f22e2-79b0-7", 15), 0);
		T_TRUE(strchr("01234567", a.s[15]) != NULL);	/* < 2048 */
		T_TRUE(strchr("89ab", a.s[19]) != NULL);
	}
	uuid7_next(&clock, 0x017f22e279b0 - 1);
	a = uuid7_next(&clock, 0x017f22e279b0);
	b = uuid7_next(&clock, 0x017f22e279b0);
	T_TRUE(strcmp(a.s, b.s) < 0);
	T_TRUE(strcmp(a.s + 20, b.s + 20) != 0);	/* random */
}

static void
uuid7_ascends(void)
{
	struct uuid7_clock clock = { 0, 0 };
	struct uuid last = { "" }, u;
	uint64_t now = 1700000000000;
	size_t wrong = 0;

	for (unsigned i = 0; i < 20000; i++) {
		if (i == 10000)
			now -= 3600000;		/* the clock is set back */
		if (i % 5000 == 4999)
			now++;
		u = uuid7_next(&clock, now);
		wrong += strcmp(last.s, u.s) >= 0;
		last = u;
	}
	T_EQ(wrong, 0);
	for (unsigned i = 0; i < 2000; i++) {
		u = uuid7();
		wrong += strcmp(last.s, u.s) >= 0;
		last = u;
	}
	T_EQ(wrong, 0);
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "SHA-256", sha256_examples },
		{ "HMAC", hmac_examples },
		{ "comparison", compare },
		{ "random bytes", random_bytes },
		{ "base64", base64_examples },
		{ "base64 is canonical", base64_canonical },
		{ "hexadecimal", hexadecimal },
		{ "UUID texts", uuid_texts },
		{ "UUID 7", uuid7_layout },
		{ "UUID 7 ascends", uuid7_ascends },
		CU_TEST_INFO_NULL,
	};

	return suite_run("crypto", tests);
}
