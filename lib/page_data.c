#include "core.h"
#include <jansson.h>
#include "access.h"
#include "conf.h"
#include "cookie.h"
#include "crypto.h"
#include "csrf.h"
#include "page_data.h"
#include "req.h"
#include "route.h"
#include "rows.h"
#include "school.h"
#include "site.h"
#include "view.h"

const char *page_version = "0";

/* ---- Rows of a query */

static int
rows_source_column(const void *data, const char *name, size_t n)
{
	return rows_column(data, name, n);
}

static void
free_json(void *json)
{
	json_decref(json);
}

static struct val
json_text(struct arena *a, const char *s, size_t n)
{
	json_t *v = json_loadb(s, n, JSON_DECODE_ANY, NULL);

	if (v == NULL)
		return (struct val){ .kind = VAL_NONE };
	arena_defer(a, free_json, v);
	return val_json(a, v);
}

static void
rows_source_value(struct render *rd, const struct val *row, int col,
    struct val *out)
{
	const char *s = rows_at(row->data, (int)row->at, col);
	size_t n;

	if (s == NULL)
		return;
	n = rows_len(row->data, (int)row->at, col);
	switch (rows_kind(row->data, col)) {
	case ROWS_BOOL:
		*out = val_flag(*s == 't');
		break;
	case ROWS_JSON:
		*out = json_text(rd->arena, s, n);
		break;
	case ROWS_TEXT:
	case ROWS_RAW:
	case ROWS_TIME:
		*out = (struct val){ .kind = VAL_TEXT, .s = s, .n = n };
		break;
	}
}

static const struct source rows_source = {
	.column = rows_source_column, .value = rows_source_value,
};

static struct val
rows_val(const struct thing *t)
{
	if (!t->one)
		return val_list(&rows_source, t->rows,
		    (size_t)rows_count(t->rows));
	if (rows_count(t->rows) == 0)
		return (struct val){ .kind = VAL_NONE };
	return val_object(&rows_source, t->rows, 0);
}

static struct val
thing_val(struct render *rd, const struct thing *t)
{
	if (t->view != NULL)
		return view_val(t->view);
	if (t->json != NULL)
		return val_json(rd->arena, t->json);
	if (t->text != NULL)
		return val_text(t->text);
	if (t->rows != NULL)
		return rows_val(t);
	return (struct val){ .kind = VAL_NONE };
}

/* A column of the row the page is about, or of one that adds to it (_more). */
static bool
root_column(struct render *rd, const struct req *r, const char *name, size_t n,
    struct val *out)
{
	for (size_t i = 0; i < r->nthings; i++) {
		const struct thing *t = &r->things[i];
		struct val row;
		int col;

		if ((t->name[0] != '\0' && t->name[0] != '_') || !t->one ||
		    rows_count(t->rows) == 0 ||
		    (col = rows_column(t->rows, name, n)) < 0)
			continue;
		row = val_object(&rows_source, t->rows, 0);
		rows_source_value(rd, &row, col, out);
		return true;
	}
	return false;
}

/* ---- in.name: what was typed, else what was asked, else what there is */

/* Passwords are typed anew, whatever else was wrong. */
static bool
is_secret(const struct field *f)
{
	return f != NULL && (f->flags & F_SECRET);
}

/* An unticked box says nothing; other fields are just not of that form. */
static bool
is_box(const struct field *f)
{
	return f != NULL && f->kind == K_BOOL;
}

static bool
in_get(struct render *rd, const struct val *o, const char *name, size_t n,
    struct val *out)
{
	const struct req *r = o->data;
	const struct req *f = r->failed != NULL ? r->failed : r;
	const struct field *k = f->route == NULL ? NULL :
	    shape_field(f->route->in, name);
	const char *s = form_get(&f->form, name);

	if (is_secret(k))
		return true;
	if (s == NULL)
		s = form_get(&r->query, name);
	if (s != NULL && strcmp(s, "false") == 0)
		*out = val_flag(false);
	else if (s != NULL)
		*out = val_text(s);
	else if (f != r && f->form.n > 0 && is_box(k))
		return true;
	else if (!root_column(rd, r, name, n, out) &&
	    req_thing(r, name, n) != NULL)
		*out = val_text(req_thing(r, name, n)->text);
	return true;
}

