/* Coupons and their limits, and rates of tax. */
#include "core.h"
#include "api/billing.h"
#include "api/fixtures.h"
#include "unit/suite.h"

/* Its code; members besides, beginning with a comma. */
static const char *
coupon_made(const char *members)
{
	const char *code = api_format("T-%u", unique());

	T_STATUS(api_send(api_token("admin"), "POST", "/coupons",
		     api_format("{\"code\":\"%s\"%s}", code, members)),
	    201);
	return code;
}

static const char *
coupon_id(const char *code)
{
	return psql(api_format(
	    "select c.id from billing.coupons c join "
	    "identity.users u on u.school_id = c.school_id where code = '%s' "
	    "and email = 'admin@lyceum.example'",
	    code));
}

static long
times_used(const char *code)
{
	return reply_int(api_get(api_token("admin"),
			     api_format("/coupons/%s", coupon_id(code))),
	    "redeemed");
}

static struct reply *
use(const char *token, const char *invoice, const char *code)
{
	return api_send(token, "POST", invoice_path(invoice, "/coupon"),
	    api_format("{\"code\":\"%s\"}", code));
}

static struct reply *
now_is(const char *invoice)
{
	return api_get(api_token("admin"), invoice_path(invoice, ""));
}

/* ---- Drafts */

static void
a_draft_is_priced_anew(void)
{
	const char *admin = api_token("admin");
	const char *code = coupon_made(",\"percent\":33.33");
	const char *id = draft_made(made_person("student").id, "100");
	struct reply *r;

	T_STATUS(line_add(id,
		     "{\"description\":\"Book\",\"kind\":\"books\","
		     "\"amount\":0.01}"),
	    201);
	r = use(admin, id, api_format(" %s", code));
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "coupon"), code);
	T_EQ(reply_int(r, "discount_minor"), 3333);
	T_EQ(reply_int(r, "total_minor"), 6668);
	T_EQ(times_used(code), 1);
	T_PROBLEM(use(admin, id, code), 409, "invoice_state");
	/* It follows the lines. */
	r = line_add(id, "{\"description\":\"More\",\"amount\":100}");
	T_EQ(reply_int(r, "discount_minor"), 6666);
	r = api_send(admin, "DELETE", invoice_path(id, "/coupon"), NULL);
	T_TRUE(r->status < 300);
	T_EQ(reply_int(now_is(id), "total_minor"), 20001);
	T_EQ(times_used(code), 0);
	T_STATUS(use(admin, id, code), 200);
	T_STATUS(api_send(admin, "DELETE", invoice_path(id, ""), NULL), 204);
	T_EQ(times_used(code), 0);
	api_free();
}

static void
of_some_lines_only(void)
{
	const char *code = coupon_made(",\"amount\":50,\"currency\":\"USD\","
				       "\"kind\":\"books\"");
	const char *id = draft_made(made_person("student").id, "100");
	struct reply *r;

	T_STATUS(line_add(id,
		     "{\"description\":\"Book\",\"kind\":\"books\","
		     "\"amount\":20}"),
	    201);
	r = use(api_token("admin"), id, code);
	T_EQ(reply_int(r, "discount_minor"), 2000);
	T_EQ(reply_int(r, "lines.0.discount_minor"), 0);
	T_EQ(reply_int(r, "lines.1.discount_minor"), 2000);
	T_STATUS(invoice_do(id, "issue"), 200);
	T_PROBLEM(api_send(api_token("admin"), "DELETE",
		      invoice_path(id, "/coupon"), NULL),
	    409, "invoice_state");
	T_EQ(times_used(code), 1);
	T_STATUS(invoice_do(id, "void"), 200);
	T_EQ(times_used(code), 0);
	api_free();
}

/* ---- What is issued */

static void
an_issued_invoice_is_credited(void)
{
	const char *admin = api_token("admin"), *id, *code;
	struct somebody s = made_person("student");
	struct reply *r;

	code = coupon_made(",\"percent\":10");
	T_STATUS(
	    api_send(admin, "POST", "/taxes",
		api_format(
		    "{\"name\":\"VAT\",\"country\":\"ZY\",\"region\":\"%s\","
		    "\"rate\":21}",
		    code)),
	    201);
	id = reply_text(api_send(admin, "POST", "/invoices",
			    api_format("{\"user_id\":\"%s\",\"currency\":"
				       "\"USD\",\"tax_country\":\"ZY\","
				       "\"tax_region\":\"%s\"}",
				s.id, code)),
	    "id");
	T_STATUS(line_add(id,
		     "{\"description\":\"Course\",\"amount\":99.99,"
		     "\"is_taxed\":true}"),
	    201);
	T_EQ(reply_int(invoice_do(id, "issue"), "total_minor"), 12099);
	T_STATUS(use(made_person("student").token, id, code), 404);
	r = use(s.token, id, code);
	T_STATUS(r, 200);
	/* 89.99 and 18.90 of tax would have been 108.89. */
	T_EQ(reply_int(r, "credited_minor"), 1210);
	T_EQ(reply_int(r, "due_minor"), 10889);
	T_EQ(reply_int(r, "total_minor"), 12099);
	T_SAME(psql(api_format("select amount_minor || ' ' || tax_minor from "
			       "billing.credit_notes where invoice_id = '%s'",
		   id)),
	    "1210 210");
	T_SAME(psql(api_format("select amount_minor from billing.owed where "
			       "user_id = '%s'",
		   s.id)),
	    "10889");
	T_PROBLEM(use(s.token, id, code), 409, "invoice_state");
	T_EQ(times_used(code), 1);
	api_free();
}

