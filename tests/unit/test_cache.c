/* The cache, beside a real memcached: true, and never in the way. */
#include "core.h"

#include <sys/wait.h>

#include <signal.h>
#include <unistd.h>

#include "arena.h"
#include "buf.h"
#include "cache.h"
#include "client.h"
#include "memcached.h"
#include "metric.h"
#include "suite.h"

static struct arena arena;
static char path[108];
static pid_t server;
static struct cache *cache;

/* A busy machine may make memcached late, which is not what is tested. */
#define PATIENT	5000u

static const char *
get(const char *key)
{
	const char *v;
	size_t n;

	if (!cache_get(cache, key, &arena, &v, &n))
		return "-";
	T_EQ(strlen(v), n);
	return v;
}

static bool
put(const char *key, const char *value)
{
	return cache_put(cache, key, value, strlen(value), 60);
}

static void
plain(void)
{
	const char *v;
	size_t n;

	T_SAME(get("a"), "-");
	T_TRUE(put("a", "one"));
	T_SAME(get("a"), "one");
	T_TRUE(put("a", ""));
	T_SAME(get("a"), "");
	T_TRUE(cache_put(cache, "b", "x\0\r\ny", 5, 60));
	T_TRUE(cache_get(cache, "b", &arena, &v, &n));
	T_TRUE(n == 5 && memcmp(v, "x\0\r\ny", 6) == 0);
	T_TRUE(cache_delete(cache, "a"));
	T_SAME(get("a"), "-");
	T_TRUE(cache_delete(cache, "a"));
	T_TRUE(cache_put(cache, "c", "short", 5, 1));
	T_SAME(get("c"), "short");
	T_TRUE(WAIT_FOR(strcmp(get("c"), "-") == 0));
}

