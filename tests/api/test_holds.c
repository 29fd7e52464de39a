/* Seats that are held until they are paid: never lost once paid, never kept. */
#include "core.h"
#include <pthread.h>
#include <unistd.h>
#include "api/charging.h"
#include "api/fixtures.h"
#include "api/standin.h"
#include "unit/suite.h"

#define ROUNDS 8
#define CROWD 24u

static struct paying
intent_of(const struct somebody *s, const char *enrollment)
{
	struct reply *r = pay_ask(s->token,
	    api_format("{\"invoice_id\":\"%s\"}", bill_of(enrollment, "id")),
	    NULL);

	T_STATUS(r, 201);
	return paying_of(r);
}

static bool
hold_becomes(const char *enrollment, const char *status)
{
	return psql_becomes(
	    api_format("select status from billing.holds where "
		       "enrollment_id = '%s' order by id desc limit 1",
		enrollment),
	    status);
}

static void
paid_is_kept(void)
{
	const char *c = course_priced(1, 2, "900", true), *e, *wait;
	struct somebody s = made_person("student"), o = made_person("student");
	struct reply *r;
	struct paying p;

	e = seat_taken(&s, c);
	wait = seat_taken(&o, c);
	T_SAME(seat_status(wait), "waitlisted");
	T_SAME(hold_of(e, "status"), "held");
	T_SAME(bill_of(e, "status"), "draft");
	r = api_get(s.token, "/account/holds");
	T_SAME(reply_text(r, "items.0.enrollment_id"), e);
	T_EQ(reply_int(r, "items.0.total_minor"), 90000);
	T_EQ(json_array_size(
		 reply_at(api_get(o.token, "/account/holds"), "items")),
	    0);
	T_STATUS(
	    api_send(o.token, "POST",
		api_format("/account/holds/%s/pay", hold_of(e, "id")), "{}"),
	    404);
	r = api_send(s.token, "POST",
	    api_format("/account/holds/%s/pay", hold_of(e, "id")), "{}");
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "invoice_id"), bill_of(e, "id"));
	p = intent_of(&s, e);
	T_SAME(standin_confirm(p.intent, CARD_FINE), "succeeded");
	T_TRUE(hold_becomes(e, "paid"));
	T_PROBLEM(
	    api_send(s.token, "POST",
		api_format("/account/holds/%s/pay", hold_of(e, "id")), "{}"),
	    409, "conflict");
	hold_ends(e);
	billing_run("", 1);
	T_SAME(seat_status(e), "enrolled");
	T_SAME(seat_status(wait), "waitlisted");
	T_TRUE(ledger_fits(bill_of(e, "id")));
	api_free();
}

/* Its intent can be paid no more, and the next holds the seat in turn. */
static void
unpaid_goes_on(void)
{
	const char *c = course_priced(1, 2, "900", true), *e, *wait;
	struct somebody s = made_person("student"), o = made_person("student");
	struct paying p;

	e = seat_taken(&s, c);
	wait = seat_taken(&o, c);
	p = intent_of(&s, e);
	hold_ends(e);
	billing_run("", 3);
	T_SAME(hold_of(e, "status"), "expired");
	T_SAME(seat_status(e), "dropped");
	T_SAME(bill_of(e, "status"), "void");
	T_SAME(json_string_value(json_object_get(
		   standin_get(api_format("/v1/payment_intents/%s", p.intent)),
		   "status")),
	    "canceled");
	T_TRUE(payment_becomes(p.id, "failed"));
	T_SAME(seat_status(wait), "enrolled");
	T_SAME(hold_of(wait, "status"), "held");
	T_TRUE(ledger_fits(bill_of(e, "id")));
	T_STATUS(
	    pay_ask(s.token,
		api_format("{\"invoice_id\":\"%s\"}", bill_of(e, "id")), NULL),
	    409);
	/* Who comes back waits in line, and is billed anew when it is time. */
	T_SAME(seat_taken(&s, c), e);
	T_STATUS(api_send(o.token, "DELETE",
		     api_format("/courses/%s/enroll/%s", c, wait), NULL),
	    204);
	T_SAME(hold_of(wait, "status"), "released");
	T_SAME(bill_of(wait, "status"), "void");
	T_SAME(hold_of(e, "status"), "held");
	T_SAME(bill_of(e, "status"), "draft");
	api_free();
}

