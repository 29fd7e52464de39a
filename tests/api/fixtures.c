#include "core.h"
#include <time.h>
#include <unistd.h>
#include "api/fixtures.h"

#define ASKED	16u

static void
give_up(const char *what, const struct reply *r)
{
	fprintf(stderr, "%s cannot be made: %ld %s\n", what, r->status,
	    r->body);
	exit(2);
}

const char *
keep(const char *s)
{
	char *copy = strdup(s);

	if (copy == NULL)
		abort();
	return copy;
}

unsigned
unique(void)
{
	static unsigned n;
	struct timespec t;

	if (n == 0) {
		clock_gettime(CLOCK_REALTIME, &t);
		n = (unsigned)(t.tv_sec * 1000 + t.tv_nsec / 1000000);
	}
	return ++n;
}

/* ---- People */

const char *
my_id(const char *who)
{
	return reply_text(api_get(api_token(who), "/auth/me"), "id");
}

const char *
my_school(void)
{
	static const char *id;

	if (id == NULL)
		id = keep(reply_text(api_get(api_token("admin"),
		    "/auth/me"), "school_id"));
	return id;
}

struct somebody
made_person(const char *role)
{
	const char *email = api_format("%s-%u@made.example", role, unique());
	struct reply *r = api_send(api_token("admin"), "POST", "/users",
	    api_format("{\"email\":\"%s\",\"full_name\":\"Made Person\","
	    "\"role\":\"%s\",\"password\":\"" MADE_PASSWORD "\"}", email,
	    role));

	if (r->status != 201)
		give_up("an account", r);
	return (struct somebody){ .id = reply_text(r, "id"), .email = email,
	    .token = api_mint(reply_text(r, "id"), my_school(), role) };
}

struct reply *
sign_in(const char *email, const char *password)
{
	return api_send(NULL, "POST", "/auth/login", api_format(
	    "{\"email\":\"%s\",\"password\":\"%s\"}", email, password));
}

/* ---- Requests */

struct reply *
send_with(const char *token, const char *method, const char *path,
    const char *body, const char *header)
{
	struct ask a = { .method = method, .token = token, .body = body,
	    .path = api_format("/api/v1%s", path), .headers = { header } };

	return api(&a);
}

struct reply *
send_if(const char *token, const char *method, const char *path,
    const char *body, const char *version)
{
	return send_with(token, method, path, body, api_format(
	    "If-Match: \"%s\"", version));
}

/* ---- Courses */

static json_t *
course_body(const char *extra)
{
	unsigned t = unique();
	json_t *more = json_loads(extra, 0, NULL), *o;

	o = json_pack("{ss ss si si ss si}", "code", api_format(
	    "%c%c%c%c%03u", 'A' + t % 26, 'A' + t / 26 % 26,
	    'A' + t / 676 % 26, 'A' + t / 17576 % 26, t / 456976 % 1000),
	    "name", "A course of a test", "capacity", 30, "credits", 3,
	    "semester", "summer", "year", 2032);
	if (o == NULL || more == NULL || json_object_update(o, more) != 0)
		abort();
	json_decref(more);
	return o;
}

struct reply *
course_try(const char *extra)
{
	json_t *o = course_body(extra);
	char *text = json_dumps(o, JSON_COMPACT);
	struct reply *r = api_send(api_token("admin"), "POST", "/courses",
	    text);

	free(text);
	json_decref(o);
	return r;
}

const char *
course_made(const char *extra)
{
	struct reply *r = course_try(extra);

	if (r->status != 201)
		give_up("a course", r);
	return reply_text(r, "id");
}

const char *
subject_made(void)
{
	unsigned t = unique();
	struct reply *r = api_send(api_token("admin"), "POST", "/subjects",
	    api_format("{\"code\":\"%c%c%c%c%03u\",\"title\":\"A subject\","
	    "\"credits\":3}", 'A' + t % 26, 'A' + t / 26 % 26,
	    'A' + t / 676 % 26, 'A' + t / 17576 % 26, t / 456976 % 1000));

	if (r->status != 201)
		give_up("a subject", r);
	return reply_text(r, "id");
}

const char *
seat_made(const char *course, const char *student)
{
	struct reply *r = api_send(api_token("admin"), "POST", api_format(
	    "/courses/%s/enroll", course), api_format(
	    "{\"student_id\":\"%s\"}", student));

	if (r->status != 201)
		give_up("an enrollment", r);
	return reply_text(r, "id");
}

/* ---- The database */

const char *
psql(const char *sql)
{
	char out[4096];
	size_t n;
	FILE *p = popen(api_format("psql -XAtqv ON_ERROR_STOP=1 -c \"%s\"",
	    sql), "re");

	if (p == NULL)
		abort();
	n = fread(out, 1, sizeof(out) - 1, p);
	out[n] = '\0';
	if (pclose(p) != 0)
		fprintf(stderr, "psql failed: %s\n", sql);
	while (n > 0 && out[n - 1] == '\n')
		out[--n] = '\0';
	return api_format("%s", out);
}

/* ---- Every worker */

void
a_second_later(void)
{
	usleep(1100 * 1000);
}

bool
all_answer(const char *token, const char *path, long status)
{
	struct ask asks[ASKED];
	struct reply *r[ASKED];
	bool all = true;

	for (size_t i = 0; i < ASKED; i++)
		asks[i] = (struct ask){ .method = "GET", .token = token,
		    .path = api_format("/api/v1%s", path) };
	api_race(asks, ASKED, r);
	for (size_t i = 0; i < ASKED; i++)
		all = all && r[i]->status == status;
	return all;
}
