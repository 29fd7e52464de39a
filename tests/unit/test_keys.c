/* The folder of keys: made, rotated, read again, and refused when wrong. */
#include "core.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

#include "arena.h"
#include "buf.h"
#include "crypto.h"
#include "es256.h"
#include "keys.h"
#include "suite.h"

#define NOW	INT64_C(1705333500)

static struct arena arena;
static char *dir;

static void
set_up(void)
{
	dir = suite_folder();
	CU_ASSERT_PTR_NULL(keys_create(dir, NOW));
}

static void
tear_down(void)
{
	suite_folder_remove(dir);
	arena_free(&arena);
}

static const char *
path(const char *name)
{
	return arena_printf(&arena, "%s/%s", dir, name);
}

static struct keys *
opened(bool sign)
{
	struct keys *k;

	CU_ASSERT_PTR_NULL_FATAL(keys_open(&k, dir, sign));
	return k;
}

/* Why it cannot be opened. */
static const char *
refusal(bool sign)
{
	struct keys *k;
	const char *why = keys_open(&k, dir, sign);

	T_EQ(k == NULL, why != NULL);
	keys_close(k);
	return why == NULL ? "opened" : why;
}

static json_t *
served(const struct keys *k, int64_t now)
{
	struct buf b;

	buf_init(&b, &arena, 10000);
	keys_jwks(k, now, &b);
	return json_loads(buf_text(&b), JSON_REJECT_DUPLICATES, NULL);
}

static size_t
count_served(const struct keys *k, int64_t now)
{
	json_t *v = served(k, now);
	size_t n = json_array_size(json_object_get(v, "keys"));

	json_decref(v);
	return n;
}

/* The kid of the key in that state, or "". */
static const char *
kid_in(const char *state)
{
	json_t *doc = json_load_file(path("jwks.json"), 0, NULL);
	json_t *all = json_object_get(doc, "keys");
	const char *kid = "";

	for (size_t i = 0; i < json_array_size(all); i++) {
		json_t *v = json_array_get(all, i);

		if (strcmp(json_string_value(json_object_get(v,
		    "lyceum:state")), state) == 0)
			kid = arena_strdup(&arena, json_string_value(
			    json_object_get(v, "kid")));
	}
	json_decref(doc);
	return kid;
}

/* Write the set anew, with one member of its current key changed. */
static void
change(const char *member, json_t *value)
{
	json_t *doc = json_load_file(path("jwks.json"), 0, NULL);
	json_t *v = json_array_get(json_object_get(doc, "keys"), 0);

	json_object_set_new(v, member, value);
	if (json_dump_file(doc, path("jwks.json"), 0) != 0)
		abort();
	json_decref(doc);
}

static void
created(void)
{
	struct stat st;
	struct keys *k;

	set_up();
	T_SAME(keys_create(dir, NOW), "there are keys already");
	T_EQ(stat(path("jwks.json"), &st), 0);
	T_EQ(st.st_mode & 07777, 0644);
	T_EQ(stat(path(arena_printf(&arena, "%s.pem", kid_in("current"))),
	    &st), 0);
	T_EQ(st.st_mode & 07777, 0600);
	T_EQ(stat(path(arena_printf(&arena, "%s.pem", kid_in("next"))), &st),
	    0);
	k = opened(true);
	T_EQ(count_served(k, NOW), 2);
	keys_close(k);
	tear_down();
}

/* What is served says nothing of ours, and everything of RFC 7517. */
static void
public_text(void)
{
	struct keys *k;
	json_t *doc, *all;

	set_up();
	k = opened(false);
	doc = served(k, NOW);
	all = json_object_get(doc, "keys");
	for (size_t i = 0; i < json_array_size(all); i++) {
		json_t *v = json_array_get(all, i);

		T_EQ(json_object_size(v), 7);
		T_SAME(json_string_value(json_object_get(v, "alg")), "ES256");
		T_SAME(json_string_value(json_object_get(v, "use")), "sig");
		T_SAME(json_string_value(json_object_get(v, "kty")), "EC");
		T_SAME(json_string_value(json_object_get(v, "crv")), "P-256");
	}
	json_decref(doc);
	keys_close(k);
	tear_down();
}

