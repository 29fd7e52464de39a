/*
 * route.h - one row per endpoint.
 *
 * The row is the whole contract: dispatch, sign-in, permission, validation,
 * cache, rate, metrics, audit, documentation and the generic tests read it,
 * and nothing else.  A path serves JSON below /api/v1 and, where the row has
 * a page (or a place to go `then`), HTML without that prefix.
 */
#ifndef ROUTE_H
#define ROUTE_H

#include "err.h"
#include "req.h"

struct config;

#define ROUTE_FAILS_MAX	8u
#define ROUTE_WITH_MAX	8u

#define R_NO_API	0x01u	/* pages only */
#define R_NO_AUDIT	0x02u	/* changes nothing that anybody asks about */
#define R_BEARER	0x04u	/* a token of its own: no session, no CSRF */
#define R_RAW		0x08u	/* the handler reads the body itself */
#define R_NO_DB		0x10u	/* answers also while the database is away */
#define R_SECRET	0x20u	/* the answer is never kept for a repetition */
#define R_BARE		0x40u	/* no page: the same without /api/v1 */
#define R_BEGINS	0x80u	/* db_begin() is the handler's: what it did
				 * before stands, also when it fails */
#define R_QUERY		0x200u	/* the handler reads the query string itself */
#define R_GRPC		0x100u	/* a method of a gRPC service: grpc.h */

/* What goes with R_GRPC: neither JSON nor a page, and the body unread. */
#define R_GRPC_WRITE	(R_GRPC | R_NO_API | R_BARE | R_RAW)
#define R_GRPC_READ	(R_GRPC_WRITE | R_NO_AUDIT | R_BEGINS)

/* Another query whose answer a page shows under a name. */
struct with {
	const char		*name;
	const struct query	*query;
};

struct rate {
	int	take, seconds;		/* requests per address in that time */
};

struct route {
	enum method		 method;
	const char		*path;		/* "/courses/{id}" */
	enum err		(*handler)(struct req *);
	/* After the handlers of some that waited together, of those that did
	 * not fail: what is done for all at once.  Of one route a service. */
	void			(*together)(struct req **, size_t n);
	const char		*may;		/* or "public", "self" */
	const struct query	*query;		/* the answer */
	const struct query	*of;		/* what a list is of */
	const struct query	*current;	/* for a stale writer */
	struct with		 with[ROUTE_WITH_MAX];	/* for the page */
	const struct shape	*in;
	const char		*page;		/* template */
	const char		*gives;		/* a type; NULL: JSON */
	const char		*title;		/* "{code} {name}" */
	const char		*form;		/* page that shows its faults */
	const char		*then, *flash;	/* and what it says */
	const char		*cached, *touches;	/* tags */
	int			 ttl;		/* seconds */
	int			 status;	/* of success; 0: 200 */
	struct rate		 rate;
	unsigned		 flags;
	enum err		 fails[ROUTE_FAILS_MAX];
	const char		*summary;
};

struct service {
	const char		*name;		/* "courses" */
	const char		*role;		/* "lyceum_courses" */
	const struct route	*routes;
	size_t			 n;
	bool			(*start)(const struct config *);
	/* Beside requests: app.h.  Not a request's, its own arena. */
	int			(*idle)(struct req *, bool busy);
};

/* NULL: `allow` has the methods that the path does have, as bits. */
const struct route *route_find(const struct service *, struct req *,
		    unsigned *allow);
bool		 route_check(const struct route *, char *why, size_t);
const struct route *service_route(const struct service *, size_t i);
const char	*method_name(enum method);
enum method	 method_by_name(const char *);

bool		 route_is_list(const struct route *);
bool		 route_is_unsafe(const struct route *);

/* Expand {name} in a path or a tag from the path and the answer. */
/* {name}s from the path, the answer and the input. */
const char	*route_expand(struct req *, const char *pattern); /* a URL */
const char	*route_text(struct req *, const char *pattern);	/* a text */
const char	*route_here(struct req *);	/* this path as a URL */

#endif
