/*
 * What Stripe tells of customers, cards, subscriptions and invoices, and money
 * that comes where nobody waits for it: in every order, each event twice, it
 * ends as a clerk's note of the same things does, told one after the other.
 */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "api/hook.h"
#include "crypto.h"
#include "unit/suite.h"

#define SAID_MAX 4u
#define ORDERS 24u
#define TEXT 600

struct said {
	const char *type, *object; /* ours: names in braces */
	int at;
};

struct matter {
	const char *what;
	const char *before; /* SQL: what is there */
	const char *books;  /* SQL: one row */
	const char *want;
	unsigned n;
	struct said said[SAID_MAX];
};

/* ---- One order */

static void
permute(unsigned *order, unsigned n, unsigned k)
{
	unsigned left[SAID_MAX] = { 0, 1, 2, 3 };

	for (unsigned m = n; m > 0; m--) {
		unsigned i = k % m;

		k /= m;
		*order++ = left[i];
		memmove(left + i, left + i + 1,
		    (m - 1 - i) * sizeof(left[0]));
	}
}

/* {t}: the tag of this order, {p}: an id, {u}: a person, {s}: the school. */
struct names {
	const char *tag, *id, *user;
};

static void
fill(FILE *f, const char *text, const struct names *n)
{
	for (const char *p = text; *p != '\0'; p++) {
		if (*p != '{' || p[1] == '\0' || p[2] != '}') {
			fputc(*p, f);
			continue;
		}
		fputs(p[1] == 't'   ? n->tag :
			p[1] == 'p' ? n->id :
			p[1] == 'u' ? n->user :
				      my_school(),
		    f);
		p += 2;
	}
}

static void
write_event(FILE *f, const struct said *s, const struct names *n, unsigned i,
    const char *twin)
{
	fprintf(f, "insert into billing.stripe_events (id, type, body) values "
		   "('evt_%s_%u%s', '%s', $e${\"id\":\"e\",\"type\":\"%s\","
		   "\"created\":%d,\"data\":{\"object\":",
	    n->tag, i, twin, s->type, s->type, 1700000000 + s->at);
	fill(f, s->object, n);
	fprintf(f, "}}$e$);\n");
}

static void
write_order(FILE *f, const struct matter *m, unsigned k)
{
	struct uuid id = uuid7(), user = uuid7();
	struct names n = { hook_name("m") + 2, id.s, user.s };
	unsigned order[SAID_MAX];

	fprintf(f, "\\o /dev/null\n");
	fill(f, m->before, &n);
	for (unsigned i = 0; i < m->n; i++) {
		write_event(f, &m->said[i], &n, i, "");
		write_event(f, &m->said[i], &n, i, "z");
	}
	permute(order, m->n, k);
	for (unsigned i = 0; i < 2 * m->n; i++) {
		unsigned at = order[i % m->n];

		fprintf(f,
		    "select billing.apply_batch(array['evt_%s_%u%s']);\n",
		    n.tag, at, i < m->n ? "" : "z");
	}
	fprintf(f, "\\o\n");
	fill(f, m->books, &n);
	fputc('\n', f);
}

static unsigned
orders_of(unsigned n)
{
	return n == 0 ? 1 : n * orders_of(n - 1);
}

/* All of it in one transaction, which is taken back. */
static void
check(const struct matter *m)
{
	char *dir = suite_folder(), line[TEXT];
	const char *path = api_format("%s/matter.sql", dir);
	unsigned wrong = 0, n = 0, all = orders_of(m->n);
	FILE *f = fopen(path, "we"), *p;

	if (f == NULL)
		abort();
	fprintf(f, "begin;\n");
	for (unsigned k = 0; k < all; k++)
		write_order(f, m, k);
	fprintf(f, "rollback;\n");
	fclose(f);
	p = popen(api_format("psql -XAtqv ON_ERROR_STOP=1 -f %s", path), "re");
	if (p == NULL)
		abort();
	for (; fgets(line, sizeof(line), p) != NULL; n++) {
		line[strcspn(line, "\n")] = '\0';
		if (strcmp(line, m->want) != 0 && wrong++ < 3)
			fprintf(stderr, "%s, order %u: %s, not %s\n", m->what,
			    n, line, m->want);
	}
	T_EQ(pclose(p), 0);
	T_EQ(n, all);
	T_EQ(wrong, 0);
	suite_folder_remove(dir);
	api_free();
}

/* clang-format off */

/* ---- Customers and cards */

#define CUSTOMER							\
	"insert into billing.customers (user_id, school_id, "		\
	"stripe_customer_id, default_method) "				\
	"values ('{u}', '{s}', 'cus_{t}', 'pm_{t}');\n"
#define HAS_CARD							\
	"select is_deleted, coalesce(default_method = 'pm_{t}', false) " \
	"from billing.customers where user_id = '{u}';"
#define OF_CUSTOMER "{\"object\":\"customer\",\"id\":\"cus_{t}\"}"
#define CARD(id)							\
	"{\"object\":\"payment_method\",\"id\":\"" id "\",\"type\":\"card\"}"

