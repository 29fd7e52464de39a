/*
 * Histories of payments: events in every order, any number of times, in
 * batches of any size, end as the clerk's books do (history_reference.h).
 */
#include "core.h"
#include <inttypes.h>
#include <time.h>
#include <unistd.h>
#include "api/api.h"
#include "api/fixtures.h"
#include "api/hook.h"
#include "api/story.h"
#include "crypto.h"
#include "unit/suite.h"

#define TOLD_MAX (3 * STEPS_MAX)
#define LINE 256

static unsigned seed = 20261121;

static unsigned
any(unsigned below)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % below;
}

/* ---- A file of SQL that psql runs, and what it prints at the end */

struct script {
	FILE	*f;
	char	*dir, path[256];
	size_t	 n;			/* payments in it */
	FILE	*rounds[TOLD_MAX];	/* ids that are applied together */
	char	*ids[TOLD_MAX];
	size_t	 sizes[TOLD_MAX];
};

static const char books_sql[] =
    "select p.status, p.received_minor, p.refunded_minor, p.reserved_minor,\n"
    " coalesce(p.dispute_status, ''), a.stripe, a.receivable, a.disputes,\n"
    " case when i.status = case when i.paid_minor >= i.total_minor\n"
    "  then 'paid' else 'open' end then i.paid_minor else -1 end,\n"
    " (p.receipt_number is not null) = (p.received_minor > 0)\n"
    " from h join billing.payments p using (id)\n"
    " join billing.invoices i on i.id = p.invoice_id\n"
    " cross join lateral (select\n"
    "  coalesce(sum(l.amount_minor) filter (where l.account = 'stripe'), 0)\n"
    "   as stripe,\n"
    "  coalesce(sum(l.amount_minor) filter (where l.account = 'receivable'),\n"
    "   0) as receivable,\n"
    "  coalesce(sum(l.amount_minor) filter (where l.account = 'disputes'),\n"
    "   0) as disputes\n"
    "  from billing.postings l where l.payment_id = p.id) a order by h.seq;\n";

static void
script_open(struct script *s)
{
	memset(s, 0, sizeof(*s));
	s->dir = suite_folder();
	snprintf(s->path, sizeof(s->path), "%s/histories.sql", s->dir);
	s->f = fopen(s->path, "we");
	if (s->f == NULL)
		abort();
	fprintf(s->f, "set plan_cache_mode = force_generic_plan;\n"
	    "\\o /dev/null\ncreate temp table h (seq int, id uuid);\n");
}

/* A payment of the story's amount, and its invoice. */
static void
script_payment(struct script *s, const struct story *st, const char *id,
    const char *intent)
{
	const char *school = my_school();
	struct uuid invoice = uuid7(), owner = uuid7();

	fprintf(s->f, "insert into h values (%zu, '%s');\n", s->n++, id);
	fprintf(s->f, "insert into billing.invoices (id, school_id, user_id, "
	    "number, status, currency, subtotal_minor, total_minor, issued_at) "
	    "values ('%s', '%s', '%s', 'H-%s', 'open', 'USD', %" PRId64 ", %"
	    PRId64 ", now());\n",
	    invoice.s, school, owner.s, id, st->amount,
	    st->amount);
	fprintf(s->f, "insert into billing.payments (id, school_id, user_id, "
	    "amount_minor, payment_type, invoice_id, stripe_payment_intent_id) "
	    "values ('%s', '%s', '%s', %" PRId64 ", 'tuition', '%s', %s);\n",
	    id, school, owner.s, st->amount, invoice.s, intent == NULL ? "null"
	    : api_format("'%s'", intent));
}

static void
script_event(struct script *s, const struct told *e, const char *twin)
{
	fprintf(s->f, "insert into billing.stripe_events (id, type, body) "
	    "values ('%s%s', '%s', $e$%s$e$);\n",
	    e->id, twin, e->type,
	    e->body);
}

/* Runs it; every payment's books must be this line. */
static void
script_run(struct script *s, char (*want)[LINE], const char *what)
{
	char line[LINE];
	size_t i = 0, wrong = 0;
	FILE *p;

	fprintf(s->f, "\\o\n%s", books_sql);
	fclose(s->f);
	p = popen(api_format("psql -XAtqv ON_ERROR_STOP=1 -f %s", s->path),
	    "re");
	if (p == NULL)
		abort();
	for (; fgets(line, sizeof(line), p) != NULL; i++) {
		line[strcspn(line, "\n")] = '\0';
		if (i < s->n && strcmp(line, want[i]) != 0 && wrong++ < 3)
			T_SAY(false, "%s %zu: %s, not %s", what, i, line,
			    want[i]);
	}
	T_EQ(pclose(p), 0);
	T_EQ(wrong, 0);
	T_EQ(i, s->n);
	suite_folder_remove(s->dir);
}

