#include "core.h"

#include <sys/stat.h>

#include <dirent.h>
#include <time.h>
#include <unistd.h>

#include "ask.h"
#include "buf.h"
#include "cache.h"
#include "ctl.h"
#include "doctor.h"
#include "keys.h"
#include "mustache.h"
#include "page.h"
#include "route.h"

/* ---- Keys */

static void
key_modes(struct doctor *d)
{
	DIR *dir = opendir(d->conf->keys_dir);
	const struct dirent *e;
	struct stat st;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		size_t n = strlen(e->d_name);

		if (n > 4 && strcmp(e->d_name + n - 4, ".pem") == 0 &&
		    fstatat(dirfd(dir), e->d_name, &st, 0) == 0 &&
		    (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
			doctor_bad(d, "keys", "%s/%s may be read by others "
			    "(mode %03o); chmod 600, then lyceumctl keys "
			    "rotate --now, twice", d->conf->keys_dir,
			    e->d_name, (unsigned)st.st_mode & 0777u);
	}
	if (dir != NULL)
		closedir(dir);
}

void
doctor_keys(struct doctor *d)
{
	struct keys *keys;
	const char *why = keys_open(&keys, d->conf->keys_dir, true);
	const char *path = arena_printf(&d->ctl->arena, "%s/jwks.json",
	    d->conf->keys_dir);
	const char *kid = "";
	struct stat st;

	if (why != NULL && stat(path, &st) != 0) {
		doctor_bad(d, "keys", "none in %s; lyceumctl keys create",
		    d->conf->keys_dir);
		return;
	}
	key_modes(d);
	if (why != NULL) {
		doctor_bad(d, "keys", "%s: %s; run as the user whose they "
		    "are, or restore them from the backup", d->conf->keys_dir,
		    why);
		return;
	}
	keys_signer(keys, &kid);
	doctor_ok(d, "keys", "%s signs", kid);
	keys_close(keys);
}

/* ---- Templates and routes */

#define OPENAPI	"%s/../openapi.json"	/* where auth reads it */

/* The route that shows this path's page, or NULL. */
static const struct route *
shown_at(const struct service *s, const char *path)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->routes[i].method == M_GET &&
		    s->routes[i].page != NULL &&
		    strcmp(s->routes[i].path, path) == 0)
			return &s->routes[i];
	return NULL;
}

static void
check_route(struct doctor *d, const struct service *s, const struct route *rt)
{
	char why[256];

	if (rt->page != NULL &&
	    templates_find(page_templates(), rt->page) == NULL)
		doctor_bad(d, "templates", "%s: %s %s has no template %s; "
		    "install Lyceum anew", s->name, method_name(rt->method),
		    rt->path, rt->page);
	if (rt->form != NULL && shown_at(s, rt->form) == NULL)
		doctor_bad(d, "routes", "%s: %s %s has no form at %s; install "
		    "Lyceum anew", s->name, method_name(rt->method), rt->path,
		    rt->form);
	if (!route_check(rt, why, sizeof(why)))
		doctor_bad(d, "routes", "%s: %s %s: %s", s->name,
		    method_name(rt->method), rt->path, why);
}

void
doctor_templates(struct doctor *d)
{
	const struct service *const *all;
	int before = d->bad;
	char why[512];
	size_t n;

	if (!page_load(d->conf->templates_dir, d->conf->version, why,
	    sizeof(why))) {
		doctor_bad(d, "templates", "%s; correct templates_dir, or "
		    "install Lyceum anew", why);
		return;
	}
	if (access(arena_printf(&d->ctl->arena, OPENAPI,
	    d->conf->templates_dir), R_OK) != 0)
		doctor_note(d, "templates", "there is no " OPENAPI ": /docs "
		    "shows the paths of auth alone; lyceumctl openapi writes "
		    "it", d->conf->templates_dir);
	all = ctl_services(&n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i]->n; k++)
			check_route(d, all[i], &all[i]->routes[k]);
	if (d->bad == before)
		doctor_ok(d, "templates", "all compile, and every route has "
		    "its page");
}

