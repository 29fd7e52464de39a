#include "core.h"

#include <jansson.h>
#include <unistd.h>

#include "beacon.h"
#include "beacon_run.h"
#include "ctl.h"

#define LINE_MAX_BYTES 1100u

/* ---- Options that both commands take */

const char *
sim_password(struct ctl *c, bool from_stdin)
{
	char line[LINE_MAX_BYTES];

	if (!from_stdin)
		return DEMO_PASSWORD;
	if (fgets(line, sizeof(line), stdin) == NULL) {
		c->status = ctl_usage(c, "standard input has no password");
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	return arena_strdup(&c->arena, line);
}

/* Devices are bound and passwords sent: not where real people sign. */
bool
sim_open(struct ctl *c, struct web *w, const char **url, const char **folder,
    const char *ca_file)
{
	if (!ctl_conf(c))
		return false;
	if (*url == NULL && strcmp(c->conf.environment, "production") == 0) {
		c->status = ctl_fail(c,
		    "these settings say environment = "
		    "production; name the server with --url if a simulation "
		    "is meant for it");
		return false;
	}
	if (*url == NULL)
		*url = c->conf.base_url;
	if (*folder == NULL)
		*folder =
		    arena_printf(&c->arena, "%s/simulator", c->conf.state_dir);
	if (web_open(w, &c->arena, *url, ca_file))
		return true;
	c->status = ctl_fail(c, "%s", w->why);
	return false;
}

int
sim_failed(struct ctl *c, struct web *w)
{
	c->status = ctl_fail(c, "%s", w->why);
	web_close(w);
	return c->status;
}

/* ---- provision */

struct wanted_room {
	const char *name, *id;
};

static bool
is_room(struct web *w, const json_t *room, void *arg)
{
	struct wanted_room *r = arg;
	const char *name = web_text(w, room, "name");
	const char *id = web_text(w, room, "id");

	if (w->why == NULL &&
	    (strcmp(name, r->name) == 0 || strcmp(id, r->name) == 0))
		r->id = id;
	return r->id == NULL;
}

static const char *
find_room(struct web *w, const char *admin, const char *name)
{
	struct wanted_room r = { .name = name };

	if (name == NULL)
		return NULL;
	web_list(w, "/classrooms", admin, is_room, &r);
	if (r.id == NULL)
		web_fail(w, "there is no classroom %s", name);
	return r.id;
}

struct provision {
	const char *url, *email, *name, *room, *folder, *ca_file;
	bool from_stdin, json;
};

static bool
provision_options(struct ctl *c, char **argv, struct provision *o)
{
	const struct opt opts[] = {
		{ "url", "URL", "the server (base_url of the settings)",
		    &o->url, NULL },
		{ "email", "ADDRESS",
		    "an administrator "
		    "(admin@lyceum.example)",
		    &o->email, NULL },
		{ "password-stdin", NULL,
		    "their password is the first line "
		    "of standard input",
		    NULL, &o->from_stdin },
		{ "name", "NAME", "of the beacon (Simulated beacon)", &o->name,
		    NULL },
		{ "room", "NAME", "name or id of its classroom", &o->room,
		    NULL },
		{ "keys", "FOLDER",
		    "where keys are kept "
		    "(simulator in the state folder)",
		    &o->folder, NULL },
		{ "ca-file", "FILE",
		    "authorities that the server's "
		    "certificate is from",
		    &o->ca_file, NULL },
		{ "json", NULL, "print JSON", NULL, &o->json },
	};

	return opt_read(c, argv, opts, NITEMS(opts));
}

int
cmd_beacon_provision(struct ctl *c, char **argv)
{
	struct provision o = { .email = "admin@lyceum.example",
		.name = "Simulated beacon" };
	struct unit u = { .id = NULL };
	const char *password, *admin;
	struct web w;

	if (!provision_options(c, argv, &o))
		return c->status;
	password = sim_password(c, o.from_stdin);
	if (password == NULL || !sim_open(c, &w, &o.url, &o.folder, o.ca_file))
		return c->status;
	u.folder = o.folder;
	admin = web_sign_in(&w, o.email, password);
	device_provision(&w, &u, admin, o.name, find_room(&w, admin, o.room));
	device_free(&u);
	if (w.why != NULL)
		return sim_failed(c, &w);
	if (o.json)
		printf(
		    "{\"id\":\"%s\",\"key_id\":%" PRIu32 "}\n", u.id, u.key_id);
	else
		printf("%s\n", u.id);
	web_close(&w);
	return CTL_OK;
}
