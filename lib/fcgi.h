/*
 * fcgi.h - one FastCGI request as bytes (Responder role, FastCGI 1.0).
 *
 * fcgi_accept() takes a connection, reads parameters and the whole body, and
 * fills a call; call_send() answers it with one write; fcgi_end() closes the
 * connection and gives everything back.  All memory of a call lives in its
 * arena, which fcgi_end() resets.  A body that cannot be had (longer than
 * allowed, cut short, not arriving) leaves `early` set and the body empty:
 * such a call is still to be answered.  Only nginx may reach the socket.
 */
#ifndef FCGI_H
#define FCGI_H

#include "err.h"

struct arena;
struct fcgi;

struct call {
	char		**envp;		/* "NAME=value", NULL at the end */
	const char	*body;		/* never NULL; a NUL follows it */
	size_t		 body_len;
	enum err	 early;		/* OK, MALFORMED, TOO_LARGE, TIMEOUT */
	struct arena	*arena;
	int64_t		 started_us;	/* when accepted, CLOCK_MONOTONIC */
	int		 status;	/* what was answered; 0: nothing yet */
	size_t		 sent;		/* bytes of body that were answered */
	bool		 unsized;	/* no Content-Length is to be said */
	int		 fd;		/* the connection */
	int		 id;		/* FastCGI's request id */
};

/* NULL if the parameter is absent or empty. */
const char	*call_param(const struct call *, const char *name);

/*
 * Answers, once; later calls do nothing.  `headers` are whole lines that end
 * in CR LF, without Status, Content-Length and the empty line: those are
 * added here (Content-Length unless the call is `unsized`).  HEAD, 204 and
 * 304 send no body.  A client that has gone is no error.
 */
void		 call_send(struct call *, int status, const char *headers,
		    size_t headers_len, const char *body, size_t body_len);

int64_t		 call_now_us(void);	/* CLOCK_MONOTONIC */

/* The listener is non-blocking; stall_ms is how long a read may wait. */
struct fcgi	*fcgi_new(int listener, size_t max_body, int stall_ms);
void		 fcgi_free(struct fcgi *);

enum fcgi_got { FCGI_CALL, FCGI_EMPTY, FCGI_GONE, FCGI_BROKEN };

/*
 * FCGI_EMPTY: nobody waits.  FCGI_GONE: one came, but not with a request.
 * FCGI_BROKEN: the listener gives nothing any more (errno says why).
 * `took`, if not NULL, runs once a connection is there, before it is read.
 */
enum fcgi_got	 fcgi_accept(struct fcgi *, struct call *, void (*took)(void));
void		 fcgi_end(struct fcgi *, struct call *); /* of FCGI_CALL */

#endif