/* ---- What runs */

/* The path below which a service says whether it can work. */
static const char *
ready_path(const struct service *s)
{
	static const char end[] = "/health/ready";

	for (size_t i = 0; i < s->n; i++) {
		size_t n = strlen(s->routes[i].path);

		if (n >= sizeof(end) - 1 && strcmp(s->routes[i].path + n -
		    (sizeof(end) - 1), end) == 0)
			return s->routes[i].path;
	}
	return end;
}

static void
ask(struct doctor *d, const struct service *s, const char *pool)
{
	const char *path = arena_printf(&d->ctl->arena, "%s/%s.sock",
	    d->conf->run_dir, pool);
	const char *uri = ready_path(s);
	char why[ASK_WHY_MAX];
	int status = ask_pool(path, uri, why);

	if (status == 200)
		doctor_ok(d, "pools", "%s answers and reaches its database",
		    pool);
	else if (status == 503)
		doctor_bad(d, "pools", "%s answers, but does not reach its "
		    "database as %s; see the database above, and its log",
		    pool, s->role);
	else if (status != 0)
		doctor_bad(d, "pools", "%s answers %d to GET %s; restart it, "
		    "it may be of another release", pool, status, uri);
	else
		doctor_bad(d, "pools", "%s: %s; start it, its log says why it "
		    "does not", pool, why);
}

void
doctor_pools(struct doctor *d)
{
	const struct service *const *all;
	size_t n;

	all = ctl_services(&n);
	for (size_t i = 0; i < n; i++) {
		ask(d, all[i], all[i]->name);
		if (strcmp(all[i]->name, "auth") == 0)
			ask(d, all[i], "signin");
	}
}

void
doctor_memcached(struct doctor *d)
{
	const char *path = d->conf->memcached_socket, *v = NULL;
	const char *mine = arena_printf(&d->ctl->arena, "%lld",
	    (long long)time(NULL));
	struct cache *c;
	size_t n = 0;
	bool ok;

	if (path[0] == '\0') {
		doctor_note(d, "memcached", "memcached_socket is empty: "
		    "nothing is cached, which is slower and works");
		return;
	}
	c = cache_new(path);
	ok = c != NULL && cache_put(c, "lyceumctl-doctor", mine, strlen(mine),
	    60) && cache_get(c, "lyceumctl-doctor", &d->ctl->arena, &v, &n) &&
	    strcmp(v, mine) == 0;
	cache_free(c);
	if (ok)
		doctor_ok(d, "memcached", "keeps what it is given");
	else
		doctor_bad(d, "memcached", "%s does not answer; start it, or "
		    "leave memcached_socket empty", path);
}

void
doctor_log(struct doctor *d)
{
	const char *path = d->conf->log_socket;
	char why[ASK_WHY_MAX];

	if (path[0] == '\0')
		doctor_note(d, "log", "log_socket is empty: pools log to "
		    "stderr");
	else if (ask_datagram(path, why))
		doctor_ok(d, "log", "%s is read", path);
	else
		doctor_bad(d, "log", "%s; start syslog-ng, until then lines "
		    "are lost", why);
}

void
doctor_web(struct doctor *d)
{
	const char *url = d->conf->base_url;
	const char *path = "/health/live";
	char why[ASK_WHY_MAX];
	int status = ask_web(url, path, why);

	if (status == 200)
		doctor_ok(d, "web", "%s answers%s", url, strncmp(url,
		    "https:", 6) == 0 ? "; its certificate was not looked at"
		    : "");
	else if (status == 502 || status == 504)
		doctor_bad(d, "web", "nginx answers %d to %s%s: the pool auth "
		    "behind it does not; see above", status, url, path);
	else if (status != 0)
		doctor_bad(d, "web", "%s%s answers %d; is that nginx ours, "
		    "with our configuration?", url, path, status);
	else
		doctor_bad(d, "web", "%s: %s; start nginx, or correct "
		    "base_url", url, why);
}
