#include "core.h"
#include <sys/stat.h>
#include <ctype.h>
#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>
#include "arena.h"
#include "buf.h"
#include "clock.h"
#include "conf.h"
#include "fetch.h"
#include "log.h"
#include "stripe.h"

#define TRIES 3
#define TRY_MS 5000    /* one that hangs leaves time for another */
#define LEAST_MS 50    /* with less left there is no use in asking */
#define BACKOFF_MS 150 /* doubled at each try */
#define KEY_MAX 512u
#define FORM_MAX ((size_t)64 * 1024)

/* A key in a file, as it was read when the file was so. */
struct key {
	char text[KEY_MAX];
	struct stat seen;
};

static struct {
	char api[256], dir[512];
	struct fetch_want want;
	struct fetch *fetch;
	struct key secret, publishable;
} stripe;

/* ---- Keys */

static void
read_key(struct key *k, int fd)
{
	ssize_t n = read(fd, k->text, KEY_MAX - 1);
	size_t i;

	k->text[n > 0 ? n : 0] = '\0';
	for (i = 0; isgraph((unsigned char)k->text[i]); i++)
		;
	k->text[i] = '\0';
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* A key that is rolled counts at once, in every worker. */
static const char *
key(struct key *k, const char *name)
{
	char path[sizeof(stripe.dir) + 32];
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", stripe.dir, name);
	if (stat(path, &st) != 0) {
		*k = (struct key){ .text = "" };
		return k->text;
	}
	if (is_same(&st, &k->seen))
		return k->text;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		log_error("stripe_key", "A key of Stripe cannot be read",
		    KV("file", path));
		return k->text;
	}
	read_key(k, fd);
	close(fd);
	k->seen = st;
	return k->text;
}

static const char *
secret_key(void)
{
	return key(&stripe.secret, "secret_key");
}

const char *
stripe_publishable_key(void)
{
	return key(&stripe.publishable, "publishable_key");
}

bool
stripe_is_standin(void)
{
	return strcmp(stripe.api, STRIPE_API) != 0;
}

bool
stripe_is_test(void)
{
	const char *k = secret_key();

	return stripe_is_standin() || strncmp(k, "sk_test_", 8) == 0 ||
	    strncmp(k, "rk_test_", 8) == 0;
}

/* ---- Start */

bool
stripe_start(const struct config *conf, char *why, size_t n)
{
	stripe_stop();
	if (strlen(conf->stripe_api) >= sizeof(stripe.api) ||
	    strlen(conf->stripe_dir) >= sizeof(stripe.dir)) {
		snprintf(why, n, "stripe_api or stripe_dir is too long");
		return false;
	}
	snprintf(stripe.api, sizeof(stripe.api), "%s", conf->stripe_api);
	snprintf(stripe.dir, sizeof(stripe.dir), "%s", conf->stripe_dir);
	stripe.want.base = stripe.api;
	stripe.fetch = fetch_open(&stripe.want);
	if (stripe.fetch == NULL)
		snprintf(why, n, "libcurl does not start");
	return stripe.fetch != NULL;
}

void
stripe_stop(void)
{
	fetch_close(stripe.fetch);
	memset(&stripe, 0, sizeof(stripe));
}

/* ---- What was said */

static const json_t *
member(const json_t *json, const char *path)
{
	while (json != NULL) {
		size_t n = strcspn(path, ".");

		json = json_object_getn(json, path, n);
		if (path[n] == '\0')
			return json;
		path += n + 1;
	}
	return NULL;
}

const char *
stripe_text(const json_t *json, const char *path)
{
	return json_string_value(member(json, path));
}

int64_t
stripe_int(const json_t *json, const char *path)
{
	return json_integer_value(member(json, path));
}

const char *
stripe_id(const json_t *json, const char *path)
{
	const json_t *m = member(json, path);

	return json_is_object(m) ? stripe_text(m, "id") : json_string_value(m);
}

/* 409 is also an answer that stays: only these two mean "not now". */
static bool
is_busy(int status, const char *code)
{
	if (status == 409)
		return code != NULL &&
		    (strcmp(code, "idempotency_key_in_use") == 0 ||
			strcmp(code, "lock_timeout") == 0);
	return status == 429 || status >= 500;
}

static enum stripe_outcome
outcome_of(const struct fetched *got, const char *code)
{
	if (got->status == 0)
		return got->unsent ? STRIPE_BUSY : STRIPE_UNKNOWN;
	if (is_busy(got->status, code))
		return STRIPE_BUSY;
	if (got->status >= 400)
		return STRIPE_REFUSED;
	return got->status < 300 && json_is_object(got->json) ? STRIPE_DONE :
								STRIPE_UNKNOWN;
}