/* ---- One telling: an order of events, some of them more than once */

struct telling {
	unsigned order[TOLD_MAX]; /* of the story's events */
	bool twin[TOLD_MAX];      /* again under another id */
	unsigned n;
};

static void
shuffle(struct telling *t)
{
	for (unsigned i = t->n; i > 1; i--) {
		unsigned j = any(i), x = t->order[j];
		bool b = t->twin[j];

		t->order[j] = t->order[i - 1];
		t->twin[j] = t->twin[i - 1];
		t->order[i - 1] = x;
		t->twin[i - 1] = b;
	}
}

/* Each again, anywhere behind: the same event, or Stripe said it twice. */
static void
repeat(struct telling *t)
{
	unsigned first = t->n;

	for (unsigned i = 0; i < first; i++)
		for (unsigned k = any(2); k > 0; k--) {
			unsigned at = i + 1 + any(t->n - i);

			memmove(t->order + at + 1, t->order + at,
			    (t->n - at) * sizeof(t->order[0]));
			memmove(t->twin + at + 1, t->twin + at,
			    (t->n - at) * sizeof(t->twin[0]));
			t->order[at] = t->order[i];
			t->twin[at] = any(2) == 0;
			t->n++;
		}
}

/* One more id to be applied in a round, beside those of other stories. */
static void
script_round(struct script *s, unsigned round, const char *id, bool twin)
{
	if (s->rounds[round] == NULL)
		s->rounds[round] = open_memstream(&s->ids[round],
		    &s->sizes[round]);
	if (s->rounds[round] == NULL)
		abort();
	fprintf(s->rounds[round], "%s'%s%s'", ftell(s->rounds[round]) > 0 ?
	    "," : "", id, twin ? "z" : "");
}

static void
script_telling(struct script *s, const struct told *e, unsigned n,
    const struct telling *t)
{
	unsigned left = 1 + any(3), round = 0;

	for (unsigned i = 0; i < n; i++) {
		script_event(s, &e[i], "");
		script_event(s, &e[i], "z");
	}
	for (unsigned i = 0; i < t->n; i++) {
		script_round(s, round, e[t->order[i]].id, t->twin[i]);
		if (--left == 0) {
			left = 1 + any(3);
			round++;
		}
	}
}

/* Twins that were not told are none. */
static void
script_rounds(struct script *s)
{
	for (unsigned i = 0; i < TOLD_MAX; i++) {
		if (s->rounds[i] == NULL)
			continue;
		fclose(s->rounds[i]);
		fprintf(s->f, "select billing.apply_batch(array[%s]);\n",
		    s->ids[i]);
		free(s->ids[i]);
	}
	fprintf(s->f, "delete from billing.stripe_events where outcome is null "
	    "and xmin = pg_current_xact_id()::xid;\ncommit;\n");
}

static void
script_story(struct script *s, const struct story *st,
    const struct telling *t, char *want)
{
	struct books b = history_reference(st);
	struct told e[STEPS_MAX];
	struct uuid id = uuid7();
	const char *tag = hook_name("h") + 2;

	story_tell(st, tag, id.s, e);
	script_payment(s, st, id.s, any(2) == 0 ? NULL : story_intent(tag));
	script_telling(s, e, st->n, t);
	books_line(&b, want, LINE);
}

/* ---- Every order of five events */

#define STEP(k, o, a, s)                                   \
	{                                                  \
		.kind = (k), .object = (o), .amount = (a), \
		.at = 1700000000 + (s)                     \
	}
#define TOLD(b, k, o, a, s)                                         \
	{                                                           \
		.kind = (k), .object = (o), .amount = (a), .by = b, \
		.at = 1700000000 + (s)                              \
	}
#define NESTED(...) TOLD(BY_CHARGE, __VA_ARGS__)
#define UPDATED(...) TOLD(BY_CHARGE_REFUND, __VA_ARGS__)

