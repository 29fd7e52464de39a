/* Invoices and receipts as pages and as documents, and their forms. */
#include "core.h"
#include "api/billing.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "unit/suite.h"

static void
is_pdf(const char *token, const char *path)
{
	struct reply *r = api_get(token, path);

	T_SAY(r->status == 200 && r->len > 1000 &&
		strncmp(r->body, "%PDF", 4) == 0,
	    "%s: %ld", path, r->status);
	T_SAME(reply_header(r, "Content-Type"), "application/pdf");
}

/* Noted by hand; "null" is all that is left. */
static const char *
paid_in_cash(const char *invoice, const char *amount)
{
	struct reply *r = api_send(api_token("admin"), "POST", "/payments",
	    api_format("{\"method\":\"cash\",\"invoice_id\":\"%s\","
		       "\"amount\":%s}",
		invoice, amount));

	T_STATUS(r, 201);
	return reply_text(r, "id");
}

static void
papers_of_an_invoice(void)
{
	struct somebody s = made_person("student");
	const char *id = draft_made(s.id, "1234.50"), *path;

	path = invoice_path(id, "/pdf");
	is_pdf(api_token("admin"), path);
	T_STATUS(api_get(s.token, path), 404);
	T_STATUS(api_send(api_token("admin"), "PUT", invoice_path(id, ""),
		     "{\"memo\":\"\\u0645\\u0631\\u062d\\u0628\\u0627 "
		     "\\u6570\\u5b66 \\ud83d\\ude42\"}"),
	    200);
	T_STATUS(api_send(api_token("admin"), "PUT",
		     invoice_path(id, "/instalments"), "{\"n\":3}"),
	    200);
	T_STATUS(invoice_do(id, "issue"), 200);
	is_pdf(s.token, path);
	T_STATUS(api_get(made_person("student").token, path), 404);
	T_STATUS(invoice_do(id, "void"), 200);
	is_pdf(s.token, path);
	api_free();
}

/* What was paid in part is neither void nor cheaper any more. */
static void
what_was_paid_in_part(void)
{
	struct somebody s = made_person("student");
	const char *id = invoice_made(s.id, "100"), *code;
	struct reply *r;

	code = api_format("Q-%u", unique());
	T_STATUS(api_send(api_token("admin"), "POST", "/coupons",
		     api_format("{\"code\":\"%s\",\"percent\":3}", code)),
	    201);
	paid_in_cash(id, "40.25");
	r = api_get(s.token, invoice_path(id, ""));
	T_SAME(reply_text(r, "status"), "open");
	T_EQ(reply_int(r, "due_minor"), 5975);
	T_PROBLEM(invoice_do(id, "void"), 409, "invoice_state");
	T_PROBLEM(api_send(s.token, "POST", invoice_path(id, "/coupon"),
		      api_format("{\"code\":\"%s\"}", code)),
	    409, "invoice_state");
	T_STATUS(invoice_do(id, "uncollectible"), 200);
	T_SAME(psql(api_format("select amount_minor from billing.ledger "
			       "where entry = 'write_off' and object_id = '%s'",
		   id)),
	    "5975");
	is_pdf(s.token, invoice_path(id, "/pdf"));
	api_free();
}

static void
papers_of_a_payment(void)
{
	struct somebody s = made_person("student");
	const char *id = invoice_made(s.id, "1234.50");
	const char *payment = paid_in_cash(id, "null");
	const char *path = api_format("/payments/%s/receipt", payment);
	struct reply *r = api_get(s.token, path);

	T_STATUS(r, 200);
	T_EQ(reply_int(r, "amount_minor"), 123450);
	T_SAME(reply_text(r, "invoice_id"), id);
	T_TRUE(*reply_text(r, "number") != '\0');
	T_SAME(reply_text(api_get(s.token, invoice_path(id, "")), "status"),
	    "paid");
	is_pdf(s.token, api_format("%s.pdf", path));
	T_STATUS(api_get(made_person("student").token, path), 404);
	T_STATUS(
	    api_get(made_person("student").token, api_format("%s.pdf", path)),
	    404);
	T_PROBLEM(invoice_do(id, "void"), 409, "invoice_state");
	T_STATUS(page_of("admin", path), 200);
	api_free();
}

/* ---- The editor, as a browser uses it */

static const char *
number_of(const char *student)
{
	psql(api_format("update identity.users set student_number = 'B-%u' "
			"where id = '%s'",
	    unique(), student));
	return psql(api_format("select student_number from identity.users "
			       "where id = '%s'",
	    student));
}