static const struct matter cards[] = {
	{ "a customer is deleted", CUSTOMER, HAS_CARD, "t|f", 3, {
		{ "customer.created", OF_CUSTOMER, 1 },
		{ "customer.updated", OF_CUSTOMER, 2 },
		{ "customer.deleted", OF_CUSTOMER, 2 },
	} },
	{ "a customer stays", CUSTOMER, HAS_CARD, "f|t", 2, {
		{ "customer.created", OF_CUSTOMER, 1 },
		{ "customer.updated", OF_CUSTOMER, 2 },
	} },
	{ "the card is taken away", CUSTOMER, HAS_CARD, "f|f", 3, {
		{ "payment_method.attached", CARD("pm_{t}"), 1 },
		{ "payment_method.updated", CARD("pm_{t}"), 4 },
		{ "payment_method.detached", CARD("pm_{t}"), 3 },
	} },
	{ "another card is taken away", CUSTOMER, HAS_CARD, "f|t", 2, {
		{ "payment_method.attached", CARD("pm_o{t}"), 1 },
		{ "payment_method.detached", CARD("pm_o{t}"), 2 },
	} },
};

/* ---- Subscriptions */

#define SUBSCRIPTION							\
	"with p as (insert into billing.plans (school_id, name, "	\
	"amount_minor, currency, every) values ('{s}', '{t}', 100, 'USD', " \
	"'month') returning id) insert into billing.subscriptions (id, " \
	"school_id, user_id, plan_id, status, anchor_at, period_start, " \
	"period_end) select '{p}', '{s}', '{u}', p.id, 'trialing', now(), " \
	"now(), now() + interval '1 month' from p;\n"
#define IS_SUBSCRIBED							\
	"select status, stripe_subscription_id = 'sub_{t}', "		\
	"canceled_at = to_timestamp(1700000004) "			\
	"from billing.subscriptions where id = '{p}';"
#define SUB(status)							\
	"{\"object\":\"subscription\",\"id\":\"sub_{t}\",\"status\":\"" \
	status "\",\"metadata\":{\"subscription_id\":\"{p}\"}}"

static const struct matter subscribed[] = {
	{ "the last word", SUBSCRIPTION, IS_SUBSCRIBED, "past_due|t|", 4, {
		{ "customer.subscription.created", SUB("incomplete"), 1 },
		{ "customer.subscription.updated", SUB("active"), 2 },
		{ "customer.subscription.updated", SUB("unpaid"), 3 },
		{ "customer.subscription.updated", SUB("past_due"), 4 },
	} },
	{ "an end", SUBSCRIPTION, IS_SUBSCRIBED, "canceled|t|t", 4, {
		{ "customer.subscription.created", SUB("trialing"), 1 },
		{ "customer.subscription.updated", SUB("active"), 3 },
		{ "customer.subscription.deleted", SUB("canceled"), 4 },
		{ "customer.subscription.updated", SUB("active"), 9 },
	} },
};

/* ---- Invoices at Stripe, and what is paid beside */

/* A payment of 5000 for an invoice, which has this intent. */
#define PAYMENT(intent)							\
	"insert into billing.invoices (id, school_id, user_id, number, " \
	"status, currency, subtotal_minor, total_minor, issued_at) "	\
	"values ('{p}', '{s}', '{u}', 'M-{t}', 'open', 'USD', 5000, 5000, " \
	"now());\ninsert into billing.payments (id, school_id, user_id, " \
	"amount_minor, payment_type, invoice_id, stripe_payment_intent_id) " \
	"values ('{p}', '{s}', '{u}', 5000, 'tuition', '{p}', " intent ");\n"
/* It; its invoice; other payments of this person; owed; differences. */
#define IS_PAID								\
	"select p.status, p.received_minor, i.status, (select coalesce(" \
	"string_agg(x.status || ' ' || x.received_minor || ' ' || "	\
	"coalesce(x.receipt_number <> '', false), ',' order by "	\
	"x.received_minor), 'none') from billing.payments x "		\
	"where x.user_id = p.user_id and x.id <> p.id), "		\
	"(select coalesce(sum(l.amount_minor), 0) from billing.postings l " \
	"where l.user_id = p.user_id and l.account = 'receivable'), "	\
	"(select coalesce(string_agg(d.what, ','), '') "		\
	"from billing.differences d where d.payment_id = p.id) "	\
	"from billing.payments p "					\
	"join billing.invoices i on i.id = p.invoice_id where p.id = '{p}';"
#define INTENT(id, status, amount, received, claim)			\
	"{\"object\":\"payment_intent\",\"id\":\"" id "\",\"amount\":"	\
	amount ",\"amount_received\":" received ","			\
	"\"currency\":\"usd\","						\
	"\"status\":\"" status "\",\"metadata\":{" claim "}}"
#define CLAIM "\"payment_id\":\"{p}\""
#define PAID(id, amount) INTENT(id, "succeeded", amount, amount, CLAIM)
#define B_PAID INTENT("pi_b{t}", "succeeded", "5000", "5000", "")
#define INVOICE(status, intent, paid)					\
	"{\"object\":\"invoice\",\"id\":\"in_{t}\",\"payment_intent\":" \
	intent ",\"total\":5000,\"amount_paid\":" paid ","		\
	"\"currency\":\"usd\",\"status\":\"" status "\","		\
	"\"metadata\":{" CLAIM "}}"