/* clang-format off */
static const struct story fives[] = {
	{ 5000, 5, {
		STEP(INTENT_CREATED, 0, 0, 0),
		STEP(INTENT_PROCESSING, 0, 0, 1),
		STEP(INTENT_SUCCEEDED, 0, 0, 2),
		STEP(CHARGE_SUCCEEDED, 0, 0, 2),
		STEP(REFUND_SUCCEEDED, 0, 5000, 9),
	} },
	{ 5000, 5, {
		STEP(INTENT_CREATED, 0, 0, 0),
		STEP(INTENT_ACTION, 0, 0, 0),
		STEP(INTENT_FAILED, 0, 0, 0),
		STEP(INTENT_SUCCEEDED, 0, 0, 0),
		STEP(REFUND_SUCCEEDED, 0, 1, 0),
	} },
	{ 5000, 5, {
		STEP(INTENT_CREATED, 0, 0, 0),
		STEP(INTENT_SUCCEEDED, 0, 0, 1),
		STEP(REFUND_PENDING, 0, 700, 2),
		STEP(REFUND_SUCCEEDED, 0, 700, 3),
		STEP(REFUND_FAILED, 0, 700, 4),
	} },
	{ 5000, 5, {
		STEP(INTENT_CREATED, 0, 0, 0),
		STEP(INTENT_SUCCEEDED, 0, 0, 1),
		STEP(DISPUTE_CREATED, 0, 5000, 2),
		STEP(DISPUTE_WITHDRAWN, 0, 5000, 2),
		STEP(DISPUTE_LOST, 0, 5000, 3),
	} },
	{ 5000, 5, {
		STEP(INTENT_SUCCEEDED, 0, 0, 1),
		STEP(DISPUTE_CREATED, 0, 5000, 2),
		STEP(DISPUTE_WITHDRAWN, 0, 5000, 2),
		STEP(DISPUTE_REINSTATED, 0, 5000, 4),
		STEP(DISPUTE_REVIEW, 0, 5000, 5),
	} },
	{ 5000, 5, {
		STEP(INTENT_CREATED, 0, 0, 0),
		STEP(INTENT_FAILED, 0, 0, 1),
		STEP(INTENT_ACTION, 0, 0, 2),
		STEP(INTENT_FAILED, 0, 0, 3),
		STEP(INTENT_CANCELED, 0, 0, 4),
	} },
	{ 5000, 5, {
		STEP(INTENT_SUCCEEDED, 0, 0, 1),
		STEP(REFUND_SUCCEEDED, 0, 2000, 2),
		STEP(REFUND_SUCCEEDED, 1, 3000, 3),
		STEP(REFUND_FAILED, 1, 3000, 4),
		STEP(REFUND_SUCCEEDED, 2, 1000, 5),
	} },
	{ 5000, 5, {
		STEP(INTENT_CREATED, 0, 0, 0),
		STEP(INTENT_ACTION, 0, 0, 1),
		STEP(INTENT_FAILED, 0, 0, 2),
		STEP(INTENT_ACTION, 0, 0, 3),
		STEP(INTENT_PROCESSING, 0, 0, 4),
	} },
	{ 5000, 5, {
		STEP(INTENT_CREATED, 0, 0, 0),
		STEP(INTENT_SUCCEEDED, 0, 0, 1),
		STEP(INTENT_PROCESSING, 0, 0, 2),
		STEP(REFUND_SUCCEEDED, 0, 9, 3),
		STEP(REFUND_PENDING, 0, 9, 4),
	} },
	{ 5000, 5, {	/* the older of two ends */
		STEP(INTENT_SUCCEEDED, 0, 0, 1),
		STEP(DISPUTE_CREATED, 0, 3000, 2),
		STEP(DISPUTE_WITHDRAWN, 0, 3000, 2),
		STEP(DISPUTE_CREATED, 1, 2000, 3),
		STEP(DISPUTE_LOST, 0, 3000, 4),
	} },
	{ 5000, 5, {	/* told within their charge, and beside it */
		STEP(INTENT_SUCCEEDED, 0, 0, 1),
		STEP(CHARGE_SUCCEEDED, 0, 0, 1),
		NESTED(REFUND_PENDING, 0, 700, 2),
		NESTED(REFUND_SUCCEEDED, 1, 800, 3),
		UPDATED(REFUND_SUCCEEDED, 0, 700, 4),
	} },
	{ 5000, 5, {	/* only as charge.refund.updated */
		STEP(INTENT_SUCCEEDED, 0, 0, 1),
		UPDATED(REFUND_PENDING, 0, 5000, 2),
		UPDATED(REFUND_SUCCEEDED, 0, 5000, 3),
		UPDATED(REFUND_FAILED, 0, 5000, 4),
		UPDATED(REFUND_SUCCEEDED, 1, 1, 5),
	} },
};
/* clang-format on */

