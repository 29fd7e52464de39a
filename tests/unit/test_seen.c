/*
 * The table of callers already identified: what is put is found, whole or
 * not at all, also while several processes write the same slots.
 */
#include "core.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "seen.h"
#include "suite.h"

#define NOW	INT64_C(1705333500)
#define LATER	(NOW + 900)

static struct seen *table;

static void
digest_of(unsigned n, uint8_t out[SHA256_LEN])
{
	crypto_sha256(&n, sizeof(n), out);
}

/* An identity all of whose fields say the same number. */
static struct seen_id
id_of(unsigned n)
{
	struct seen_id id = { .user = { .known = true } };
	struct user *u = &id.user;

	u->role = (enum role)(1 + n % (ROLE__MAX - 1));
	u->expires = LATER + n;
	snprintf(u->id.s, sizeof(u->id.s),
	    "%08x-0000-7000-8000-%012x", n, n);
	snprintf(u->school_id.s, sizeof(u->school_id.s),
	    "%08x-1111-7000-8000-%012x", n, n);
	snprintf(u->session.s, sizeof(u->session.s),
	    "%08x-2222-7000-8000-%012x", n, n);
	snprintf(u->admin_role, sizeof(u->admin_role), "%015u", n);
	snprintf(u->name, sizeof(u->name), "%047u", n);
	snprintf((char *)id.csrf, sizeof(id.csrf), "%015u", n);
	return id;
}

static bool
same(const struct seen_id *a, const struct seen_id *b)
{
	const struct user *u = &a->user, *v = &b->user;

	return u->known == v->known && u->role == v->role &&
	    u->expires == v->expires && strcmp(u->id.s, v->id.s) == 0 &&
	    strcmp(u->school_id.s, v->school_id.s) == 0 &&
	    strcmp(u->session.s, v->session.s) == 0 &&
	    strcmp(u->admin_role, v->admin_role) == 0 &&
	    strcmp(u->name, v->name) == 0 &&
	    memcmp(a->csrf, b->csrf, sizeof(a->csrf)) == 0;
}

static void
put(unsigned n)
{
	struct seen_id id = id_of(n);
	uint8_t d[SHA256_LEN];

	digest_of(n, d);
	seen_put(table, d, &id, LATER, seen_epoch(table));
}

/* 1: found and right, 0: not found, -1: found and wrong. */
static int
found_at(unsigned n, int64_t now)
{
	struct seen_id got, want = id_of(n);
	uint8_t d[SHA256_LEN];

	digest_of(n, d);
	if (!seen_get(table, d, now, &got))
		return 0;
	return same(&got, &want) ? 1 : -1;
}

static int
found(unsigned n)
{
	return found_at(n, NOW);
}

static void
with(size_t slots)
{
	seen_free(table);
	table = seen_new(slots);
	if (table == NULL)
		abort();
}

static void
sizes(void)
{
	T_EQ(seen_new(0), NULL);
	T_EQ(seen_new(2), NULL);
	T_EQ(seen_new(1000), NULL);
	T_EQ(seen_new((size_t)1 << 40), NULL);
}

static void
put_and_get(void)
{
	struct seen_id none = { .user = { .known = true } }, got;
	uint8_t d[SHA256_LEN];

	with(64);
	T_EQ(found(1), 0);
	put(1);
	T_EQ(found(1), 1);
	T_EQ(found(2), 0);
	put(1);
	T_EQ(found(1), 1);
	none.user.expires = LATER;	/* ids that are none stay none */
	digest_of(3, d);
	seen_put(table, d, &none, LATER, seen_epoch(table));
	T_TRUE(seen_get(table, d, NOW, &got) && same(&got, &none));
}

static void
time_is_over(void)
{
	struct seen_id id = id_of(7), got;
	uint8_t d[SHA256_LEN];

	with(64);
	digest_of(7, d);
	seen_put(table, d, &id, NOW + 30, seen_epoch(table));
	T_EQ(found_at(7, NOW + 29), 1);
	T_EQ(found_at(7, NOW + 30), 0);
	id.user.expires = NOW + 10;	/* a token dies in time all the same */
	seen_put(table, d, &id, LATER, seen_epoch(table));
	T_TRUE(seen_get(table, d, NOW + 9, &got));
	T_FALSE(seen_get(table, d, NOW + 10, &got));
}

