#include "core.h"

#include <libmemcached/memcached.h>

#include "arena.h"
#include "cache.h"
#include "clock.h"
#include "metric.h"
#include "num.h"

#define BYPASS_US	1000000
#define TTL_MAX		2592000u	/* more is a date, to memcached */
#define OWED_MAX	64u

struct key {
	char	s[CACHE_KEY_MAX + 16];
	size_t	n;		/* 0: does not fit */
};

struct cache {
	memcached_st		*mc;
	memcached_result_st	 result;
	int64_t			 bypass_until;
	int64_t			 lost_until;	/* no touch went through */
	unsigned		 wait;		/* ms */
	struct key		 owed[OWED_MAX];	/* touches to repeat */
	size_t			 nowed;
	struct metric_slot	*hits, *misses, *off;
};

static void
wait_for(struct cache *c, unsigned ms)
{
	memcached_behavior_set(c->mc, MEMCACHED_BEHAVIOR_POLL_TIMEOUT, ms);
	memcached_behavior_set(c->mc, MEMCACHED_BEHAVIOR_CONNECT_TIMEOUT, ms);
}

void
cache_wait(struct cache *c, unsigned ms)
{
	c->wait = ms;
	if (c->mc == NULL)
		return;
	wait_for(c, ms);
	memcached_behavior_set(c->mc, MEMCACHED_BEHAVIOR_SND_TIMEOUT,
	    (uint64_t)ms * 1000);
	memcached_behavior_set(c->mc, MEMCACHED_BEHAVIOR_RCV_TIMEOUT,
	    (uint64_t)ms * 1000);
}

struct cache *
cache_new(const char *socket)
{
	struct cache *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->hits = metric_at(lyceum_cache_requests_total, "hit");
	c->misses = metric_at(lyceum_cache_requests_total, "miss");
	c->off = metric_at(lyceum_cache_requests_total, "off");
	if (socket == NULL || socket[0] == '\0')
		return c;
	c->mc = memcached_create(NULL);
	if (c->mc == NULL)
		return c;
	memcached_behavior_set(c->mc, MEMCACHED_BEHAVIOR_VERIFY_KEY, 1);
	memcached_behavior_set(c->mc, MEMCACHED_BEHAVIOR_NO_BLOCK, 1);
	memcached_behavior_set(c->mc, MEMCACHED_BEHAVIOR_RETRY_TIMEOUT, 0);
	cache_wait(c, CACHE_WAIT_MS);
	memcached_server_add_unix_socket(c->mc, socket);
	memcached_result_create(c->mc, &c->result);
	return c;
}

void
cache_free(struct cache *c)
{
	if (c == NULL)
		return;
	if (c->mc != NULL) {
		memcached_result_free(&c->result);
		memcached_free(c->mc);
	}
	free(c);
}

static bool
is_plain(char ch)
{
	return ch > ' ' && ch < 0x7f && ch != '%' && ch != '|';
}

/* Escaped, so that two texts never make one key and none holds a blank. */
static void
key_add(struct key *k, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (; *s != '\0' && k->n > 0; s++) {
		size_t n = is_plain(*s) ? 1 : 3;
		unsigned char ch = (unsigned char)*s;

		if (k->n + n > CACHE_KEY_MAX) {
			k->n = 0;
			return;
		}
		if (n == 1)
			k->s[k->n] = *s;
		else
			memcpy(k->s + k->n, (char[]){ '%', hex[ch >> 4],
			    hex[ch & 15] }, 3);
		k->n += n;
	}
}

static struct key
make_key(char kind, const char *scope, const char *name)
{
	struct key k = { .s = { kind, '|' }, .n = 2 };

	key_add(&k, scope);
	if (k.n > 0)
		k.s[k.n++] = '|';
	key_add(&k, name);
	return k;
}

/* No memcached for a second; its connection may still bring old answers. */
static void
trip(struct cache *c)
{
	memcached_quit(c->mc);
	c->bypass_until = clock_us() + BYPASS_US;
}

