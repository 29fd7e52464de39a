#include "core.h"

#include <signal.h>
#include <unistd.h>

#include "ctl.h"

/* clang-format off */
static const struct command commands[] = {
	{ "migrate", "Bring the database up to date",
	  "Makes the login roles and extensions where they are missing (as a\n"
	  "superuser), then deploys what sqitch has not deployed yet, project\n"
	  "by project. Does nothing, quickly, when everything is there.",
	  cmd_migrate },
	{ "seed", "Load demo data", seed_help, cmd_seed },
	{ "school create", "Make a school: a real installation starts so",
	  "The school begins with the default permissions of every role.\n"
	  "Next: lyceumctl user create --role admin.",
	  cmd_school_create },
	{ "user create", "Make an account",
	  "Asks for the password twice, unless --password-stdin.",
	  cmd_user_create },
	{ "user password", "Set somebody's password, and sign them out",
	  "Asks for the password twice, unless --password-stdin.",
	  cmd_user_password },
	{ "keys create", "Make the first keys that tokens are signed with",
	  NULL, cmd_keys_create },
	{ "keys rotate", "Let the next key sign, and publish a new next one",
	  "A key is published for a day before it signs, so that nobody meets\n"
	  "a token of a key that he does not know yet. Tokens of the old key\n"
	  "are accepted until they expire.",
	  cmd_keys_rotate },
	{ "keys list", "Show the keys and what each is for", NULL,
	  cmd_keys_list },
	{ "keys service-token", "Print a token with which a service calls gRPC",
	  "For a service that has no client certificate. The token is valid for\n"
	  "as many hours as are asked for (24), but no longer than the key that\n"
	  "signed it: after keys rotate, for some minutes.",
	  cmd_keys_service_token },
	{ "credentials rotate", "Let a new key sign a school's credentials",
	  "The first one is made with the first transcript. Keys that signed\n"
	  "before stay published, so that what they signed can be verified.",
	  cmd_credentials_rotate },
	{ "certs create", "Make what gRPC over TLS needs, where it is missing",
	  "An authority for development, and the server's certificate for\n"
	  "localhost and 127.0.0.1, which is made anew a month before its end.\n"
	  "In production put your own ca.crt, server.crt and server.key there.",
	  cmd_certs_create },
	{ "certs client", "Make the certificate of a service that calls gRPC",
	  "Its name is what Lyceum knows the service by.",
	  cmd_certs_client },
	{ "routes", "Show every route of every service with its permission",
	  NULL, cmd_routes },
	{ "openapi", "Print the OpenAPI 3.1 document", NULL, cmd_openapi },
	{ "beacon provision", "Make a beacon, and keep its keys here",
	  "An administrator makes it at the server; the private key never\n"
	  "leaves this machine. Prints the id of the beacon.",
	  cmd_beacon_provision },
	{ "beacon simulate", "Let a class sign in by a beacon's light",
	  beacon_simulate_help, cmd_beacon_simulate },
	{ "oneroster export", "Write a school as OneRoster 1.2 CSV files",
	  "People, courses, classes, enrollments, gradebooks and results, all\n"
	  "of them (bulk). What another system made keeps that system's ids.",
	  cmd_oneroster_export },
	{ "oneroster import", "Read a folder of OneRoster 1.2 CSV files",
	  "lyceumctl oneroster import --school CODE DIR. All of it or nothing;\n"
	  "each error is said by file, line and column. What is there already\n"
	  "is known by its sourcedId, else by e-mail address, student number or\n"
	  "code. Nothing is taken away: what the files lack stays as it is.",
	  cmd_oneroster_import },
	{ "doctor", "Say what is wrong with this installation",
	  "Looks at the settings, the database and its roles, the migrations,\n"
	  "keys, templates, pools, memcached, log, disk, clock and nginx. Each\n"
	  "finding says what to do. Exit status 1 when something is wrong.",
	  cmd_doctor },
	{ "close-sessions", "Close the sessions that are over",
	  "Closes every session whose time has passed, and marks as absent who\n"
	  "was expected and did not sign. Each is closed once, however often\n"
	  "this runs, also twice at a time. To be run every minute.",
	  cmd_close_sessions },
	{ "billing run", "Bill what falls due",
	  "Gives the seats of holds that are over to the next in line, charges\n"
	  "late fees, begins new periods of subscriptions and charges their\n"
	  "cards, applies the events of Stripe that wait, and adds up the ledger\n"
	  "for the board. Each thing is done once, however often this runs, also\n"
	  "twice at a time. To be run every minute.",
	  cmd_billing_run },
	{ "ledger verify", "Say what is wrong with the ledger",
	  "Both sides of each currency; each invoice, payment, refund, credit\n"
	  "note and dispute has its entries and no others; what is paid of\n"
	  "invoices, what people owe, numbers without gaps. Changes nothing.\n"
	  "Exit status 1 when something is wrong.",
	  cmd_ledger_verify },
	{ "stripe apply", "Apply the events of Stripe that wait", NULL,
	  cmd_stripe_apply },
	{ "stripe reconcile", "Compare with Stripe, and take what is missing",
	  "Events that never came are applied, refunds that were never answered\n"
	  "are asked for again with their keys, and every payment, refund and\n"
	  "dispute is compared both ways. Differences are kept, and those that\n"
	  "are gone are resolved. Exit status 1 when some remain. To be run\n"
	  "daily.",
	  cmd_stripe_reconcile },
	{ "prune", "Delete what has served its time",
	  "Answers kept for repeated requests (72 hours), delivered events (30\n"
	  "days), ended sessions (7 days), proofs and tokens of beacons that\n"
	  "their time refuses (an hour), keys of payments and refunds (72 hours\n"
	  "after these ended). To be run daily.",
	  cmd_prune },
};
/* clang-format on */

