/*
 * access.h - who may what, and whose session has ended.
 *
 * The matrix of roles and permissions and the list of revoked sessions are
 * read from the database once a second at most, so that both a change of the
 * matrix and a revocation are seen by every worker within a second.  Nothing
 * about permissions is cached elsewhere.
 */
#ifndef ACCESS_H
#define ACCESS_H

struct req;
struct user;

enum perm {
#define PERM(name, text, help)	PERM_##name,
#include "perm.def"
#undef PERM
	PERM__MAX
};

bool		 access_known(const char *may);	/* or "public", "self",
						 * "service" */
bool		 access_public(const char *may);
const char	*access_perm_name(enum perm);
const char	*access_perm_help(enum perm);

void		 access_refresh(struct req *);
bool		 access_revoked(const struct user *);
bool		 access_may(const struct user *, const char *may);

/* Tests and the tools: forget all that was read. */
void		 access_forget(void);

#endif
