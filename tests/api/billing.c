#include "core.h"
#include "api/billing.h"
#include "api/fixtures.h"

const char *
invoice_path(const char *invoice, const char *rest)
{
	return api_format("/invoices/%s%s", invoice, rest);
}

struct reply *
line_add(const char *invoice, const char *line)
{
	return api_send(
	    api_token("admin"), "POST", invoice_path(invoice, "/lines"), line);
}

struct reply *
invoice_do(const char *invoice, const char *what)
{
	return api_send(api_token("admin"), "POST",
	    api_format("/invoices/%s/%s", invoice, what), "{}");
}

const char *
draft_made(const char *student, const char *price)
{
	struct reply *r = api_send(api_token("admin"), "POST", "/invoices",
	    api_format("{\"user_id\":\"%s\",\"currency\":\"USD\"}", student));
	const char *id = reply_text(r, "id");

	T_STATUS(r, 201);
	T_STATUS(line_add(id,
		     api_format("{\"description\":\"Tuition\","
				"\"kind\":\"tuition\",\"amount\":\"%s\"}",
			 price)),
	    201);
	return id;
}

const char *
invoice_made(const char *student, const char *price)
{
	const char *id = draft_made(student, price);

	T_STATUS(invoice_do(id, "issue"), 200);
	return id;
}