static void
signers(void)
{
	struct keys *k;
	const char *kid;
	struct es256 *key;
	uint8_t sig[ES256_SIG_LEN];

	set_up();
	k = opened(false);
	T_EQ(keys_signer(k, &kid), NULL);
	keys_close(k);
	k = opened(true);
	key = keys_signer(k, &kid);
	T_SAME(kid, kid_in("current"));
	T_TRUE(es256_sign(key, "text", 4, sig));
	T_TRUE(es256_verify(keys_find(k, kid, NOW), "text", 4, sig));
	T_FALSE(es256_verify(keys_find(k, kid_in("next"), NOW), "text", 4,
	    sig));
	keys_close(k);
	tear_down();
}

/* Next, current, retired, gone. */
static void
rotation(void)
{
	const char *first, *second, *now_signing;
	int64_t day = NOW + KEYS_AHEAD;
	struct keys *k, *reader;

	set_up();
	reader = opened(false);
	k = opened(true);
	first = kid_in("current");
	second = kid_in("next");
	T_SAME(keys_rotate(dir, day - 1, false),
	    "the next key has not been published for a day yet");
	CU_ASSERT_PTR_NULL(keys_rotate(dir, day, false));
	T_SAME(kid_in("current"), second);
	T_SAME(kid_in("retired"), first);
	T_TRUE(keys_find(reader, second, day) != NULL);	/* not reread yet */
	CU_ASSERT_PTR_NULL(keys_refresh(k, day));
	keys_signer(k, &now_signing);
	T_SAME(now_signing, second);
	T_EQ(count_served(k, day), 3);
	T_TRUE(keys_find(k, first, day + KEYS_KEEP) != NULL);
	T_EQ(keys_find(k, first, day + KEYS_KEEP + 1), NULL);
	T_EQ(count_served(k, day + KEYS_KEEP + 1), 2);
	T_EQ(access(path(arena_printf(&arena, "%s.pem", first)), F_OK), -1);
	CU_ASSERT_PTR_NULL(keys_rotate(dir, day + KEYS_AHEAD, false));
	CU_ASSERT_PTR_NULL(keys_refresh(k, day + KEYS_AHEAD));
	T_EQ(keys_find(k, first, day), NULL);
	T_SAME(kid_in("retired"), second);
	keys_close(k);
	keys_close(reader);
	tear_down();
}

static void
too_many(void)
{
	const char *why = NULL;
	unsigned n = 0;

	set_up();
	while (why == NULL && n < 20) {
		why = keys_rotate(dir, NOW, true);
		n++;
	}
	T_EQ(n, KEYS_MAX - 1);
	T_SAME(why, "too many keys were retired within minutes");
	CU_ASSERT_PTR_NULL(keys_rotate(dir, NOW + KEYS_KEEP + 1, true));
	tear_down();
}

/* A look at the file at most once a second, and only a change is read. */
static void
refresh(void)
{
	struct keys *k;
	const char *kid, *old;

	set_up();
	k = opened(true);
	CU_ASSERT_PTR_NULL(keys_refresh(k, NOW));
	keys_signer(k, &kid);
	old = arena_strdup(&arena, kid);
	CU_ASSERT_PTR_NULL(keys_rotate(dir, NOW, true));
	CU_ASSERT_PTR_NULL(keys_refresh(k, NOW));
	keys_signer(k, &kid);
	T_SAME(kid, old);
	CU_ASSERT_PTR_NULL(keys_refresh(k, NOW + 1));
	keys_signer(k, &kid);
	T_TRUE(strcmp(kid, old) != 0);
	keys_close(k);
	tear_down();
}

/* What cannot be read leaves the old set in force, until it can. */
static void
broken_set(void)
{
	struct keys *k;
	const char *kid;

	set_up();
	k = opened(true);
	keys_signer(k, &kid);
	T_EQ(rename(path("jwks.json"), path("kept")), 0);
	T_SAME(keys_refresh(k, NOW), "jwks.json is gone");
	T_TRUE(keys_find(k, kid, NOW) != NULL);
	close(open(path("jwks.json"), O_CREAT | O_WRONLY, 0644));
	T_SAME(keys_refresh(k, NOW + 1), "jwks.json cannot be read");
	T_SAME(keys_refresh(k, NOW + 2), "jwks.json cannot be read");
	T_TRUE(keys_find(k, kid, NOW) != NULL);
	T_EQ(rename(path("kept"), path("jwks.json")), 0);
	CU_ASSERT_PTR_NULL(keys_refresh(k, NOW + 3));
	keys_close(k);
	tear_down();
}

