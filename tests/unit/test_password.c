/* Passwords: hashes of other programs, and what is too easy to guess. */
#include "core.h"

#include <time.h>

#include "password.h"
#include "suite.h"

#define ARGON	"$argon2id$v=19$m=19456,t=2,p=1$"
#define SALTED	"bHljZXVtIHNhbHQgMDAwMQ$"

/* Right for "U*U", but not the kind that we take. */
static const char argon2i[] = "$argon2i$v=19$m=8192,t=3,p=1$" SALTED
    "R5rthcp+L9tVcXvRNr9tPj+cpSRTdt7VDE8hi/WcdQw";

static void
our_own(void)
{
	char a[PASSWORD_HASH_SIZE], b[PASSWORD_HASH_SIZE];

	T_TRUE(password_hash("correct horse", a));
	T_TRUE(password_hash("correct horse", b));
	T_EQ(strncmp(a, ARGON, strlen(ARGON)), 0);
	T_TRUE(strcmp(a, b) != 0);
	T_EQ(password_verify(a, "correct horse"), PASSWORD_OK);
	T_EQ(password_verify(b, "correct horse"), PASSWORD_OK);
	T_EQ(password_verify(a, "correct horsf"), PASSWORD_WRONG);
	T_EQ(password_verify(a, "correct horse "), PASSWORD_WRONG);
	T_EQ(password_verify(a, ""), PASSWORD_WRONG);
}

/* Made by argon2(1), which is another implementation. */
static void
argon2(void)
{
	T_EQ(password_verify(ARGON SALTED
	    "iloy4Oxb1PML7bvlAgwEUvn5N1sXRLHWAOR52nYT/OE", "correct horse"),
	    PASSWORD_OK);
	T_EQ(password_verify("$argon2id$v=19$m=8192,t=1,p=1$" SALTED
	    "i3ukwf/zz3mse1x77i9RVZWQVX0m1JUP4EFDi7cSzyQ", "correct horse"),
	    PASSWORD_REHASH);
	T_EQ(password_verify("$argon2id$v=19$m=8192,t=1,p=1$" SALTED
	    "i3ukwf/zz3mse1x77i9RVZWQVX0m1JUP4EFDi7cSzyQ", "wrong horse"),
	    PASSWORD_WRONG);
}

