/* Invoices: drafts, what issuing freezes, voiding, crediting, writing off. */
#include "core.h"
#include <string.h>
#include "api/billing.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "unit/suite.h"

static const char *
owed_by(const char *student)
{
	return psql(api_format("select coalesce(sum(amount_minor), 0) from "
			       "billing.owed where user_id = '%s'",
	    student));
}

/* What an account has of an invoice, in minor units; debits above zero. */
static const char *
booked(const char *invoice, const char *account)
{
	return psql(api_format(
	    "select coalesce(sum(amount_minor), 0) from "
	    "billing.postings where invoice_id = '%s' and account = '%s'",
	    invoice, account));
}

static struct reply *
get_as(const char *token, const char *invoice)
{
	return api_get(token, invoice_path(invoice, ""));
}

/* ---- Drafts */

static void
a_draft_is_worked_out(void)
{
	const char *admin = api_token("admin");
	struct somebody s = made_person("student");
	const char *id = draft_made(s.id, "1000.50"), *line;
	struct reply *r;

	r = line_add(id,
	    "{\"description\":\"Lab fee\",\"quantity\":3,"
	    "\"amount\":19.99}");
	T_STATUS(r, 201);
	T_EQ(reply_int(r, "total_minor"), 106047);
	T_SAME(reply_text(r, "lines.1.amount"), "59.97");
	line = reply_text(r, "lines.1.id");
	r = api_send(admin, "PUT",
	    api_format("/invoices/%s/lines/%s", id, line), "{\"quantity\":1}");
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "total_minor"), 102049);
	r = api_send(admin, "DELETE",
	    api_format("/invoices/%s/lines/%s", id, line), NULL);
	T_TRUE(r->status < 300);
	r = get_as(admin, id);
	T_EQ(reply_int(r, "total_minor"), 100050);
	T_SAME(reply_text(r, "status"), "draft");
	T_SAME(owed_by(s.id), "0");
	T_STATUS(
	    api_send(admin, "PUT", invoice_path(id, ""),
		"{\"semester\":\"fall\",\"year\":2026,\"memo\":\"Hello\"}"),
	    200);
	T_STATUS(api_send(admin, "DELETE", invoice_path(id, ""), NULL), 204);
	T_STATUS(get_as(admin, id), 404);
	api_free();
}

static void
amounts_that_are_none(void)
{
	static const char *const bad[] = { "0", "0.001", "1e18", "\"12,50\"",
		"\"x\"", "100000000", "1000000.00", "-1000000", "null", "[]" };
	const char *id = draft_made(made_person("student").id, "10");

	for (size_t i = 0; i < NITEMS(bad); i++) {
		struct reply *r = line_add(id,
		    api_format(
			"{\"description\":\"X\",\"amount\":%s}", bad[i]));

		T_SAY(r->status == 422 && reply_names(r, "amount"),
		    "the amount %s: %ld %s", bad[i], r->status, r->body);
	}
	T_EQ(reply_int(get_as(api_token("admin"), id), "total_minor"), 1000);
	api_free();
}

static void
whom_and_what_it_is_for(void)
{
	static const char *const bad[][2] = {
		{ "\"currency\":\"XXX\"", "currency" },
		{ "\"currency\":\"dollars\"", "currency" },
		{ "\"due_on\":\"2026-02-30\"", "due_on" },
		{ "\"due_on\":\"soon\"", "due_on" },
		{ "\"tax_country\":\"Spain\"", "tax_country" },
	};
	const char *admin = api_token("admin");
	const char *id = made_person("student").id;
	struct reply *r;

	for (size_t i = 0; i < NITEMS(bad); i++) {
		r = api_send(admin, "POST", "/invoices",
		    api_format("{\"user_id\":\"%s\",%s}", id, bad[i][0]));
		T_SAY(r->status == 422 && reply_names(r, bad[i][1]),
		    "%s: %ld %s", bad[i][0], r->status, r->body);
	}
	r = api_send(
	    admin, "POST", "/invoices", "{\"student_number\":\"nobody\"}");
	T_TRUE(r->status == 422 && reply_names(r, "student_number"));
	r = api_send(admin, "POST", "/invoices",
	    api_format("{\"user_id\":\"%s\"}", made_person("teacher").id));
	T_STATUS(r, 422);
	r = api_send(admin, "POST", "/invoices",
	    api_format("{\"user_id\":\"%s\",\"currency\":\"JPY\"}", id));
	T_STATUS(r, 201);
	T_STATUS(line_add(reply_text(r, "id"),
		     "{\"description\":\"Yen\",\"amount\":12.5}"),
	    422);
	T_STATUS(line_add(reply_text(r, "id"),
		     "{\"description\":\"Yen\",\"amount\":1250}"),
	    201);
	api_free();
}

