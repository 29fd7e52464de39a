/*
 * ctl.h - what the commands of lyceumctl share.
 *
 * A command is a row of main.c's table and a function that reads its options
 * with opt_read(), works, and gives its exit status back: CTL_OK, CTL_FAILED
 * (one line on stderr says what to do), or CTL_USAGE.  Memory lives in the
 * arena until the program ends.
 */
#ifndef CTL_H
#define CTL_H

#include "arena.h"
#include "conf.h"

#define CTL_OWNER	"lyceum_ctl"		/* role that owns the schemas */
#define CTL_CONFIG	"/etc/lyceum/lyceum.conf"
#define DEMO_PASSWORD	"demo-Lyceum-1"		/* of the demo's accounts */

enum { CTL_OK, CTL_FAILED, CTL_USAGE };

struct copy;
struct ctl;
struct service;

struct command {
	const char	*name;		/* "user create" */
	const char	*summary;	/* of the list */
	const char	*help;		/* paragraphs; NULL: summary only */
	int		(*run)(struct ctl *, char **argv);
};

struct ctl {
	const struct command	*command;
	const char		*config;	/* file; NULL: none */
	struct config		 conf;		/* after ctl_conf() */
	struct arena		 arena;
	int			 status;	/* when opt_read() said stop */
};

/* An option that takes a value sets *text, one without sets *flag. */
struct opt {
	const char	*name, *arg, *help;
	const char	**text;
	bool		*flag;
};

/* False: done already (--help) or wrong; return c->status. */
bool	opt_read(struct ctl *, char **argv, const struct opt *, size_t n);
/* A whole number in [least, most], or a complaint about the option. */
bool	opt_number(struct ctl *, const char *name, const char *value,
	    int64_t least, int64_t most, int64_t *out);

int	ctl_fail(const struct ctl *, const char *, ...) PRINTF(2, 3);
int	ctl_usage(const struct ctl *, const char *, ...) PRINTF(2, 3);

/* The settings; false: they are wrong, which has been said. */
bool	ctl_conf(struct ctl *);
/* The database as its owner; NULL: cannot, which has been said. */
struct copy *ctl_db(struct ctl *);
/* What to do when a connection was refused with these words. */
const char *ctl_todo(const char *why);
/* Says what the connection met, ends it, and gives CTL_FAILED back. */
int	ctl_db_failed(const struct ctl *, struct copy *, const char *what);

/*
 * The id and the code of the school that is meant: of that code, or, without
 * one, the only school that there is.  NULL: none, which has been said.
 */
const char *ctl_school(struct ctl *, struct copy *, const char **code);

/* For people who wait: on a terminal rewritten in place, else one line. */
void	ctl_step(const char *, ...) PRINTF(1, 2);
void	ctl_step_done(const char *, ...) PRINTF(1, 2);

/* Every service that has routes. */
const struct service *const *ctl_services(size_t *n);

int	cmd_migrate(struct ctl *, char **);
int	cmd_seed(struct ctl *, char **);
int	cmd_school_create(struct ctl *, char **);
int	cmd_user_create(struct ctl *, char **);
int	cmd_user_password(struct ctl *, char **);
int	cmd_keys_create(struct ctl *, char **);
int	cmd_keys_rotate(struct ctl *, char **);
int	cmd_keys_list(struct ctl *, char **);
int	cmd_keys_service_token(struct ctl *, char **);
int	cmd_credentials_rotate(struct ctl *, char **);
int	cmd_certs_create(struct ctl *, char **);
int	cmd_certs_client(struct ctl *, char **);
int	cmd_routes(struct ctl *, char **);
int	cmd_openapi(struct ctl *, char **);
int	cmd_doctor(struct ctl *, char **);
int	cmd_prune(struct ctl *, char **);
int	cmd_billing_run(struct ctl *, char **);
int	cmd_ledger_verify(struct ctl *, char **);
int	cmd_stripe_apply(struct ctl *, char **);
int	cmd_stripe_reconcile(struct ctl *, char **);
int	cmd_beacon_provision(struct ctl *, char **);
int	cmd_beacon_simulate(struct ctl *, char **);
int	cmd_close_sessions(struct ctl *, char **);
int	cmd_oneroster_export(struct ctl *, char **);
int	cmd_oneroster_import(struct ctl *, char **);

extern const char seed_help[];	/* what the demo has */
extern const char beacon_simulate_help[];

#endif
