/*
 * keys.h - the ES256 keys that access tokens are signed with.
 *
 * A folder holds one `jwks.json` (RFC 7517), which everybody may read, and
 * one `<kid>.pem` (PKCS #8, mode 0600) for each key that signs or will, which
 * only auth may.  In jwks.json our own members "lyceum:state", "lyceum:from"
 * and "lyceum:until" say where each key stands; they are not served.
 *
 *	next	 published, not signing yet; KEYS_AHEAD seconds at least
 *	current	 signs; there is exactly one
 *	retired	 signs no more; listed and accepted for KEYS_KEEP seconds,
 *		 which is longer than any token it signed can live
 *
 * All three verify: a worker may meet a token of a key that it still knows
 * as the next one.  Files are replaced whole (written aside, synced,
 * renamed), under a lock on the folder, so a reader sees the old set or the
 * new one, and a crash in the middle leaves the old one.
 *
 * Each worker has its own struct keys, with the keys parsed, and looks at
 * the file's stamp once a second at most.  Functions that can fail return
 * NULL, or a text that says why not.  Times are seconds since 1970.
 */
#ifndef KEYS_H
#define KEYS_H

#define KEYS_MAX	8u
#define KEYS_AHEAD	86400	/* a day, in seconds */
#define KEYS_KEEP	1200
#define KID_MAX		32u

struct buf;
struct es256;
struct keys;

/* For the operator: the folder's first keys, and the next step of them. */
const char *keys_create(const char *dir, int64_t now) MUST_CHECK;
const char *keys_rotate(const char *dir, int64_t now,
	    bool early /* do not wait for KEYS_AHEAD */) MUST_CHECK;

/*
 * For a worker.  With `sign` the current private key is read too.  A set
 * that cannot be read again keeps the old one in force, and is tried again.
 */
const char *keys_open(struct keys **, const char *dir, bool sign) MUST_CHECK;
const char *keys_refresh(struct keys *, int64_t now);
void	    keys_close(struct keys *);

/* 1 to KID_MAX of [A-Za-z0-9_-]; anything else names no key. */
bool	    kid_valid(const char *);

/* The keys stay the property of the set, until the next refresh. */
struct es256 *keys_find(const struct keys *, const char *kid, int64_t now);
struct es256 *keys_signer(const struct keys *, const char **kid);

/* What is served at /.well-known/jwks.json. */
void	    keys_jwks(const struct keys *, int64_t now, struct buf *);

#endif