/* Stripe knows that it is paid, and no event has said so yet. */
static void
paid_unheard(void)
{
	const char *c = course_priced(1, 0, "12", true), *e;
	struct somebody s = made_person("student");
	struct paying p;

	e = seat_taken(&s, c);
	p = intent_of(&s, e);
	standin("POST", "", "{\"deliver\":\"drop\"}");
	T_SAME(standin_confirm(p.intent, CARD_FINE), "succeeded");
	hold_ends(e);
	T_SAME(hold_of(e, "status"), "held");
	billing_run("", 1);
	standin_calm();
	T_SAME(seat_status(e), "enrolled");
	T_SAME(hold_of(e, "status"), "paid");
	T_SAME(bill_of(e, "status"), "paid");
	api_free();
}

/* A debit of days is on its way: the seat waits for it, either way. */
static void
processing_waits(void)
{
	const char *c = course_priced(1, 0, "12", true), *e;
	struct somebody s = made_person("student");
	struct paying p;

	e = seat_taken(&s, c);
	p = intent_of(&s, e);
	psql(api_format("update billing.payments set status = 'processing' "
			"where id = '%s'",
	    p.id));
	hold_ends(e);
	billing_run("", 1);
	T_SAME(seat_status(e), "enrolled");
	T_SAME(hold_of(e, "status"), "held");
	psql(api_format("update billing.payments set status = 'pending' "
			"where id = '%s'",
	    p.id));
	billing_run("", 1);
	T_SAME(seat_status(e), "dropped");
	api_free();
}

/* Stripe is away: nobody loses a seat that may be paid. */
static void
stripe_away_waits(void)
{
	const char *c = course_priced(1, 0, "12", true), *e;
	struct somebody s = made_person("student");
	struct paying p;

	e = seat_taken(&s, c);
	p = intent_of(&s, e);
	hold_ends(e);
	standin_fault(
	    api_format("/v1/payment_intents/%s/cancel", p.intent), 9, "500");
	billing_run("", 1);
	T_SAME(hold_of(e, "status"), "held");
	standin_calm();
	billing_run("", 1);
	T_SAME(hold_of(e, "status"), "expired");
	api_free();
}

/* Money for a seat that is gone is kept, and shown to the bursar. */
static void
too_late_is_marked(void)
{
	const char *c = course_priced(1, 0, "12", true), *e;
	struct somebody s = made_person("student");
	struct paying p;

	e = seat_taken(&s, c);
	p = intent_of(&s, e);
	T_STATUS(api_send(s.token, "DELETE",
		     api_format("/courses/%s/enroll/%s", c, e), NULL),
	    204);
	T_SAME(bill_of(e, "status"), "void");
	T_SAME(standin_confirm(p.intent, CARD_FINE), "succeeded");
	T_TRUE(payment_becomes(p.id, "succeeded"));
	T_SAME(psql(api_format("select hold_late from billing.payments where "
			       "id = '%s'",
		   p.id)),
	    "t");
	T_SAME(bill_of(e, "status"), "void");
	api_free();
}

static void *
run_it(void *unused)
{
	(void)unused;
	T_EQ(system(api_format(
		 "%s billing run > /dev/null 2>&1", getenv("LYCEUMCTL"))) &
		0x7f,
	    0);
	return NULL;
}

/* The card and the clock at once: whatever comes first, the other agrees. */
static void
card_against_clock(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		const char *c = course_priced(1, 0, "12", true), *e, *hold;
		struct somebody s = made_person("student");
		struct paying p;
		pthread_t t;
		bool paid;

		e = seat_taken(&s, c);
		p = intent_of(&s, e);
		hold_ends(e);
		if (pthread_create(&t, NULL, run_it, NULL) != 0)
			abort();
		usleep((useconds_t)i * 12000);
		paid = strcmp(standin_confirm(p.intent, CARD_FINE),
			   "succeeded") == 0;
		pthread_join(t, NULL);
		T_TRUE(payment_becomes(p.id, paid ? "succeeded" : "failed"));
		billing_run("", 1);
		hold = hold_of(e, "status");
		T_SAY(strcmp(hold, paid ? "paid" : "expired") == 0,
		    "paid %d, hold %s", paid, hold);
		T_SAME(seat_status(e), paid ? "enrolled" : "dropped");
		T_TRUE(ledger_fits(bill_of(e, "id")));
		api_free();
	}
}

