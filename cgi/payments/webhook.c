#include "core.h"
#include <jansson.h>
#include "conf.h"
#include "crew.h"
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
	const char *id, *type;
	bool live;
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

/*
 * Kept as it came, and answered: what follows from it is done afterwards,
 * when nobody waits.
 */
enum err
webhook(struct req *r)
{
	struct event e = { 0 };
	const char *strange;
	int64_t new;

	if (!is_signed(r) || !read_event(r, &e)) {
		counted("unknown", "failed");
		log_warning("webhook_refused", "An event was refused",
		    KV("reason", err_info(r->err)->slug));
		return r->err;
	}
	strange = foreign(&e);
	crew_away(); /* it waits for the disk */
	new = sql_event_keep(r, e.id, e.type, r->call->body, strange);
	if (r->err != OK)
		counted(e.type, "failed");
	else if (new == 0)
		counted(e.type, "duplicate");
	else if (strange != NULL)
		counted(e.type, "ignored");
	else
		apply_soon();
	buf_lit(&r->out, "{\"received\":true}");
	return r->err;
}