/* The k-th order of five. */
static void
permute(struct telling *t, unsigned k)
{
	unsigned left[5] = { 0, 1, 2, 3, 4 };

	t->n = 0;
	for (unsigned n = 5; n > 0; n--) {
		unsigned i = k % n;

		k /= n;
		t->twin[t->n] = false;
		t->order[t->n++] = left[i];
		memmove(left + i, left + i + 1, (n - 1 - i) * sizeof(left[0]));
	}
}

static void
every_order_ends_the_same(void)
{
	static char want[120][LINE];
	struct script s;
	struct telling t;

	for (size_t i = 0; i < NITEMS(fives); i++) {
		script_open(&s);
		fprintf(s.f, "begin;\n");	/* hidden from the server */
		for (unsigned k = 0; k < 120; k++) {
			permute(&t, k);
			repeat(&t);
			script_story(&s, &fives[i], &t, want[k]);
		}
		script_rounds(&s);
		script_run(&s, want, api_format("history %zu", i));
		api_free();
	}
}

static void
stories_at_random(void)
{
	static char want[150][LINE];
	struct script s;
	struct telling t;

	script_open(&s);
	fprintf(s.f, "begin;\n");
	for (size_t i = 0; i < NITEMS(want); i++) {
		struct story st;

		story_make(&st, &seed);
		t = (struct telling){ .n = st.n };
		for (unsigned k = 0; k < st.n; k++)
			t.order[k] = k;
		shuffle(&t);
		repeat(&t);
		script_story(&s, &st, &t, want[i]);
	}
	script_rounds(&s);
	script_run(&s, want, "story");
	api_free();
}

/* ---- Through the webhook, applied by whichever worker has time */

#define SENT 60

static void
post_all(const struct told (*e)[STEPS_MAX], unsigned n)
{
	unsigned order[SENT * 5 * 3], total = SENT * n * 3;

	for (unsigned i = 0; i < total; i++)
		order[i] = i;
	for (unsigned i = total; i > 1; i--) {
		unsigned j = any(i), x = order[j];

		order[j] = order[i - 1];
		order[i - 1] = x;
	}
	for (unsigned i = 0; i < total; i++) {
		unsigned k = order[i] / 3;

		T_STATUS(hook_send(e[k / n][k % n].body), 200);
		if (i % 50 == 0)
			api_free();
	}
}

static bool
all_applied(const char *tag)
{
	const char *sql = api_format("select count(*) from "
	    "billing.stripe_events where id like 'evt\\_%s%%' and applied_at "
	    "is null",
	    tag);

	for (int i = 0; i < 200; i++) {
		if (strcmp(psql(sql), "0") == 0)
			return true;
		usleep(50 * 1000);
	}
	return false;
}

/* Three times each, shuffled, sixty payments of one story. */
static void
delivered_three_times_and_shuffled(void)
{
	static struct told e[SENT][STEPS_MAX];
	static char want[SENT][LINE];
	const struct story *st = &fives[0];
	struct books b = history_reference(st);
	const char *tag = keep(hook_name("w") + 2);
	struct script s;
	struct uuid ids[SENT];

	script_open(&s);
	for (unsigned i = 0; i < SENT; i++) {
		ids[i] = uuid7();
		script_payment(&s, st, ids[i].s, NULL);
		story_tell(st, api_format("%s%u", tag, i), ids[i].s, e[i]);
		books_line(&b, want[i], LINE);
	}
	fclose(s.f);
	T_EQ(system(api_format("psql -Xqv ON_ERROR_STOP=1 -f %s", s.path)), 0);
	suite_folder_remove(s.dir);
	post_all((const struct told(*)[STEPS_MAX])e, st->n);
	T_TRUE(all_applied(tag));
	T_SAME(psql(api_format("select count(*) from billing.stripe_events "
	    "where id like 'evt\\_%s%%'",
		   tag)),
	    api_format("%u",
		SENT * st->n));
	script_open(&s);
	for (unsigned i = 0; i < SENT; i++)
		fprintf(s.f, "insert into h values (%zu, '%s');\n", s.n++,
		    ids[i].s);
	script_run(&s, want, "sent");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "every order", every_order_ends_the_same },
		{ "random", stories_at_random },
		{ "delivered", delivered_three_times_and_shuffled },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("histories", tests);
}
