#include "core.h"

#include <curl/curl.h>
#include <jansson.h>

#include "arena.h"
#include "buf.h"
#include "crew.h"
#include "fetch.h"

struct fetch {
	CURL *curl;
	const struct fetch_want *want;
	char words[CURL_ERROR_SIZE];
};

/* libcurl's own settings are made once, in a program of one thread. */
static bool
started(void)
{
	static bool done;

	if (!done)
		done = curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK;
	return done;
}

struct fetch *
fetch_open(const struct fetch_want *want)
{
	struct fetch *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->want = want;
	f->curl = started() ? curl_easy_init() : NULL;
	if (f->curl == NULL) {
		free(f);
		return NULL;
	}
	return f;
}

void
fetch_close(struct fetch *f)
{
	if (f == NULL)
		return;
	curl_easy_cleanup(f->curl);
	free(f);
}

static size_t
take(char *p, size_t size, size_t n, void *arg)
{
	struct buf *b = arg;

	buf_add(b, p, size * n);
	return b->broken ? 0 : size * n;
}

static void
decref(void *json)
{
	json_decref(json);
}

static void
free_text(void *text)
{
	free(text);
}

static void
set_peer(const struct fetch *f)
{
	const struct fetch_want *w = f->want;

	if (w->ca_file != NULL)
		curl_easy_setopt(f->curl, CURLOPT_CAINFO, w->ca_file);
	if (w->cert_file != NULL)
		curl_easy_setopt(f->curl, CURLOPT_SSLCERT, w->cert_file);
	if (w->key_file != NULL)
		curl_easy_setopt(f->curl, CURLOPT_SSLKEY, w->key_file);
	curl_easy_setopt(f->curl, CURLOPT_TIMEOUT_MS,
	    (long)(w->wait_ms > 0 ? w->wait_ms : FETCH_WAIT_MS));
	curl_easy_setopt(f->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(f->curl, CURLOPT_NOSIGNAL, 1L);
}

static void
set_body(struct fetch *f, struct arena *a, json_t *body)
{
	char *text;

	if (body == NULL)
		return;
	text = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	if (text == NULL)
		abort();
	arena_defer(a, free_text, text);
	curl_easy_setopt(f->curl, CURLOPT_POSTFIELDS, text);
}

static struct curl_slist *
add(struct curl_slist *list, const char *line)
{
	struct curl_slist *more = curl_slist_append(list, line);

	if (more == NULL)
		abort();
	return more;
}

static struct curl_slist *
headers_of(
    struct arena *a, const struct fetch_ask *ask, const struct fetch_more *more)
{
	struct curl_slist *h = add(NULL, "Accept: application/json");

	h = add(h, "Expect:");
	if (ask->body != NULL)
		h = add(h, "Content-Type: application/json");
	if (ask->token != NULL)
		h = add(
		    h, arena_printf(a, "Authorization: Bearer %s", ask->token));
	for (size_t i = 0; more->headers != NULL && more->headers[i] != NULL;
	     i++)
		h = add(h, more->headers[i]);
	return h;
}

/* libcurl keeps headers until the next call. */
static const char *
header(const struct fetch *f, struct arena *a, const char *name)
{
	struct curl_header *h;

	if (name == NULL ||
	    curl_easy_header(f->curl, name, 0, CURLH_HEADER, -1, &h) !=
		CURLHE_OK)
		return NULL;
	return arena_strdup(a, h->value);
}

/* The name, the address or the handshake: not a byte of a request was sent. */
static bool
is_unsent(CURLcode code)
{
	return code == CURLE_COULDNT_RESOLVE_HOST ||
	    code == CURLE_COULDNT_CONNECT || code == CURLE_SSL_CONNECT_ERROR ||
	    code == CURLE_PEER_FAILED_VERIFICATION ||
	    code == CURLE_UNSUPPORTED_PROTOCOL;
}

static void
read_answer(struct fetch *f, struct arena *a, const struct buf *body,
    struct fetched *got)
{
	curl_off_t wait = 0;
	long status = 0;

	curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(f->curl, CURLINFO_RETRY_AFTER, &wait);
	got->status = (int)status;
	got->retry_after = wait;
	got->json = body->n == 0 ?
	    NULL :
	    json_loadb(body->s, body->n, JSON_REJECT_DUPLICATES, NULL);
	if (got->json != NULL)
		arena_defer(a, decref, got->json);
}

static void
set_ask(struct fetch *f, struct arena *a, const struct fetch_ask *ask,
    const struct fetch_more *more)
{
	curl_easy_reset(f->curl);
	set_peer(f);
	curl_easy_setopt(f->curl, CURLOPT_URL,
	    arena_printf(a, "%s%s", f->want->base, ask->path));
	curl_easy_setopt(f->curl, CURLOPT_USERAGENT, "lyceum/" PACKAGE_VERSION);
	set_body(f, a, ask->body);
	if (more->form != NULL)
		curl_easy_setopt(f->curl, CURLOPT_POSTFIELDS, more->form);
	curl_easy_setopt(f->curl, CURLOPT_CUSTOMREQUEST, ask->method);
}

struct fetched
fetch_with(struct fetch *f, struct arena *a, const struct fetch_ask *ask,
    const struct fetch_more *more)
{
	struct fetched got = { 0 };
	struct curl_slist *h = headers_of(a, ask, more);
	struct buf body;
	CURLcode code;

	buf_init(&body, a, FETCH_MAX);
	set_ask(f, a, ask, more);
	curl_easy_setopt(f->curl, CURLOPT_HTTPHEADER, h);
	curl_easy_setopt(f->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(f->curl, CURLOPT_WRITEDATA, &body);
	f->words[0] = '\0';
	curl_easy_setopt(f->curl, CURLOPT_ERRORBUFFER, f->words);
	crew_away();
	code = curl_easy_perform(f->curl);
	curl_slist_free_all(h);
	if (code == CURLE_OK) {
		read_answer(f, a, &body, &got);
		got.said = header(f, a, more->said);
		got.said_too = header(f, a, more->said_too);
		return got;
	}
	got.unsent = is_unsent(code);
	got.why = arena_strdup(
	    a, f->words[0] != '\0' ? f->words : curl_easy_strerror(code));
	return got;
}

struct fetched
fetch_json(struct fetch *f, struct arena *a, const struct fetch_ask *ask)
{
	return fetch_with(f, a, ask, &(struct fetch_more){ 0 });
}
