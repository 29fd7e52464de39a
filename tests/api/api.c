#include "core.h"
#include <curl/curl.h>
#include <time.h>
#include "arena.h"
#include "api/api.h"
#include "crypto.h"
#include "keys.h"
#include "token.h"
#include "user.h"

#define PEOPLE_MAX	4000u

struct person {
	char	*email, *token;
};

static struct arena arena;
static struct person people[PEOPLE_MAX];
static size_t npeople;
static CURL *curl;
static const char *base;

struct text {
	char	*s;
	size_t	 n;
};

void
api_start(void)
{
	base = getenv("LYCEUM_URL");
	if (base == NULL || curl_global_init(CURL_GLOBAL_ALL) != CURLE_OK ||
	    (curl = curl_easy_init()) == NULL) {
		fprintf(stderr, "LYCEUM_URL must name a running server\n");
		exit(2);
	}
}

void
api_free(void)
{
	arena_free(&arena);
}

const char *
api_format(const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return arena_strdup(&arena, text);
}

static size_t
take(char *p, size_t size, size_t n, void *arg)
{
	struct text *t = arg;
	char *s = realloc(t->s, t->n + size * n + 1);

	if (s == NULL)
		return 0;
	memcpy(s + t->n, p, size * n);
	t->s = s;
	t->n += size * n;
	t->s[t->n] = '\0';
	return size * n;
}

static void
decref(void *json)
{
	json_decref(json);
}

static struct reply *
reply_of(CURL *h, struct text *head, struct text *body)
{
	struct reply *r = arena_alloc(&arena, sizeof(*r));

	curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &r->status);
	r->headers = head->s != NULL ? head->s : arena_strdup(&arena, "");
	r->body = body->s != NULL ? body->s : arena_strdup(&arena, "");
	r->len = body->n;
	if (head->s != NULL)
		arena_defer(&arena, free, head->s);
	if (body->s != NULL)
		arena_defer(&arena, free, body->s);
	r->json = json_loadb(r->body, r->len, JSON_REJECT_DUPLICATES |
	    JSON_DECODE_ANY, NULL);
	if (r->json != NULL)
		arena_defer(&arena, decref, r->json);
	return r;
}

static struct curl_slist *
headers_of(const struct ask *a)
{
	struct curl_slist *h = curl_slist_append(NULL, "Expect:");

	if (a->token != NULL)
		h = curl_slist_append(h, api_format("Authorization: Bearer %s",
		    a->token));
	if (a->cookie != NULL)
		h = curl_slist_append(h, api_format("Cookie: %s", a->cookie));
	if (a->body != NULL)
		h = curl_slist_append(h, api_format("Content-Type: %s",
		    a->type != NULL ? a->type : "application/json"));
	for (size_t i = 0; i < NITEMS(a->headers) && a->headers[i] != NULL;
	    i++)
		h = curl_slist_append(h, a->headers[i]);
	return h;
}

static void
prepare(CURL *c, const struct ask *a, struct curl_slist *h, struct text *head,
    struct text *body)
{
	curl_easy_setopt(c, CURLOPT_URL, api_format("%s%s", base, a->path));
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, a->method);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, h);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, body);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, head);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, 60L);
	if (a->body == NULL)
		return;
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, a->body);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
	    (curl_off_t)strlen(a->body));
}

struct reply *
api(const struct ask *a)
{
	struct text head = { 0 }, body = { 0 };
	struct curl_slist *h = headers_of(a);
	CURLcode rc;

	curl_easy_reset(curl);
	prepare(curl, a, h, &head, &body);
	rc = curl_easy_perform(curl);
	curl_slist_free_all(h);
	if (rc != CURLE_OK)
		fprintf(stderr, "\n%s %s: %s\n", a->method, a->path,
		    curl_easy_strerror(rc));
	return reply_of(curl, &head, &body);
}

struct racer {
	CURL			*curl;
	struct curl_slist	*headers;
	struct text		 head, body;
};