static void
all_of_it_off_is_paid(void)
{
	struct somebody s = made_person("student");
	const char *code = coupon_made(",\"percent\":100");
	const char *id = invoice_made(s.id, "75");

	T_SAME(reply_text(use(s.token, id, code), "status"), "paid");
	api_free();
}

/* ---- Coupons that cannot be used */

static void
refused(const char *code, const char *slug, const char *what)
{
	struct somebody s = made_person("student");
	struct reply *r = use(s.token, invoice_made(s.id, "75"), code);

	T_SAY(strcmp(reply_text(r, "type"), api_format("/problems/%s", slug)) ==
		0,
	    "%s: %ld %s", what, r->status, r->body);
}

static void
coupons_that_cannot_be_used(void)
{
	const char *admin = api_token("admin"), *code, *id;
	struct somebody s = made_person("student");

	refused("NO-SUCH-COUPON", "invalid", "unknown");
	refused(coupon_made(",\"percent\":5,\"expires_at\":\"2020-01-01\""),
	    "invalid", "expired");
	refused(coupon_made(",\"percent\":5,\"starts_at\":\"2120-01-01\""),
	    "invalid", "not yet");
	refused(coupon_made(",\"amount\":5,\"currency\":\"EUR\""), "invalid",
	    "another currency");
	refused(coupon_made(",\"percent\":5,\"kind\":\"books\""), "invalid",
	    "for nothing of it");
	code = coupon_made(",\"percent\":5");
	T_STATUS(use(s.token, invoice_made(s.id, "10"), code), 200);
	T_PROBLEM(use(s.token, invoice_made(s.id, "10"), code), 409,
	    "coupon_used_up");
	code = coupon_made(",\"percent\":5,\"once_per_person\":false,"
			   "\"max_redemptions\":3");
	T_STATUS(use(s.token, invoice_made(s.id, "10"), code), 200);
	T_STATUS(use(s.token, invoice_made(s.id, "10"), code), 200);
	id = coupon_id(code);
	T_PROBLEM(api_send(admin, "PUT", api_format("/coupons/%s", id),
		      "{\"max_redemptions\":1}"),
	    409, "coupon_used_up");
	T_STATUS(api_send(admin, "PUT", api_format("/coupons/%s", id),
		     "{\"max_redemptions\":2}"),
	    200);
	refused(code, "coupon_used_up", "used up");
	T_STATUS(api_send(admin, "DELETE", api_format("/coupons/%s", id), NULL),
	    204);
	refused(code, "invalid", "retired");
	api_free();
}

/* ---- The limit, reached by all at once */

#define CROWD 16u
#define LIMIT 5

static void
nobody_gets_past_the_limit(void)
{
	struct ask asks[CROWD];
	struct reply *r[CROWD];
	const char *code = coupon_made(
	    api_format(",\"percent\":5,\"max_redemptions\":%d", LIMIT));
	long got = 0;

	for (size_t i = 0; i < CROWD; i++) {
		struct somebody s = made_person("student");

		asks[i] = (struct ask){ .method = "POST",
			.token = s.token,
			.path = api_format("/api/v1/invoices/%s/coupon",
			    invoice_made(s.id, "10")),
			.body = api_format("{\"code\":\"%s\"}", code) };
	}
	api_race(asks, CROWD, r);
	for (size_t i = 0; i < CROWD; i++) {
		T_SAY(r[i]->status == 200 ||
			strcmp(reply_text(r[i], "type"),
			    "/problems/coupon_used_up") == 0,
		    "%ld %s", r[i]->status, r[i]->body);
		got += r[i]->status == 200;
	}
	T_EQ(got, LIMIT);
	T_EQ(times_used(code), LIMIT);
	T_SAME(psql(api_format("select count(*) from billing.redemptions "
			       "where coupon_id = '%s'",
		   coupon_id(code))),
	    "5");
	api_free();
}

/* ---- The coupons themselves */

static struct reply *
made_of(const char *members)
{
	return api_send(api_token("admin"), "POST", "/coupons",
	    api_format("{\"code\":\"T-%u\"%s}", unique(), members));
}