/* ---- What issuing does */

static void
who_sees_it(void)
{
	struct somebody s = made_person("student");
	const char *id = draft_made(s.id, "10");

	T_STATUS(get_as(s.token, id), 404);
	T_EQ(json_array_size(reply_at(api_get(s.token, "/invoices"), "items")),
	    0);
	T_STATUS(invoice_do(id, "issue"), 200);
	T_STATUS(get_as(s.token, id), 200);
	T_SAME(reply_text(api_get(s.token, "/invoices"), "items.0.id"), id);
	T_STATUS(get_as(made_person("student").token, id), 404);
	T_STATUS(get_as(made_person("parent").token, id), 404);
	T_STATUS(get_as(api_token("admin@other.example"), id), 404);
	T_STATUS(get_as(api_token("teacher"), id), 403);
	T_STATUS(
	    api_send(s.token, "POST", invoice_path(id, "/void"), "{}"), 403);
	T_STATUS(api_send(api_token("admin@other.example"), "POST",
		     invoice_path(id, "/void"), "{}"),
	    404);
	api_free();
}

static void
what_is_issued_stays(void)
{
	const char *admin = api_token("admin"), *line, *number;
	struct somebody s = made_person("student");
	const char *id = draft_made(s.id, "250");
	struct reply *r = invoice_do(id, "issue");

	number = reply_text(r, "number");
	line = api_format("/lines/%s", reply_text(r, "lines.0.id"));
	T_SAME(reply_text(r, "status"), "open");
	T_SAME(owed_by(s.id), "25000");
	T_SAME(booked(id, "income"), "-25000");
	T_SAME(reply_text(invoice_do(id, "issue"), "number"), number);
	T_SAME(owed_by(s.id), "25000");
	T_PROBLEM(line_add(id, "{\"description\":\"More\",\"amount\":1}"), 409,
	    "invoice_state");
	T_PROBLEM(
	    api_send(admin, "PUT", invoice_path(id, line), "{\"amount\":1}"),
	    409, "invoice_state");
	T_PROBLEM(api_send(admin, "DELETE", invoice_path(id, line), NULL), 409,
	    "invoice_state");
	T_PROBLEM(api_send(admin, "DELETE", invoice_path(id, ""), NULL), 409,
	    "invoice_state");
	T_PROBLEM(api_send(admin, "PUT", invoice_path(id, ""),
		      "{\"semester\":\"spring\"}"),
	    409, "invoice_state");
	T_STATUS(api_send(admin, "PUT", invoice_path(id, ""),
		     "{\"due_on\":\"2030-01-31\"}"),
	    200);
	T_SAME(
	    psql(api_format(
		"do \\$\\$ begin update billing.invoice_lines "
		"set unit_minor = 1 where invoice_id = '%s'; exception when "
		"sqlstate 'LY001' then return; end \\$\\$; select unit_minor "
		"from billing.invoice_lines where invoice_id = '%s'",
		id, id)),
	    "25000");
	T_STATUS(send_if(admin, "PUT", invoice_path(id, ""),
		     "{\"memo\":\"Late\"}", "1"),
	    412);
	api_free();
}