static void
odd_keys(void)
{
	char longest[400];

	T_TRUE(put("evil", "good"));
	T_TRUE(put("a\r\nset k||evil 0 60 3\r\nbad", "x"));
	T_SAME(get("evil"), "good");
	T_SAME(get("a\r\nset k||evil 0 60 3\r\nbad"), "x");
	T_SAME(get("a"), "-");
	T_TRUE(put("with blank", "1") && put("with%20blank", "2"));
	T_TRUE(put("é|", "3") && put("é%7C", "4"));
	T_SAME(get("with blank"), "1");
	T_SAME(get("with%20blank"), "2");
	T_SAME(get("é|"), "3");
	T_SAME(get("é%7C"), "4");
	memset(longest, 'k', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	T_FALSE(put(longest, "x"));
	T_SAME(get(longest), "-");
	longest[CACHE_KEY_MAX - 3] = '\0';
	T_TRUE(put(longest, "x"));
	T_SAME(get(longest), "x");
	T_TRUE(put("still", "there"));
}

static void
big_values(void)
{
	char *big = calloc(1, CACHE_VALUE_MAX + 1);
	const char *v;
	size_t n;

	memset(big, 'v', CACHE_VALUE_MAX);
	T_TRUE(cache_put(cache, "big", big, CACHE_VALUE_MAX, 60));
	T_TRUE(cache_get(cache, "big", &arena, &v, &n));
	T_TRUE(n == CACHE_VALUE_MAX && memcmp(v, big, n) == 0);
	T_FALSE(cache_put(cache, "big", big, CACHE_VALUE_MAX + 1, 60));
	free(big);
}

/* ---- Tags */

static struct cache_spot spot;

static const char *
look(const char *school, const char *tags, const char *name)
{
	const char *v;
	size_t n;

	if (!cache_look(cache, &spot, school, tags, name, &arena, &v, &n))
		return "-";
	T_EQ(strlen(v), n);
	return v;
}

static void
store(const char *value)
{
	cache_store(cache, &spot, value, strlen(value), 60);
}

static void
tags(void)
{
	T_SAME(look("s1", "courses", "/courses?q=a b"), "-");
	T_TRUE(spot.usable);
	store("list");
	T_SAME(look("s1", "courses", "/courses?q=a b"), "list");
	T_SAME(look("s2", "courses", "/courses?q=a b"), "-");
	T_SAME(look("s1", "courses", "/courses"), "-");
	T_SAME(look("s1", "people", "/courses?q=a b"), "-");
	cache_touch(cache, "s2", "courses");
	T_SAME(look("s1", "courses", "/courses?q=a b"), "list");
	cache_touch(cache, "s1", "courses");
	T_SAME(look("s1", "courses", "/courses?q=a b"), "-");
	store("");
	T_SAME(look("s1", "courses", "/courses?q=a b"), "");
}

static void
several_tags(void)
{
	T_SAME(look("s1", " people  rooms ", "/both"), "-");
	store("both");
	T_SAME(look("s1", "people rooms", "/both"), "both");
	cache_touch(cache, "s1", "other rooms");
	T_SAME(look("s1", "people rooms", "/both"), "-");
	store("both");
	cache_touch(cache, "s1", "people");
	T_SAME(look("s1", "people rooms", "/both"), "-");
	T_SAME(look("s1", "", "/none"), "-");
	store("none");
	T_SAME(look("s1", "", "/none"), "none");
	T_SAME(look("s1", "a b c d", "/four"), "-");
	T_TRUE(spot.usable);
	T_SAME(look("s1", "a b c d e", "/five"), "-");
	T_FALSE(spot.usable);
	store("five");
	T_SAME(look("s1", "a b c d e", "/five"), "-");
}

/* The reader's query ran before the change, its store comes after. */
static void
stale_store(void)
{
	T_SAME(look("s1", "courses", "/race"), "-");
	cache_touch(cache, "s1", "courses");
	store("old");
	T_SAME(look("s1", "courses", "/race"), "-");
	store("new");
	T_SAME(look("s1", "courses", "/race"), "new");
}

/* memcached forgets a generation: what was stored under it stays away. */
static void
forgotten_generation(void)
{
	char before[sizeof(spot.stamp)];

	look("s1", "courses", "/evicted");
	store("old");
	T_SAME(look("s1", "courses", "/evicted"), "old");
	memcpy(before, spot.stamp, sizeof(before));
	T_SAME(memcached_say(path, "delete g|s1|courses"), "DELETED");
	T_SAME(look("s1", "courses", "/evicted"), "-");
	T_TRUE(strcmp(spot.stamp, before) > 0);
	store("new");
	T_SAME(look("s1", "courses", "/evicted"), "new");
	T_SAME(memcached_say(path, "delete g|s1|courses"), "DELETED");
	cache_touch(cache, "s1", "courses");
	T_SAME(look("s1", "courses", "/evicted"), "-");
	T_SAME(memcached_say(path, "set g|s1|courses 0 0 3\r\nabc"), "STORED");
	T_SAME(look("s1", "courses", "/evicted"), "-");
	T_TRUE(spot.usable);
	store("newer");
	T_SAME(look("s1", "courses", "/evicted"), "newer");
	T_SAME(memcached_say(path, "set g|s1|courses 0 0 3\r\nabc"), "STORED");
	cache_touch(cache, "s1", "courses");
	T_SAME(look("s1", "courses", "/evicted"), "-");
	T_TRUE(spot.usable);
}

/* ---- A server that is not there, or hangs */

/* Milliseconds that n calls of all kinds take. */
static int64_t
calls_take(int n)
{
	int64_t before = client_now_ms();
	uint64_t count;

	for (int i = 0; i < n; i++) {
		get("a");
		put("a", "x");
		look("s1", "courses", "/x");
		store("x");
		cache_count(cache, "c", 60, &count);
	}
	return client_now_ms() - before;
}

static void
server_hangs(void)
{
	int64_t first;

	T_TRUE(put("k1", "one") && put("k2", "two"));
	cache_wait(cache, CACHE_WAIT_MS);
	memcached_stop(server);
	first = client_now_ms();
	T_SAME(get("k1"), "-");
	first = client_now_ms() - first;
	printf("(first %d ms) ", (int)first);
	T_TRUE(first < 200);
	T_TRUE(calls_take(200) < 300);
	T_FALSE(put("k2", "never"));
	kill(server, SIGCONT);
	cache_wait(cache, PATIENT);
	T_TRUE(WAIT_FOR(strcmp(get("k2"), "two") == 0));
	T_SAME(get("k1"), "one");	/* not an answer that came late */
	T_SAME(get("k3"), "-");
}

/* A change that memcached could not be told of is told when it can. */
static void
touch_while_it_hangs(void)
{
	look("s1", "courses", "/owed");
	store("old");
	look("s1", "rooms", "/kept");
	store("kept");
	T_SAME(look("s1", "courses", "/owed"), "old");
	cache_wait(cache, CACHE_WAIT_MS);
	memcached_stop(server);
	cache_touch(cache, "s1", "courses");
	cache_touch(cache, "s1", "courses");
	T_SAME(look("s1", "courses", "/owed"), "-");
	kill(server, SIGCONT);
	cache_wait(cache, PATIENT);
	T_TRUE(WAIT_FOR(strcmp(look("s1", "rooms", "/kept"), "kept") == 0));
	T_SAME(look("s1", "courses", "/owed"), "-");
	T_TRUE(spot.usable);
}

/* More than can be remembered: then nothing stored before is believed. */
static void
many_touches_while_it_hangs(void)
{
	char tag[16];

	look("s1", "t99", "/owed");
	store("old");
	look("s1", "rooms", "/kept");
	store("kept");
	cache_wait(cache, CACHE_WAIT_MS);
	memcached_stop(server);
	for (int i = 0; i < 100; i++) {
		snprintf(tag, sizeof(tag), "t%d", i);
		cache_touch(cache, "s1", tag);
	}
	kill(server, SIGCONT);
	cache_wait(cache, PATIENT);
	T_TRUE(WAIT_FOR(put("now", "it works")));
	T_SAME(look("s1", "t99", "/owed"), "-");
	T_SAME(look("s1", "rooms", "/kept"), "-");
}

static void
server_dies(void)
{
	T_TRUE(put("k1", "one"));
	cache_wait(cache, CACHE_WAIT_MS);
	memcached_end(server);
	T_SAME(get("k1"), "-");
	T_TRUE(calls_take(200) < 300);
	unlink(path);
	T_TRUE(calls_take(200) < 300);
	server = memcached_start(path);
	cache_wait(cache, PATIENT);
	T_TRUE(WAIT_FOR(put("k1", "again")));
	T_SAME(get("k1"), "again");
}

static void
no_server(void)
{
	struct cache *real = cache;
	uint64_t count;

	cache = cache_new("");
	T_FALSE(put("a", "x"));
	T_SAME(get("a"), "-");
	T_SAME(look("s1", "courses", "/x"), "-");
	T_FALSE(spot.usable);
	store("x");
	cache_touch(cache, "s1", "courses");
	T_FALSE(cache_delete(cache, "a"));
	T_FALSE(cache_count(cache, "c", 60, &count));
	cache_free(cache);
	cache = NULL;
	T_SAME(get("a"), "-");
	cache_touch(cache, "s1", "courses");
	cache_free(cache);
	cache = real;
}

/* ---- Counting */

static void
counts(void)
{
	uint64_t n = 0;
	pid_t pids[4];

	T_TRUE(cache_count(cache, "n", 60, &n) && n == 1);
	T_TRUE(cache_count(cache, "n", 60, &n) && n == 2);
	T_TRUE(cache_count(cache, "m", 1, &n) && n == 1);
	T_TRUE(cache_count(cache, "m", 1, &n) && n == 2);
	T_TRUE(WAIT_FOR(cache_count(cache, "m", 1, &n) && n == 1));
	for (size_t i = 0; i < NITEMS(pids); i++) {
		pids[i] = fork();
		if (pids[i] != 0)
			continue;
		cache = cache_new(path);
		cache_wait(cache, PATIENT);
		for (int k = 0; k < 250; k++)
			if (!cache_count(cache, "shared", 60, &n))
				_exit(1);
		_exit(0);
	}
	for (size_t i = 0; i < NITEMS(pids); i++)
		waitpid(pids[i], NULL, 0);
	T_TRUE(cache_count(cache, "shared", 60, &n));
	T_EQ(n, 1001);
}

static void
metrics(void)
{
	struct buf b;

	buf_init(&b, &arena, 1 << 24);
	metric_close();
	cache_free(cache);
	cache = cache_new(path);
	cache_wait(cache, PATIENT);
	get("no such key");
	put("a", "x");
	get("a");
	get("a");
	metric_print(&b);
	T_TRUE(strstr(b.s, "lyceum_cache_requests_total{result=\"hit\"} 2\n")
	    != NULL);
	T_TRUE(strstr(b.s, "lyceum_cache_requests_total{result=\"miss\"} 1\n")
	    != NULL);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "plain", plain },
		{ "odd keys", odd_keys },
		{ "big values", big_values },
		{ "tags", tags },
		{ "several tags", several_tags },
		{ "a stale store", stale_store },
		{ "a forgotten generation", forgotten_generation },
		{ "the server hangs", server_hangs },
		{ "a touch while it hangs", touch_while_it_hangs },
		{ "many touches while it hangs", many_touches_while_it_hangs },
		{ "the server dies", server_dies },
		{ "no server", no_server },
		{ "counts", counts },
		{ "metrics", metrics },
		CU_TEST_INFO_NULL,
	};
	char *folder;
	int status;

	if (!memcached_there())
		return 77;
	folder = suite_folder();
	snprintf(path, sizeof(path), "%s/mc", folder);
	server = memcached_start(path);
	cache = cache_new(path);
	cache_wait(cache, PATIENT);
	status = suite_run("cache", tests);
	cache_free(cache);
	memcached_end(server);
	metric_close();
	arena_free(&arena);
	suite_folder_remove(folder);
	return status;
}
