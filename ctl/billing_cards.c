/* Cards that are charged for subscriptions, with nobody there to ask. */
#include "core.h"

#include "billing.h"
#include "copy.h"
#include "stripe.h"

#define MOST "500"

/* The columns of billing.begin_charge(). */
enum {
	PAYMENT,
	SCHOOL,
	USER,
	KEY,
	INTENT,
	CUSTOMER,
	METHOD,
	AMOUNT,
	CURRENCY,
	DESCRIPTION,
	TYPE,
	TRIES,
	COLUMNS
};

struct charge {
	const char *sub, *invoice;
	const char *col[COLUMNS]; /* NULL: nothing to ask with */
};

static bool
begin(struct billing *b, struct charge *x)
{
	const char *const p[] = { x->sub, x->invoice, b->at };

	if (!copy_ask(b->db,
		"select payment_id, school_id, user_id, "
		"stripe_key, intent, customer, method, amount_minor, currency, "
		"description, payment_type, tries from billing.begin_charge("
		"$1::uuid, $2::uuid, $3::timestamptz)",
		p, 3)) {
		billing_failed(b, "subscription", x->sub);
		return false;
	}
	for (int i = 0; i < COLUMNS; i++) {
		const char *s = copy_at(b->db, 0, i);

		x->col[i] = s == NULL ? NULL : arena_strdup(b->arena, s);
	}
	return x->col[PAYMENT] != NULL;
}

/* With the payment's own key: asked twice, charged once. */
static struct stripe_said
ask_new(struct billing *b, const struct charge *x)
{
	const struct param form[] = {
		{ "amount", x->col[AMOUNT] },
		{ "currency", x->col[CURRENCY] },
		{ "customer", x->col[CUSTOMER] },
		{ "payment_method", x->col[METHOD] },
		{ "confirm", "true" },
		{ "off_session", "true" },
		{ "description", x->col[DESCRIPTION] },
		{ "metadata[payment_id]", x->col[PAYMENT] },
		{ "metadata[user_id]", x->col[USER] },
		{ "metadata[payment_type]", x->col[TYPE] },
		{ "metadata[school_id]", x->col[SCHOOL] },
		{ "metadata[invoice_id]", x->invoice },
	};

	return stripe_post(
	    b->arena, "/v1/payment_intents", form, NITEMS(form), x->col[KEY]);
}

/* An intent that is there already, and was declined or not yet paid. */
static struct stripe_said
ask_again(struct billing *b, const struct charge *x)
{
	const struct param form[] = {
		{ "payment_method", x->col[METHOD] },
		{ "off_session", "true" },
	};

	return stripe_post(b->arena,
	    arena_printf(
		b->arena, "/v1/payment_intents/%s/confirm", x->col[INTENT]),
	    form, NITEMS(form),
	    arena_printf(b->arena, "%s-%s", x->col[KEY], x->col[TRIES]));
}

static void
tell(struct billing *b, const struct charge *x, const char *sql)
{
	const char *const p[] = { x->sub, b->at, x->col[TRIES] };

	if (!copy_ask(b->db, sql, p, 3))
		billing_failed(b, "subscription", x->sub);
}

static void
failed(struct billing *b, const struct charge *x)
{
	b->declined++;
	tell(b, x,
	    "select billing.charge_failed($1::uuid, $3::int, "
	    "$2::timestamptz)");
}

static void
declined(
    struct billing *b, const struct charge *x, const struct stripe_said *said)
{
	const char *const p[] = { x->col[PAYMENT],
		said->decline_code != NULL ? said->decline_code : said->code,
		said->message };

	if (x->col[INTENT] == NULL &&
	    !copy_ask(b->db,
		"select "
		"billing.payment_refused($1::uuid, $2, $3)",
		p, 3))
		billing_failed(b, "payment", x->col[PAYMENT]);
	failed(b, x);
}

static void
taken(struct billing *b, const struct charge *x, const struct stripe_said *said)
{
	const char *const keep[] = { x->col[PAYMENT],
		stripe_text(said->json, "id") };
	const char *status = stripe_text(said->json, "status");

	if (!copy_ask(
		b->db, "select billing.keep_intent($1::uuid, $2)", keep, 2) ||
	    !billing_take(b, said)) {
		billing_failed(b, "payment", x->col[PAYMENT]);
		return;
	}
	if (status == NULL ||
	    (strcmp(status, "succeeded") != 0 &&
		strcmp(status, "processing") != 0)) {
		failed(b, x); /* the bank wants to see its owner */
		return;
	}
	b->charged++;
	tell(b, x,
	    "select billing.charge_taken($1::uuid, $2::timestamptz), "
	    "$3::int");
}

static void
charge(struct billing *b, struct charge *x)
{
	struct stripe_said said;

	if (!begin(b, x))
		return;
	said = x->col[INTENT] == NULL ? ask_new(b, x) : ask_again(b, x);
	if (said.outcome == STRIPE_DONE)
		taken(b, x, &said);
	else if (said.outcome == STRIPE_REFUSED && said.status == 402)
		declined(b, x, &said);
	else {
		billing_unanswered(b, x->col[PAYMENT], &said);
		tell(b, x,
		    "select billing.charge_unknown($1::uuid, "
		    "$2::timestamptz), $3::int");
	}
}

void
billing_cards(struct billing *b)
{
	const char *const p[] = { b->at, MOST };
	struct charge *x;
	size_t n;

	if (!copy_ask(b->db,
		"select subscription_id, invoice_id from "
		"billing.charges_due($1::timestamptz, $2::int)",
		p, 2)) {
		billing_failed(b, "subscriptions", "");
		return;
	}
	n = (size_t)copy_rows(b->db);
	x = arena_alloc(b->arena, (n + 1) * sizeof(*x));
	for (size_t i = 0; i < n; i++) {
		x[i].sub = arena_strdup(b->arena, copy_at(b->db, (int)i, 0));
		x[i].invoice =
		    arena_strdup(b->arena, copy_at(b->db, (int)i, 1));
	}
	for (size_t i = 0; i < n; i++)
		charge(b, &x[i]);
}
