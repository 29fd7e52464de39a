#include "core.h"

#include <sys/statvfs.h>

#include <errno.h>
#include <unistd.h>

#include "copy.h"
#include "ctl.h"
#include "doctor.h"

#define MB	(UINT64_C(1) << 20)

/* ---- Findings */

static void
say(const char *kind, const char *about, const char *format, va_list ap)
{
	printf("%-5s  %-11s ", kind, about);
	vprintf(format, ap);
	putchar('\n');
	fflush(stdout);
}

void
doctor_ok(struct doctor *d, const char *about, const char *format, ...)
{
	va_list ap;

	(void)d;
	va_start(ap, format);
	say("ok", about, format, ap);
	va_end(ap);
}

void
doctor_note(struct doctor *d, const char *about, const char *format, ...)
{
	va_list ap;

	d->notes++;
	va_start(ap, format);
	say("note", about, format, ap);
	va_end(ap);
}

void
doctor_bad(struct doctor *d, const char *about, const char *format, ...)
{
	va_list ap;

	d->bad++;
	va_start(ap, format);
	say("WRONG", about, format, ap);
	va_end(ap);
}

/* ---- Settings, folders and the disk */

static bool
is_production(const struct config *c)
{
	return strcmp(c->environment, "production") == 0;
}

static void
settings(struct doctor *d)
{
	const struct config *c = d->conf;
	const char *url = c->base_url;
	bool tls = strncmp(url, "https://", 8) == 0;

	if (d->ctl->config == NULL)
		doctor_note(d, "settings", "no file: defaults and LYCEUM_* "
		    "alone; make " CTL_CONFIG " or say --config FILE");
	else
		doctor_ok(d, "settings", "%s, environment = %s",
		    d->ctl->config, c->environment);
	if (!tls && strncmp(url, "http://", 7) != 0)
		doctor_bad(d, "settings", "base_url = %s is no web address; "
		    "write https://your.name", url);
	else if (url[strlen(url) - 1] == '/')
		doctor_bad(d, "settings", "base_url = %s ends with a slash; "
		    "take it away", url);
	if (tls && !c->secure_cookies)
		doctor_bad(d, "settings", "secure_cookies = no behind %s; "
		    "write yes, or cookies travel in the clear", url);
	if (!tls && c->secure_cookies)
		doctor_note(d, "settings", "secure_cookies = yes, but "
		    "base_url is not https: nobody can sign in; write "
		    "base_url = https://…, or no for a trial");
	if (!tls && is_production(c))
		doctor_bad(d, "settings", "environment = production without "
		    "https: passwords travel in the clear; write base_url = "
		    "https://…");
}

/* Payments with a stand-in are none. */
static void
stripe(struct doctor *d)
{
	const struct config *c = d->conf;
	bool real = strcmp(c->stripe_api, "https://api.stripe.com") == 0 &&
	    strncmp(c->stripe_js, "https://js.stripe.com/", 22) == 0;

	if (real)
		doctor_ok(d, "stripe", "%s, keys in %s", c->stripe_api,
		    c->stripe_dir);
	else if (is_production(c))
		doctor_bad(d, "stripe", "environment = production with a "
		    "stand-in: nobody pays; take stripe_api = %s and "
		    "stripe_js = %s away", c->stripe_api, c->stripe_js);
	else
		doctor_note(d, "stripe", "%s stands in for Stripe: no money "
		    "moves; docs/payments.md says how to go live",
		    c->stripe_api);
}

static void
folder(struct doctor *d, const char *name, const char *path, int mode)
{
	if (access(path, mode) == 0)
		return;
	if (errno == EACCES)
		doctor_bad(d, "folders", "%s = %s: not for this user (uid "
		    "%ld); run as the one who runs Lyceum, or chown it", name,
		    path, (long)geteuid());
	else
		doctor_bad(d, "folders", "%s = %s: %s; make it, or correct "
		    "the setting", name, path, strerror(errno));
}

static void
folders(struct doctor *d)
{
	int before = d->bad;

	folder(d, "state_dir", d->conf->state_dir, R_OK | W_OK | X_OK);
	folder(d, "run_dir", d->conf->run_dir, R_OK | W_OK | X_OK);
	if (d->conf->metrics_file[0] == '\0')
		doctor_note(d, "folders", "metrics_file is empty: each pool "
		    "counts for itself, and /metrics shows one alone");
	else if (access(d->conf->metrics_file, F_OK) != 0)
		doctor_note(d, "folders", "metrics_file = %s is not there "
		    "yet; the first pool makes it", d->conf->metrics_file);
	else
		folder(d, "metrics_file", d->conf->metrics_file, R_OK | W_OK);
	if (d->bad == before)
		doctor_ok(d, "folders", "%s, %s", d->conf->state_dir,
		    d->conf->run_dir);
}

static void
disk(struct doctor *d)
{
	const char *path = d->conf->state_dir;
	struct statvfs v;
	uint64_t mb;

	if (statvfs(path, &v) != 0)
		return;		/* the folder was complained about */
	mb = (uint64_t)v.f_bavail * v.f_frsize / MB;
	if (mb < 512 || (v.f_files > 0 && v.f_favail < 1000))
		doctor_bad(d, "disk", "%" PRIu64 " MB and %" PRIu64 " files "
		    "are free for %s; make room before the database stops",
		    mb, (uint64_t)v.f_favail, path);
	else if (mb < 2048)
		doctor_note(d, "disk", "%" PRIu64 " MB are free for %s; that "
		    "will not last", mb, path);
	else
		doctor_ok(d, "disk", "%" PRIu64 " GB are free for %s",
		    mb / 1024, path);
}

/* ---- The command */

static int
verdict(const struct doctor *d)
{
	if (d->bad == 0 && d->notes == 0)
		puts("\nAll is well.");
	else if (d->bad == 0)
		printf("\nNothing is wrong; %d thing%s to know.\n", d->notes,
		    d->notes == 1 ? "" : "s");
	else
		printf("\n%d thing%s wrong.\n", d->bad, d->bad == 1 ?
		    " is" : "s are");
	return d->bad == 0 ? CTL_OK : CTL_FAILED;
}

int
cmd_doctor(struct ctl *c, char **argv)
{
	struct doctor d = { .ctl = c, .conf = &c->conf,
	    .sql = PKGDATADIR "/sql" };
	const struct opt opts[] = {
		{ "sql", "DIR", "the migrations (" PKGDATADIR "/sql)",
		    &d.sql, NULL },
	};

	if (!opt_read(c, argv, opts, NITEMS(opts)) || !ctl_conf(c))
		return c->status;
	settings(&d);
	stripe(&d);
	folders(&d);
	disk(&d);
	doctor_database(&d);
	doctor_migrations(&d);
	doctor_contents(&d);
	doctor_clock(&d);
	doctor_keys(&d);
	doctor_templates(&d);
	doctor_memcached(&d);
	doctor_log(&d);
	doctor_pools(&d);
	doctor_web(&d);
	copy_close(d.db);
	return verdict(&d);
}