static void
what_cannot_be_issued(void)
{
	struct reply *r = api_send(api_token("admin"), "POST", "/invoices",
	    api_format("{\"user_id\":\"%s\"}", made_person("student").id));
	const char *id = reply_text(r, "id");

	T_PROBLEM(invoice_do(id, "issue"), 409, "invoice_state");
	T_STATUS(line_add(id, "{\"description\":\"Off\",\"amount\":-5}"), 201);
	T_EQ(reply_int(get_as(api_token("admin"), id), "total_minor"), 0);
	T_PROBLEM(invoice_do(id, "issue"), 409, "invoice_state");
	T_PROBLEM(invoice_do(id, "uncollectible"), 409, "invoice_state");
	/* What comes to nothing is paid at once. */
	T_STATUS(line_add(id, "{\"description\":\"On\",\"amount\":5}"), 201);
	r = invoice_do(id, "issue");
	T_SAME(reply_text(r, "status"), "paid");
	api_free();
}

/* ---- Void, credited, written off */

static void
void_takes_it_back(void)
{
	struct somebody s = made_person("student");
	const char *id = invoice_made(s.id, "80"), *number;
	struct reply *r = invoice_do(id, "void");

	T_STATUS(r, 200);
	number = reply_text(r, "number");
	T_SAME(reply_text(r, "status"), "void");
	T_EQ(reply_int(r, "due_minor"), 0);
	T_SAME(owed_by(s.id), "0");
	T_SAME(booked(id, "income"), "0");
	T_PROBLEM(invoice_do(id, "void"), 409, "invoice_state");
	T_PROBLEM(invoice_do(id, "issue"), 409, "invoice_state");
	T_TRUE(*number != '\0');
	api_free();
}

static struct reply *
credit(const char *invoice, const char *body)
{
	return api_send(api_token("admin"), "POST",
	    invoice_path(invoice, "/credit-notes"), body);
}

static void
credit_notes_take_their_share_of_tax(void)
{
	const char *admin = api_token("admin"), *id, *note;
	struct somebody s = made_person("student");
	struct reply *r;

	r = api_send(admin, "POST", "/taxes",
	    api_format("{\"name\":\"T%u\","
		       "\"country\":\"ZZ\",\"region\":\"%u\",\"rate\":10}",
		unique(), unique()));
	T_STATUS(r, 201);
	id = reply_text(api_send(admin, "POST", "/invoices",
			    api_format("{\"user_id\":\"%s\",\"currency\":"
				       "\"USD\",\"tax_country\":\"ZZ\","
				       "\"tax_region\":\"%s\"}",
				s.id, reply_text(r, "region"))),
	    "id");
	T_STATUS(line_add(id,
		     "{\"description\":\"Course\",\"amount\":99.99,"
		     "\"kind\":\"tuition\",\"is_taxed\":true}"),
	    201);
	T_STATUS(line_add(id,
		     "{\"description\":\"Book\",\"amount\":20,"
		     "\"kind\":\"books\"}"),
	    201);
	T_PROBLEM(credit(id, "{\"reason\":\"Early\"}"), 409, "invoice_state");
	r = invoice_do(id, "issue");
	T_EQ(reply_int(r, "tax_minor"), 1000);
	T_EQ(reply_int(r, "total_minor"), 12999);
	T_STATUS(credit(id, "{\"amount\":130,\"reason\":\"Much\"}"), 422);
	T_STATUS(credit(id, "{\"amount\":0,\"reason\":\"None\"}"), 422);
	r = credit(id, "{\"amount\":50,\"reason\":\"Half\"}");
	T_STATUS(r, 201);
	note = reply_text(r, "id");
	T_EQ(reply_int(r, "tax_minor"), 385); /* 5000 * 1000 / 12999 */
	T_SAME(owed_by(s.id), "7999");
	r = credit(id, "{\"reason\":\"The rest\"}");
	T_EQ(reply_int(r, "amount_minor"), 7999);
	T_EQ(reply_int(r, "tax_minor"), 615);
	T_SAME(owed_by(s.id), "0");
	T_SAME(booked(id, "income"), "0");
	T_SAME(booked(id, "tax"), "0");
	T_SAME(reply_text(get_as(s.token, id), "status"), "paid");
	T_STATUS(api_get(s.token, api_format("/credit-notes/%s", note)), 200);
	T_STATUS(api_get(made_person("student").token,
		     api_format("/credit-notes/%s", note)),
	    404);
	r = api_get(s.token, api_format("/credit-notes/%s/pdf", note));
	T_TRUE(r->status == 200 && strncmp(r->body, "%PDF", 4) == 0);
	T_EQ(json_array_size(
		 reply_at(api_get(s.token, "/credit-notes"), "items")),
	    2);
	api_free();
}

