#include "core.h"

#include <sys/stat.h>

#include <errno.h>
#include <jansson.h>
#include <time.h>

#include "ctl.h"
#include "keys.h"
#include "token.h"

static int
failed(const struct ctl *c, const char *what, const char *why)
{
	return ctl_fail(c, "%s in %s: %s", what, c->conf.keys_dir, why);
}

int
cmd_keys_create(struct ctl *c, char **argv)
{
	const char *why;

	if (!opt_read(c, argv, NULL, 0) || !ctl_conf(c))
		return c->status;
	why = keys_create(c->conf.keys_dir, time(NULL));
	if (why != NULL)
		return failed(c, "no keys were made", why);
	printf("keys made in %s: one that signs, one that will\n",
	    c->conf.keys_dir);
	return CTL_OK;
}

int
cmd_keys_rotate(struct ctl *c, char **argv)
{
	bool now = false;
	const struct opt opts[] = {
		{ "now", NULL, "do not wait until the next key has been "
		    "published for a day", NULL, &now },
	};
	const char *why;

	if (!opt_read(c, argv, opts, NITEMS(opts)) || !ctl_conf(c))
		return c->status;
	why = keys_rotate(c->conf.keys_dir, time(NULL), now);
	if (why != NULL)
		return failed(c, "the keys were not rotated", why);
	printf("rotated: the next key signs now, and a new next one is "
	    "published\n");
	return CTL_OK;
}

/* ---- List */

static void
print_time(const char *words, json_int_t at)
{
	time_t t = (time_t)at;
	struct tm tm;
	char text[32];

	if (at == 0 || gmtime_r(&t, &tm) == NULL)
		return;
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &tm);
	printf("  %s %s", words, text);
}

static void
print_key(const json_t *key)
{
	json_int_t until = json_integer_value(
	    json_object_get(key, "lyceum:until"));

	printf("%-18s %-8s", json_string_value(json_object_get(key, "kid")),
	    json_string_value(json_object_get(key, "lyceum:state")));
	print_time("since", json_integer_value(
	    json_object_get(key, "lyceum:from")));
	print_time(until < time(NULL) ? "expired" : "accepted until", until);
	putchar('\n');
}

int
cmd_keys_list(struct ctl *c, char **argv)
{
	struct keys *keys;
	const char *path, *why;
	json_t *doc, *key;
	size_t i;

	if (!opt_read(c, argv, NULL, 0) || !ctl_conf(c))
		return c->status;
	why = keys_open(&keys, c->conf.keys_dir, false);
	if (why != NULL)
		return failed(c, "no list", why);
	keys_close(keys);
	path = arena_printf(&c->arena, "%s/jwks.json", c->conf.keys_dir);
	doc = json_load_file(path, 0, NULL);
	json_array_foreach(json_object_get(doc, "keys"), i, key)
		print_key(key);
	json_decref(doc);
	return CTL_OK;
}

int
cmd_keys_service_token(struct ctl *c, char **argv)
{
	const char *name = NULL, *hours = NULL, *why;
	const struct opt opts[] = {
		{ "name", "NAME", "of the service", &name, NULL },
		{ "hours", "N", "how long it is valid: 1 to 720", &hours,
		    NULL },
	};
	int64_t n = 24;
	struct keys *keys;
	char *token;

	if (!opt_read(c, argv, opts, NITEMS(opts)) || !opt_number(c, "hours",
	    hours, 1, TOKEN_SERVICE_MAX / 3600, &n))
		return c->status;
	if (name == NULL || !grpc_service_valid(name))
		return ctl_usage(c, "--name is 1 to %u letters, digits, "
		    "dots, dashes and underscores", GRPC_SERVICE_MAX);
	if (!ctl_conf(c))
		return c->status;
	why = keys_open(&keys, c->conf.keys_dir, true);
	if (why != NULL)
		return failed(c, "no token was made with the keys", why);
	token = token_service_sign(&c->arena, keys, &(struct token_realm){
	    c->conf.base_url, TOKEN_SERVICE_AUD }, name, time(NULL), n * 3600);
	keys_close(keys);
	if (token == NULL)
		return failed(c, "no token was made with the keys",
		    "it could not be signed");
	printf("%s\n", token);
	return CTL_OK;
}
