/*
 * plan.h - what sqitch is to deploy, and how far a database has come.
 *
 * Eight projects, in the order in which they are deployed; each has a file
 * sqitch.plan (sqitchchanges(7)), and what was deployed of it stands in the
 * database's sqitch.changes.  A database holds a first part of each plan.
 * Names belong to the arena given to plan_read().
 */
#ifndef PLAN_H
#define PLAN_H

#define PLAN_PROJECTS	8u
#define PLAN_CHANGES	256u		/* of one project */

struct arena;
struct copy;

struct change {
	const char	*name;
	bool		 reworked;	/* comes again further down */
};

struct project {
	const char	*name;
	struct change	 change[PLAN_CHANGES];
	size_t		 planned, deployed;
	const char	*edited;	/* deployed, but with other contents */
	const char	*stranger;	/* deployed, but not planned */
};

struct plan {
	struct project	 project[PLAN_PROJECTS];
};

/* False: `why` names the file and what is wrong with it. */
bool	plan_read(struct plan *, struct arena *, const char *dir, char *why,
	    size_t) MUST_CHECK;
/* What is deployed; false if the database cannot say (copy_error()). */
bool	plan_compare(struct plan *, struct arena *, struct copy *,
	    const char *dir) MUST_CHECK;
size_t	plan_pending(const struct plan *);
/* A project that cannot be deployed further as it is; NULL: none. */
const struct project *plan_astray(const struct plan *);
const struct project *plan_edited(const struct plan *);

/* NULL, or what only a superuser can make and is missing. */
const char *plan_missing(struct arena *, struct copy *);

#endif
