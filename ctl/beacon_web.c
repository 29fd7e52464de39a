#include "core.h"

#include <jansson.h>
#include <time.h>

#include "beacon.h"
#include "buf.h"
#include "clock.h"

#define TRIES 6 /* of a call that we are told to repeat later */

bool
web_open(struct web *w, struct arena *a, const char *url, const char *ca_file)
{
	size_t n = strlen(url);

	while (n > 0 && url[n - 1] == '/')
		n--;
	*w = (struct web){ .arena = a };
	w->want.base = arena_printf(a, "%.*s/api/v1", (int)n, url);
	w->want.ca_file = ca_file;
	w->fetch = fetch_open(&w->want);
	if (w->fetch == NULL)
		web_fail(w, "out of memory");
	return w->why == NULL;
}

void
web_close(struct web *w)
{
	fetch_close(w->fetch);
	w->fetch = NULL;
}

void
web_fail(struct web *w, const char *format, ...)
{
	char text[1024];
	va_list ap;

	if (w->why != NULL)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	w->why = arena_strdup(w->arena, text);
}

uint64_t
web_now_ms(void)
{
	return (uint64_t)clock_date_us() / 1000;
}

/* A problem of RFC 9457, in one line. */
static const char *
problem(struct web *w, const json_t *j)
{
	const json_t *errors = json_object_get(j, "errors"), *e;
	const char *title = json_string_value(json_object_get(j, "title"));
	const char *detail = json_string_value(json_object_get(j, "detail"));
	struct buf b;
	size_t i;

	buf_init(&b, w->arena, 1000);
	buf_puts(&b, title == NULL ? "it said no more" : title);
	if (detail != NULL)
		buf_printf(&b, " %s", detail);
	json_array_foreach(errors, i, e) {
		const char *field =
		    json_string_value(json_object_get(e, "field"));
		const char *said =
		    json_string_value(json_object_get(e, "message"));

		buf_printf(&b, " %s %s.", field == NULL ? "" : field,
		    said == NULL ? "" : said);
	}
	return buf_text(&b);
}

int
web_call(struct web *w, const struct fetch_ask *ask, int fine, json_t **out)
{
	struct fetched got = { 0 };

	for (int i = 0; w->why == NULL && i < TRIES; i++) {
		if (ask->body != NULL)
			json_incref(ask->body);
		got = fetch_json(w->fetch, w->arena, ask);
		if (got.status != 429 && got.status != 503)
			break;
		nanosleep(&(struct timespec){ .tv_sec = got.retry_after > 0 &&
				      got.retry_after < 61 ?
				  got.retry_after :
				  1 },
		    NULL);
	}
	json_decref(ask->body);
	if (w->why != NULL)
		return 0;
	if (got.status == 0)
		web_fail(w, "%s %s%s: %s", ask->method, w->want.base, ask->path,
		    got.why);
	else if (got.status >= 300 && got.status != fine)
		web_fail(w, "%s %s: %d, %s", ask->method, ask->path, got.status,
		    problem(w, got.json));
	else if (got.json == NULL && got.status != 204)
		web_fail(w, "%s %s: %d, but no JSON", ask->method, ask->path,
		    got.status);
	if (out != NULL)
		*out = got.json;
	return w->why == NULL ? got.status : 0;
}

const char *
web_text(struct web *w, const json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));

	if (s == NULL)
		web_fail(w, "an answer has no %s", name);
	return w->why == NULL ? s : NULL;
}

const char *
web_sign_in(struct web *w, const char *email, const char *password)
{
	struct fetch_ask ask = { .method = "POST", .path = "/auth/login" };
	json_t *j = NULL;
	int status;

	if (w->why != NULL)
		return NULL;
	ask.body = json_pack("{ssss}", "email", email, "password", password);
	status = web_call(w, &ask, 401, &j);
	if (status == 401)
		web_fail(w, "%s cannot sign in with that password", email);
	return web_text(w, j, "access_token");
}

bool
web_id(struct web *w, const char *text, uint8_t id[PRESENCE_ID_LEN])
{
	if (w->why == NULL && (text == NULL || !uuid_parse(text, id)))
		web_fail(w, "%s is not an id", text == NULL ? "nothing" : text);
	return w->why == NULL;
}

bool
web_bytes(struct web *w, const char *text, void *out, size_t n)
{
	size_t len = 0;

	if (w->why == NULL &&
	    (text == NULL || !b64_decode(text, strlen(text), out, n, &len) ||
		len != n))
		web_fail(w, "a key is not %zu bytes in base64", n);
	return w->why == NULL;
}

const char *
web_point(struct web *w, const struct es256 *key)
{
	uint8_t point[1 + 2 * ES256_XY_LEN] = { 4 };
	char *text = arena_alloc(w->arena, B64_SIZE(sizeof(point)));

	if (key == NULL || !es256_xy(key, point + 1, point + 1 + ES256_XY_LEN))
		web_fail(w, "a key cannot be made");
	b64_encode(text, point, sizeof(point));
	return text;
}

void
web_list(struct web *w, const char *path, const char *token,
    bool (*fn)(struct web *, const json_t *, void *), void *arg)
{
	const char *next = "";

	while (w->why == NULL && next != NULL) {
		json_t *j = NULL, *item;
		struct fetch_ask ask = { "GET",
			arena_printf(w->arena, "%s%slimit=100%s%s", path,
			    strchr(path, '?') == NULL ? "?" : "&",
			    *next == '\0' ? "" : "&after=", next),
			token, NULL };
		size_t i;

		web_call(w, &ask, 0, &j);
		json_array_foreach(json_object_get(j, "items"), i, item)
			if (w->why != NULL || !fn(w, item, arg))
				return;
		next = json_string_value(json_object_get(j, "next"));
	}
}
