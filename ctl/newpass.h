/*
 * newpass.h - a new password, from a terminal or from standard input, as its
 * hash.  The text itself is wiped before these return.
 */
#ifndef NEWPASS_H
#define NEWPASS_H

struct ctl;

/*
 * Asks twice on the terminal, without echo; with `from_stdin` reads one line.
 * Refuses what is too easy for this account.  NULL: said why already.
 */
const char	*newpass_ask(struct ctl *, bool from_stdin, const char *email,
		    const char *name);
/* The hash of this one; NULL: said why already. */
const char	*newpass_hash(struct ctl *, const char *password);

#endif
