/*
 * session.h - sessions opened and forgotten.
 *
 * A browser has an opaque cookie, a program an access token and a refresh
 * token; of each secret the database has the SHA-256 alone.
 */
#ifndef SESSION_H
#define SESSION_H

struct person;
struct req;

#define REFRESH_SECONDS	"604800"	/* seven days */

/*
 * In a transaction: a new session of this person, who has proven the
 * password p->hash, takes the place of the browser's old one.  The caller is
 * this person from here on.  False if that password is no longer theirs.
 */
bool	session_open(struct req *, struct person *, bool browser);

/* Access and refresh token as the answer. */
void	session_tokens(struct req *, const struct person *,
	    const char *refresh_token);
const char *session_secret(struct req *);	/* 256 bits of chance */

/* For req.after: this pool's workers know these no more. */
void	session_forget_me(struct req *);
void	session_forget_named(struct req *);	/* the session {id} */
void	session_forget_person(struct req *);	/* the person {id} */

#endif