/* Did the server answer, whatever it said? */
static bool
answered(struct cache *c, memcached_return_t rc)
{
	switch ((int)rc) {
	case MEMCACHED_SUCCESS:
	case MEMCACHED_STORED:
	case MEMCACHED_DELETED:
	case MEMCACHED_END:
	case MEMCACHED_NOTFOUND:
	case MEMCACHED_NOTSTORED:
	case MEMCACHED_DATA_EXISTS:
	case MEMCACHED_BAD_KEY_PROVIDED:
	case MEMCACHED_E2BIG:
	case MEMCACHED_SERVER_MEMORY_ALLOCATION_FAILURE:
		return true;
	default:
		trip(c);
		return false;
	}
}

/* A generation newer than any that memcached may have forgotten. */
static memcached_return_t
start_generation(struct cache *c, const struct key *k)
{
	char t[24];
	int n = snprintf(t, sizeof(t), "%" PRId64, clock_date_us());

	return memcached_add(c->mc, k->s, k->n, t, (size_t)n, 0, 0);
}

static bool
bump(struct cache *c, const struct key *k)
{
	memcached_return_t rc;
	uint64_t v;

	rc = memcached_increment(c->mc, k->s, k->n, 1, &v);
	if (rc == MEMCACHED_CLIENT_ERROR) {	/* not a number: not ours */
		memcached_delete(c->mc, k->s, k->n, 0);
		rc = MEMCACHED_NOTFOUND;
	}
	if (rc == MEMCACHED_NOTFOUND)
		rc = start_generation(c, k);
	if (rc == MEMCACHED_NOTSTORED)		/* another started it */
		rc = memcached_increment(c->mc, k->s, k->n, 1, &v);
	return answered(c, rc) && rc == MEMCACHED_SUCCESS;
}

/* More than can be remembered: nothing there is to be trusted. */
static void
owe(struct cache *c, const struct key *k)
{
	for (size_t i = 0; i < c->nowed && i < OWED_MAX; i++)
		if (strcmp(c->owed[i].s, k->s) == 0)
			return;
	if (c->nowed < OWED_MAX)
		c->owed[c->nowed] = *k;
	if (c->nowed <= OWED_MAX)
		c->nowed++;
}

static bool
settle(struct cache *c)
{
	if (c->nowed > OWED_MAX) {
		if (!answered(c, memcached_flush(c->mc, 0)))
			return false;
		c->nowed = 0;
	}
	while (c->nowed > 0) {
		if (!bump(c, &c->owed[c->nowed - 1]))
			return false;
		c->nowed--;
	}
	return true;
}

bool
cache_there(struct cache *c)
{
	if (c == NULL || c->mc == NULL)
		return false;
	if (c->bypass_until != 0) {
		if (clock_us() < c->bypass_until)
			return false;
		c->bypass_until = 0;
	}
	return c->nowed == 0 || settle(c);
}

static bool
count_look(struct cache *c, bool hit, bool asked)
{
	if (c != NULL)
		metric_add(hit ? c->hits : asked ? c->misses : c->off, 1);
	return hit;
}

/* The next word of *tags as a key, if there is one; n is 0: too long. */
static bool
next_tag(const char *school, const char **tags, struct key *k)
{
	const char *at = *tags + strspn(*tags, " ");
	size_t n = strcspn(at, " ");
	char tag[CACHE_KEY_MAX];

	*tags = at + n;
	*k = (struct key){ .n = 0 };
	if (n == 0)
		return false;
	if (n < sizeof(tag)) {
		memcpy(tag, at, n);
		tag[n] = '\0';
		*k = make_key('g', school, tag);
	}
	return true;
}

struct look {
	struct key	 keys[CACHE_TAGS_MAX + 1];	/* tags, value */
	size_t		 n;
	char		 gens[CACHE_TAGS_MAX][24];
	const char	*value;
	size_t		 value_len;
};