/* The vectors of crypt_blowfish, by its author. */
static void
bcrypt(void)
{
	static const char salt[] = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.";
	char hash[64];

	snprintf(hash, sizeof(hash), "%s%s", salt,
	    "E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
	T_EQ(password_verify(hash, "U*U"), PASSWORD_REHASH);
	T_EQ(password_verify(hash, "U*V"), PASSWORD_WRONG);
	hash[2] = 'b';
	T_EQ(password_verify(hash, "U*U"), PASSWORD_REHASH);
	hash[2] = 'y';
	T_EQ(password_verify(hash, "U*U"), PASSWORD_REHASH);
	T_EQ(password_verify("$2y$05$/OK.fbVrR/bpIqNJ5ianF."
	    "Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq", "\xa3"), PASSWORD_REHASH);
	/* $2x$ marks hashes made by a faulty program: not to be trusted. */
	T_EQ(password_verify("$2x$05$/OK.fbVrR/bpIqNJ5ianF."
	    "CE5elHaaO4EbggVDjb8P19RukzXSM3e", "\xa3"), PASSWORD_WRONG);
}

/* Right by its first 72 bytes, but what was typed is not made the password. */
static void
bcrypt_and_long_passwords(void)
{
	static const char hash[] = "$2a$05$abcdefghijklmnopqrstuu"
	    "5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
	static const char typed[] = "0123456789abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored";
	char cut[73] = "";

	memcpy(cut, typed, 72);
	T_EQ(password_verify(hash, typed), PASSWORD_OK);
	T_EQ(password_verify(hash, cut), PASSWORD_REHASH);
	cut[71] = '\0';
	T_EQ(password_verify(hash, cut), PASSWORD_WRONG);
}

static void
no_hash_at_all(void)
{
	static const char *const bad[] = {
		"", "*", "*0", "*1", "x", "U*U", "$", "$2a$", "$2b$05$",
		"$2b$05$CCCCCCCCCCCCCCCCCCCCC", "$argon2id$", "$argon2id$v=19",
		argon2i,
		"$1$salt$qJH7.N4xYta3aEG/dfqo/0",
		"$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2b$0a$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2b$05$CCCCCCCCCCCCCCCCCCCCC*E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2b$05$*CCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
	};
	static const char plus_one[] = "$2a$05$CCCCCCCCCCCCCCCCCCCCC."
	    "E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWx";
	char longest[300];

	for (size_t i = 0; i < NITEMS(bad); i++) {
		T_EQ(password_verify(bad[i], "U*U"), PASSWORD_WRONG);
		T_EQ(password_verify(bad[i], bad[i]), PASSWORD_WRONG);
	}
	T_EQ(password_verify(plus_one, "U*U"), PASSWORD_WRONG);
	memset(longest, 'A', sizeof(longest));
	longest[299] = '\0';
	memcpy(longest, ARGON, strlen(ARGON));
	T_EQ(password_verify(longest, "U*U"), PASSWORD_WRONG);
}

/* Nanoseconds of CPU that a check takes, the least of three. */
static int64_t
cost(const char *hash)
{
	int64_t least = INT64_MAX;

	for (int i = 0; i < 3; i++) {
		struct timespec a, b;
		int64_t ns;

		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
		T_EQ(password_verify(hash, "battery staple"), PASSWORD_WRONG);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
		ns = (b.tv_sec - a.tv_sec) * INT64_C(1000000000) +
		    b.tv_nsec - a.tv_nsec;
		least = ns < least ? ns : least;
	}
	return least;
}

static void
unknown_accounts(void)
{
	char hash[PASSWORD_HASH_SIZE];
	int64_t known, unknown;

	T_TRUE(password_hash("correct horse", hash));
	known = cost(hash);
	unknown = cost(NULL);
	T_TRUE(unknown > known / 2 && unknown < known * 2);
}

/* ---- New passwords */

#define SHORT	"The password needs at least 8 characters."
#define LONG	"The password may have at most 128 characters."
#define COMMON	"This password is too common. Choose another one."

static const char *
check(const char *password)
{
	const char *why = password_check(password, "ada.lovelace@example.com",
	    "Ada Lovelace");

	return why == NULL ? "good" : why;
}

static void
lengths(void)
{
	char s[600] = "";

	T_SAME(check(""), SHORT);
	T_SAME(check("q7!vZ2k"), SHORT);
	T_SAME(check("q7!vZ2kx"), "good");
	T_SAME(check("żółćęśą"), SHORT);	/* 7 letters, 14 bytes */
	T_SAME(check("żółćęśąń"), "good");
	for (size_t i = 0; i < 128; i++)
		memcpy(s + 4 * i, i % 3 == 0 ? "😀" : "😁", 5);
	T_SAME(check(s), "good");
	memcpy(s + 512, "x", 2);
	T_SAME(check(s), LONG);
	memset(s, 'q', 599);
	T_SAME(check(s), LONG);
}

static void
valid_text(void)
{
	static const char *const bad[] = {
		"q7!vZ2kx\xff", "q7!vZ2kx\xc3", "q7!vZ2kx\xc0\x80",
		"q7!vZ2kx\xed\xa0\x80", "q7!vZ2kx\xf4\x90\x80\x80",
	};

	for (size_t i = 0; i < NITEMS(bad); i++)
		T_SAME(check(bad[i]),
		    "The password is not valid text (UTF-8).");
}

/* No kind of character is asked for, and blanks are as good as others. */
static void
no_composition(void)
{
	T_SAME(check("correct horse battery staple"), "good");
	T_SAME(check("vqkzjwhx"), "good");
	T_SAME(check("VQKZJWHX"), "good");
	T_SAME(check("61830497"), "good");
	T_SAME(check("demo-Lyceum-1"), "good");
	T_SAME(check("@#&*(^%_"), "good");
	T_SAME(check("сказочный"), "good");
}

static void
own_name(void)
{
	static const char address[] =
	    "The password must not be your e-mail address.";
	static const char name[] = "The password must not be your name.";

	T_SAME(check("ada.lovelace@example.com"), address);
	T_SAME(check("Ada.Lovelace@Example.COM"), address);
	T_SAME(check("ada.lovelace"), address);
	T_SAME(check("adalovelace"), name);
	T_SAME(check("ADA  LOVELACE"), name);
	T_SAME(check("ada.lovelace2"), "good");
	T_EQ(password_check("ada lovelace", NULL, NULL), NULL);
}

static void
common_ones(void)
{
	static const char *const bad[] = {
		"password", "PASSWORD", "Passw0rd", "p@ssw0rd", "P@$$w0rd!",
		"password1", "password123", "Password2024", "iloveyou",
		"iloveyou!", "trustno1", "sunshine", "princess", "superman1",
		"qwerty123", "letmein123", "welcome1", "Welcome123!",
		"dragon12", "monkey99", "lyceum2024", "University1",
		"Summer2025", "winter25!", "changeme1", "admin1234",
		"professor", "student1!", "1q2w3e4r!!",
	};
	static const char *const patterns[] = {
		"11111111", "aaaaaaaaaa", "abababab", "abcabcabc", "abcdabcd",
		"😀😀😀😀😀😀😀😀", "12345678", "87654321",
		"0987654321",
		"abcdefgh", "hgfedcba", "qwertyui", "poiuytrewq", "asdfghjkl",
		"1qaz2wsx", "xsw2zaq1", "31121999", "12311999", "19991231",
	};

	for (size_t i = 0; i < NITEMS(bad); i++)
		T_SAME(check(bad[i]), COMMON);
	for (size_t i = 0; i < NITEMS(patterns); i++)
		T_SAME(check(patterns[i]), COMMON);
}

/* The rules about common ones reach no further than they say. */
static void
not_so_common(void)
{
	static const char *const good[] = {
		"password12345", "Welcome to the jungle", "passwordless",
		"mypassword is long", "dragon48215936", "abcabcabd",
		"abcdefgi", "12345679x", "99991231", "31131999", "19991331",
		" password ", "password password",
	};

	for (size_t i = 0; i < NITEMS(good); i++)
		T_SAME(check(good[i]), "good");
}

/* The list is sorted, in lower case, and as long as its header says. */
static void
the_list(void)
{
	static const char list[] =
#include "common_passwords.def"
	;
	char word[64], last[64] = "", both[130];
	size_t entries = 0, neighbours = 0, wrong = 0, refused = 0, eight = 0;
	int used;

	for (const char *s = list; sscanf(s, "%63s%n", word, &used) == 1;
	    s += used) {
		wrong += strcmp(last, word) >= 0;
		entries++;
		if (strlen(word) >= PASSWORD_MIN) {
			eight++;
			refused += strcmp(check(word), COMMON) == 0;
		}
		snprintf(both, sizeof(both), "%s %s", last, word);
		neighbours += entries > 1 && strcmp(check(both), "good") != 0;
		memcpy(last, word, sizeof(last));
	}
	T_EQ(entries, 3771);
	T_EQ(eight, 2893);
	T_EQ(refused, eight);
	T_EQ(wrong, 0);
	T_EQ(neighbours, 0);	/* two words are no word of the list */
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "our own hashes", our_own },
		{ "argon2", argon2 },
		{ "bcrypt", bcrypt },
		{ "bcrypt and long passwords", bcrypt_and_long_passwords },
		{ "no hash at all", no_hash_at_all },
		{ "unknown accounts", unknown_accounts },
		{ "lengths", lengths },
		{ "valid text", valid_text },
		{ "no composition rules", no_composition },
		{ "own name", own_name },
		{ "common ones", common_ones },
		{ "not so common", not_so_common },
		{ "the list", the_list },
		CU_TEST_INFO_NULL,
	};

	return suite_run("password", tests);
}
