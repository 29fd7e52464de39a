/*
 * token.h - access tokens: ES256 JWTs of fifteen minutes.
 *
 * RFC 7519 and 7515, typed "at+jwt" after RFC 9068.  The claims are iss, aud,
 * sub (the user), sid (the session), school_id, role and user_type (the same
 * word), admin_role where there is one, email, full_name, iat, nbf, exp, jti.
 *
 * Signed and checked with OpenSSL and read with Jansson, not with libjwt:
 * Debian's libjwt 1.10.2 parses the PEM at every call (482 microseconds a
 * check; 77 with a kept key), takes an HS256 token made with the public PEM
 * for a valid one, never looks at exp, and cannot say which members a header
 * had.  What follows is all that a verifier needs, and it is short.
 *
 * A token is accepted if it is at most TOKEN_MAX bytes, three parts in
 * canonical base64url; its header has alg ES256, typ at+jwt, a kid that names
 * one of our keys, and no other member (so no jku, jwk, x5*, crit or b64);
 * its signature is 64 bytes and that key's; no JSON object names a member
 * twice; iss and aud are ours; the clock is inside [nbf, exp) and past iat,
 * give or take TOKEN_LEEWAY; it lives no longer than TOKEN_LIFETIME; sub,
 * sid, school_id and jti are UUIDs; the role is known.
 *
 * Neither function keeps anything.  Times are seconds since 1970, passed in.
 */
#ifndef TOKEN_H
#define TOKEN_H

#include "grpc_wire.h"

#define TOKEN_MAX	4096u
#define TOKEN_LIFETIME	900	/* seconds, as the next */
#define TOKEN_LEEWAY	5

struct arena;
struct keys;
struct user;

struct token_realm {
	const char	*iss, *aud;
};

struct token_subject {
	const struct user *user;	/* its expires and name do not count */
	const char	*email, *full_name;
};

/* NULL: the set has no private key, or a text is not UTF-8 or too long. */
char	*token_sign(struct arena *, const struct keys *,
	    const struct token_realm *, const struct token_subject *,
	    int64_t now) MUST_CHECK;

/*
 * NULL, and the user filled in; or why not, for the log alone: a caller is
 * told no more than that the token is not valid.  On failure the user is
 * nobody.
 */
const char *token_verify(const struct keys *, const struct token_realm *,
	    const char *token, int64_t now, struct user *) MUST_CHECK;

/*
 * Service tokens say that a program of ours speaks: `sub` is its name.  They
 * are typed "service+jwt" and have an audience of their own, so that none of
 * either kind is ever taken for the other.  They live as long as was asked,
 * but no longer than the key that signed them is known.
 */
#define TOKEN_SERVICE_AUD	"lyceum-service"
#define TOKEN_SERVICE_MAX	(30 * 86400)	/* seconds */

char	*token_service_sign(struct arena *, const struct keys *,
	    const struct token_realm *, const char *name, int64_t now,
	    int64_t lifetime) MUST_CHECK;
const char *token_service_verify(const struct keys *,
	    const struct token_realm *, const char *token, int64_t now,
	    char name[GRPC_SERVICE_MAX + 1]) MUST_CHECK;

#endif