/* Cash at the desk and the clock at once, in the database alone. */
static void
cash_against_clock(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		const char *c = course_priced(1, 0, "12", true), *e;
		struct somebody s = made_person("student");
		struct reply *r;
		pthread_t t;

		e = seat_taken(&s, c);
		T_STATUS(
		    api_send(s.token, "POST",
			api_format("/account/holds/%s/pay", hold_of(e, "id")),
			"{}"),
		    200);
		hold_ends(e);
		if (pthread_create(&t, NULL, run_it, NULL) != 0)
			abort();
		usleep((useconds_t)i * 8000);
		r = api_send(api_token("admin"), "POST", "/payments",
		    api_format("{\"method\":\"cash\",\"invoice_id\":\"%s\"}",
			bill_of(e, "id")));
		pthread_join(t, NULL);
		T_SAY(r->status == 201 || r->status == 409, "%ld", r->status);
		T_SAME(hold_of(e, "status"),
		    r->status == 201 ? "paid" : "expired");
		T_SAME(
		    seat_status(e), r->status == 201 ? "enrolled" : "dropped");
		T_TRUE(ledger_fits(bill_of(e, "id")));
		api_free();
	}
}

/* A rush: as many holds as seats, and none waits for an invoice's number. */
static void
a_rush(void)
{
	const char *c = course_priced(5, 4, "900", true), *path;
	struct ask asks[CROWD];
	struct reply *r[CROWD];

	path = api_format("/api/v1/courses/%s/enroll", c);
	for (size_t i = 0; i < CROWD; i++)
		asks[i] = (struct ask){ .method = "POST",
			.path = path,
			.token = made_person("student").token,
			.body = "{}" };
	api_race(asks, CROWD, r);
	T_SAME(
	    psql(api_format(
		"select count(*) || ' ' || count(distinct "
		"h.student_id) || ' ' || count(i.number) from billing.holds h "
		"join "
		"billing.invoices i on i.id = h.invoice_id where h.course_id = "
		"'%s'",
		c)),
	    "5 5 0");
	psql(
	    api_format("update billing.holds set expires_at = now() - interval "
		       "'1 second' where course_id = '%s'",
		c));
	billing_run("", 3);
	T_SAME(
	    psql(api_format("select string_agg(s, ' ' order by s) from (select "
			    "status || ':' || count(*) as s from billing.holds "
			    "where course_id "
			    "= '%s' group by status) x",
		c)),
	    "expired:5 held:4");
	T_SAME(psql(api_format("select enrolled_count || ' ' || waitlist_count "
			       "from academics.courses where id = '%s'",
		   c)),
	    "4 0");
	api_free();
}

/* What the student sees of it. */
static void
the_page_says_so(void)
{
	const char *c = course_priced(1, 0, "900", true), *e;
	struct somebody s = made_person("student");
	struct ask a = { .method = "GET",
		.token = s.token,
		.path = api_format("/courses/%s", c),
		.headers = { "Accept: text/html" } };
	struct reply *r = api(&a);

	T_TRUE(strstr(r->body, "$900.00") != NULL);
	e = seat_taken(&s, c);
	r = api(&a);
	T_TRUE(strstr(r->body, "Held for you until") != NULL);
	T_TRUE(
	    strstr(r->body,
		api_format("/account/holds/%s/pay", hold_of(e, "id"))) != NULL);
	a.path = "/account/holds";
	T_TRUE(strstr(api(&a)->body, "$900.00") != NULL);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "paid", paid_is_kept },
		{ "unpaid", unpaid_goes_on },
		{ "unheard", paid_unheard },
		{ "processing", processing_waits },
		{ "away", stripe_away_waits },
		{ "too late", too_late_is_marked },
		{ "card against clock", card_against_clock },
		{ "cash against clock", cash_against_clock },
		{ "rush", a_rush },
		{ "page", the_page_says_so },
		CU_TEST_INFO_NULL,
	};

	api_start();
	standin_start();
	return suite_run("holds", tests);
}