static void
what_is_given_up(void)
{
	struct somebody s = made_person("student");
	const char *id = invoice_made(s.id, "80");

	T_STATUS(credit(id, "{\"amount\":30,\"reason\":\"Part\"}"), 201);
	T_SAME(reply_text(invoice_do(id, "uncollectible"), "status"),
	    "uncollectible");
	T_SAME(booked(id, "losses"), "5000");
	T_SAME(owed_by(s.id), "0");
	T_PROBLEM(invoice_do(id, "uncollectible"), 409, "invoice_state");
	T_PROBLEM(credit(id, "{\"reason\":\"More\"}"), 409, "invoice_state");
	api_free();
}

static void
void_after_a_credit(void)
{
	struct somebody s = made_person("student");
	const char *id = invoice_made(s.id, "80");

	T_STATUS(credit(id, "{\"amount\":30,\"reason\":\"Part\"}"), 201);
	T_STATUS(invoice_do(id, "void"), 200);
	T_SAME(owed_by(s.id), "0");
	T_SAME(booked(id, "income"), "0");
	api_free();
}

/* ---- In parts */

static struct reply *
divide(const char *invoice, const char *body)
{
	return api_send(api_token("admin"), "PUT",
	    invoice_path(invoice, "/instalments"), body);
}

static void
it_is_paid_in_parts(void)
{
	struct somebody s = made_person("student");
	const char *id = draft_made(s.id, "100");
	struct reply *r =
	    divide(id, "{\"n\":3,\"first_due_on\":\"2027-01-31\"}");

	T_STATUS(r, 200);
	T_EQ(reply_int(r, "instalments.0.amount_minor"), 3334);
	T_EQ(reply_int(r, "instalments.1.amount_minor"), 3333);
	T_SAME(reply_text(r, "instalments.1.due_on"), "2027-02-28");
	T_SAME(reply_text(r, "instalments.2.due_on"), "2027-03-31");
	T_SAME(reply_text(r, "due_on"), "2027-03-31");
	/* The parts follow a draft's total. */
	r = line_add(id, "{\"description\":\"More\",\"amount\":200}");
	T_EQ(reply_int(r, "instalments.0.amount_minor") +
		reply_int(r, "instalments.1.amount_minor") +
		reply_int(r, "instalments.2.amount_minor"),
	    30000);
	T_STATUS(invoice_do(id, "issue"), 200);
	T_STATUS(divide(id, "{}"), 422);
	T_STATUS(divide(id, "{\"n\":25}"), 422);
	T_STATUS(divide(id, "{\"parts\":7}"), 422);
	T_STATUS(divide(id,
		     "{\"parts\":[{\"due_on\":\"2027-01-01\","
		     "\"amount\":299}]}"),
	    422);
	T_STATUS(
	    divide(id,
		"{\"parts\":[{\"due_on\":\"2027-02-01\","
		"\"amount\":100},{\"due_on\":\"2027-01-01\",\"amount\":200}]}"),
	    422);
	r = divide(id,
	    "{\"parts\":[{\"due_on\":\"2027-01-01\",\"amount\":100"
	    "},{\"due_on\":\"2027-02-01\",\"amount\":200}]}");
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "next_due_on"), "2027-01-01");
	T_EQ(reply_int(r, "next_due_minor"), 10000);
	T_STATUS(credit(id, "{\"amount\":150,\"reason\":\"x\"}"), 201);
	r = get_as(s.token, id);
	T_EQ(reply_int(r, "next_due_minor"), 15000);
	T_SAME(reply_text(r, "next_due_on"), "2027-02-01");
	T_STATUS(invoice_do(id, "void"), 200);
	T_PROBLEM(divide(id, "{\"n\":2}"), 409, "invoice_state");
	api_free();
}

