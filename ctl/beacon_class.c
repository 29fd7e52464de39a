#include "core.h"

#include <errno.h>
#include <jansson.h>

#include "beacon_run.h"
#include "ctl.h"

/* ---- The session */

/* Of the teacher's week, the first that can be signed now. */
static const char *
open_session(struct web *w, const char *teacher)
{
	struct fetch_ask ask = { "GET", "/calendar", teacher, NULL };
	json_t *j = NULL, *day, *s;
	size_t i, k;

	web_call(w, &ask, 0, &j);
	json_array_foreach(json_object_get(j, "days"), i, day)
		json_array_foreach(json_object_get(day, "sessions"), k, s) {
			const char *state =
			    json_string_value(json_object_get(s, "state"));

			if (state != NULL &&
			    (strcmp(state, "open") == 0 ||
				strcmp(state, "late") == 0))
				return web_text(w, s, "id");
		}
	web_fail(w,
	    "no session of the teacher can be signed now; say which "
	    "with --session");
	return NULL;
}

/* The teacher's own signature opens the session to those of students. */
static void
teacher_signs(struct run *r, const char *token)
{
	struct fetch_ask ask = { "POST", "/signatures", token, NULL };

	if (r->web.why != NULL)
		return;
	ask.body = json_pack(
	    "{ss ss}", "session_id", r->room.session_id, "method", "teacher");
	web_call(&r->web, &ask, 0, NULL);
}

static void
read_session(struct run *r)
{
	struct web *w = &r->web;
	struct fetch_ask ask = { "GET",
		arena_printf(w->arena, "/sessions/%s", r->room.session_id),
		r->admin, NULL };
	json_t *j = NULL;

	if (!web_id(w, r->room.session_id, r->room.session))
		return;
	web_call(w, &ask, 0, &j);
	r->course_id = web_text(w, j, "course_id");
	r->session_name = web_text(w, j, "name");
	r->classroom_id = json_string_value(json_object_get(
	    json_array_get(json_object_get(j, "classrooms"), 0), "id"));
}

/* ---- The beacon: the one named, the one kept for that room, or a new one */

static const char *
kept_name(const struct run *r)
{
	return r->classroom_id == NULL ? "anywhere" : r->classroom_id;
}

static void
new_beacon(struct run *r)
{
	struct web *w = &r->web;
	struct unit *u = &r->unit;

	device_free(u);
	*u = (struct unit){ .folder = r->folder };
	device_provision(w, u, r->admin, "Simulated beacon", r->classroom_id);
	if (w->why == NULL)
		keep_write(w, r->folder, "room", kept_name(r),
		    json_pack("{ss}", "beacon", u->id));
	device_sign_in(w, u, true);
}

/* A server that was set up anew does not know what is kept of the old one. */
static void
find_beacon(struct run *r)
{
	struct web *w = &r->web;
	struct unit *u = &r->unit;
	const char *id = r->beacon;

	u->folder = r->folder;
	if (id == NULL)
		id = json_string_value(json_object_get(
		    keep_read(w, r->folder, "room", kept_name(r)), "beacon"));
	if (id != NULL)
		device_load(w, u, id);
	if (id == NULL || !device_sign_in(w, u, r->beacon != NULL))
		new_beacon(r);
	device_heartbeat(w, u);
}

void
class_find(struct run *r)
{
	struct web *w = &r->web;
	const char *teacher = NULL;

	r->admin = web_sign_in(w, r->email, r->password);
	if (r->teacher != NULL)
		teacher = web_sign_in(w, r->teacher, r->password);
	if (w->why == NULL)
		r->room.session_id =
		    r->session != NULL ? r->session : open_session(w, teacher);
	read_session(r);
	if (teacher != NULL)
		teacher_signs(r, teacher);
	find_beacon(r);
	r->room.unit = &r->unit;
}

/* ---- The students */

static bool
is_full(const struct run *r)
{
	return (int64_t)r->n >= r->students;
}

static void
join(struct run *r, const struct phone *p)
{
	ctl_step("%zu phones", r->n + 1);
	r->phones[r->n] = *p;
	handset_bind(&r->web, &r->phones[r->n], r->folder, r->admin);
	r->n++;
}

/* Whoever holds a phone of their own is left alone with it. */
static bool
from_roster(struct web *w, const json_t *line, void *arg)
{
	struct run *r = arg;
	struct phone p = { .student_id = web_text(w, line, "student_id"),
		.name = web_text(w, line, "full_name"),
		.email = web_text(w, line, "email") };
	const char *status = web_text(w, line, "status");

	if (w->why != NULL || is_full(r))
		return false;
	if (strcmp(status, "enrolled") != 0)
		return true;
	if (!handset_is_free(w, &p, r->folder, r->admin, r->replace)) {
		handset_free(&p);
		return true;
	}
	handset_sign_in(w, &p, r->password);
	join(r, &p);
	return true;
}

static void
from_file(struct run *r)
{
	FILE *f = fopen(r->file, "r");
	char line[300];

	if (f == NULL)
		web_fail(&r->web, "%s: %s", r->file, strerror(errno));
	while (f != NULL && r->web.why == NULL && !is_full(r) &&
	    fgets(line, sizeof(line), f) != NULL) {
		struct phone p = { .name = NULL };

		line[strcspn(line, " \t\r\n")] = '\0';
		if (*line == '\0')
			continue;
		p.email = arena_strdup(r->web.arena, line);
		handset_sign_in(&r->web, &p, r->password);
		if (handset_is_free(&r->web, &p, r->folder, r->admin, true))
			join(r, &p);
	}
	if (f != NULL)
		fclose(f);
}

/* Cheats are the last ones; a friend is the first of all. */
static void
give_parts(struct run *r)
{
	static const enum act acts[] = { ACT_LENT, ACT_GUESSED, ACT_RECORDED };
	size_t at = r->n;

	if (r->relay && at > 0)
		r->phones[--at].act = ACT_RELAYED;
	for (int64_t i = 0; i < r->cheats && at > 1; i++) {
		r->phones[--at].act = acts[(size_t)i % NITEMS(acts)];
		r->phones[at].lender = &r->phones[0];
	}
}

void
class_gather(struct run *r)
{
	struct web *w = &r->web;

	r->phones =
	    arena_alloc(w->arena, (size_t)r->students * sizeof(*r->phones));
	if (r->file != NULL)
		from_file(r);
	else if (w->why == NULL)
		web_list(w,
		    arena_printf(
			w->arena, "/courses/%s/enrollments", r->course_id),
		    r->admin, from_roster, r);
	if (r->n < (size_t)r->cheats + r->relay + 1)
		web_fail(w,
		    "%zu students can take part, too few for that: others hold "
		    "phones of their own, whose place --replace takes",
		    r->n);
	give_parts(r);
}