static const struct source in_source = { .get = in_get };

/* ---- error.name and errors */

static const struct faults *
faults_of(const struct req *r)
{
	return r->failed != NULL ? &r->failed->faults : &r->faults;
}

static bool
error_get(struct render *rd, const struct val *o, const char *name, size_t n,
    struct val *out)
{
	(void)rd;
	(void)n;
	for (const struct fault *f = faults_of(o->data)->first; f != NULL;
	    f = f->next)
		if (strcmp(f->field, name) == 0) {
			*out = val_text(f->message);
			break;
		}
	return true;
}

static const struct source error_source = { .get = error_get };

static bool
fault_get(struct render *rd, const struct val *o, const char *name, size_t n,
    struct val *out)
{
	const struct fault *f = faults_of(o->data)->first;

	(void)rd;
	(void)n;
	for (size_t i = 0; f != NULL && i < o->at; i++)
		f = f->next;
	if (f == NULL)
		return false;
	if (strcmp(name, "field") == 0)
		*out = val_text(f->field);
	else if (strcmp(name, "label") == 0)
		*out = val_text(f->label);
	else if (strcmp(name, "message") == 0)
		*out = val_text(f->message);
	else
		return false;
	return true;
}

static const struct source fault_source = { .get = fault_get };

/* ---- may.courses.create */

struct may {
	const struct user	*user;
	const char		*first;		/* "courses" */
};

static bool
may_get(struct render *rd, const struct val *o, const char *name, size_t n,
    struct val *out)
{
	const struct may *m = o->data;

	(void)n;
	*out = val_flag(access_may(m->user, arena_printf(rd->arena, "%s.%s",
	    m->first, name)));
	return true;
}

static const struct source may_action_source = { .get = may_get };

static bool
may_first(struct render *rd, const struct val *o, const char *name, size_t n,
    struct val *out)
{
	struct may *m = arena_alloc(rd->arena, sizeof(*m));

	m->user = o->data;
	m->first = arena_strndup(rd->arena, name, n);
	*out = val_object(&may_action_source, m, 0);
	return true;
}

static const struct source may_source = { .get = may_first };

/* ---- What every page has */

static struct val
me_val(struct render *rd, const struct req *r)
{
	struct pair *p = arena_alloc(rd->arena, 4 * sizeof(*p));

	p[0] = (struct pair){ "id", r->user.id.s };
	p[1] = (struct pair){ "name", r->user.name };
	p[2] = (struct pair){ "role", role_name(r->user.role) };
	return r->user.known ? val_pairs(p) : (struct val){ .kind = VAL_NONE };
}

static struct val
next_url(struct render *rd, const struct req *r)
{
	const struct thing *main = req_thing(r, "", 0);
	const char *cursor = main == NULL || main->rows == NULL ? NULL :
	    rows_cursor(main->rows, rd->arena);
	struct buf b;

	if (cursor == NULL)
		return (struct val){ .kind = VAL_NONE };
	buf_init(&b, rd->arena, 8192);
	buf_puts(&b, r->path);
	buf_lit(&b, "?");
	for (size_t i = 0; i < r->query.n; i++) {
		if (strcmp(r->query.at[i].name, "after") == 0)
			continue;
		buf_url(&b, r->query.at[i].name);
		buf_lit(&b, "=");
		buf_url(&b, r->query.at[i].value);
		buf_lit(&b, "&");
	}
	buf_lit(&b, "after=");
	buf_url(&b, cursor);
	return val_text(buf_text(&b));
}

static struct val
flash_val(struct render *rd, const struct req *r)
{
	const char *header = req_param(r, "HTTP_COOKIE"), *s;
	size_t n, len;
	char *text;

	if (header == NULL || !cookie_find(header, "flash",
	    site.conf->secure_cookies, &s, &n) || n > 2000)
		return (struct val){ .kind = VAL_NONE };
	text = arena_alloc(rd->arena, n + 1);
	if (!b64url_decode(s, n, text, n, &len))
		return (struct val){ .kind = VAL_NONE };
	return val_text(text);
}

static struct val
api_token(struct render *rd, const struct req *r)
{
	char *t = arena_alloc(rd->arena, CSRF_TOKEN_LEN + 1);

	csrf_api(r->csrf_key, t);
	return val_text(t);
}