static void
coupons_are_looked_at(void)
{
	const char *code = coupon_made(",\"percent\":5,\"name\":\"Five\"");
	const char *admin = api_token("admin");
	struct reply *r;

	T_PROBLEM(api_send(admin, "POST", "/coupons",
		      api_format("{\"code\":\"%s\",\"percent\":1}", code)),
	    409, "coupon_taken");
	T_STATUS(made_of(""), 422);
	T_STATUS(made_of(",\"percent\":5,\"amount\":5"), 422);
	T_STATUS(made_of(",\"percent\":0"), 422);
	T_STATUS(made_of(",\"percent\":100.01"), 422);
	T_STATUS(made_of(",\"amount\":0"), 422);
	T_STATUS(made_of(",\"amount\":1.001,\"currency\":\"USD\""), 422);
	T_STATUS(made_of(",\"amount\":1,\"currency\":\"XXX\""), 422);
	T_STATUS(made_of(",\"percent\":5,\"expires_at\":\"soon\""), 422);
	T_STATUS(made_of(",\"percent\":5,\"expires_at\":"
			 "\"2030-13-01T00:00:00Z\""),
	    422);
	r = api_get(admin, api_format("/coupons?q=%s", code));
	T_SAME(reply_text(r, "items.0.name"), "Five");
	T_STATUS(api_get(api_token("student"), "/coupons"), 403);
	T_STATUS(api_get(api_token("admin@other.example"),
		     api_format("/coupons/%s", coupon_id(code))),
	    404);
	api_free();
}

/* ---- Taxes */

static struct reply *
tax(const char *region, const char *members)
{
	return api_send(api_token("admin"), "POST", "/taxes",
	    api_format(
		"{\"name\":\"VAT\",\"country\":\"ZX\",\"region\":\"%s\"%s}",
		region, members));
}

static struct reply *
taxed_in(const char *region)
{
	const char *id = reply_text(
	    api_send(api_token("admin"), "POST", "/invoices",
		api_format("{\"user_id\":\"%s\",\"currency\":\"USD\""
			   ",\"tax_country\":\"ZX\",\"tax_region\":\"%s\"}",
		    made_person("student").id, region)),
	    "id");

	return line_add(id,
	    "{\"description\":\"Course\",\"amount\":121,"
	    "\"is_taxed\":true}");
}

static void
a_place_and_its_rate(void)
{
	const char *admin = api_token("admin"), *id, *draft;
	const char *region = api_format("R%u", unique());
	struct reply *r = tax(region, ",\"rate\":21,\"is_inclusive\":true");

	T_STATUS(r, 201);
	id = reply_text(r, "id");
	T_PROBLEM(tax(region, ",\"rate\":1"), 409, "tax_taken");
	T_STATUS(tax(region, ",\"rate\":100.5"), 422);
	r = taxed_in(region);
	T_EQ(reply_int(r, "tax_minor"), 2100);
	T_EQ(reply_int(r, "total_minor"), 12100);
	draft = reply_text(r, "id");
	r = tax("", ",\"rate\":10");
	T_TRUE(r->status == 201 || r->status == 409);
	r = taxed_in("elsewhere");
	T_EQ(reply_int(r, "tax_minor"), 1210);
	T_EQ(reply_int(r, "total_minor"), 13310);
	/* A draft follows its place, and the rate of it. */
	r = api_send(admin, "PUT", invoice_path(draft, ""),
	    "{\"tax_region\":\"elsewhere\"}");
	T_EQ(reply_int(r, "total_minor"), 13310);
	T_STATUS(api_send(admin, "PUT", invoice_path(draft, ""),
		     api_format("{\"tax_region\":\"%s\"}", region)),
	    200);
	T_STATUS(api_send(admin, "PUT", api_format("/taxes/%s", id),
		     "{\"rate\":10}"),
	    200);
	T_EQ(reply_int(invoice_do(draft, "issue"), "tax_minor"), 1100);
	T_STATUS(
	    api_send(admin, "PUT", api_format("/taxes/%s", id), "{\"rate\":5}"),
	    200);
	T_EQ(reply_int(now_is(draft), "tax_minor"), 1100);
	T_PROBLEM(api_send(admin, "PUT", api_format("/taxes/%s", id),
		      "{\"region\":\"\"}"),
	    409, "tax_taken");
	T_STATUS(
	    api_send(admin, "DELETE", api_format("/taxes/%s", id), NULL), 204);
	T_SAME(reply_text(
		   api_get(admin, api_format("/taxes/%s", id)), "is_active"),
	    "false");
	T_EQ(reply_int(taxed_in(region), "tax_minor"), 1210);
	r = api_send(admin, "POST", "/invoices",
	    api_format("{\"user_id\":\"%s\",\"tax_country\":\"ZW\"}",
		made_person("student").id));
	T_STATUS(line_add(reply_text(r, "id"),
		     "{\"description\":\"Course\","
		     "\"amount\":1,\"is_taxed\":true}"),
	    422);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "a draft is priced anew", a_draft_is_priced_anew },
		{ "of some lines only", of_some_lines_only },
		{ "an issued invoice", an_issued_invoice_is_credited },
		{ "all of it off", all_of_it_off_is_paid },
		{ "those that cannot be used", coupons_that_cannot_be_used },
		{ "the limit", nobody_gets_past_the_limit },
		{ "coupons are looked at", coupons_are_looked_at },
		{ "a place and its rate", a_place_and_its_rate },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("coupons", tests);
}