static void
bad_member(const char *member, json_t *value, const char *want)
{
	set_up();
	change(member, value);
	T_SAME(refusal(false), want);
	T_SAME(keys_rotate(dir, NOW, true), want);
	tear_down();
}

/* A coordinate one byte short, where the missing byte would be a zero. */
static void
short_coordinate(void)
{
	uint8_t x[ES256_XY_LEN], y[ES256_XY_LEN];
	char xt[B64URL_SIZE(sizeof(x))], yt[B64URL_SIZE(sizeof(y))];
	struct es256 *k;

	do {
		k = es256_generate();
		T_TRUE(es256_xy(k, x, y));
		es256_free(k);
	} while (x[ES256_XY_LEN - 1] != 0);
	b64url_encode(xt, x, sizeof(x));
	b64url_encode(yt, y, sizeof(y));
	set_up();
	change("x", json_string(xt));
	change("y", json_string(yt));
	T_SAME(refusal(false), "opened");
	b64url_encode(xt, x, sizeof(x) - 1);
	change("x", json_string(xt));
	T_SAME(refusal(false), "a key is no point of the curve");
	tear_down();
}

static void
bad_sets(void)
{
	const char *odd = "a key is not for ES256 signatures",
	    *point = "a key is no point of the curve",
	    *name = "a key has a bad kid or state",
	    *count = "not exactly one current key, or two next ones";

	bad_member("kty", json_string("oct"), odd);
	bad_member("crv", json_string("P-384"), odd);
	bad_member("use", json_string("enc"), odd);
	bad_member("alg", json_string("HS256"), odd);
	bad_member("x", json_string("AAAA"), point);
	bad_member("y", json_string("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAA"), point);
	bad_member("x", json_string(""), point);
	bad_member("kid", json_string("../../key"), name);
	bad_member("lyceum:state", json_string("old"), name);
	bad_member("lyceum:state", json_string("retired"), count);
	bad_member("lyceum:state", json_string("next"), count);
	bad_member("kid", json_null(), "a key lacks a member");
	bad_member("lyceum:from", json_string("now"), "a key lacks a member");
	set_up();
	change("kid", json_string(kid_in("next")));
	T_SAME(refusal(false), "two keys share a kid");
	tear_down();
	set_up();		/* of three keys, the first is retired */
	CU_ASSERT_PTR_NULL(keys_rotate(dir, NOW, true));
	T_SAME(refusal(false), "opened");
	change("lyceum:state", json_string("next"));
	T_SAME(refusal(false), count);
	tear_down();
}

/* Better no sign-in than a key that others may have read. */
static void
private_key(void)
{
	const char *pem, *next;

	set_up();
	pem = path(arena_printf(&arena, "%s.pem", kid_in("current")));
	next = path(arena_printf(&arena, "%s.pem", kid_in("next")));
	T_SAME(refusal(true), "opened");
	T_EQ(chmod(pem, 0640), 0);
	T_SAME(refusal(true),
	    "the current private key must be a file of mode 0600");
	T_SAME(refusal(false), "opened");
	T_EQ(rename(next, pem), 0);
	T_SAME(refusal(true),
	    "the current private key is not the one in jwks.json");
	T_EQ(truncate(pem, 100), 0);
	T_SAME(refusal(true), "the current private key cannot be read");
	T_EQ(unlink(pem), 0);
	T_SAME(refusal(true), "the current private key cannot be opened");
	T_EQ(symlink("jwks.json", pem), 0);
	T_SAME(refusal(true), "the current private key cannot be opened");
	tear_down();
}

/* What a run that was cut short left behind is in nobody's way. */
static void
leftovers(void)
{
	set_up();
	close(open(path(".jwks.json.new"), O_CREAT | O_WRONLY, 0644));
	CU_ASSERT_PTR_NULL(keys_rotate(dir, NOW, true));
	T_EQ(access(path(".jwks.json.new"), F_OK), -1);
	T_SAME(refusal(true), "opened");
	tear_down();
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "created", created },
		{ "public text", public_text },
		{ "signers", signers },
		{ "rotation", rotation },
		{ "too many", too_many },
		{ "refresh", refresh },
		{ "a broken set", broken_set },
		{ "a short coordinate", short_coordinate },
		{ "bad sets", bad_sets },
		{ "private key", private_key },
		{ "leftovers", leftovers },
		CU_TEST_INFO_NULL,
	};

	return suite_run("keys", tests);
}
