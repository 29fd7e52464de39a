/*
 * user.h - who a caller is, once a token or a session said so.
 *
 * A plain value: copied, never freed.  A zeroed struct is nobody.
 */
#ifndef USER_H
#define USER_H

enum role {
	ROLE_NONE,
	ROLE_STUDENT,
	ROLE_TEACHER,
	ROLE_ADMIN,
	ROLE_DEV,
	ROLE_PARENT,
	ROLE_BEACON,		/* a machine in a classroom */
	ROLE__MAX
};

struct user {
	bool		known;		/* false: nothing else counts */
	enum role	role;
	struct uuid	id, school_id, session;
	int64_t		expires;	/* seconds since 1970 */
	char		admin_role[16];	/* empty unless an admin has one */
	char		name[48];	/* to show; may be cut short */
};

const char	*role_name(enum role);		/* "none" for what is none */
enum role	 role_by_name(const char *);	/* ROLE_NONE if unknown */

/* UTF-8; what is too long is cut before a character, never inside one. */
void	user_set_name(struct user *, const char *);

#endif
