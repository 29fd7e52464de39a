/*
 * secret.h - a new password, from a terminal or from standard input, as its
 * hash.  The text itself is wiped before these return.
 */
#ifndef SECRET_H
#define SECRET_H

struct ctl;

/*
 * Asks twice on the terminal, without echo; with `from_stdin` reads one line.
 * Refuses what is too easy for this account.  NULL: said why already.
 */
const char	*secret_new(struct ctl *, bool from_stdin, const char *email,
		    const char *name);
/* The hash of this one; NULL: said why already. */
const char	*secret_hash(struct ctl *, const char *password);

#endif
