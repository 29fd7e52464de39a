#include "core.h"

#include <jansson.h>

#include "clock.h"
#include "copy.h"
#include "ctl.h"
#include "form.h"
#include "stripe.h"

#define PAGE "100"  /* what Stripe gives at once */
#define BATCH "500" /* events of a transaction */
#define SINCE "7d"
/* A list at Stripe, from a time on; after which of it. */
#define LIST	"%s?limit=" PAGE "&created%%5Bgte%%5D=%" PRId64 "%s%s"
#define DAY 86400

/* One run: what it is told, and what it met. */
struct run {
	struct ctl *ctl;
	struct copy *db;
	struct arena arena; /* of one page */
	const char *since;  /* as PostgreSQL reads it */
	int64_t from;       /* the same, since 1970 */
	bool dry;
	int seen, tried;
	int64_t news;
};

static bool
start(struct ctl *c)
{
	char why[512];

	if (!ctl_conf(c))
		return false;
	if (stripe_start(&c->conf, why, sizeof(why)))
		return true;
	c->status = ctl_fail(c, "%s", why);
	return false;
}

/* ---- Applying */

static const char apply_sql[] =
    "select coalesce(sum(c.n) filter (where c.outcome <> 'failed'), 0), "
    "coalesce(sum(c.n) filter (where c.outcome = 'failed'), 0), "
    "coalesce(bool_or(c.what = 'more'), false)::int, "
    "coalesce(bool_or(c.what = 'busy'), false)::int "
    "from (select x.n, x.what, case x.what when 'event' then x.outcome end "
    "as outcome from billing.apply_waiting($1::int) x) c";

static const char wait_sql[] =
    "select pg_advisory_xact_lock(hashtext('billing.apply'))";

/* One transaction of events; false: none is left, or it failed. */
static bool
apply_batch(struct copy *db, int64_t *done, int64_t *failed)
{
	const char *const params[] = { BATCH };

	if (!copy_ask(db, apply_sql, params, 1))
		return false;
	*done += copy_number(db, 0, 0);
	*failed += copy_number(db, 0, 1);
	if (copy_number(db, 0, 3) > 0) /* another does; wait until it has */
		return copy_ask(db, wait_sql, NULL, 0);
	return copy_number(db, 0, 2) > 0;
}

static void
apply_all(struct copy *db, int64_t *done, int64_t *failed)
{
	*done = *failed = 0;
	while (apply_batch(db, done, failed))
		ctl_step("%" PRId64 " events applied", *done);
}

int
cmd_stripe_apply(struct ctl *c, char **argv)
{
	int64_t done, failed;
	struct copy *db;

	if (!opt_read(c, argv, NULL, 0))
		return c->status;
	db = ctl_db(c);
	if (db == NULL)
		return c->status;
	apply_all(db, &done, &failed);
	if (!copy_ok(db))
		return ctl_db_failed(c, db, "not every event is applied");
	copy_close(db);
	ctl_step_done("%" PRId64 " events applied, %" PRId64 " failed", done,
	    failed);
	return CTL_OK;
}

/* ---- Looking */

static bool
away(struct run *r, const struct stripe_said *s)
{
	if (s->outcome == STRIPE_DONE)
		return false;
	r->ctl->status = ctl_fail(r->ctl, "Stripe: %s", s->message);
	return true;
}

static const char keep_sql[] =
    "insert into billing.theirs (id, kind, object) values ($1, $2, $3::json) "
    "on conflict (id) do update set object = excluded.object";

/* What was seen of one object; object NULL: there is none. */
static bool
keep(struct run *r, const char *id, const char *kind, json_t *object)
{
	char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT);
	const char *const params[] = { id, kind, text };
	bool ok = copy_ask(r->db, keep_sql, params, 3);

	free(text);
	r->seen++;
	return ok;
}

/* A page of a list; the id of its last, or NULL at the end. */
static const char *
take_page(struct run *r, const char *kind, json_t *page)
{
	json_t *data = json_object_get(page, "data"), *o;
	const char *last = NULL;
	size_t i;

	json_array_foreach(data, i, o) {
		last = stripe_text(o, "id");
		if (last == NULL || !keep(r, last, kind, o))
			return NULL;
	}
	return json_is_true(json_object_get(page, "has_more")) ? last : NULL;
}

static bool
list(struct run *r, const char *path, const char *kind)
{
	char after[300] = "";

	do {
		const char *last;
		struct stripe_said s = stripe_get(&r->arena,
		    arena_printf(&r->arena, LIST, path, r->from,
			*after ? "&starting_after=" : "", after));

		if (away(r, &s))
			return false;
		last = take_page(r, kind, s.json);
		snprintf(after, sizeof(after), "%s", last == NULL ? "" : last);
		arena_reset(&r->arena);
		ctl_step("%d objects seen at Stripe", r->seen);
	} while (*after != '\0' && copy_ok(r->db));
	return copy_ok(r->db);
}

