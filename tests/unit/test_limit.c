/* Rate limits: with memcached, without it, and when it goes away. */
#include "core.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "cache.h"
#include "client.h"
#include "limit.h"
#include "memcached.h"
#include "metric.h"
#include "suite.h"

#define LONG	100000u		/* seconds: no window ends within a test */

/* A busy machine may make memcached late, which is not what is tested. */
#define PATIENT	5000u

static char path[108];
static pid_t server;
static struct cache *cache;

/* How many of `tries` were allowed. */
static int
allowed(struct limit *l, struct cache *c, const char *key, unsigned times,
    unsigned seconds, int tries)
{
	int n = 0;

	while (tries-- > 0)
		n += limit_take(l, c, key, times, seconds) == 0;
	return n;
}

static void
in_memory(void)
{
	struct limit *l = limit_new();
	unsigned wait;

	T_EQ(allowed(l, NULL, "a", 10, LONG, 25), 10);
	T_EQ(allowed(l, NULL, "b", 10, LONG, 5), 5);
	T_EQ(allowed(l, NULL, "b", 10, LONG, 25), 5);
	wait = limit_take(l, NULL, "a", 10, LONG);
	T_TRUE(wait >= 1 && wait <= LONG);
	T_EQ(allowed(l, NULL, "a", 10, LONG - 1, 25), 10);	/* another */
	T_EQ(allowed(l, NULL, "", 1, LONG, 3), 1);
	T_EQ(allowed(l, NULL, "none", 0, LONG, 3), 0);
	T_EQ(allowed(l, NULL, "no window", 1, 0, 3), 3);
	limit_free(l);
}

static void
windows_end(void)
{
	struct limit *l = limit_new();

	T_TRUE(limit_take(l, NULL, "a", 1, 1) == 0);
	T_TRUE(WAIT_FOR(limit_take(l, NULL, "a", 1, 1) == 0));
	T_TRUE(limit_take(l, cache, "b", 1, 1) == 0);
	T_TRUE(WAIT_FOR(limit_take(l, cache, "b", 1, 1) == 0));
	limit_free(l);
}

/* The wait is not too short: after it the next is allowed. */
static void
the_wait_is_true(void)
{
	struct limit *l = limit_new();
	int64_t before;
	unsigned wait = 0;

	WAIT_FOR((wait = limit_take(l, NULL, "a", 1, 2)) != 0);
	before = client_now_ms();
	T_TRUE(wait >= 1 && wait <= 2);
	T_TRUE(WAIT_FOR(limit_take(l, NULL, "a", 1, 2) == 0));
	T_TRUE(client_now_ms() - before <= wait * 1000 + 200);
	limit_free(l);
}

static void
many_keys(void)
{
	struct limit *l = limit_new();
	char key[32];

	T_EQ(allowed(l, NULL, "victim", 10, LONG, 10), 10);
	for (int i = 0; i < 10000; i++) {	/* less than there is room */
		snprintf(key, sizeof(key), "k%d", i);
		limit_take(l, NULL, key, 10, LONG);
	}
	T_EQ(allowed(l, NULL, "victim", 10, LONG, 10), 0);
	for (int i = 0; i < 200000; i++) {	/* more: still answers */
		snprintf(key, sizeof(key), "m%d", i);
		T_EQ(limit_take(l, NULL, key, 10, LONG), 0);
	}
	T_EQ(allowed(l, NULL, "victim", 10, LONG, 10), 0);
	limit_free(l);
}

/* Eight workers of a pool take at the same time: exactly as many as may. */
static void
shared_by_workers(void)
{
	struct limit *l = limit_new();
	_Atomic int *total = mmap(NULL, sizeof(*total),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pids[8];

	T_TRUE(total != MAP_FAILED);
	for (size_t i = 0; i < NITEMS(pids); i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			*total += allowed(l, NULL, "a", 200000, LONG, 100000);
			_exit(0);
		}
	}
	for (size_t i = 0; i < NITEMS(pids); i++)
		waitpid(pids[i], NULL, 0);
	T_EQ(*total, 200000);
	munmap(total, sizeof(*total));
	limit_free(l);
}

/* Two pools, each with its own memory, and one memcached. */
static void
shared_by_pools(void)
{
	struct limit *one = limit_new(), *two = limit_new();

	T_EQ(allowed(one, cache, "p", 10, LONG, 6), 6);
	T_EQ(allowed(two, cache, "p", 10, LONG, 10), 4);
	T_EQ(allowed(one, cache, "p", 10, LONG, 10), 0);
	T_EQ(allowed(NULL, cache, "only there", 10, LONG, 20), 10);
	limit_free(one);
	limit_free(two);
}

static void
odd_keys(void)
{
	struct limit *l = limit_new();
	char longest[1000];

	memset(longest, ' ', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	T_EQ(allowed(NULL, cache, longest, 3, LONG, 10), 3);
	longest[500] = 'x';
	T_EQ(allowed(NULL, cache, longest, 3, LONG, 10), 3);
	T_EQ(allowed(NULL, cache, "a\r\nflush_all\r\n", 3, LONG, 10), 3);
	T_EQ(allowed(NULL, cache, longest, 3, LONG, 10), 0);
	T_EQ(allowed(l, NULL, longest, 3, LONG, 10), 3);
	limit_free(l);
}

/* It hangs, or dies: the pool limits by itself, and does not wait. */
static void
memcached_goes(void)
{
	struct limit *l = limit_new();
	int64_t before;

	T_EQ(allowed(l, cache, "g", 10, LONG, 4), 4);
	cache_wait(cache, CACHE_WAIT_MS);
	memcached_stop(server);
	before = client_now_ms();
	T_EQ(allowed(l, cache, "g", 10, LONG, 1000), 6);
	T_EQ(allowed(l, cache, "h", 10, LONG, 1000), 10);
	T_TRUE(client_now_ms() - before < 300);
	kill(server, SIGCONT);
	cache_wait(cache, PATIENT);
	T_TRUE(WAIT_FOR(cache_put(cache, "there", "x", 1, 60)));
	T_EQ(allowed(l, cache, "g", 10, LONG, 10), 0);
	memcached_end(server);
	cache_wait(cache, CACHE_WAIT_MS);
	T_EQ(allowed(l, cache, "g", 10, LONG, 10), 0);
	T_EQ(allowed(l, cache, "i", 10, LONG, 1000), 10);
	server = memcached_start(path);
	cache_wait(cache, PATIENT);
	limit_free(l);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "in memory", in_memory },
		{ "windows end", windows_end },
		{ "the wait is true", the_wait_is_true },
		{ "many keys", many_keys },
		{ "shared by workers", shared_by_workers },
		{ "shared by pools", shared_by_pools },
		{ "odd keys", odd_keys },
		{ "memcached goes", memcached_goes },
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
	status = suite_run("limit", tests);
	cache_free(cache);
	memcached_end(server);
	metric_close();
	suite_folder_remove(folder);
	return status;
}
