/*
 * req.h - one request: who asks, what came in, what goes out.
 *
 * The first failure wins.  After req_fail() every call that takes the
 * request does nothing and returns nothing (or zero, or NULL), so a handler
 * holds decisions only.  Nothing is sent before the transaction has
 * committed; all memory is the request's arena.
 */
#ifndef REQ_H
#define REQ_H

#include "arena.h"
#include "buf.h"
#include "err.h"
#include "form.h"
#include "shape.h"
#include "user.h"

#define REQ_VARS_MAX	4u
#define REQ_THINGS_MAX	16u
#define REQ_OUT_MAX	((size_t)32 * 1024 * 1024)

struct call;
struct db_step;
struct grpc_call;
struct json_t;
struct part;
struct query;
struct route;
struct rows;
struct view;
struct service;

enum method { M_GET, M_POST, M_PUT, M_PATCH, M_DELETE, M_OTHER };

/* Something the answer shows: rows, a row, a JSON value or a text. */
struct thing {
	const char	*name;		/* "" is the answer itself */
	struct rows	*rows;
	struct json_t	*json;
	const struct view *view;	/* what a handler wrote, for its page */
	const char	*text;
	bool		 one;		/* its first row alone */
};

struct req {
	struct arena		*arena;
	struct call		*call;
	const struct service	*service;
	const struct route	*route;
	struct user		 user;
	unsigned char		 csrf_key[16];	/* of a browser session */
	int64_t			 now;		/* seconds since 1970 */

	enum method		 method;
	bool			 api;		/* JSON wanted, not a page */
	bool			 by_cookie;	/* a browser session speaks */
	const char		*path;		/* without /api/v1 */
	const char		*query_string;
	const char		*request_id;
	struct form		 query, form;
	const struct part	*file;		/* of a form, or NULL */
	struct json_t		*json;		/* body of an API request */
	struct param		 vars[REQ_VARS_MAX];	/* {name} of the path */
	size_t			 nvars;
	struct input		 in;		/* of the route's shape */
	int			 limit;		/* rows wanted of a list */
	const char		*after_key, *after_id;
	const char		*if_match;	/* a version, or NULL */

	enum err		 err;
	const char		*detail;
	const char		*more;		/* members of a problem */
	int			 retry_after;	/* seconds; 0: none */
	struct faults		 faults;

	int			 status;
	struct thing		 things[REQ_THINGS_MAX];
	size_t			 nthings;
	struct buf		 out;		/* the body */
	struct buf		 headers;
	const char		*type;		/* of the body, if the route
						 * does not say it */
	void			(*after)(struct req *);	/* once committed */
	const char		*policy;	/* Content-Security-Policy
						 * of a page; NULL: the usual */
	const char		*location;	/* of a redirect, or of 201 */
	const char		*tag;		/* ETag, or NULL */
	const char		*flash;		/* shown on the next page */
	const struct req	*failed;	/* the form shown again */
	struct grpc_call	*grpc;		/* or NULL: not gRPC */
	void			*left;		/* for the route's `together` */
};

enum err	 req_fail(struct req *, enum err, const char *detail, ...)
		    PRINTF(3, 4);
/* One more fault of the input; the request fails with ERR_INVALID. */
enum err	 req_fault(struct req *, const char *field, const char *, ...)
		    PRINTF(3, 4);

/* The value of a name: path, input, or one of ours (me, school_id, ...). */
const char	*req_value(struct req *, const char *name);
bool		 req_can_bind(const struct route *, const char *name);
const char	*req_var(const struct req *, const char *name);
const void	*req_in(const struct req *);	/* the in-struct */
const char	*req_param(const struct req *, const char *cgi_name);

/* Parameters of a query by name, in its order. */
const char *const *req_bind(struct req *, const struct query *);

/* What the answer is made of. */
void		 req_answer(struct req *, struct rows *);	/* "" */
void		 req_add(struct req *, const char *name, struct rows *);
void		 req_add_one(struct req *, const char *name, struct rows *);
void		 req_add_text(struct req *, const char *name, const char *);
void		 req_add_json(struct req *, const char *name, struct json_t *);
void		 req_add_view(struct req *, const struct view *);
const struct thing *req_thing(const struct req *, const char *, size_t);

void		 req_header(struct req *, const char *name, const char *);

#endif