struct what {
	const char *name, *path;
};

static const struct what kinds[] = {
	{ "event", "/v1/events" },
	{ "payment_intent", "/v1/payment_intents" },
	{ "refund", "/v1/refunds" },
	{ "dispute", "/v1/disputes" },
};

static const char *
path_of(const char *kind)
{
	for (size_t i = 0; i < NITEMS(kinds); i++)
		if (strcmp(kinds[i].name, kind) == 0)
			return kinds[i].path;
	return "";
}

/* Ids and kinds, copied: the answer lasts until the next statement. */
static char **
texts(struct run *r, int columns, int *n)
{
	char **all;

	*n = copy_rows(r->db);
	all = arena_alloc(&r->ctl->arena,
	    (size_t)(*n * columns + 1) * sizeof(*all));
	for (int i = 0; i < *n * columns; i++) {
		const char *s = copy_at(r->db, i / columns, i % columns);

		all[i] = s == NULL ? NULL : arena_strdup(&r->ctl->arena, s);
	}
	return all;
}

static bool
look_at(struct run *r, const char *id, const char *kind)
{
	struct stripe_said s = stripe_get(&r->arena,
	    arena_printf(&r->arena, "%s/%s", path_of(kind), id));
	bool gone = s.outcome == STRIPE_REFUSED && s.status == 404, ok;

	if (!gone && away(r, &s))
		return false;
	ok = keep(r, id, kind, gone ? NULL : s.json);
	arena_reset(&r->arena);
	return ok;
}

static bool
look_for_unseen(struct run *r)
{
	const char *const params[] = { r->since };
	char **all;
	int n;

	if (!copy_ask(r->db, "select u.id, u.kind from billing.unseen("
			     "$1::timestamptz) u",
		params, 1))
		return false;
	all = texts(r, 2, &n);
	for (int i = 0; i < n; i++)
		if (!look_at(r, all[2 * i], all[2 * i + 1]))
			return false;
	return true;
}

/* ---- Refunds that were asked for and never answered */

enum { R_ID,
	R_KEY,
	R_INTENT,
	R_AMOUNT,
	R_REASON,
	R_PAYMENT,
	R_COLUMNS };

/* The same question with the same key, as cgi/payments/refund.c asks it. */
static bool
ask_again(struct run *r, char **f)
{
	const struct param form[] = {
		{ "payment_intent", f[R_INTENT] },
		{ "amount", f[R_AMOUNT] },
		{ "reason", f[R_REASON] },
		{ "metadata[refund_id]", f[R_ID] },
		{ "metadata[payment_id]", f[R_PAYMENT] },
	};
	struct stripe_said s = stripe_post(&r->arena, "/v1/refunds", form,
	    NITEMS(form), f[R_KEY]);
	bool ok = true;

	if (s.outcome == STRIPE_DONE && stripe_text(s.json, "id") != NULL)
		ok = keep(r, stripe_text(s.json, "id"), "refund", s.json);
	else if (s.outcome == STRIPE_REFUSED && s.status / 100 == 4 &&
	    s.status != 409) {
		const char *const params[] = { f[R_ID], s.code };

		ok = copy_ask(r->db, "select billing.refund_refused($1, $2)",
		    params, 2);
		r->tried++;
	}
	arena_reset(&r->arena);
	return ok;
}

static const char unheard_sql[] =
    "select u.id, u.stripe_key, u.intent, u.amount_minor, u.reason, "
    "u.payment_id from billing.unheard() u where u.is_fresh";

static bool
ask_refunds_again(struct run *r)
{
	char **all;
	int n;

	if (!copy_ask(r->db, unheard_sql, NULL, 0))
		return false;
	all = texts(r, R_COLUMNS, &n);
	for (int i = 0; i < n && !r->dry; i++)
		if (!ask_again(r, all + (ptrdiff_t)i * R_COLUMNS))
			return false;
	return true;
}

/* ---- GET, compare, take */

static const char since_sql[] =
    "select x.t, floor(extract(epoch from x.t))::bigint from (select "
    "least(now() - make_interval(secs => $1::int), "
    "(select min(p.asked_at) from billing.payments p where "
    "p.stripe_payment_intent_id is null and p.status = 'pending'), "
    "(select min(f.asked_at) from billing.refunds f where "
    "f.stripe_refund_id is null and f.status = 'pending')) as t) x";

