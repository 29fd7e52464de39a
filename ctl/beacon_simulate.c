#include "core.h"

#include <jansson.h>
#include <time.h>

#include "beacon_run.h"
#include "ctl.h"

#define BATCH 16u       /* proofs of a frame */
#define AHEAD_MS 27000u /* of its frame that a proof may be */

const char beacon_simulate_help[] =
    "A beacon and the phones of a class, as programs: they sign in, get\n"
    "devices bound, prove by light (buzzLightyear) or by the room's code\n"
    "that they are there, and send it all through HTTP, as devices would.\n"
    "Without --session it is the one that a teacher can have signed now;\n"
    "the teacher signs first. Students are those of the course who hold no\n"
    "phone of their own. Cheats are, in turn: one whose friend signs with\n"
    "the friend's phone, one who guesses, one who plays a recording.\n"
    "\n"
    "Everybody has the same password, that of the demo unless\n"
    "--password-stdin. Exit status 0: what should be accepted was, and what\n"
    "should be refused was.";

/* ---- Sending */

static int
by_time(const void *a, const void *b)
{
	const struct phone *const *x = a, *const *y = b;

	return (*x)->proof.t_ms < (*y)->proof.t_ms ?
	    -1 :
	    (*x)->proof.t_ms > (*y)->proof.t_ms;
}

/* Until the last flash is seen, or as early as the server lets us. */
static void
wait_for(uint64_t t_ms, bool in_time)
{
	uint64_t now = web_now_ms(),
		 until = in_time || t_ms < AHEAD_MS ? t_ms : t_ms - AHEAD_MS,
		 ms = until > now ? until - now : 0;
	struct timespec t = { .tv_sec = (time_t)(ms / 1000),
		.tv_nsec = (long)(ms % 1000) * 1000000 };

	if (ms > 0)
		nanosleep(&t, NULL);
}

static void
take_result(struct run *r, struct phone **batch, size_t n, const json_t *result)
{
	const char *id =
	    json_string_value(json_object_get(result, "student_id"));

	for (size_t i = 0; id != NULL && i < n; i++)
		if (strcmp(batch[i]->student_id, id) == 0) {
			batch[i]->status = web_text(&r->web, result, "status");
			batch[i]->reason = json_string_value(
			    json_object_get(result, "reason"));
		}
}

static void
send_batch(struct run *r, struct phone **batch, size_t n)
{
	struct presence_proof proofs[BATCH];
	const json_t *results, *result;
	size_t i;

	for (i = 0; i < n; i++)
		proofs[i] = batch[i]->proof;
	wait_for(proofs[n - 1].t_ms, r->in_time);
	results = device_send(
	    &r->web, &r->unit, r->room.session, proofs, n, &r->last);
	json_array_foreach(results, i, result)
		take_result(r, batch, n, result);
}

static void
lesson(struct run *r)
{
	struct phone **order =
	    arena_alloc(r->web.arena, r->n * sizeof(struct phone *));

	for (size_t i = 0; i < r->n; i++) {
		ctl_step("%zu proofs", i + 1);
		order[i] = &r->phones[i];
		handset_prove(&r->web, &r->phones[i], &r->room);
	}
	if (r->web.why != NULL)
		return;
	qsort(order, r->n, sizeof(struct phone *), by_time);
	for (size_t i = 0; r->web.why == NULL && i < r->n; i += BATCH)
		send_batch(r, order + i, r->n - i < BATCH ? r->n - i : BATCH);
	if (r->cheats > 0 || r->relay)
		r->again = device_send_again(&r->web, &r->unit, &r->last);
}

/* ---- The command */

struct numbers {
	const char *students, *cheats, *errors, *jitter, *proof;
};

