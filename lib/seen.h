/*
 * seen.h - callers whom some worker has identified already, shared by all.
 *
 * Checking a token takes about 80 microseconds, finding a session a query;
 * finding the result here takes 0.1, and the digest of a token 0.5.  The table
 * lies in anonymous shared memory, made before the workers are forked, and
 * maps the SHA-256 of a token or cookie to who it is.  It is a cache: an
 * entry may vanish at any time, and callers then identify anew.
 *
 * A slot is 192 bytes, 64-byte aligned; a digest may stand in any of the four
 * slots of its set, where the one that ends soonest makes room.  Each slot is
 * a seqlock.  Readers never write; a writer that finds the slot taken gives
 * up rather than wait.  All of a slot is 64-bit atomics, stored with release
 * and loaded with acquire: a reader who saw any word of a later write also
 * sees the sequence number moved, so a torn entry is never taken, and no
 * fence is needed (ThreadSanitizer knows none).
 *
 * Revocation: whoever identifies a caller takes seen_epoch() before looking
 * at the token or session and hands it to seen_put(), which stores nothing
 * if something was forgotten meanwhile.  So what was forgotten does not come
 * back through a worker that was in the middle.  seen_forget*() reach the
 * workers that share the mapping and no others; entries of theirs last until
 * `until`, which the caller chooses with that in mind.
 *
 * A worker killed in the 100 ns of a write leaves its slot unusable; so does
 * one that sleeps in them for milliseconds while its set is being revoked.
 * That costs 1 of 16,384.
 */
#ifndef SEEN_H
#define SEEN_H

#include "crypto.h"
#include "csrf.h"
#include "user.h"

#define SEEN_SLOTS	16384u	/* 3 MB; a power of two, 4 at least */

struct seen;

struct seen_id {
	struct user	user;
	uint8_t		csrf[CSRF_KEY_LEN];	/* of the session */
};

struct seen *seen_new(size_t slots);	/* NULL: no memory, or a bad number */
void	 seen_free(struct seen *);

/* False: not there, or its time is over. */
bool	 seen_get(const struct seen *, const uint8_t digest[SHA256_LEN],
	    int64_t now, struct seen_id *) MUST_CHECK;

uint64_t seen_epoch(const struct seen *);
void	 seen_put(struct seen *, const uint8_t digest[SHA256_LEN],
	    const struct seen_id *, int64_t until, uint64_t epoch);

void	 seen_forget(struct seen *, const uint8_t digest[SHA256_LEN]);

/* These look at every slot: 16,384 of them take about 0.1 ms. */
void	 seen_forget_session(struct seen *, const struct uuid *);
void	 seen_forget_user(struct seen *, const struct uuid *);

#endif
