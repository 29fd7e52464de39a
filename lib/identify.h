/*
 * identify.h - who asks: a bearer token (RFC 6750), or a browser's cookie.
 *
 * A cookie speaks for its session alone, and on an unsafe request only when
 * the request comes from our own pages (Sec-Fetch-Site, else Origin) and
 * carries the token of its form.  What was verified once is kept by the pool
 * in shared memory for a short while; a session that ended is refused within
 * a second all the same (access.h).
 */
#ifndef IDENTIFY_H
#define IDENTIFY_H

struct req;

#define SESSION_COOKIE	"session"

void	identify(struct req *);
/* Unsafe requests of a browser: forged ones fail with ERR_CSRF. */
void	identify_form(struct req *);

/* Set or take away the session cookie with this answer. */
void	session_cookie(struct req *, const char *secret, int64_t max_age);
/* SHA-256 of a secret in hex, as the database keeps it. */
const char *secret_hash(struct req *, const char *secret);

#endif
