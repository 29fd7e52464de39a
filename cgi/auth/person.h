/*
 * person.h - somebody who proves who they are, and the guesses that they
 * have.  Texts belong to the request's arena or to its rows.
 */
#ifndef PERSON_H
#define PERSON_H

#include "user.h"

struct req;
struct rows;

struct person {
	struct user	 user;		/* of an unknown account: nobody */
	const char	*email, *full_name;
	const char	*hash;		/* of the password; NULL: has none */
	bool		 is_active;
};

/* The columns id, school_id, role, email, full_name and what else is there. */
void	person_read(struct req *, struct person *, const struct rows *);
/* By address; somebody unknown is left empty, which is no failure. */
void	person_find(struct req *, const char *email, struct person *);

/*
 * Counts a guess at this account, or at this address that is nobody's, and
 * fails with ERR_RATE past ten in a quarter of an hour.  Not to be called in
 * a transaction: a guess counts whatever becomes of the request.
 */
bool	person_may_guess(struct req *, const struct person *,
	    const char *email);
/* The right one was among them. */
void	person_forgive(struct req *, const struct person *);

/*
 * Whether this is the password.  Takes as long for an account that is not
 * there; makes a new hash of an old kind, and then p->hash is the new one.
 */
bool	person_proves(struct req *, struct person *, const char *password);

#endif