void
api_race(const struct ask *a, size_t n, struct reply **replies)
{
	struct racer *all = arena_alloc(&arena, n * sizeof(*all));
	CURLM *multi = curl_multi_init();
	int running;

	for (size_t i = 0; i < n; i++) {
		all[i].curl = curl_easy_init();
		all[i].headers = headers_of(&a[i]);
		prepare(all[i].curl, &a[i], all[i].headers, &all[i].head,
		    &all[i].body);
		curl_multi_add_handle(multi, all[i].curl);
	}
	/* With nothing left to come, a poll would wait its time out. */
	while (curl_multi_perform(multi, &running) == CURLM_OK && running > 0)
		curl_multi_poll(multi, NULL, 0, 1000, NULL);
	for (size_t i = 0; i < n; i++) {
		replies[i] = reply_of(all[i].curl, &all[i].head, &all[i].body);
		curl_multi_remove_handle(multi, all[i].curl);
		curl_easy_cleanup(all[i].curl);
		curl_slist_free_all(all[i].headers);
	}
	curl_multi_cleanup(multi);
}

struct reply *
api_get(const char *token, const char *path)
{
	struct ask a = { "GET", api_format("/api/v1%s", path), token, NULL,
	    NULL, NULL, { NULL } };

	return api(&a);
}

struct reply *
api_send(const char *token, const char *method, const char *path,
    const char *body)
{
	struct ask a = { method, api_format("/api/v1%s", path), token, NULL,
	    body, NULL, { NULL } };

	return api(&a);
}

const char *
api_token(const char *who)
{
	const char *email = strchr(who, '@') != NULL ? who :
	    api_format("%s@lyceum.example", who);
	struct reply *r;

	for (size_t i = 0; i < npeople; i++)
		if (strcmp(people[i].email, email) == 0)
			return people[i].token;
	r = api_send(NULL, "POST", "/auth/login", api_format(
	    "{\"email\":\"%s\",\"password\":\"" PASSWORD "\"}", email));
	if (r->status != 200 || npeople == PEOPLE_MAX) {
		fprintf(stderr, "%s cannot sign in: %s\n", email, r->body);
		exit(2);
	}
	people[npeople].email = strdup(email);
	people[npeople].token = strdup(reply_text(r, "access_token"));
	return people[npeople++].token;
}

/* ---- People and courses */

const char *
api_mint(const char *user_id, const char *school_id, const char *role)
{
	static struct keys *keys;
	const char *dir = getenv("LYCEUM_KEYS");
	struct token_realm realm = { .iss = base, .aud = "lyceum" };
	struct user u = { .known = true, .role = role_by_name(role),
	    .session = uuid7() };
	struct token_subject who = { .user = &u, .email = "",
	    .full_name = "Somebody" };
	char *token;

	if (keys == NULL && (dir == NULL || keys_open(&keys, dir, true) !=
	    NULL)) {
		fprintf(stderr, "LYCEUM_KEYS must name the keys' folder\n");
		exit(2);
	}
	if (!uuid_read(user_id, &u.id) || !uuid_read(school_id, &u.school_id))
		abort();
	token = token_sign(&arena, keys, &realm, &who, (int64_t)time(NULL));
	if (token == NULL)
		abort();
	return token;
}

const char *
api_course(int capacity, int waitlist, const char *schedule)
{
	static unsigned count, year;
	unsigned t = (unsigned)time(NULL) + 7919 * count++;
	struct reply *r;

	/* Nobody has a course from the last run in the way. */
	if (year == 0)
		year = 2031 + t / 60 % 60;
	for (unsigned i = 0; i < 50; i++, t = t * 1103515245u + 12345u) {
		r = api_send(api_token("admin"), "POST", "/courses",
		    api_format("{\"code\":\"%c%c%c%c%03u\",\"name\":"
		    "\"A course of a test\",\"capacity\":%d,\"waitlist_limit"
		    "\":%d,\"credits\":3,\"semester\":\"spring\",\"year\":"
		    "%u,\"schedule\":%s}", 'A' + t % 26, 'A' + t / 26 % 26,
		    'A' + t / 676 % 26, 'A' + t / 17576 % 26, t / 456976 % 1000,
		    capacity, waitlist, year, schedule));
		if (r->status == 201)
			return reply_text(r, "id");
	}
	fprintf(stderr, "a course cannot be made: %s\n", r->body);
	exit(2);
}