static struct stripe_said
read_said(struct arena *a, const struct fetched *got)
{
	const char *code = stripe_text(got->json, "error.code");
	struct stripe_said s = { .outcome = outcome_of(got, code),
		.status = got->status,
		.json = got->json,
		.code = code,
		.request_id = got->said,
		.decline_code = stripe_text(got->json, "error.decline_code"),
		.message = stripe_text(got->json, "error.message") };

	if (s.code == NULL && s.outcome == STRIPE_REFUSED)
		s.code = stripe_text(got->json, "error.type");
	if (s.message == NULL && s.outcome != STRIPE_DONE)
		s.message = got->why != NULL ?
		    got->why :
		    arena_printf(a, "Stripe answered %d.", got->status);
	return s;
}

/* ---- Asking */

struct question {
	const char *method, *path, *form, *key;
};

static struct fetched
ask_once(struct arena *a, const struct question *q, int64_t wait_ms)
{
	const char *headers[4] = { "Stripe-Version: " STRIPE_VERSION };
	struct fetch_ask call = {
		.method = q->method, .path = q->path, .token = secret_key()
	};
	struct fetch_more more = { .form = q->form,
		.headers = headers,
		.said = "Request-Id",
		.said_too = "Stripe-Should-Retry" };

	if (q->key != NULL)
		headers[1] = arena_printf(a, "Idempotency-Key: %s", q->key);
	stripe.want.wait_ms = wait_ms;
	return fetch_with(stripe.fetch, a, &call, &more);
}

static void
pause_ms(int64_t ms)
{
	struct timespec t = { .tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* How long until the next try; below zero: none. */
static int64_t
pause_for(const struct fetched *got, enum stripe_outcome o, int try)
{
	if (o == STRIPE_DONE || o == STRIPE_REFUSED || try + 1 >= TRIES ||
	    (got->said_too != NULL && strcmp(got->said_too, "false") == 0))
		return -1;
	if (got->retry_after > 0)
		return got->retry_after * 1000;
	return BACKOFF_MS << try;
}

/* Of a list, what was asked for may hold an address: not the query. */
static void
note(const struct question *q, const struct stripe_said *s, int tries,
    int64_t since)
{
	static const char *const words[] = { "done", "refused", "busy",
		"unknown" };
	int n = (int)strcspn(q->path, "?");
	char path[160];

	if (s->outcome == STRIPE_DONE && tries == 1)
		return;
	snprintf(path, sizeof(path), "%.*s", n, q->path);
	LOG_AT(s->outcome == STRIPE_DONE || s->outcome == STRIPE_REFUSED ?
		LV_INFO :
		LV_WARNING,
	    "stripe_answer", "Stripe was asked again, or did not do it",
	    KV("outcome", words[s->outcome]), KV("method", q->method),
	    KV("path", path), KV("status", s->status), KV("code", s->code),
	    KV("stripe_request_id", s->request_id), KV("tries", tries),
	    KV("duration_ms", (clock_us() - since) / 1000));
}

static struct stripe_said
ask_till_known(struct arena *a, const struct question *q)
{
	int64_t since = clock_us(), until = since + STRIPE_WAIT_MS * 1000;
	struct stripe_said s = { .outcome = STRIPE_BUSY,
		.message = "Stripe was not asked." };
	bool lost = false;
	int try = 0;

	for (int64_t left, wait = 0; wait >= 0; try++) {
		struct fetched got;

		left = (until - clock_us()) / 1000 - wait;
		if (left < LEAST_MS)
			break;
		if (wait > 0)
			pause_ms(wait);
		got = ask_once(a, q, left < TRY_MS ? left : TRY_MS);
		s = read_said(a, &got);
		lost = lost || s.outcome == STRIPE_UNKNOWN;
		wait = pause_for(&got, s.outcome, try);
	}
	/* The first may have been heard, though the last was not. */
	if (lost && s.outcome == STRIPE_BUSY)
		s.outcome = STRIPE_UNKNOWN;
	note(q, &s, try, since);
	return s;
}

static struct stripe_said
ask(struct arena *a, const struct question *q)
{
	if (stripe.fetch == NULL || *secret_key() == '\0')
		return (struct stripe_said){ .outcome = STRIPE_REFUSED,
			.code = "no_key",
			.message = "This school cannot take cards yet." };
	return ask_till_known(a, q);
}

struct stripe_said
stripe_post(struct arena *a, const char *path, const struct param *p, size_t n,
    const char *idempotency_key)
{
	struct question q = { "POST", path, "", idempotency_key };
	struct buf b;

	buf_init(&b, a, FORM_MAX);
	for (size_t i = 0; i < n; i++) {
		if (p[i].value == NULL)
			continue;
		if (b.n > 0)
			buf_lit(&b, "&");
		buf_url(&b, p[i].name);
		buf_lit(&b, "=");
		buf_url(&b, p[i].value);
	}
	if (b.broken)
		return (struct stripe_said){ .outcome = STRIPE_REFUSED,
			.code = "too_long",
			.message = "That is too long." };
	q.form = buf_text(&b);
	return ask(a, &q);
}

struct stripe_said
stripe_get(struct arena *a, const char *path)
{
	return ask(a, &(struct question){ "GET", path, NULL, NULL });
}

struct stripe_said
stripe_delete(struct arena *a, const char *path)
{
	return ask(a, &(struct question){ "DELETE", path, NULL, NULL });
}