static void
the_editor_and_its_forms(void)
{
	const char *who = "admin", *edit, *lines, *hidden;
	struct somebody s = made_person("student");
	struct reply *r;

	hidden = form_of(who, "/invoices/new", "/invoices");
	r = form_send(who, "/invoices", hidden, "student_number=none");
	T_STATUS(r, 422);
	T_TRUE(strstr(r->body, "No student of this school") != NULL);
	r = form_send(who, "/invoices", hidden,
	    api_format("student_number=%s&currency=USD&semester=fall&year=2026"
		       "&due_on=&memo=",
		number_of(s.id)));
	T_STATUS(r, 303);
	edit = api_format("%s", reply_header(r, "Location"));
	T_TRUE(strstr(edit, "/edit") != NULL);
	lines = api_format("%.*s/lines", (int)(strlen(edit) - 5), edit);
	hidden = form_of(who, edit, lines);
	r = form_send(who, lines, hidden,
	    "description=Tuition&kind=tuition&quantity=1&amount=12%2C50");
	T_STATUS(r, 422);
	T_TRUE(strstr(r->body, "Tuition") != NULL);
	hidden = form_of(who, edit, lines);
	r = form_send(who, lines, hidden,
	    "description=Tuition&kind=tuition&quantity=2&amount=1250");
	T_STATUS(r, 303);
	r = page_of(who, edit);
	T_TRUE(strstr(r->body, "$2,500.00") != NULL);
	lines = api_format("%.*s/issue", (int)(strlen(edit) - 5), edit);
	r = form_send(who, lines, form_of(who, edit, lines), "");
	T_STATUS(r, 303);
	r = page_of(who, reply_header(r, "Location"));
	T_STATUS(r, 200);
	T_TRUE(strstr(r->body, "Left to pay") != NULL);
	T_TRUE(strstr(r->body, "\"/payments/new?invoice_number=") != NULL);
	api_free();
}

static void
every_page_shows(void)
{
	static const char *const pages[] = { "/invoices",
		"/invoices?status=draft", "/invoices?overdue=true",
		"/invoices?q=tuition", "/invoices/new", "/credit-notes",
		"/taxes", "/coupons" };
	const char *tax, *coupon;

	tax = reply_text(
	    api_send(api_token("admin"), "POST", "/taxes",
		api_format("{\"name\":\"P\",\"country\":\"ZV\",\"region\":"
			   "\"P%u\",\"rate\":3}",
		    unique())),
	    "id");
	coupon = reply_text(
	    api_send(api_token("admin"), "POST", "/coupons",
		api_format("{\"code\":\"P-%u\",\"percent\":3}", unique())),
	    "id");
	for (size_t i = 0; i < NITEMS(pages); i++)
		T_SAY(
		    page_of("admin", pages[i])->status == 200, "%s", pages[i]);
	T_STATUS(page_of("admin", api_format("/taxes/%s", tax)), 200);
	T_STATUS(page_of("admin", api_format("/coupons/%s", coupon)), 200);
	T_STATUS(page_of("student", "/invoices"), 200);
	T_STATUS(page_of("student", "/credit-notes"), 200);
	T_STATUS(page_of("student", "/invoices/new"), 403);
	T_STATUS(page_of("student", "/coupons"), 403);
	api_free();
}

static void
a_parent_sees_their_wards(void)
{
	struct somebody parent = made_person("parent");
	struct somebody ward = made_person("student");
	const char *id = invoice_made(ward.id, "20");

	T_EQ(json_array_size(
		 reply_at(api_get(parent.token, "/invoices"), "items")),
	    0);
	psql(api_format("insert into identity.relations (person_id, "
			"relative_id, kind) values ('%s', '%s', 'parent')",
	    parent.id, ward.id));
	T_SAME(
	    reply_text(api_get(parent.token, "/invoices"), "items.0.id"), id);
	T_STATUS(api_get(parent.token, invoice_path(id, "")), 200);
	is_pdf(parent.token, invoice_path(id, "/pdf"));
	T_SAME(reply_text(api_get(parent.token,
			      api_format("/invoices?user_id=%s", ward.id)),
		   "items.0.id"),
	    id);
	T_EQ(json_array_size(reply_at(
		 api_get(parent.token,
		     api_format("/invoices?user_id=%s", my_id("student"))),
		 "items")),
	    0);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "papers of an invoice", papers_of_an_invoice },
		{ "what was paid in part", what_was_paid_in_part },
		{ "papers of a payment", papers_of_a_payment },
		{ "the editor and its forms", the_editor_and_its_forms },
		{ "every page shows", every_page_shows },
		{ "a parent's wards", a_parent_sees_their_wards },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("papers", tests);
}