size_t
api_students(struct student *out, size_t max)
{
	const char *after = "", *school = reply_text(api_get(
	    api_token("admin"), "/school"), "id");
	size_t n = 0;

	do {
		struct reply *r = api_get(api_token("admin"), api_format(
		    "/users?role=student&active=true&limit=200&after=%s",
		    after));
		json_t *items = reply_at(r, "items"), *v;
		size_t i;

		json_array_foreach(items, i, v) {
			const char *id = json_string_value(json_object_get(v,
			    "id"));

			if (n == max)
				return n;
			out[n].id = id;
			out[n++].token = api_mint(id, school, "student");
		}
		after = reply_text(r, "next");
	} while (*after != '\0' && strcmp(after, "null") != 0);
	return n;
}

/* ---- Looking at an answer */

const char *
reply_header(const struct reply *r, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = r->headers; p != NULL && *p != '\0';
	    p = strchr(p, '\n'), p = p == NULL ? NULL : p + 1)
		if (strncasecmp(p, name, n) == 0 && p[n] == ':') {
			p += n + 1 + strspn(p + n + 1, " ");
			return arena_strndup(&arena, p, strcspn(p, "\r\n"));
		}
	return "";
}

json_t *
reply_at(const struct reply *r, const char *path)
{
	json_t *v = r->json;

	while (*path != '\0' && v != NULL) {
		size_t n = strcspn(path, ".");
		const char *name = arena_strndup(&arena, path, n);

		v = json_is_array(v) ? json_array_get(v,
		    strtoul(name, NULL, 10)) : json_object_get(v, name);
		path += n + (path[n] == '.');
	}
	return v;
}

const char *
reply_text(const struct reply *r, const char *path)
{
	json_t *v = reply_at(r, path);
	char *s;

	if (json_is_string(v))
		return json_string_value(v);
	if (v == NULL)
		return "";
	s = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT |
	    JSON_REAL_PRECISION(15));
	if (s == NULL)
		return "";
	arena_defer(&arena, free, s);
	return s;
}

long
reply_int(const struct reply *r, const char *path)
{
	return (long)json_integer_value(reply_at(r, path));
}

bool
reply_names(const struct reply *r, const char *field)
{
	json_t *errors = reply_at(r, "errors"), *e;
	size_t i;

	json_array_foreach(errors, i, e)
		if (strcmp(field, json_string_value(json_object_get(e,
		    "field"))) == 0)
			return true;
	return false;
}

/* ---- Saying what went wrong */

void
api_check(bool ok, const char *file, int line, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	CU_assertImplementation(ok, (unsigned)line, text, file, "", CU_FALSE);
}

bool
api_expect(const struct reply *r, long want, const char *file, int line)
{
	api_check(r->status == want, file, line, "%ld instead of %ld: %.300s",
	    r->status, want, r->body);
	return r->status == want;
}

bool
api_problem(const struct reply *r, long want, const char *slug,
    const char *file, int line)
{
	const char *type = reply_text(r, "type");
	bool same = strncmp(type, "/problems/", 10) == 0 &&
	    strcmp(type + 10, slug) == 0;

	api_check(r->status == want && same, file, line,
	    "%ld %s instead of %ld %s: %.300s", r->status, type, want, slug,
	    r->body);
	api_check(strcmp(reply_header(r, "Content-Type"),
	    "application/problem+json") == 0, file, line,
	    "a problem is not application/problem+json");
	api_check(*reply_text(r, "title") != '\0' &&
	    reply_int(r, "status") == want &&
	    *reply_text(r, "request_id") != '\0', file, line,
	    "a problem is not whole: %.300s", r->body);
	return r->status == want && same;
}
