/*
 * health.h - the routes that every pool has: is it alive, can it work.
 * /health is for people, /health/live for whoever restarts processes,
 * /health/ready for whoever sends traffic.
 */
#ifndef HEALTH_H
#define HEALTH_H

#include "route.h"

enum err	health_basic(struct req *);
enum err	health_live(struct req *);
enum err	health_ready(struct req *);

/* The three rows of a service, below its own name. */
#define HEALTH_ROUTES(prefix)						\
	{ M_GET, prefix "/health", health_basic, .may = "public",	\
	    .flags = R_NO_DB | R_BARE, .summary = "Is it there" },	\
	{ M_GET, prefix "/health/live", health_live, .may = "public",	\
	    .flags = R_NO_DB | R_BARE, .summary = "Liveness probe" },	\
	{ M_GET, prefix "/health/ready", health_ready, .may = "public",	\
	    .flags = R_NO_DB | R_BARE,					\
	    .summary = "Readiness probe: can it reach the database" }

#endif