static struct val
problem_val(struct render *rd, const struct req *r)
{
	const struct req *f = r->failed;
	struct pair *p = arena_alloc(rd->arena, 4 * sizeof(*p));

	if (f == NULL)
		return (struct val){ .kind = VAL_NONE };
	p[0] = (struct pair){ "title", err_info(f->err)->title };
	p[1] = (struct pair){ "detail", f->detail };
	p[2] = (struct pair){ "type", err_info(f->err)->slug };
	return val_pairs(p);
}

static struct val
title_val(struct render *rd, struct req *r)
{
	(void)rd;
	if (r->route == NULL || r->err != OK)
		return val_text(err_info(r->err)->title);
	return val_text(route_text(r, r->route->title == NULL ?
	    r->route->summary : r->route->title));
}

static bool
role_get(const struct req *r, const char *name, struct val *out)
{
	static const char *const names[ROLE__MAX] = {
		[ROLE_STUDENT] = "is_student", [ROLE_TEACHER] = "is_teacher",
		[ROLE_ADMIN] = "is_admin", [ROLE_DEV] = "is_dev",
		[ROLE_PARENT] = "is_parent",
	};

	for (unsigned i = 0; i < ROLE__MAX; i++)
		if (names[i] != NULL && strcmp(names[i], name) == 0) {
			*out = val_flag(r->user.known && r->user.role == i);
			return true;
		}
	return false;
}

static bool
common_get(struct render *rd, struct req *r, const char *name,
    struct val *out)
{
	if (strcmp(name, "me") == 0)
		*out = me_val(rd, r);
	else if (strcmp(name, "may") == 0)
		*out = val_object(&may_source, &r->user, 0);
	else if (strcmp(name, "school") == 0)
		*out = school_pairs(r) == NULL ? *out :
		    val_pairs(school_pairs(r));
	else if (strcmp(name, "in") == 0)
		*out = val_object(&in_source, r, 0);
	else if (strcmp(name, "error") == 0)
		*out = val_object(&error_source, r, 0);
	else if (strcmp(name, "errors") == 0)
		*out = val_list(&fault_source, r, faults_of(r)->n);
	else if (strcmp(name, "problem") == 0)
		*out = problem_val(rd, r);
	else if (strcmp(name, "signed_in") == 0)
		*out = val_flag(r->user.known);
	else if (strcmp(name, "flash") == 0)
		*out = flash_val(rd, r);
	else if (strcmp(name, "title") == 0)
		*out = title_val(rd, r);
	else if (strcmp(name, "path") == 0)
		*out = val_text(r->path);
	else if (strcmp(name, "next_url") == 0 || strcmp(name, "next") == 0)
		*out = next_url(rd, r);
	else if (strcmp(name, "csrf_api") == 0)
		*out = api_token(rd, r);
	else if (strcmp(name, "build") == 0)
		*out = val_text(page_version);
	else if (strcmp(name, "request_id") == 0)
		*out = val_text(r->request_id);
	else
		return role_get(r, name, out);
	return true;
}

static bool
page_get(struct render *rd, const struct val *o, const char *name, size_t n,
    struct val *out)
{
	/* The request is the page's own: common_get() only reads it. */
	struct req *r = rd->user;
	const struct thing *t = req_thing(r, name, n);
	const struct thing *main = req_thing(r, "", 0);

	(void)o;
	/* Of a list; an object that a handler wrote has them by name. */
	if (t == NULL && strcmp(name, "items") == 0 && main != NULL &&
	    !main->one && !view_is_object(main->view) &&
	    !json_is_object(main->json))
		t = main;
	if (t != NULL) {
		*out = thing_val(rd, t);
		return true;
	}
	if (root_column(rd, r, name, n, out))
		return true;
	if (main != NULL && main->view != NULL && view_get(main->view, name, n,
	    out))
		return true;
	if (main != NULL && main->json != NULL && json_object_get(main->json,
	    name) != NULL) {
		*out = val_json(rd->arena, json_object_get(main->json, name));
		return true;
	}
	return common_get(rd, r, name, out);
}

const struct source page_source = { .get = page_get };