static void
help(FILE *f)
{
	fprintf(f, "usage: lyceumctl [--config FILE] COMMAND [OPTION...]\n\n");
	for (size_t i = 0; i < NITEMS(commands); i++)
		fprintf(f, "  %-18s %s\n", commands[i].name,
		    commands[i].summary);
	fprintf(f, "\nlyceumctl COMMAND --help says more. Settings are read "
	    "from FILE, or\nLYCEUM_CONFIG, or " CTL_CONFIG "; LYCEUM_<NAME> "
	    "in the\nenvironment wins. Exit status: 0, 1 (it failed), 2 "
	    "(usage).\n");
}

/* "keys" alone: its commands. */
static int
help_group(const char *group, bool asked)
{
	FILE *f = asked ? stdout : stderr;
	size_t n = strlen(group), found = 0;

	for (size_t i = 0; i < NITEMS(commands); i++)
		if (strncmp(commands[i].name, group, n) == 0 &&
		    commands[i].name[n] == ' ') {
			fprintf(f, "%s%-18s %s\n", found++ == 0 ?
			    asked ? "" : "lyceumctl: which one?\n" : "",
			    commands[i].name, commands[i].summary);
		}
	if (found == 0) {
		fprintf(stderr, "lyceumctl: there is no command %s; "
		    "lyceumctl --help lists them\n", group);
		return CTL_USAGE;
	}
	return asked ? CTL_OK : CTL_USAGE;
}

/* The command that argv begins with; moves argv behind it. */
static const struct command *
find(char ***argv)
{
	char **a = *argv;

	for (size_t i = 0; i < NITEMS(commands); i++) {
		const char *name = commands[i].name, *blank = strchr(name, ' ');
		size_t n = blank == NULL ? strlen(name) :
		    (size_t)(blank - name);

		if (strlen(a[0]) != n || strncmp(a[0], name, n) != 0)
			continue;
		if (blank == NULL) {
			*argv = a + 1;
			return &commands[i];
		}
		if (a[1] != NULL && strcmp(a[1], blank + 1) == 0) {
			*argv = a + 2;
			return &commands[i];
		}
	}
	return NULL;
}

static bool
asks_help(const char *s)
{
	return s != NULL && (strcmp(s, "--help") == 0 || strcmp(s, "-h") == 0);
}

static const char *
usual_config(void)
{
	const char *s = getenv("LYCEUM_CONFIG");

	if (s != NULL && *s != '\0')
		return s;
	return access(CTL_CONFIG, F_OK) == 0 ? CTL_CONFIG : NULL;
}

/* --config before the command; what follows it. */
static char **
take_config(struct ctl *c, char **a)
{
	if (a[0] != NULL && strncmp(a[0], "--config=", 9) == 0)
		c->config = *a++ + 9;
	else if (a[0] != NULL && strcmp(a[0], "--config") == 0 &&
	    a[1] != NULL) {
		c->config = a[1];
		a += 2;
	}
	return a;
}

static int
run(struct ctl *c, char **a)
{
	if (a[0] == NULL || asks_help(a[0]) || strcmp(a[0], "help") == 0) {
		help(a[0] == NULL ? stderr : stdout);
		return a[0] == NULL ? CTL_USAGE : CTL_OK;
	}
	if (strcmp(a[0], "--version") == 0) {
		printf("lyceumctl %s\n", PACKAGE_VERSION);
		return CTL_OK;
	}
	if (a[0][0] == '-') {
		fprintf(stderr, "lyceumctl: %s is not understood there; see "
		    "lyceumctl --help\n", a[0]);
		return CTL_USAGE;
	}
	c->command = find(&a);
	if (c->command == NULL)
		return help_group(a[0], asks_help(a[1]));
	return c->command->run(c, a);
}

int
main(int argc, char **argv)
{
	struct ctl c = { .config = usual_config() };

	signal(SIGPIPE, SIG_IGN);
	c.status = run(&c, take_config(&c, argc > 0 ? argv + 1 : argv));
	if (fflush(stdout) != 0 && c.status == CTL_OK)
		c.status = ctl_fail(&c, "the output could not be written");
	arena_free(&c.arena);
	return c.status;
}