static bool
prepare(struct look *l, const char *school, const char *tags, const char *name)
{
	struct key k;

	for (l->n = 0; next_tag(school, &tags, &k); l->n++) {
		if (l->n == CACHE_TAGS_MAX || k.n == 0)
			return false;
		l->keys[l->n] = k;
	}
	l->keys[l->n] = make_key('v', school, name);
	return l->keys[l->n].n > 0;
}

static void
take(struct look *l, memcached_result_st *res, struct arena *a)
{
	const char *key = memcached_result_key_value(res);
	const char *v = memcached_result_value(res);
	size_t n = memcached_result_length(res);
	size_t len = memcached_result_key_length(res);

	for (size_t i = 0; i <= l->n; i++) {
		if (len != l->keys[i].n || memcmp(key, l->keys[i].s, len) != 0)
			continue;
		if (i == l->n) {
			l->value = arena_strndup(a, v, n);
			l->value_len = n;
		} else if (n < sizeof(l->gens[i]))
			snprintf(l->gens[i], sizeof(l->gens[i]), "%.*s",
			    (int)n, v);
	}
}

/* The generations and the value, in one round trip. */
static bool
fetch(struct cache *c, struct look *l, struct arena *a)
{
	const char *keys[CACHE_TAGS_MAX + 1];
	size_t lens[CACHE_TAGS_MAX + 1];
	memcached_return_t rc;

	for (size_t i = 0; i <= l->n; i++) {
		keys[i] = l->keys[i].s;
		lens[i] = l->keys[i].n;
	}
	rc = memcached_mget(c->mc, keys, lens, l->n + 1);
	while (rc == MEMCACHED_SUCCESS &&
	    memcached_fetch_result(c->mc, &c->result, &rc) != NULL)
		take(l, &c->result, a);
	return answered(c, rc);
}

/* A tag that has no generation gets one; nothing stored before it counts. */
static bool
complete(struct cache *c, struct look *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct key *k = &l->keys[i];
		int64_t gen;
		size_t n;
		uint32_t flags;
		memcached_return_t rc;
		char *v;

		if (num_read(l->gens[i], 1, INT64_MAX, &gen))
			continue;
		l->value = NULL;
		if (l->gens[i][0] != '\0')	/* not a number: not ours */
			memcached_delete(c->mc, k->s, k->n, 0);
		if (!answered(c, start_generation(c, k)))
			return false;
		v = memcached_get(c->mc, k->s, k->n, &n, &flags, &rc);
		if (v != NULL)
			snprintf(l->gens[i], sizeof(l->gens[i]), "%.*s",
			    n < sizeof(l->gens[i]) ? (int)n : 0, v);
		free(v);
		if (!answered(c, rc) ||
		    !num_read(l->gens[i], 1, INT64_MAX, &gen))
			return false;
	}
	return true;
}

static void
stamp(const struct look *l, struct cache_spot *spot)
{
	size_t at = 0;

	for (size_t i = 0; i < l->n; i++)
		at += (size_t)snprintf(spot->stamp + at,
		    sizeof(spot->stamp) - at, "%s.", l->gens[i]);
	memcpy(spot->key, l->keys[l->n].s, sizeof(spot->key));
	spot->usable = true;
}

bool	/* NOLINTNEXTLINE(readability-function-size): none can be left out */
cache_look(struct cache *c, struct cache_spot *spot, const char *school,
    const char *tags, const char *name, struct arena *a, const char **value,
    size_t *len)
{
	struct look l = { .n = 0 };
	size_t n;

	*spot = (struct cache_spot){ .usable = false };
	if (!cache_there(c) || !prepare(&l, school, tags, name) ||
	    !fetch(c, &l, a) || !complete(c, &l))
		return count_look(c, false, false);
	stamp(&l, spot);
	n = strlen(spot->stamp);
	if (l.value == NULL || l.value_len <= n ||
	    memcmp(l.value, spot->stamp, n) != 0 || l.value[n] != '\n')
		return count_look(c, false, true);
	*value = l.value + n + 1;
	*len = l.value_len - n - 1;
	return count_look(c, true, true);
}