#define OF_B "\"pi_b{t}\""
#define REFUND_OF_B							\
	"{\"object\":\"refund\",\"id\":\"re_{t}\",\"payment_intent\":" \
	OF_B ",\"amount\":5000,\"currency\":\"usd\",\"status\":\"succeeded\"}"

static const struct matter invoiced[] = {
	{ "paid on Stripe's page", PAYMENT("null"), IS_PAID,
	  "succeeded|5000|paid|none|-5000|", 4, {
		{ "invoice.created", INVOICE("draft", "null", "0"), 1 },
		{ "invoice.finalized", INVOICE("open", OF_B, "0"), 2 },
		{ "payment_intent.succeeded", B_PAID, 3 },
		{ "invoice.paid", INVOICE("paid", OF_B, "5000"), 3 },
	} },
	{ "void", PAYMENT("null"), IS_PAID, "pending|0|open|none|0|", 3, {
		{ "invoice.created", INVOICE("draft", "null", "0"), 1 },
		{ "invoice.finalized", INVOICE("open", "null", "0"), 2 },
		{ "invoice.voided", INVOICE("void", "null", "0"), 2 },
	} },
	{ "paid after all", PAYMENT("null"), IS_PAID,
	  "succeeded|5000|paid|none|-5000|", 4, {
		{ "invoice.finalized", INVOICE("open", "null", "0"), 1 },
		{ "invoice.payment_failed", INVOICE("open", "null", "0"), 2 },
		{ "invoice.marked_uncollectible",
		  INVOICE("uncollectible", "null", "0"), 3 },
		{ "invoice.paid", INVOICE("paid", "null", "5000"), 4 },
	} },
	{ "an invoice beside", PAYMENT("'pi_a{t}'"), IS_PAID,
	  "succeeded|5000|paid|succeeded 5000 true|-10000|intent", 4, {
		{ "payment_intent.succeeded", PAID("pi_a{t}", "5000"), 1 },
		{ "invoice.finalized", INVOICE("open", OF_B, "0"), 2 },
		{ "payment_intent.succeeded", B_PAID, 3 },
		{ "invoice.paid", INVOICE("paid", OF_B, "5000"), 3 },
	} },
};

/* Money is in the books, whatever it was for; people see that it differs. */
static const struct matter beside[] = {
	{ "a second intent", PAYMENT("'pi_a{t}'"), IS_PAID,
	  "succeeded|5000|paid|succeeded 5000 true|-10000|intent", 3, {
		{ "payment_intent.created",
		  INTENT("pi_b{t}", "requires_action", "5000", "0", CLAIM), 1 },
		{ "payment_intent.succeeded", PAID("pi_a{t}", "5000"), 2 },
		{ "payment_intent.succeeded", PAID("pi_b{t}", "5000"), 3 },
	} },
	{ "a second one, given back", PAYMENT("'pi_a{t}'"), IS_PAID,
	  "succeeded|5000|paid|refunded 5000 true|-5000|intent", 3, {
		{ "payment_intent.succeeded", PAID("pi_a{t}", "5000"), 2 },
		{ "payment_intent.succeeded", PAID("pi_b{t}", "5000"), 3 },
		{ "refund.created", REFUND_OF_B, 4 },
	} },
	{ "of another amount", PAYMENT("null"), IS_PAID,
	  "pending|0|open|succeeded 4999 true|-4999|amount", 2, {
		{ "payment_intent.processing",
		  INTENT("pi_b{t}", "processing", "4999", "0", CLAIM), 1 },
		{ "payment_intent.succeeded", PAID("pi_b{t}", "4999"), 2 },
	} },
	{ "never paid", PAYMENT("'pi_a{t}'"), IS_PAID,
	  "succeeded|5000|paid|none|-5000|intent", 3, {
		{ "payment_intent.succeeded", PAID("pi_a{t}", "5000"), 2 },
		{ "payment_intent.processing",
		  INTENT("pi_b{t}", "processing", "5000", "0", CLAIM), 3 },
		{ "payment_intent.canceled",
		  INTENT("pi_b{t}", "canceled", "5000", "0", CLAIM), 4 },
	} },
};
/* clang-format on */

static void
customers_and_cards(void)
{
	for (size_t i = 0; i < NITEMS(cards); i++)
		check(&cards[i]);
}

static void
subscriptions(void)
{
	for (size_t i = 0; i < NITEMS(subscribed); i++)
		check(&subscribed[i]);
}

static void
invoices(void)
{
	for (size_t i = 0; i < NITEMS(invoiced); i++)
		check(&invoiced[i]);
}

static void
paid_beside(void)
{
	for (size_t i = 0; i < NITEMS(beside); i++)
		check(&beside[i]);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "customers", customers_and_cards },
		{ "subscriptions", subscriptions },
		{ "invoices", invoices },
		{ "beside", paid_beside },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("hook_others", tests);
}
