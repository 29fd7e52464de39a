#include "core.h"

#include "ctl.h"
#include "num.h"

static void
help_row(const char *name, const char *arg, const char *text)
{
	char left[64];

	snprintf(left, sizeof(left), "--%s%s%s", name, arg == NULL ? "" : " ",
	    arg == NULL ? "" : arg);
	printf("  %-20s %s\n", left, text);
}

static bool
help(struct ctl *c, const struct opt *opts, size_t n)
{
	const struct command *cmd = c->command;

	printf("usage: lyceumctl %s%s\n\n%s\n\n", cmd->name,
	    n == 0 ? "" : " [OPTION...]",
	    cmd->help == NULL ? cmd->summary : cmd->help);
	for (size_t i = 0; i < n; i++)
		help_row(opts[i].name, opts[i].arg, opts[i].help);
	help_row("config", "FILE", "settings");
	c->status = CTL_OK;
	return false;
}

static bool
wrong(struct ctl *c, const char *what, const char *name, size_t n)
{
	c->status = ctl_usage(c, "%s%.*s", what, (int)n, name);
	return false;
}

static const struct opt *
find(const struct opt *opts, size_t count, const char *name, size_t n)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(opts[i].name) == n &&
		    strncmp(opts[i].name, name, n) == 0)
			return &opts[i];
	return NULL;
}

/* Takes one option, and its value, off *argv. */
static bool
take(struct ctl *c, char ***argv, const struct opt *opts, size_t count)
{
	const struct opt config = { "config", "FILE", "", &c->config, NULL };
	const char *s = *(*argv)++, *value = NULL;
	const struct opt *o;
	size_t n;

	if (strcmp(s, "-h") == 0 || strcmp(s, "--help") == 0)
		return help(c, opts, count);
	if (strncmp(s, "--", 2) != 0)
		return wrong(c, "what is ", s, strlen(s));
	n = strcspn(s + 2, "=");
	o = n == 6 && strncmp(s + 2, "config", n) == 0 ? &config :
	    find(opts, count, s + 2, n);
	if (o == NULL)
		return wrong(c, "there is no option ", s, n + 2);
	if (s[n + 2] == '=')
		value = s + n + 3;
	if (o->arg == NULL) {
		*o->flag = true;
		return value == NULL ? true :
		    wrong(c, "no value goes with ", s, n + 2);
	}
	if (value == NULL && **argv != NULL)
		value = *(*argv)++;
	if (value == NULL || *value == '\0')
		return wrong(c, "a value goes with ", s, n + 2);
	*o->text = value;
	return true;
}

bool
opt_read(struct ctl *c, char **argv, const struct opt *opts, size_t n)
{
	while (*argv != NULL)
		if (!take(c, &argv, opts, n))
			return false;
	return true;
}

bool
opt_number(struct ctl *c, const char *name, const char *value, int64_t least,
    int64_t most, int64_t *out)
{
	if (value == NULL || num_read(value, least, most, out))
		return true;
	c->status = ctl_usage(c, "--%s is a whole number from %" PRId64
	    " to %" PRId64 ", not %s", name, least, most, value);
	return false;
}