static bool
put(struct cache *c, const char *key, size_t key_len, const void *v, size_t n,
    unsigned ttl)
{
	time_t t = ttl == 0 ? 1 : ttl > TTL_MAX ? TTL_MAX : ttl;
	memcached_return_t rc;

	rc = memcached_set(c->mc, key, key_len, v, n, t, 0);
	return answered(c, rc) && rc == MEMCACHED_SUCCESS;
}

void
cache_store(struct cache *c, const struct cache_spot *spot, const void *v,
    size_t n, unsigned ttl)
{
	size_t at = strlen(spot->stamp);
	char *all;

	if (!spot->usable || n > CACHE_VALUE_MAX || !cache_there(c))
		return;
	all = malloc(at + 1 + n);
	if (all == NULL)
		return;
	memcpy(all, spot->stamp, at);
	all[at] = '\n';
	if (n > 0)
		memcpy(all + at + 1, v, n);
	put(c, spot->key, strlen(spot->key), all, at + 1 + n, ttl);
	free(all);
}

/*
 * A look-up that took too long says that the machine is busy, not that
 * others will not find what is stored there: a touch waits longer, and does
 * so again, until one of its own was in vain.
 */
static bool
touch(struct cache *c, const struct key *k)
{
	bool done;

	if (clock_us() < c->lost_until)
		return false;
	wait_for(c, c->wait > CACHE_TOUCH_MS ? c->wait : CACHE_TOUCH_MS);
	c->bypass_until = 0;
	done = (c->nowed == 0 || settle(c)) && bump(c, k);
	wait_for(c, c->wait);
	c->lost_until = done ? 0 : clock_us() + BYPASS_US;
	return done;
}

void
cache_touch(struct cache *c, const char *school, const char *tags)
{
	struct key k;

	if (c == NULL || c->mc == NULL)
		return;
	while (next_tag(school, &tags, &k))
		if (k.n > 0 && !touch(c, &k))
			owe(c, &k);
}

bool
cache_get(struct cache *c, const char *key, struct arena *a,
    const char **value, size_t *n)
{
	struct key k = make_key('k', "", key);
	memcached_return_t rc;
	uint32_t flags;
	char *v;
	bool hit;

	if (!cache_there(c) || k.n == 0)
		return count_look(c, false, false);
	v = memcached_get(c->mc, k.s, k.n, n, &flags, &rc);
	hit = answered(c, rc) && rc == MEMCACHED_SUCCESS;
	if (hit)
		*value = arena_strndup(a, v == NULL ? "" : v, *n);
	free(v);
	return count_look(c, hit, c->bypass_until == 0);
}

bool
cache_put(struct cache *c, const char *key, const void *v, size_t n,
    unsigned ttl)
{
	struct key k = make_key('k', "", key);

	return k.n > 0 && n <= CACHE_VALUE_MAX && cache_there(c) &&
	    put(c, k.s, k.n, v, n, ttl);
}

bool
cache_delete(struct cache *c, const char *key)
{
	struct key k = make_key('k', "", key);

	return k.n > 0 && cache_there(c) &&
	    answered(c, memcached_delete(c->mc, k.s, k.n, 0));
}

bool
cache_count(struct cache *c, const char *key, unsigned ttl, uint64_t *count)
{
	struct key k = make_key('n', "", key);
	memcached_return_t rc;

	if (k.n == 0 || !cache_there(c))
		return false;
	rc = memcached_increment(c->mc, k.s, k.n, 1, count);
	if (rc == MEMCACHED_NOTFOUND) {
		*count = 1;
		rc = memcached_add(c->mc, k.s, k.n, "1", 1, (time_t)ttl, 0);
	}
	if (rc == MEMCACHED_NOTSTORED)		/* another was faster */
		rc = memcached_increment(c->mc, k.s, k.n, 1, count);
	return answered(c, rc) && rc == MEMCACHED_SUCCESS;
}