static void
not_stored(void)
{
	struct seen_id nobody = id_of(5), odd = id_of(6);

	with(64);
	nobody.user.known = false;
	odd.user.id.s[3] = 'x';
	for (unsigned n = 5; n <= 6; n++) {
		uint8_t d[SHA256_LEN];

		digest_of(n, d);
		seen_put(table, d, n == 5 ? &nobody : &odd, LATER,
		    seen_epoch(table));
		T_EQ(found(n), 0);
	}
}

/* Digests that agree in their set and first word are still told apart. */
static void
near_digests(void)
{
	struct seen_id id = id_of(1), got;
	uint8_t d[SHA256_LEN];

	with(64);
	digest_of(1, d);
	seen_put(table, d, &id, LATER, seen_epoch(table));
	for (size_t i = 0; i < SHA256_LEN; i++) {
		d[i] ^= 0x80;
		T_FALSE(seen_get(table, d, NOW, &got));
		d[i] ^= 0x80;
	}
	T_TRUE(seen_get(table, d, NOW, &got));
}

/* In a full set the entry that ends first makes room. */
static void
eviction(void)
{
	struct seen_id id = id_of(0);
	uint8_t d[SHA256_LEN];
	unsigned left = 0;

	with(4);
	for (unsigned n = 0; n < 5; n++) {
		digest_of(n, d);
		seen_put(table, d, &id, NOW + 100 - (n == 2 ? 50 : 0),
		    seen_epoch(table));
	}
	for (unsigned n = 0; n < 5; n++) {
		struct seen_id got;

		digest_of(n, d);
		left += seen_get(table, d, NOW, &got);
		if (n == 2)
			T_FALSE(seen_get(table, d, NOW, &got));
	}
	T_EQ(left, 4);
}

static void
forgetting(void)
{
	uint8_t d[SHA256_LEN];
	struct seen_id id;

	with(64);
	for (unsigned n = 1; n <= 4; n++)
		put(n);
	digest_of(1, d);
	seen_forget(table, d);
	T_EQ(found(1), 0);
	id = id_of(2);
	seen_forget_session(table, &id.user.session);
	T_EQ(found(2), 0);
	id = id_of(3);
	seen_forget_user(table, &id.user.id);
	T_EQ(found(3), 0);
	seen_forget_user(table, &id.user.school_id);
	seen_forget_user(table, &(struct uuid){ "" });
	T_EQ(found(4), 1);
}

/* Who began to look before something was forgotten stores nothing after. */
static void
forgotten_in_between(void)
{
	struct seen_id id = id_of(1), other = id_of(2);
	uint8_t d[SHA256_LEN], od[SHA256_LEN];

	with(64);
	digest_of(1, d);
	digest_of(2, od);
	for (unsigned how = 0; how < 3; how++) {
		uint64_t epoch = seen_epoch(table);

		if (how == 0)
			seen_forget(table, od);
		else if (how == 1)
			seen_forget_session(table, &other.user.session);
		else
			seen_forget_user(table, &other.user.id);
		seen_put(table, d, &id, LATER, epoch);
		T_EQ(found(1), 0);
		put(1);
		T_EQ(found(1), 1);
		seen_put(table, d, &id, LATER, epoch);	/* nor over it */
		T_EQ(found(1), 0);
	}
}

/* ---- Many at once */

enum { ROUNDS = 200000, MANY = 40, WORKERS = 4 };

struct counts {
	_Atomic unsigned hits, torn;
};

static struct seen_id ids[MANY];
static uint8_t digests[MANY][SHA256_LEN];

static void
prepare(size_t slots)
{
	with(slots);
	for (unsigned n = 0; n < MANY; n++) {
		ids[n] = id_of(n);
		digest_of(n, digests[n]);
	}
}

/* Few slots and more digests, so that slots change hands all the time. */
static void
hammer(struct counts *c, unsigned seed)
{
	unsigned hits = 0, torn = 0;

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct seen_id got;
		unsigned n;

		seed = seed * 1664525 + 1013904223;
		n = (seed >> 16) % MANY;
		if (seen_get(table, digests[n], NOW, &got)) {
			hits++;
			torn += !same(&got, &ids[n]);
		}
		n = (seed >> 8) % MANY;
		seen_put(table, digests[n], &ids[n], LATER + seed % 7,
		    seen_epoch(table));
		if (seed >> 26 == 0)
			seen_forget(table, digests[n]);
	}
	atomic_fetch_add(&c->hits, hits);
	atomic_fetch_add(&c->torn, torn);
}

