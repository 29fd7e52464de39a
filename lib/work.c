#include "core.h"
#include "answer.h"
#include "crypto.h"
#include "db.h"
#include "fcgi.h"
#include "gen/platform.h"
#include "route.h"
#include "rows.h"
#include "work.h"

/* ---- Reading */

static void
answer_with(struct req *r, const struct query *q, struct rows *rs)
{
	if (q->card == CARD_ONE && rows_count(rs) == 0) {
		work_missing(r);
		return;
	}
	if (route_is_list(r->route))
		rows_trim(rs, r->limit);
	if (q->card == CARD_ONE)
		req_add_one(r, "", rs);
	else
		req_answer(r, rs);
}

void
work_list(struct req *r, const struct query *q)
{
	struct rows *rs = db_rows(r, q, req_bind(r, q));

	rows_trim(rs, r->limit);
	req_answer(r, rs);
}

static size_t
add_with(struct req *r, struct db_step *s)
{
	const struct with *w = r->route->with;
	size_t n = 0;

	if (r->api)
		return 0;
	for (; n < ROUTE_WITH_MAX && w[n].query != NULL; n++)
		s[n] = (struct db_step){ .q = w[n].query,
		    .params = req_bind(r, w[n].query) };
	return n;
}

static void
take_with(struct req *r, struct db_step *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct with *w = &r->route->with[i];

		if (s[i].q->card == CARD_ONE)
			req_add_one(r, w->name, s[i].rows);
		else
			req_add(r, w->name, s[i].rows);
	}
}

static struct db_step
step_of(struct req *r, const struct query *q)
{
	return (struct db_step){ .q = q, .params = req_bind(r, q) };
}

/* Of an object that is not there, or not the caller's to see, is no list. */
static bool
take_of(struct req *r, struct rows *rs)
{
	if (rows_count(rs) == 0) {
		req_fail(r, ERR_NOT_FOUND, NULL);
		return false;
	}
	req_add_one(r, "_of", rs);
	return true;
}

void
work_read(struct req *r)
{
	const struct route *rt = r->route;
	struct db_step s[2 + ROUTE_WITH_MAX] = { 0 };
	size_t n = 0, with;

	if (r->err != OK)
		return;
	if (rt->of != NULL)
		s[n++] = step_of(r, rt->of);
	if (rt->handler != NULL)
		rt->handler(r);
	else if (rt->query != NULL)
		s[n++] = step_of(r, rt->query);
	with = add_with(r, s + n);
	if (r->err != OK || n + with == 0 || !db_many(r, s, n + with))
		return;
	if (rt->of != NULL && !take_of(r, s[0].rows))
		return;
	if (rt->handler == NULL && rt->query != NULL)
		answer_with(r, rt->query, s[n - 1].rows);
	take_with(r, s + n, with);
}

/* ---- Writing */

/* The object that a problem of a stale write shows. */
static void
stale(struct req *r, const struct rows *rs)
{
	struct buf b;

	req_fail(r, ERR_STALE, NULL);
	buf_init(&b, r->arena, REQ_OUT_MAX);
	buf_lit(&b, ",\"current\":");
	rows_json_row(rs, 0, &b);
	r->more = buf_text(&b);
}

/* What the caller may see but did not change: stale, or not theirs. */
void
work_missing(struct req *r)
{
	const struct query *q = r->route->current;
	const char *version;
	struct rows *rs;

	if (r->err != OK)
		return;
	rs = q == NULL ? NULL : db_rows(r, q, req_bind(r, q));
	if (rows_count(rs) == 0) {
		req_fail(r, ERR_NOT_FOUND, NULL);
		return;
	}
	version = rows_get(rs, 0, "version");
	if (r->if_match != NULL && version != NULL &&
	    strcmp(r->if_match, version) != 0)
		stale(r, rs);
	else
		req_fail(r, ERR_FORBIDDEN, "It is not yours to change.");
}

static const char *
audit_object(struct req *r)
{
	const struct thing *t = req_thing(r, "", 0);
	const char *id = t != NULL && t->rows != NULL ?
	    rows_get(t->rows, 0, "id") : NULL;

	return id != NULL ? id : r->nvars > 0 ? r->vars[0].value : NULL;
}

static struct db_step
audit_step(struct req *r, const char *object)
{
	const char **p = arena_alloc(r->arena, 7 * sizeof(*p));

	p[0] = req_value(r, "school_id");
	p[1] = req_value(r, "me");
	p[2] = arena_printf(r->arena, "%s %s", method_name(r->route->method),
	    r->route->path);
	p[3] = object;
	p[4] = r->request_id;
	p[5] = req_value(r, "remote_addr");
	return (struct db_step){ .q = &q_audit_add, .params = p };
}

static void
take_written(struct req *r, const struct db_step *s)
{
	bool none = s->q->card == CARD_EXEC ? s->affected == 0 :
	    rows_count(s->rows) == 0;

	if (r->err != OK)
		return;
	if (none && s->q->card != CARD_MANY)
		work_missing(r);
	else if (s->q->card == CARD_ONE)
		req_add_one(r, "", s->rows);
	else if (s->q->card == CARD_MANY)
		req_answer(r, s->rows);
}

static const char *
key_of(const struct req *r)
{
	const char *key = req_param(r, "HTTP_IDEMPOTENCY_KEY");

	if (r->route->flags & R_SECRET)
		return NULL;
	return key != NULL ? key : form_get(&r->form, "_key");
}

