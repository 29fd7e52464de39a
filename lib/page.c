#include "core.h"
#include "answer.h"
#include "conf.h"
#include "cookie.h"
#include "crypto.h"
#include "page.h"
#include "page_data.h"
#include "page_help.h"
#include "req.h"
#include "route.h"
#include "site.h"
#include "view.h"

static struct templates *templates;

bool
page_load(const char *dir, const char *version, char *why, size_t n)
{
	templates = templates_load(dir, page_helpers, why, n);
	page_version = version;
	return templates != NULL;
}

const struct templates *
page_templates(void)
{
	return templates;
}

static void
flash_cookie(struct req *r, const char *value, int64_t max_age)
{
	struct cookie c = { .name = "flash", .value = value,
	    .max_age = max_age, .same_site = SAME_SITE_LAX };

	buf_lit(&r->headers, "Set-Cookie: ");
	if (!cookie_write(&r->headers, &c, site.conf->secure_cookies))
		abort();
	buf_lit(&r->headers, "\r\n");
}

void
page_flash(struct req *r, const char *text)
{
	char *v = arena_alloc(r->arena, B64URL_SIZE(strlen(text)));

	b64url_encode(v, text, strlen(text));
	flash_cookie(r, v, 60);
}

/* Shown once: the page that shows it takes it away. */
static void
forget_flash(struct req *r)
{
	const char *header = req_param(r, "HTTP_COOKIE"), *v;
	size_t n;

	if (header != NULL && cookie_find(header, "flash",
	    site.conf->secure_cookies, &v, &n))
		flash_cookie(r, "", COOKIE_DELETE);
}

static bool
render(struct req *r, const char *name)
{
	const struct template *layout = templates_find(templates, "layout");
	struct render rd = { .arena = r->arena, .user = r,
	    .content = templates_find(templates, name) };
	struct val root = val_object(&page_source, r, 0);

	buf_init(&r->out, r->arena, REQ_OUT_MAX);
	return layout != NULL && rd.content != NULL &&
	    mustache_render(layout, &rd, &root, 1, &r->out);
}

/* A handler that wrote JSON of its own shows the same as a page. */
static void
adopt_json(struct req *r)
{
	const struct view *v;

	if (r->out.n == 0)
		return;
	v = r->out.broken ? NULL : view_read(r->arena, r->out.s, r->out.n);
	if (v == NULL)
		req_fail(r, ERR_BUG, "The answer is too large for a page.");
	else
		req_add_view(r, v);
}

void
page_render(struct req *r)
{
	if (r->err != OK)
		return;
	adopt_json(r);
	if (r->err != OK)
		return;
	if (r->status == 0)
		r->status = 200;
	if (!render(r, r->route->page))
		req_fail(r, ERR_BUG, "%s cannot be rendered", r->route->page);
	else
		forget_flash(r);
}

/* ---- The error page */

static const char *
kind_of(int status)
{
	switch (status) {
	case 401:
		return "sign_in";
	case 403:
		return "forbidden";
	case 404:
	case 405:
		return "missing";
	case 409:
	case 412:
	case 422:
		return "refused";
	case 429:
	case 503:
		return "wait";
	default:
		return "ours";
	}
}

void
page_problem(struct req *r)
{
	const struct err_info *e = err_info(r->err);
	enum err err = r->err;

	answer_status(r);
	r->nthings = 0;
	r->err = OK;
	req_add_text(r, "status", arena_printf(r->arena, "%d", e->status));
	req_add_text(r, "heading", e->title);
	req_add_text(r, "title", e->title);
	req_add_text(r, kind_of(e->status), "yes");
	if (r->detail != NULL)
		req_add_text(r, "detail", r->detail);
	if (r->retry_after > 0)
		req_add_text(r, "retry_after", arena_printf(r->arena, "%d",
		    r->retry_after));
	if (!render(r, "error")) {
		buf_init(&r->out, r->arena, REQ_OUT_MAX);
		buf_printf(&r->out, "<!doctype html><title>%d</title><p>%s",
		    e->status, e->title);
	}
	r->err = err;
}