static void *
shared_page(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		abort();
	return p;
}

/* A child that ends by itself, should its parent not be there to end it. */
static pid_t
child(void)
{
	pid_t pid = fork();

	if (pid < 0)
		abort();
	if (pid == 0)
		alarm(60);
	return pid;
}

static void
processes(void)
{
	struct counts *c = shared_page();

	prepare(8);
	for (unsigned i = 0; i < WORKERS; i++) {
		if (child() == 0) {
			hammer(c, i);
			_exit(0);
		}
	}
	for (unsigned i = 0; i < WORKERS; i++)
		wait(NULL);
	T_EQ(c->torn, 0);
	T_TRUE(c->hits > 100);
	munmap(c, 4096);
}

/* The same in one process, where ThreadSanitizer can see all of it. */
static struct counts thread_counts;

static void *
thread(void *arg)
{
	hammer(&thread_counts, *(unsigned *)arg);
	return NULL;
}

static void
threads(void)
{
	unsigned number[WORKERS] = { 0, 1, 2, 3 };
	pthread_t t[WORKERS];

	prepare(8);
	for (unsigned i = 0; i < WORKERS; i++)
		if (pthread_create(&t[i], NULL, thread, &number[i]) != 0)
			abort();
	for (unsigned i = 0; i < WORKERS; i++)
		pthread_join(t[i], NULL);
	T_EQ(thread_counts.torn, 0);
	T_TRUE(thread_counts.hits > 100);
}

static void
identify_for_ever(const uint8_t digest[SHA256_LEN], _Atomic unsigned *valid)
{
	const struct seen_id id = id_of(1);

	for (;;) {
		uint64_t epoch = seen_epoch(table);

		if (atomic_load(valid) != 0)	/* as a query would tell */
			seen_put(table, digest, &id, LATER, epoch);
	}
}

/*
 * A revocation is final: one process identifies a caller again and again,
 * as fast as it can; another revokes, and then looks.
 */
static void
revoked_is_gone(void)
{
	_Atomic unsigned *valid = shared_page();
	unsigned back = 0, seen_before = 0;
	uint8_t d[SHA256_LEN];
	pid_t writer;

	with(4);
	digest_of(1, d);
	writer = child();
	if (writer == 0)
		identify_for_ever(d, valid);
	for (unsigned i = 0; i < 3000; i++) {
		atomic_store(valid, 1);
		for (unsigned k = 0; k < i % 500; k++)
			seen_before += found(1) == 1;
		atomic_store(valid, 0);
		seen_forget(table, d);
		for (unsigned k = 0; k < 20; k++)
			back += found(1) != 0;
	}
	kill(writer, SIGKILL);
	waitpid(writer, NULL, 0);
	T_EQ(back, 0);
	T_TRUE(seen_before > 0);
	munmap(valid, 4096);
}

/* Nothing but writing, so that most kills fall into the middle of it. */
static void
put_for_ever(unsigned n)
{
	const struct seen_id id = id_of(n);
	uint8_t d[SHA256_LEN];

	digest_of(n, d);
	for (;;)
		seen_put(table, d, &id, LATER, seen_epoch(table));
}

/*
 * Workers killed wherever they stand take a slot each at most: the other
 * three of a set go on, and no broken entry is ever found.
 */
static void
killed_writers(void)
{
	with(256);
	for (unsigned n = 0; n < MANY; n++) {
		pid_t pid = child();

		if (pid == 0)
			put_for_ever(n);
		usleep(2000 + n * 37 % 100);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		T_TRUE(found(n) >= 0);
		put(n);
		T_EQ(found(n), 1);
	}
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "sizes", sizes },
		{ "put and get", put_and_get },
		{ "time is over", time_is_over },
		{ "not stored", not_stored },
		{ "near digests", near_digests },
		{ "eviction", eviction },
		{ "forgetting", forgetting },
		{ "forgotten in between", forgotten_in_between },
		{ "processes", processes },
		{ "threads", threads },
		{ "revoked is gone", revoked_is_gone },
		{ "killed writers", killed_writers },
		CU_TEST_INFO_NULL,
	};
	int status = suite_run("seen", tests);

	seen_free(table);
	return status;
}