/* No later than what was asked and never answered. */
static bool
find_since(struct run *r, int64_t seconds)
{
	const char *const params[] = { arena_printf(&r->ctl->arena, "%" PRId64,
	    seconds) };

	if (!copy_ask(r->db, since_sql, params, 1))
		return false;
	r->since = arena_strdup(&r->ctl->arena, copy_at(r->db, 0, 0));
	r->from = copy_number(r->db, 0, 1);
	return true;
}

static bool
look(struct run *r)
{
	if (!copy_run(r->db, "truncate billing.theirs"))
		return false;
	for (size_t i = 0; i < NITEMS(kinds); i++)
		if (!list(r, kinds[i].path, kinds[i].name))
			return false;
	return ask_refunds_again(r) && look_for_unseen(r);
}

static const char *
shown(const char *s)
{
	return s == NULL ? "nothing" : s;
}

/* Each difference; those that remain are counted. */
static int
say(struct run *r)
{
	int left = 0;

	for (int i = 0; i < copy_rows(r->db); i++) {
		bool done = strcmp(copy_at(r->db, i, 4), "t") == 0;

		printf("%s %s: here %s, at Stripe %s%s\n", copy_at(r->db, i, 0),
		    copy_at(r->db, i, 1), shown(copy_at(r->db, i, 2)),
		    shown(copy_at(r->db, i, 3)), done ? "; put right" : "");
		left += done ? 0 : 1;
	}
	return left;
}

static const char take_sql[] =
    "select d.object_id, d.what, d.ours, d.theirs, d.is_resolved "
    "from billing.reconcile($1::timestamptz, $2::int, $3::int) d";

static int
take(struct run *r)
{
	const char *params[] = { r->since, NULL, NULL };
	int64_t done, failed;
	int left;

	if (r->dry)
		copy_run(r->db, "begin");
	if (copy_ask(r->db, "select billing.take_events()", NULL, 0))
		r->news = copy_number(r->db, 0, 0);
	apply_all(r->db, &done, &failed);
	params[1] = arena_printf(&r->ctl->arena, "%" PRId64, r->news);
	params[2] = arena_printf(&r->ctl->arena, "%d", r->tried);
	copy_ask(r->db, take_sql, params, 3);
	ctl_step_done("%d objects and events seen at Stripe, %" PRId64
		      " events that had never come",
	    r->seen, r->news);
	left = say(r);
	if (r->dry)
		copy_run(r->db, "rollback");
	return left;
}

static bool
read_seconds(const char *s, int64_t *out)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = { { 'd', DAY }, { 'h', 3600 }, { 'm', 60 } };
	char *end;
	long n = strtol(s, &end, 10);

	for (size_t i = 0; i < NITEMS(units); i++)
		if (end > s && end[0] == units[i].unit && end[1] == '\0' &&
		    n > 0 && n <= 3650) {
			*out = n * units[i].seconds;
			return true;
		}
	return false;
}

static int
finish(struct run *r, int left)
{
	arena_free(&r->arena);
	if (!copy_ok(r->db))
		return ctl_db_failed(r->ctl, r->db, "not reconciled");
	copy_close(r->db);
	if (left > 0)
		return ctl_fail(r->ctl, "%d differences remain", left);
	printf("%s\n", r->dry ? "nothing was changed" :
				 "nothing differs any more");
	return CTL_OK;
}

static int
reconcile(struct run *r, int64_t seconds)
{
	if (!copy_ask(r->db, "select pg_try_advisory_lock(hashtext("
			     "'billing.reconcile'))::int",
		NULL, 0))
		return finish(r, 0);
	if (copy_number(r->db, 0, 0) == 0) {
		copy_close(r->db);
		return ctl_fail(r->ctl, "another run is at it");
	}
	if (!find_since(r, seconds) || !look(r)) {
		arena_free(&r->arena);
		if (!copy_ok(r->db))
			return ctl_db_failed(r->ctl, r->db, "not reconciled");
		copy_close(r->db);
		return r->ctl->status;
	}
	return finish(r, take(r));
}

int
cmd_stripe_reconcile(struct ctl *c, char **argv)
{
	struct run r = { .ctl = c };
	const char *since = SINCE;
	int64_t seconds;
	const struct opt opts[] = {
		{ "since", "TIME",
		    "how far back, as 7d, 12h or 30m (" SINCE ")", &since,
		    NULL },
		{ "dry-run", NULL, "only say what would be done", NULL,
		    &r.dry },
	};

	if (!opt_read(c, argv, opts, NITEMS(opts)))
		return c->status;
	if (!read_seconds(since, &seconds))
		return ctl_usage(c, "--since takes a time such as 7d, 12h or "
				    "30m");
	if (!start(c))
		return c->status;
	r.db = ctl_db(c);
	return r.db == NULL ? c->status : reconcile(&r, seconds);
}
