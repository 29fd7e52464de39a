#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "api/forms.h"

#define FORM_TYPE	"application/x-www-form-urlencoded"
#define HIDDEN		"type=\"hidden\" name=\""

static const char *
signed_in(const char *who)
{
	static struct {
		const char	*who, *cookie;
	} all[8];
	struct ask ask = { .method = "POST", .path = "/auth/login",
	    .type = FORM_TYPE, .headers = { "Sec-Fetch-Site: same-origin" } };
	struct reply *r;
	size_t i = 0;

	while (i < NITEMS(all) && all[i].who != NULL &&
	    strcmp(all[i].who, who) != 0)
		i++;
	if (i == NITEMS(all))
		abort();
	if (all[i].who != NULL)
		return all[i].cookie;
	ask.body = api_format(
	    "email=%s%%40lyceum.example&password=" PASSWORD, who);
	r = api(&ask);
	T_SAY(r->status == 303, "%s signs in: %ld %.200s", who, r->status,
	    r->body);
	all[i].who = keep(who);
	all[i].cookie = keep(
	    api_format("%.*s", (int)strcspn(reply_header(r, "Set-Cookie"), ";"),
		reply_header(r, "Set-Cookie")));
	return all[i].cookie;
}

struct reply *
page_of(const char *who, const char *path)
{
	struct ask ask = { .method = "GET", .path = path,
	    .cookie = signed_in(who) };

	return api(&ask);
}

const char *
form_of(const char *who, const char *path, const char *action)
{
	const char *p = strstr(page_of(who, path)->body,
	    api_format("method=\"post\" action=\"%s\"", action));
	const char *end = p == NULL ? NULL : strstr(p, "</form>");
	const char *out = "_=1";

	T_SAY(end != NULL, "%s has no form of %s", path, action);
	while (end != NULL && (p = strstr(p, HIDDEN)) != NULL && p < end) {
		const char *name = p + sizeof(HIDDEN) - 1;
		const char *value = strstr(name, "value=\"") + 7;

		out = api_format("%s&%.*s=%.*s", out, (int)strcspn(name, "\""),
		    name, (int)strcspn(value, "\""), value);
		p = value;
	}
	return out;
}

struct reply *
form_send(
    const char *who, const char *action, const char *hidden, const char *fields)
{
	struct ask ask = { .method = "POST", .path = action,
	    .cookie = signed_in(who), .type = FORM_TYPE,
	    .body = api_format("%s&%s", hidden, fields),
	    .headers = { "Sec-Fetch-Site: same-origin" } };

	return api(&ask);
}