/* ---- Numbers */

#define TOGETHER 24u

/* Of the highest number of this year's: what the counter says. */
static long
last_number(void)
{
	return strtol(
	    psql("select coalesce(max(last), 0) from "
		 "billing.counters k join identity.users u on u.school_id = "
		 "k.school_id where kind = 'invoice' and email = "
		 "'admin@lyceum.example'"),
	    NULL, 10);
}

static void
numbers_have_no_gaps(void)
{
	struct ask asks[TOGETHER];
	struct reply *r[TOGETHER];
	struct somebody s = made_person("student");
	long before = last_number(), good = 0;

	for (size_t i = 0; i < TOGETHER; i++) {
		const char *id = draft_made(s.id, "5");

		/* Every third fails when it has taken its way already. */
		if (i % 3 == 0)
			line_add(id,
			    "{\"description\":\"x\","
			    "\"amount\":-900}");
		asks[i] = (struct ask){ .method = "POST",
			.token = api_token("admin"),
			.body = "{}",
			.path = api_format("/api/v1/invoices/%s/issue", id) };
	}
	api_race(asks, TOGETHER, r);
	for (size_t i = 0; i < TOGETHER; i++) {
		T_EQ(r[i]->status, i % 3 == 0 ? 409 : 200);
		good += r[i]->status == 200;
	}
	T_EQ(last_number(), before + good);
	T_SAME(psql("select count(*) from (select school_id, left(number, -6) "
		    "y, count(*) n, min(right(number, 6)::int) a, "
		    "max(right(number, 6)::int) b from billing.invoices "
		    "where number like 'INV-%' group by 1, 2) x "
		    "where n <> b or a <> 1"),
	    "0");
	api_free();
}

/* One draft, issued by many at once, is issued once. */
static void
issued_once(void)
{
	struct ask asks[8];
	struct reply *r[8];
	struct somebody s = made_person("student");
	const char *id = draft_made(s.id, "5");

	for (size_t i = 0; i < NITEMS(asks); i++)
		asks[i] = (struct ask){ .method = "POST",
			.token = api_token("admin"),
			.body = "{}",
			.path = api_format("/api/v1/invoices/%s/issue", id) };
	api_race(asks, NITEMS(asks), r);
	for (size_t i = 0; i < NITEMS(asks); i++) {
		T_STATUS(r[i], 200);
		T_SAME(reply_text(r[i], "number"), reply_text(r[0], "number"));
	}
	T_SAME(owed_by(s.id), "500");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "a draft is worked out", a_draft_is_worked_out },
		{ "amounts that are none", amounts_that_are_none },
		{ "whom and what it is for", whom_and_what_it_is_for },
		{ "who sees it", who_sees_it },
		{ "what is issued stays", what_is_issued_stays },
		{ "what cannot be issued", what_cannot_be_issued },
		{ "void takes it back", void_takes_it_back },
		{ "credit notes take their share of tax",
		    credit_notes_take_their_share_of_tax },
		{ "what is given up", what_is_given_up },
		{ "void after a credit", void_after_a_credit },
		{ "it is paid in parts", it_is_paid_in_parts },
		{ "numbers have no gaps", numbers_have_no_gaps },
		{ "issued once", issued_once },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("invoices", tests);
}