static bool
read_numbers(struct ctl *c, struct run *r, const struct numbers *n)
{
	if (!opt_number(c, "students", n->students, 1, RUN_STUDENTS_MAX,
		&r->students) ||
	    !opt_number(
		c, "cheat", n->cheats, 0, RUN_STUDENTS_MAX, &r->cheats) ||
	    !opt_number(c, "errors", n->errors, 0, 24, &r->room.errors) ||
	    !opt_number(c, "jitter", n->jitter, 0, 5000, &r->room.jitter_ms))
		return false;
	r->room.timestamps = n->proof != NULL && strcmp(n->proof, "code") == 0;
	if (n->proof != NULL && !r->room.timestamps &&
	    strcmp(n->proof, "light") != 0)
		c->status =
		    ctl_usage(c, "--proof is light or code, not %s", n->proof);
	else if (r->room.timestamps && r->relay)
		c->status = ctl_usage(c,
		    "--relay goes with --proof light: "
		    "a code can be read out in a video call");
	else
		return true;
	return false;
}

static bool
options(struct ctl *c, char **argv, struct run *r)
{
	struct numbers n = { NULL };
	const struct opt opts[] = {
		{ "url", "URL", "the server (base_url of the settings)",
		    &r->url, NULL },
		{ "email", "ADDRESS",
		    "an administrator "
		    "(admin@lyceum.example)",
		    &r->email, NULL },
		{ "password-stdin", NULL,
		    "everybody's password is the first "
		    "line of standard input",
		    NULL, &r->from_stdin },
		{ "session", "ID", "what is signed", &r->session, NULL },
		{ "teacher", "ADDRESS",
		    "who opens it (without --session "
		    "teacher@lyceum.example)",
		    &r->teacher, NULL },
		{ "beacon", "ID",
		    "one that was provisioned here (one of its "
		    "own)",
		    &r->beacon, NULL },
		{ "students", "N", "how many, 1 to 500 (20)", &n.students,
		    NULL },
		{ "file", "FILE",
		    "addresses of students, one a line, in "
		    "place of the roster",
		    &r->file, NULL },
		{ "replace", NULL,
		    "take the place of phones that students "
		    "have",
		    NULL, &r->replace },
		{ "proof", "KIND", "light or code (light)", &n.proof, NULL },
		{ "cheat", "N", "how many of them are not in the room (0)",
		    &n.cheats, NULL },
		{ "relay", NULL, "one of them signs through a video call", NULL,
		    &r->relay },
		{ "errors", "K",
		    "bits of each flash that are seen wrong "
		    "(0)",
		    &n.errors, NULL },
		{ "jitter", "MS", "how far flashes are off their time (40)",
		    &n.jitter, NULL },
		{ "in-time", NULL, "wait for each flash, up to a minute", NULL,
		    &r->in_time },
		{ "keys", "FOLDER",
		    "where keys are kept "
		    "(simulator in the state folder)",
		    &r->folder, NULL },
		{ "ca-file", "FILE",
		    "authorities that the server's "
		    "certificate is from",
		    &r->ca_file, NULL },
		{ "json", NULL, "print JSON", NULL, &r->json },
	};

	return opt_read(c, argv, opts, NITEMS(opts)) && read_numbers(c, r, &n);
}

int
cmd_beacon_simulate(struct ctl *c, char **argv)
{
	struct run *r = arena_alloc(&c->arena, sizeof(*r));
	bool ok;

	r->ctl = c;
	r->email = "admin@lyceum.example";
	r->students = 20;
	r->room.jitter_ms = 40;
	if (!options(c, argv, r))
		return c->status;
	if (r->session == NULL && r->teacher == NULL)
		r->teacher = "teacher@lyceum.example";
	r->password = sim_password(c, r->from_stdin);
	if (r->password == NULL ||
	    !sim_open(c, &r->web, &r->url, &r->folder, r->ca_file))
		return c->status;
	class_find(r);
	class_gather(r);
	if (r->web.why == NULL)
		lesson(r);
	for (size_t i = 0; i < r->n; i++)
		handset_free(&r->phones[i]);
	device_free(&r->unit);
	if (r->web.why != NULL)
		return sim_failed(c, &r->web);
	ok = table_print(r);
	web_close(&r->web);
	return ok ? CTL_OK : CTL_FAILED;
}
