#include "core.h"
#include <jansson.h>
#include "app.h"
#include "conf.h"
#include "db.h"
#include "fcgi.h"
#include "gen/billing.h"
#include "log.h"
#include "metric.h"
#include "req.h"
#include "signature.h"
#include "site.h"
#include "stripe.h"
#include "webhook.h"

#define BODY_MAX ((size_t)512 * 1024)
#define ID_MAX 255u
#define TYPE_MAX 100u

struct event {
	const char *id, *type, *strange;
	const char *kept[5]; /* parameters of event_keep */
	bool live;
	int64_t new; /* rows: 0 when we had it */
};

static void
counted(const char *type, const char *status)
{
	metric_inc(uems_stripe_webhook_events_total, type, status);
}

/* ---- Whose it is */

static bool
is_signed(struct req *r)
{
	const struct call *c = r->call;
	enum signature s;

	if (c->body_len > BODY_MAX) {
		req_fail(r, ERR_TOO_LARGE, "An event has at most 512 kB.");
		return false;
	}
	s = signature_check(secrets_of(site.conf->stripe_dir),
	    req_param(r, "HTTP_STRIPE_SIGNATURE"), c->body, c->body_len,
	    r->now);
	if (s == SIGNATURE_OLD)
		req_fail(r, ERR_SIGNATURE,
		    "It was signed more than %d seconds from now.",
		    SIGNATURE_AGE);
	else if (s == SIGNATURE_BAD)
		req_fail(r, ERR_SIGNATURE, NULL);
	return s == SIGNATURE_GOOD;
}

/* ---- What it is */

/* A text of these characters alone, so that it may stand in a metric. */
static const char *
plain(const json_t *o, const char *key, const char *chars, size_t most)
{
	const json_t *v = json_object_get(o, key);
	const char *s = json_string_value(v);
	size_t n = json_string_length(v);

	if (s == NULL || n == 0 || n > most || strspn(s, chars) != n)
		return NULL;
	return s;
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static void
decref(void *json)
{
	json_decref(json);
}

static bool
read_event(struct req *r, struct event *e)
{
	json_t *o = json_loadb(r->call->body, r->call->body_len,
	    JSON_ALLOW_NUL, NULL);

	if (o != NULL)
		arena_defer(r->arena, decref, o);
	e->id = plain(o, "id", LOWER UPPER DIGITS "_", ID_MAX);
	e->type = plain(o, "type", LOWER DIGITS "_.", TYPE_MAX);
	e->live = json_is_true(json_object_get(o, "livemode"));
	if (e->id != NULL && e->type != NULL &&
	    json_is_object(json_object_get(o, "data")))
		return true;
	req_fail(r, ERR_MALFORMED, "That is not an event of Stripe.");
	return false;
}

/* Of the other mode than our key: kept, and nothing follows from it. */
static const char *
foreign(const struct event *e)
{
	return e->live == stripe_is_test() ? "livemode" : NULL;
}

/* It is kept by events_keep(), with others that came at the same moment. */
enum err
webhook(struct req *r)
{
	struct event *e = arena_alloc(r->arena, sizeof(*e));

	if (!is_signed(r) || !read_event(r, e)) {
		counted("unknown", "failed");
		log_warning("webhook_refused", "An event was refused",
		    KV("reason", err_info(r->err)->slug));
		return r->err;
	}
	e->strange = foreign(e);
	r->left = e;
	buf_lit(&r->out, "{\"received\":true}");
	return OK;
}

/* ---- Keeping them */

static void
keep_alone(struct req *r)
{
	struct event *e = r->left;

	e->new = sql_event_keep(r, e->id, e->type, r->call->body, e->strange);
}

/* Statements of one pipeline are one transaction: all of them, or none. */
static enum err
keep_at_once(struct req **r, size_t n)
{
	struct db_step s[APP_TOGETHER] = { 0 };
	struct req all = *r[0];

	for (size_t i = 0; i < n; i++) {
		struct event *e = r[i]->left;

		e->kept[0] = e->id;
		e->kept[1] = e->type;
		e->kept[2] = r[i]->call->body;
		e->kept[3] = e->strange;
		s[i] = (struct db_step){ .q = &q_event_keep,
			.params = e->kept };
	}
	if (db_many(&all, s, n))
		for (size_t i = 0; i < n; i++)
			((struct event *)r[i]->left)->new = s[i].affected;
	return all.err;
}

static void
tell(const struct req *r)
{
	const struct event *e = r->left;

	if (r->err != OK)
		counted(e->type, "failed");
	else if (e->new == 0)
		counted(e->type, "duplicate");
	else if (e->strange != NULL)
		counted(e->type, "ignored");
	else
		apply_soon();
}

static int
by_id(const void *a, const void *b)
{
	const struct event *x = (*(struct req *const *)a)->left;
	const struct event *y = (*(struct req *const *)b)->left;

	return strcmp(x->id, y->id);
}

/*
 * Kept as they came, and answered: what follows from them is done afterwards,
 * when nobody waits.  Those that came together are one commit, in one order
 * everywhere, so that two workers with the same events do not wait for each
 * other.  One that the database refuses does not spoil the others.
 */
void
events_keep(struct req **r, size_t n)
{
	enum err e = ERR_BUG;

	qsort(r, n, sizeof(*r), by_id);
	if (n > 1)
		e = keep_at_once(r, n);
	for (size_t i = 0; i < n; i++) {
		if (e == ERR_DB || e == ERR_BUSY)
			req_fail(r[i], e, NULL);
		else if (e != OK)
			keep_alone(r[i]);
		tell(r[i]);
	}
}