/*
 * Statements of one pipeline are one transaction: what creates below an
 * object, and its audit row, need no BEGIN.  Behind an Idempotency-Key there
 * is one already; where nothing else names the object, the audit row waits
 * for the id of what was made.
 */
struct rows *
work_create(struct req *r, const struct query *q)
{
	struct db_step s[2] = { { .q = q, .params = req_bind(r, q) } };
	bool audit = !(r->route->flags & R_NO_AUDIT);

	if (key_of(r) != NULL || r->nvars == 0)
		return db_rows(r, q, s[0].params);
	db_rollback(r);		/* a BEGIN that was not sent yet */
	if (audit)
		s[1] = audit_step(r, r->vars[0].value);
	return db_many(r, s, audit ? 2 : 1) ? s[0].rows : NULL;
}

static void
write_inside(struct req *r)
{
	const struct route *rt = r->route;
	struct db_step s = { .q = rt->query };

	if (rt->handler != NULL) {
		rt->handler(r);
		return;
	}
	if (rt->query == NULL)
		return;
	if (rt->status == 201 && rt->query->card == CARD_ONE)
		s.rows = work_create(r, rt->query);
	else {
		s.params = req_bind(r, rt->query);
		db_many(r, &s, 1);
	}
	take_written(r, &s);
}

/* ---- Idempotency-Key */

struct claim {
	const char	*params[5];	/* principal, key, route, SHA-256 */
};

static void
claim_fill(struct req *r, struct claim *c, const char *key)
{
	uint8_t sha[SHA256_LEN];
	char *hex = arena_alloc(r->arena, HEX_SIZE(SHA256_LEN));
	const char *addr = req_value(r, "remote_addr");

	crypto_sha256(r->call->body, r->call->body_len, sha);
	hex_encode(hex, sha, sizeof(sha));
	c->params[0] = r->user.known ? r->user.id.s :
	    arena_printf(r->arena, "address:%s", addr == NULL ? "" : addr);
	c->params[1] = key;
	c->params[2] = arena_printf(r->arena, "%s %s%s",
	    method_name(r->method), r->api ? "/api/v1" : "", r->path);
	c->params[3] = hex;
	c->params[4] = NULL;
}

static void
replay(struct req *r, const struct claim *c)
{
	struct rows *rs = db_rows(r, &q_idempotency_read, c->params);
	const char *body = rows_get(rs, 0, "response");

	if (r->err != OK)
		return;
	if (rows_count(rs) == 0 || rows_get(rs, 0, "status") == NULL)
		req_fail(r, ERR_IN_PROGRESS, NULL);
	else if (!rows_is(rs, 0, "same"))
		req_fail(r, ERR_KEY_REUSED, NULL);
	if (r->err != OK)
		return;
	r->status = (int)rows_int(rs, 0, "status");
	r->location = rows_get(rs, 0, "headers");
	if (r->location != NULL && *r->location == '\0')
		r->location = NULL;
	if (body != NULL)
		buf_puts(&r->out, body);
	req_header(r, "Idempotent-Replayed", "true");
}

/* True if this request is the first with its key, or has none. */
static bool
claim(struct req *r, struct claim *c)
{
	const char *key = key_of(r);
	struct rows *rs;

	if (key == NULL)
		return true;
	if (strlen(key) > 255) {
		req_fail(r, ERR_MALFORMED,
		    "An Idempotency-Key has at most 255 characters.");
		return false;
	}
	claim_fill(r, c, key);
	rs = db_rows(r, &q_idempotency_claim, c->params);
	if (rows_count(rs) > 0)
		return true;
	replay(r, c);
	return false;
}

static struct db_step
store_step(struct req *r, const struct claim *c)
{
	const char **p = arena_alloc(r->arena, 6 * sizeof(*p));

	p[0] = c->params[0];
	p[1] = c->params[1];
	p[2] = arena_printf(r->arena, "%d", r->status);
	p[3] = r->location == NULL ? "" : r->location;
	p[4] = buf_text(&r->out);
	return (struct db_step){ .q = &q_idempotency_store, .params = p };
}

/* The page that a form goes to must be known before the answer is kept. */
static void
settle(struct req *r)
{
	if (r->err != OK)
		return;
	answer_success(r);
	if (r->api) {
		answer_json(r);
		return;
	}
	r->status = 303;
	if (r->location == NULL)
		r->location = r->route->then != NULL ?
		    route_expand(r, r->route->then) : route_here(r);
}

static void
commit(struct req *r, const struct claim *c)
{
	struct db_step s[2];
	size_t n = 0;

	settle(r);
	if (r->err == OK && !(r->route->flags & R_NO_AUDIT) &&
	    db_in_transaction())
		s[n++] = audit_step(r, audit_object(r));
	if (r->err == OK && c->params[1] != NULL)
		s[n++] = store_step(r, c);
	if (r->err == OK)
		db_commit(r, s, n);
	else
		db_rollback(r);
	if (r->err == OK && r->after != NULL)
		r->after(r);
}

void
work_write(struct req *r)
{
	const struct route *rt = r->route;
	struct claim c = { 0 };

	if (r->err != OK)
		return;
	if (rt->flags & R_NO_DB) {
		write_inside(r);
		settle(r);
		return;
	}
	if (!(rt->flags & R_BEGINS))
		db_begin(r);
	if (claim(r, &c)) {
		write_inside(r);
		commit(r, &c);
	} else
		db_rollback(r);
}
